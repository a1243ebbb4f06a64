using Vedetta.Engine.Calls;
using Vedetta.Engine.Floods;

namespace Vedetta.Cli.Detect;

/// <summary>
/// Watches the calls of an input for floods. Records come when calls end, so calls wait in a bounded buffer until
/// they can be told in the order they began.
/// </summary>
public sealed class FloodBook(TimeZoneInfo zone)
{
    private const int WaitingMax = 100_000;

    private readonly FloodWatch _watch = new(new FloodOptions { TimeZone = zone });
    private readonly PriorityQueue<CallAttempt, (long At, long Order)> _waiting = new();
    private readonly Dictionary<string, Flood> _floods = [];
    private long _second = long.MinValue, _order;

    /// <summary>Calls seen, outgoing ones included.</summary>
    public long Calls { get; private set; }

    /// <summary>The floods in the order of their alarms, each at its last state.</summary>
    public IEnumerable<Flood> InAlarmOrder() =>
        _floods.Values.OrderBy(f => f.AlarmedAt).ThenBy(f => f.Target, StringComparer.Ordinal);

    /// <summary>Takes calls in the order of the input.</summary>
    public void Take(List<CallAttempt> calls)
    {
        foreach (CallAttempt call in calls)
        {
            if (call.Stage != CallStage.End) Calls++;
            _waiting.Enqueue(call, (call.AtUnixMilliseconds, _order++));
            if (_waiting.Count > WaitingMax) Tell(_waiting.Dequeue());
        }
    }

    /// <summary>Tells the calls that wait and closes the last second.</summary>
    public void Finish()
    {
        while (_waiting.TryDequeue(out CallAttempt? call, out _)) Tell(call);
        if (Calls > 0) Advance(_second + 1);
    }

    private void Tell(CallAttempt call)
    {
        long second = call.AtUnixMilliseconds / 1000;
        if (second > _second)
        {
            if (_second != long.MinValue) Advance(second);
            _second = second;
        }
        _watch.Add(call);
    }

    private void Advance(long second)
    {
        foreach (FloodChange change in _watch.Advance(DateTimeOffset.FromUnixTimeSeconds(second)))
            _floods[change.Flood.Id] = change.Flood;
    }
}
