using System.Globalization;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Scenarios;

/// <summary>Plays calls minute by minute: what rings in a minute is drawn, what ends waits for its second.</summary>
internal sealed class CallTraffic(DateTimeOffset from, DateTimeOffset until)
{
    private readonly List<Func<long, IEnumerable<PlannedCall>>> _sources = [];

    /// <summary>A call before it is told.</summary>
    /// <param name="Second">When it rings first.</param>
    /// <param name="Call">Who, whom and by what.</param>
    /// <param name="RingSeconds">How long it rings.</param>
    /// <param name="TalkSeconds">How long it talks; 0 when nobody answers.</param>
    public readonly record struct PlannedCall(long Second, CallStatement Call, int RingSeconds, int TalkSeconds);

    /// <summary>Adds calls drawn for each minute, given by its first second.</summary>
    public void Add(Func<long, IEnumerable<PlannedCall>> ofMinute) => _sources.Add(ofMinute);

    /// <summary>Plays everything once, in time order.</summary>
    public IEnumerable<ScenarioSignal> Play()
    {
        var ends = new PriorityQueue<ScenarioSignal, (long, long)>();
        long calls = 0, last = until.ToUnixTimeSeconds();
        for (long minute = from.ToUnixTimeSeconds(); minute < last; minute += 60)
        {
            int offset = Timeline.OffsetMinutes(minute);
            foreach (PlannedCall planned in _sources.SelectMany(s => s(minute)).OrderBy(c => c.Second))
            {
                CallStatement call = planned.Call with { Id = (++calls).ToString("c0000000", CultureInfo.InvariantCulture) };
                while (ends.TryPeek(out _, out (long Second, long) next) && next.Second <= planned.Second)
                    yield return ends.Dequeue();
                yield return Signal(planned.Second, offset, call);
                long over = planned.Second + planned.RingSeconds + planned.TalkSeconds;
                if (over < last) ends.Enqueue(Signal(over, Timeline.OffsetMinutes(over), End(call, planned)), (over, calls));
            }
        }
        while (ends.TryDequeue(out ScenarioSignal end, out _)) yield return end;
    }

    private static CallStatement End(CallStatement call, PlannedCall planned) => call with
    {
        IsEnd = true,
        UserAgent = "",
        SdpOrigin = "",
        Status = planned.TalkSeconds > 0 ? 200 : 487,
        RingSeconds = planned.RingSeconds,
        TalkSeconds = planned.TalkSeconds,
    };

    private static ScenarioSignal Signal(long second, int offset, CallStatement call) =>
        new(second, offset, new Leaf(SignalKind.Call, call.Trunk), Call: call);
}
