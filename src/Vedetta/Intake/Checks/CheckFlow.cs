using System.Text;
using System.Text.Json;
using Vedetta.Engine.Signals;

namespace Vedetta.Intake.Checks;

/// <summary>Carries what probers see into the journal: one <c>health</c> signal per change of state.</summary>
public sealed class CheckFlow(CheckStore store, SignalIntake intake, TimeProvider time)
{
    /// <summary>Name of the server's own prober.</summary>
    public const string Here = "here";

    /// <summary>
    /// Takes one answer; the prober's view afterwards, or null when the check is gone or has too many probers.
    /// </summary>
    public async Task<ProberView?> Take(int checkId, string prober, ProbeAnswer answer, CancellationToken cancel)
    {
        if (await store.Record(checkId, prober, answer, cancel) is not var (check, view)) return null;
        if (CheckRules.IsToTell(check, time.GetUtcNow())) await Tell(check, cancel);
        return view;
    }

    /// <summary>Takes a beat; false when no heartbeat has this token.</summary>
    public async Task<bool> Beat(string token, CancellationToken cancel)
    {
        if (await store.Beat(token, cancel) is not { } check) return false;
        await Take(check.Id, Here, CheckRules.Beats(check, time.GetUtcNow()), cancel);
        return true;
    }

    // A state the journal has no room for is told with the next look.
    private async Task Tell(HealthCheck check, CancellationToken cancel)
    {
        JournalAnswer answer = await intake.Take(new MemoryStream(Signal(check)), SignalFormat.Ndjson, null, cancel);
        if (answer.Outcome == JournalOutcome.Written) await store.Told(check, cancel);
    }

    private byte[] Signal(HealthCheck check)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("at", time.GetUtcNow());
            json.WriteString("kind", "health");
            json.WriteString("component", check.Component);
            json.WriteString("state", check.State switch
            {
                ComponentState.Ok => "ok",
                ComponentState.Degraded => "degraded",
                _ => "down",
            });
            json.WriteString("node", check.Name);
            json.WriteString("detail", check.Detail);
            json.WriteEndObject();
        }
        return [.. line.ToArray(), (byte)'\n'];
    }
}
