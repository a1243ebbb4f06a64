using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Intake;
using Vedetta.Storage;

namespace Vedetta.Tests.Intake;

/// <summary>A real server process, killed without warning while senders send.</summary>
public sealed partial class KilledServerTests
{
    private const int Kills = 10, Senders = 3, LinesPerBatch = 40, BatchesBetweenKills = 15;

    [Fact]
    public async Task Ten_kills_under_load_lose_nothing_acknowledged_and_count_nothing_twice()
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-killed-").FullName;
        try
        {
            string key = await MakeKey(folder);
            var load = new Load(key);
            for (int kill = 0; kill < Kills; kill++) await Round(folder, load, isLast: kill == Kills - 1);
            await Verify(folder, load);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Every round starts with the batches whose fate the last kill left open, under their old keys.
    private static async Task Round(string folder, Load load, bool isLast)
    {
        (Process server, Uri address) = await StartServer(folder);
        using (server)
        {
            Task sending = load.Send(address);
            try
            {
                await load.Acknowledges(BatchesBetweenKills);
            }
            finally
            {
                server.Kill();
            }
            await server.WaitForExitAsync();
            await sending;
        }
        if (!isLast) return;
        (Process last, Uri lastAddress) = await StartServer(folder);
        using (last)
        {
            await load.SendOpen(lastAddress);
            last.Kill();
            await last.WaitForExitAsync();
        }
    }

    private static async Task Verify(string folder, Load load)
    {
        await using IntakeHost host = await IntakeHost.Start(folder: folder);
        long expected = (long)load.Acknowledged * LinesPerBatch;
        Assert.InRange(load.Acknowledged, Kills * BatchesBetweenKills, int.MaxValue);
        Assert.Equal(expected, Batches.Contacts(await host.Stored()));
        List<string> customers = await Customers(host);
        Assert.Equal(expected, customers.Count);
        Assert.Equal(expected, customers.Distinct().Count());
    }

    private static async Task<List<string>> Customers(IntakeHost host)
    {
        await using VedettaContext context = await host.App.Services
            .GetRequiredService<IDbContextFactory<VedettaContext>>().CreateDbContextAsync();
        var customers = new List<string>();
        await foreach (byte[] body in context.Set<SignalBlock>().Select(b => b.Body).AsAsyncEnumerable())
        {
            foreach (string line in Encoding.UTF8.GetString(StoredSignals.Unpack(body)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                using JsonDocument signal = JsonDocument.Parse(line);
                customers.Add(signal.RootElement.GetProperty("customer").GetString()!);
            }
        }
        return customers;
    }

    private static async Task<string> MakeKey(string folder)
    {
        await using IntakeHost host = await IntakeHost.Start(folder: folder);
        return await host.App.Services.GetRequiredService<ApiKeyStore>().Create("test", "load", [ApiScopes.SignalsWrite]);
    }

    private static async Task<(Process, Uri)> StartServer(string folder)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "vedetta.dll");
        var start = new ProcessStartInfo("dotnet", [program, "serve", "--data", folder, "--urls", "http://127.0.0.1:0"])
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

    /// <summary>Senders that send batch after batch, each under its own key, until the server is gone.</summary>
    private sealed class Load(string key)
    {
        private readonly Queue<(string Key, string Body)>[] _open = [.. Enumerable.Range(0, Senders).Select(_ => new Queue<(string, string)>())];
        private readonly Channel<bool> _acknowledged = Channel.CreateUnbounded<bool>();
        private int _made, _count;

        public int Acknowledged => _count;

        public Task Send(Uri address) => Task.WhenAll(Enumerable.Range(0, Senders).Select(s => Send(address, _open[s], endless: true)));

        public Task SendOpen(Uri address) => Task.WhenAll(_open.Select(open => Send(address, open, endless: false)));

        public async Task Acknowledges(int batches)
        {
            for (int i = 0; i < batches; i++)
                await _acknowledged.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        }

        private async Task Send(Uri address, Queue<(string Key, string Body)> open, bool endless)
        {
            using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            while (true)
            {
                if (open.Count == 0 && !endless) return;
                if (open.Count == 0) open.Enqueue(Make());
                if (!await IsTaken(client, open.Peek())) return;
                open.Dequeue();
                Interlocked.Increment(ref _count);
                _acknowledged.Writer.TryWrite(true);
            }
        }

        private static async Task<bool> IsTaken(HttpClient client, (string Key, string Body) batch)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/signals") { Content = new StringContent(batch.Body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            request.Headers.Add("Idempotency-Key", batch.Key);
            try
            {
                using HttpResponseMessage answer = await client.SendAsync(request);
                string said = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.IsSuccessStatusCode, said);
                return true;
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                return false;
            }
        }

        private (string, string) Make()
        {
            int number = Interlocked.Increment(ref _made);
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            IEnumerable<string> lines = Enumerable.Range(0, LinesPerBatch).Select(i =>
                $$"""{"at":"{{now:O}}","kind":"contact","queue":"q","channel":"voice","customer":"{{number}}-{{i}}"}""");
            return ($"batch-{number}", string.Join('\n', lines));
        }
    }
}
