using System.Globalization;
using Vedetta.Detection;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Surges;
using Vedetta.Engine.Tiles;

namespace Vedetta.Tests.Detection;

/// <summary>The live watch by itself: what it remembers, what it teaches, when silence is silence.</summary>
public sealed class LiveWatchTests
{
    // A Thursday: the working days before it have taught what such a day is like.
    private static readonly DateTimeOffset Now = new(2026, 3, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly Leaf Mobile = new(SignalKind.Contact, "mobile", "voice", "whatsapp", "Torino");
    private static readonly SeriesKey Total = new("contact", []);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    [Fact]
    public void What_is_saved_and_loaded_goes_on_alike()
    {
        LiveWatch first = Taught(days: 2, perSecond: 1);
        Live(first, from: 0, seconds: 90, perSecond: 1);
        first.Take(new TileSet(), [new HealthSignal(1, "dns", ComponentState.Down, "n1", null), new PlannedSignal(1, PlannedWhat.SendOut, "x", 1, 2, 3, null)], Now);
        LiveWatch second = Copy(first);
        Assert.Equal(Bytes(first), Bytes(second));
        foreach (LiveWatch watch in (LiveWatch[])[first, second]) Live(watch, from: 90, seconds: 60, perSecond: 12);
        Assert.Equal(Told(first), Told(second));
        Assert.Equal(first.Chart(Total, Now.AddHours(-2), Now.AddMinutes(3), Step), second.Chart(Total, Now.AddHours(-2), Now.AddMinutes(3), Step));
        Assert.NotEqual(0, first.OpenSurges);
    }

    [Fact]
    public void A_lost_feed_is_not_zeros_and_stays_lost_over_a_restart()
    {
        LiveWatch watch = Taught(days: 2, perSecond: 1);
        Live(watch, from: 0, seconds: 60, perSecond: 1);
        double before = watch.Measure(Total, Now, Now.AddMinutes(1))!.Value.Expected!.Value.Expected;
        for (int s = 60; s < 3600; s++) Assert.Empty(watch.Advance(Now.AddSeconds(s)));
        watch.Paint(Now.AddHours(1));
        BoardSubject total = watch.Picture.Subjects.Single(s => s.Series.Equals(Total));
        Assert.Equal(SubjectState.Silent, total.State);
        Assert.InRange((total.SilentSince!.Value - Now).TotalSeconds, 58, 62);
        double after = watch.Measure(Total, Now, Now.AddMinutes(1))!.Value.Expected!.Value.Expected;
        Assert.InRange(after / before, 0.9, 1.1);
        LiveWatch restarted = Copy(watch);
        restarted.Paint(Now.AddHours(1));
        Assert.Equal(total.SilentSince, restarted.Picture.Subjects.Single(s => s.Series.Equals(Total)).SilentSince);
    }

    [Fact]
    public void Signals_after_the_silence_end_it()
    {
        LiveWatch watch = Taught(days: 2, perSecond: 1);
        for (int s = 0; s < 600; s++) watch.Advance(Now.AddSeconds(s));
        Live(watch, from: 600, seconds: 30, perSecond: 1);
        watch.Paint(Now.AddSeconds(630));
        Assert.NotEqual(SubjectState.Silent, watch.Picture.Subjects.Single(s => s.Series.Equals(Total)).State);
    }

    [Fact]
    public void One_queue_that_falls_silent_while_others_go_on_is_a_drop()
    {
        var fixedLine = new Leaf(SignalKind.Contact, "fixed", "voice", "line", "Roma");
        LiveWatch watch = Taught(days: 3, perSecond: 1, fixedLine);
        var changes = new List<SurgeChange>();
        for (int s = 0; s < 1200; s++)
        {
            watch.Take(Second(s, 1, Mobile), [], Now.AddSeconds(s));
            changes.AddRange(watch.Advance(Now.AddSeconds(s)));
        }
        Assert.Contains(changes, c => c.Surge.Direction == SurgeDirection.Drop && c.Surge.Series["queue"] == "fixed");
        watch.Paint(Now.AddSeconds(1200));
        Assert.DoesNotContain(watch.Picture.Subjects, s => s.State == SubjectState.Silent);
    }

    [Fact]
    public void Old_surges_teach_but_ring_for_nobody()
    {
        var watch = new LiveWatch(new WatchOptions { BinSeconds = 1 });
        Assert.Empty(Teach(watch, days: 3, hour => hour == 60 ? 20 : 1));
        Assert.Equal(0, watch.Late);
    }

    [Fact]
    public void A_kind_that_comes_late_is_waited_for()
    {
        LiveWatch watch = Taught(days: 1, perSecond: 1);
        for (int s = 30; s < 300; s += 30)
        {
            var batch = new TileSet();
            for (int at = s - 30; at < s; at++) batch.Merge(Second(at, 1, Mobile));
            watch.Take(batch, [], Now.AddSeconds(s));
            Assert.Empty(watch.Advance(Now.AddSeconds(s)));
        }
        Assert.InRange(watch.Late, 0, 30);
    }

    [Fact]
    public void Endless_queues_are_left_out_and_counted()
    {
        var times = new QueueTimes();
        for (int i = 0; i < 10 * QueueTimes.QueuesMax; i++)
        {
            var tiles = new TileSet();
            tiles.Add(Now.ToUnixTimeSeconds(), new Leaf(SignalKind.Contact, $"q{i}", "voice", "", ""), Observation.None with { Source = "c" });
            foreach (Tile tile in tiles.InTimeOrder()) times.Take(tile);
        }
        Assert.Equal(9 * QueueTimes.QueuesMax, times.LeftOut);
        Assert.Equal(QueueTimes.QueuesMax, times.Since(null, Now.AddHours(-1))!.Contacts);
    }

    private static LiveWatch Taught(int days, double perSecond, params Leaf[] others)
    {
        var watch = new LiveWatch(new WatchOptions { BinSeconds = 1 });
        Teach(watch, days, _ => perSecond, others);
        return watch;
    }

    private static List<SurgeChange> Teach(LiveWatch watch, int days, Func<int, double> perSecond, params Leaf[] others)
    {
        var changes = new List<SurgeChange>();
        for (int hour = 0; hour < days * 24; hour++)
        {
            var tiles = new TileSet();
            for (int s = 0; s < 3600; s++)
                foreach (Leaf leaf in (Leaf[])[Mobile, .. others])
                    tiles.Merge(Second((hour - days * 24) * 3600 + s, perSecond(hour), leaf));
            watch.Take(tiles, [], Now);
            changes.AddRange(watch.Advance(Now));
        }
        return changes;
    }

    private static void Live(LiveWatch watch, int from, int seconds, double perSecond)
    {
        for (int s = from; s < from + seconds; s++)
        {
            watch.Take(Second(s, perSecond, Mobile), [], Now.AddSeconds(s));
            watch.Advance(Now.AddSeconds(s));
        }
        watch.Paint(Now.AddSeconds(from + seconds));
    }

    private static TileSet Second(int offset, double count, Leaf leaf)
    {
        var tiles = new TileSet();
        for (int i = 0; i < count; i++) tiles.Add(Now.ToUnixTimeSeconds() + offset, leaf, Observation.None);
        return tiles;
    }

    private static LiveWatch Copy(LiveWatch watch)
    {
        var copy = new LiveWatch(watch.Options);
        copy.Load(new BinaryReader(new MemoryStream(Bytes(watch))));
        return copy;
    }

    private static byte[] Bytes(LiveWatch watch)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes)) watch.Save(writer);
        return bytes.ToArray();
    }

    private static string Told(LiveWatch watch) => string.Join('\n', watch.Picture.Subjects
        .Select(s => s.ToString()).Prepend(watch.Picture.SignalsSeen.ToString(CultureInfo.InvariantCulture)));
}
