using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Incidents;
using Vedetta.Tests.Intake;

namespace Vedetta.Tests.Incidents;

/// <summary>The real Alertmanager (apt package prometheus-alertmanager) speaks to the server.</summary>
public sealed class AlertmanagerTests
{
    private const string Program = "/usr/bin/prometheus-alertmanager";
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_fires_there_opens_an_incident_and_what_is_resolved_there_closes_it()
    {
        if (!File.Exists(Program)) Assert.Skip($"needs {Program} (apt package prometheus-alertmanager)");
        await using IntakeHost host = await IntakeHost.Start();
        string key = await host.App.Services.GetRequiredService<ApiKeyStore>().Create("ada", "am", [ApiScopes.AlertsWrite]);
        string folder = Directory.CreateTempSubdirectory("vedetta-alertmanager-").FullName;
        using Process peer = await Run(folder, host.Client.BaseAddress!, key);
        try
        {
            IncidentDesk desk = host.App.Services.GetRequiredService<IncidentDesk>();
            using var client = new HttpClient { BaseAddress = new Uri(await File.ReadAllTextAsync(Path.Combine(folder, "address"), Stop)) };
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            await Post(client, now, null);
            Incident opened = await Until(desk, i => i.State == IncidentState.Open);
            Assert.Equal(("billing", CauseWords.OwnOutage), (opened.SubjectId, opened.Cause));
            await Post(client, now, now);
            Assert.NotNull((await Until(desk, i => i.State == IncidentState.Closed)).ClosedAt);
        }
        finally
        {
            peer.Kill();
            await peer.WaitForExitAsync(Stop);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Post(HttpClient client, DateTimeOffset starts, DateTimeOffset? ends)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/v2/alerts", new[]
                {
                    new { labels = new { alertname = "BillingDown", component = "billing" }, annotations = new { summary = "Billing is down" }, startsAt = starts, endsAt = ends },
                }, Stop);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                return;
            }
            catch (HttpRequestException) when (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1))
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<Incident> Until(IncidentDesk desk, Func<Incident, bool> isSo)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if ((await desk.List(new IncidentFilter(), Stop)).FirstOrDefault(isSo) is { } found) return found;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1), "Waited a minute in vain.");
            await Task.Yield();
        }
    }

    private static async Task<Process> Run(string folder, Uri server, string key)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "config.yml"), $"""
            route:
              receiver: vedetta
              group_by: [alertname]
              group_wait: 0s
              group_interval: 1s
            receivers:
              - name: vedetta
                webhook_configs:
                  - url: {server}api/v1/inbound/alertmanager
                    send_resolved: true
                    http_config:
                      authorization:
                        credentials: {key}
            """, Stop);
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        string address = probe.LocalEndpoint.ToString()!;
        probe.Stop();
        await File.WriteAllTextAsync(Path.Combine(folder, "address"), "http://" + address, Stop);
        var start = new ProcessStartInfo(Program,
            ["--config.file=" + Path.Combine(folder, "config.yml"), "--storage.path=" + folder, "--web.listen-address=" + address, "--cluster.listen-address="])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }
}
