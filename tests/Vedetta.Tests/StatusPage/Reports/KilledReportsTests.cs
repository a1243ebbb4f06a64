using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Vedetta.Tests.StatusPage.Reports;

/// <summary>A real server process, killed without warning while a crowd reports.</summary>
public sealed partial class KilledReportsTests
{
    private const int Kills = 5, Senders = 32, ReportsBetweenKills = 400;

    [Fact]
    public async Task Kills_under_load_lose_no_report_that_was_acknowledged()
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-killed-").FullName;
        try
        {
            var crowd = new Crowd();
            for (int kill = 0; kill < Kills; kill++) await Round(folder, crowd);
            await using ReportHost host = await ReportHost.Start(folder: folder);
            long stored = (await host.Stored())["whatsapp"];
            Assert.InRange(crowd.Acknowledged, Kills * ReportsBetweenKills, crowd.Sent);
            Assert.InRange(stored, crowd.Acknowledged, crowd.Sent);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Round(string folder, Crowd crowd)
    {
        (Process server, Uri address) = await StartServer(folder);
        using (server)
        {
            Task sending = crowd.Send(address);
            try
            {
                await crowd.Acknowledges(ReportsBetweenKills);
            }
            finally
            {
                server.Kill();
            }
            await server.WaitForExitAsync();
            await sending;
        }
    }

    private static async Task<(Process, Uri)> StartServer(string folder)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "vedetta.dll");
        var start = new ProcessStartInfo("dotnet",
            [program, "serve", "--data", folder, "--urls", "http://127.0.0.1:0", "--trusted-proxy", "127.0.0.1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process server = Process.Start(start)!;
        server.ErrorDataReceived += (_, _) => { };
        server.BeginErrorReadLine();
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Address().Match(line) is not { Success: true } found) continue;
            _ = server.StandardOutput.ReadToEndAsync();
            return (server, new Uri(found.Value));
        }
        throw new InvalidOperationException($"The server ended with {server.ExitCode} before it listened.");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    /// <summary>People in networks of their own who report until the server is gone.</summary>
    private sealed class Crowd
    {
        private readonly Channel<bool> _acknowledged = Channel.CreateUnbounded<bool>();
        private int _sent, _count;

        public int Acknowledged => _count;

        public int Sent => _sent;

        public Task Send(Uri address) => Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendOne(address)));

        public async Task Acknowledges(int reports)
        {
            for (int i = 0; i < reports; i++)
                await _acknowledged.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        }

        private async Task SendOne(Uri address)
        {
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
            {
                BaseAddress = address,
                Timeout = TimeSpan.FromSeconds(60),
            };
            while (await IsTaken(client, Interlocked.Increment(ref _sent)))
            {
                Interlocked.Increment(ref _count);
                _acknowledged.Writer.TryWrite(true);
            }
        }

        private static async Task<bool> IsTaken(HttpClient client, int number)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/s/whatsapp");
            request.Headers.Add("X-Forwarded-For", $"{20 + number / 62_500}.{number / 250 % 250}.{number % 250}.1");
            try
            {
                using HttpResponseMessage answer = await client.SendAsync(request);
                Assert.Equal(303, (int)answer.StatusCode);
                return true;
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                return false;
            }
        }
    }
}
