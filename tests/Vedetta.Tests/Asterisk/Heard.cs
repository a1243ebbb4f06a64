using Vedetta.Engine.Calls;
using Vedetta.Intake;
using Vedetta.Tests.Intake;

namespace Vedetta.Tests.Asterisk;

/// <summary>A round of calls of every kind, and what a server that heard them right says of them.</summary>
internal static class Heard
{
    /// <summary>Puts the carrier's calls through to the inside.</summary>
    public const string Trunk = "[from-trunk]\nexten => _X.,1,Goto(inside,${EXTEN},1)";

    /// <summary>Ten calls: answered, busy, rung in vain, forked, through a local channel, given up.</summary>
    public static Task Calls(Phones phones, AsteriskPeer peer) => Task.WhenAll(
        phones.Call(peer, "0639740001", 200, calls: 3), phones.Call(peer, "0639740002", 486, calls: 2),
        phones.Call(peer, "0639740003", 603), phones.Call(peer, "0639740004", 200, calls: 2),
        phones.Call(peer, "0639740005", 200), phones.GiveUp(peer, "0639740006"));

    /// <summary>What they are: caller, line, status.</summary>
    /// <param name="givenUp">Status of the call that was given up: records do not tell it from one nobody answered.</param>
    public static string[] Expected(int givenUp) =>
    [
        "+393401234511 +390639740001 200", "+393401234511 +390639740002 486", "+393401234511 +390639740003 480",
        "+393401234511 +390639740004 200", "+393401234511 +390639740005 200", $"+393401234511 +390639740006 {givenUp}",
        "+393401234512 +390639740001 200", "+393401234512 +390639740002 486", "+393401234512 +390639740004 200",
        "+393401234513 +390639740001 200",
    ];

    /// <summary>Each attempt that counts, once for every time it is counted, with the status told last.</summary>
    public static string[] Counted(IEnumerable<JournaledBatch> stored)
    {
        CallAttempt[] told = [.. stored.SelectMany(b => b.Calls)];
        ILookup<string, CallAttempt> ofCall = told.ToLookup(c => c.CallId);
        return [.. told.Where(c => c.Stage != CallStage.End && !c.IsOutgoing)
            .Select(c => $"{c.From} {c.To} {ofCall[c.CallId].Last().Status}").Order(StringComparer.Ordinal)];
    }

    /// <summary>Waits until a server stored as many attempts and ends.</summary>
    public static async Task<List<CallAttempt>> Calls(this IntakeHost host, int count)
    {
        var calls = new List<CallAttempt>();
        using var within = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await foreach (JournaledBatch batch in host.Journal.Follow(0, within.Token))
        {
            calls.AddRange(batch.Calls);
            if (calls.Count >= count) return calls;
        }
        return calls;
    }
}
