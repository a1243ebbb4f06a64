using Vedetta.Incidents.Safekeeping;
using Vedetta.Intake.Calls;

namespace Vedetta.Desk.Floods;

/// <summary>Finds the messages of a flood's calls: what is still in memory, else what was kept.</summary>
public sealed class FloodLadder(CallIntake intake, KeptMessages kept, EvidenceStore evidence)
{
    private const int CallsLookedAt = 20;

    /// <summary>The ladder of the newest call whose messages are there; null where none are.</summary>
    public async Task<LadderShape?> Newest(int incidentId, CancellationToken stop = default)
    {
        foreach (KeptCall call in await evidence.Calls(incidentId, CallsLookedAt, newestFirst: true, stop))
        {
            IReadOnlyList<CallMessage> messages = intake.MessagesOf(call.CallId);
            if (messages.Count == 0)
                messages = [.. (await kept.Of(incidentId, call.CallId, stop)).Select(ToMessage)];
            if (messages.Count > 0) return LadderShape.Of(messages);
        }
        return null;
    }

    private static CallMessage ToMessage(KeptMessage kept) =>
        new(kept.At, kept.Source, kept.Destination, kept.Transport, kept.Bytes);
}
