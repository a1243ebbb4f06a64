using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Scenarios;

/// <summary>Streams of chance arrivals and signals at fixed times, played together in time order.</summary>
internal sealed class Timeline(DateTimeOffset from, DateTimeOffset until)
{
    private readonly List<Stream> _streams = [];
    private readonly List<(long Second, Func<int, ScenarioSignal> Make)> _fixed = [];

    private sealed record Stream(Arrivals Arrivals, Func<long, int, ScenarioSignal> Make)
    {
        public int[] PerSecond { get; } = new int[60];
    }

    /// <summary>The offset of the scenarios' zone at an instant, in minutes.</summary>
    public static int OffsetMinutes(long unixSecond) =>
        (int)ScenarioZone.Rome.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(unixSecond)).TotalMinutes;

    /// <summary>The local time at an instant.</summary>
    public static DateTime Local(long unixSecond) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSecond).UtcDateTime.AddMinutes(OffsetMinutes(unixSecond));

    public void Add(Arrivals arrivals, ContactMix contacts) => _streams.Add(new Stream(arrivals, contacts.Draw));

    public void Add(Arrivals arrivals, ReportMix reports) => _streams.Add(new Stream(arrivals, reports.Draw));

    public void Add(DateTimeOffset at, HealthStatement health) => _fixed.Add((at.ToUnixTimeSeconds(), offset =>
        new ScenarioSignal(at.ToUnixTimeSeconds(), offset, new Leaf(SignalKind.Health, ""), Health: health)));

    public void Add(DateTimeOffset at, PlannedStatement planned) => _fixed.Add((at.ToUnixTimeSeconds(), offset =>
        new ScenarioSignal(at.ToUnixTimeSeconds(), offset, new Leaf(SignalKind.Planned, ""), Planned: planned)));

    /// <summary>Adds an "ok" of the component every six hours.</summary>
    public void AddHeartbeats(string component)
    {
        for (DateTimeOffset at = from; at < until; at = at.AddHours(6)) Add(at, new HealthStatement(component, "ok"));
    }

    /// <summary>Plays everything once.</summary>
    public IEnumerable<ScenarioSignal> Play()
    {
        var waiting = new Queue<(long Second, Func<int, ScenarioSignal> Make)>(_fixed.OrderBy(f => f.Second));
        for (long minute = from.ToUnixTimeSeconds(), end = until.ToUnixTimeSeconds(); minute < end; minute += 60)
        {
            int offset = OffsetMinutes(minute);
            List<Stream> busy = [.. _streams.Where(s => s.Arrivals.Draw(minute, s.PerSecond))];
            for (int second = 0; second < 60; second++)
            {
                while (waiting.TryPeek(out var next) && next.Second <= minute + second)
                    yield return waiting.Dequeue().Make(offset);
                foreach (Stream stream in busy)
                    for (int i = 0; i < stream.PerSecond[second]; i++)
                        yield return stream.Make(minute + second, offset);
            }
        }
    }
}
