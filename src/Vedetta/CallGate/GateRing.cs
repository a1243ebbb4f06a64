using Vedetta.Engine.Gate;

namespace Vedetta.CallGate;

/// <summary>One decision of the gate.</summary>
/// <param name="At">When.</param>
/// <param name="Caller">Calling number; empty when withheld.</param>
/// <param name="Called">Number called.</param>
/// <param name="Act">What became of the call.</param>
/// <param name="Reason">Why.</param>
/// <param name="RuleId">The rule that decided; 0 for none.</param>
/// <param name="Activation">Its activation; empty for none.</param>
public sealed record GateDecision(
    DateTimeOffset At, string Caller, string Called, GateAct Act, GateReason Reason, long RuleId, string Activation);

/// <summary>The last decisions, for pages that show the gate at work. Bounded: the oldest go.</summary>
public sealed class GateRing
{
    /// <summary>Decisions kept.</summary>
    public const int Size = 2_000;

    private readonly Lock _lock = new();
    private readonly (long At, ulong Caller, ulong Called, GateVerdict Verdict, GateRule? Rule)[] _ring = new (long,
        ulong, ulong, GateVerdict, GateRule?)[Size];
    private long _next;

    /// <summary>Decisions noted since the start.</summary>
    public long Total => Volatile.Read(ref _next);

    /// <summary>Notes a decision.</summary>
    public void Note(in GateReply reply, GateState state, long nowUnixMilliseconds)
    {
        GateRule? rule = reply.Verdict.Rule < 0 ? null : state.Book.Rules[reply.Verdict.Rule];
        lock (_lock) _ring[_next++ % Size] = (nowUnixMilliseconds, reply.Caller, reply.Called, reply.Verdict, rule);
    }

    /// <summary>The last decisions, newest first.</summary>
    public IReadOnlyList<GateDecision> Newest(int count)
    {
        var found = new List<GateDecision>();
        lock (_lock)
        {
            for (long i = _next - 1; i >= 0 && i >= _next - Math.Min(count, Size); i--)
            {
                var (at, caller, called, verdict, rule) = _ring[i % Size];
                found.Add(new GateDecision(
                    DateTimeOffset.FromUnixTimeMilliseconds(at), Say(caller), Say(called), verdict.Act, verdict.Reason,
                    rule?.Id ?? 0, rule?.Activation ?? ""));
            }
        }
        return found;
    }

    private static string Say(ulong number) => number == 0 ? "" : PhoneKey.Text(number);
}
