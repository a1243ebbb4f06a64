using System.Globalization;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Floods;

namespace Vedetta.Engine.Tests.Floods;

public sealed class FloodWatchTests
{
    private static readonly DateTimeOffset Begin = CallDays.Start.AddDays(2).AddHours(10);
    private const string Robot = "+33176420000";

    [Theory]
    [InlineData(100, 60, 1)]
    [InlineData(312, 60, 2)]
    [InlineData(600, 60, 3)]
    [InlineData(200, 120, 4)]
    [InlineData(500, 300, 5)]
    [InlineData(40, 20, 6)]
    public void One_number_that_rings_a_hundred_lines_a_minute_is_told_within_a_minute(int lines, double period, int seed)
    {
        Flood flood = First(Taught(seed).Dialler(Begin, TimeSpan.FromMinutes(12), lines, period, () => Robot), 60);
        Assert.Equal(FloodPattern.SameOrigin, flood.Pattern);
        Assert.False(flood.IsRotating);
        Assert.Equal(Robot, flood.Origins[0].Number);
        Assert.True(Math.Abs((flood.StartedAt - Begin).TotalSeconds) < 5, $"{flood.StartedAt:O}");
    }

    [Theory]
    [InlineData(1, 0.03, 1.0)]
    [InlineData(2, 0.1, 1.0)]
    [InlineData(3, 0.05, 0.9)]
    [InlineData(4, 0.0, 1.0)]
    public void One_number_that_rings_twenty_lines_every_minute_is_told_within_two(int seed, double jitter, double coverage)
    {
        CallDays days = Taught(seed).Dialler(Begin, TimeSpan.FromMinutes(9), 20, 60, () => Robot, jitter, coverage);
        Flood flood = First(days, 120);
        Assert.Equal(FloodPattern.SameOrigin, flood.Pattern);
        Assert.InRange(Last(days).PeriodSeconds!.Value, 54, 66);
    }

    [Theory]
    [InlineData(100, 60, 1)]
    [InlineData(20, 60, 2)]
    [InlineData(300, 60, 3)]
    [InlineData(60, 30, 4)]
    public void Ever_new_numbers_of_a_range_are_told_in_time(int lines, double period, int seed)
    {
        CallDays days = Taught(seed);
        days.Dialler(Begin, TimeSpan.FromMinutes(10), lines, period, () => Of(days, "+4420794"), jitter: 0.05);
        Flood flood = First(days, lines * 60 / period >= 100 ? 60 : 120);
        Assert.Equal(FloodPattern.RotatingOrigins, flood.Pattern);
        Flood last = Last(days);
        Assert.True(last.IsRotating);
        Assert.Equal(["+4420794"], last.Fingerprint.Prefixes.Select(p => p.Value));
        Assert.Equal(0, last.Fingerprint.Prefixes[0].HonestBefore);
    }

    [Theory]
    [InlineData(100, 60, 1)]
    [InlineData(20, 60, 2)]
    [InlineData(400, 60, 3)]
    public void Numbers_from_all_over_the_world_are_told_in_time(int lines, double period, int seed)
    {
        CallDays days = Taught(seed);
        days.Dialler(Begin, TimeSpan.FromMinutes(10), lines, period, () => World(days), jitter: 0.05);
        Flood flood = First(days, lines >= 100 ? 60 : 120);
        Assert.Equal(FloodPattern.RotatingOrigins, flood.Pattern);
        Flood last = Last(days);
        Assert.True(last.IsRotating);
        Assert.InRange(last.PeriodSeconds!.Value, 54, 66);
        Assert.Empty(last.Fingerprint.Prefixes);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(13.3)]
    [InlineData(25)]
    [InlineData(100)]
    public void A_flood_beside_honest_calls_on_one_trunk_is_told_within_twenty_seconds(double perSecond)
    {
        foreach (string[] ranges in (string[][])[["+234803"], ["+234803", "+880171", "+923001", "+919876"], ["+3934077"]])
        {
            CallDays days = new((int)perSecond + ranges.Length);
            days.Even(CallDays.Start, TimeSpan.FromMinutes(20), 3, () => Of(days, "+39340"));
            DateTimeOffset from = CallDays.Start.AddMinutes(15);
            days.Stream(from, TimeSpan.FromMinutes(2), perSecond, () => Of(days, ranges[days.Random.Next(ranges.Length)]));
            List<FloodChange> said = days.Watch(new FloodWatch(new FloodOptions()), from.AddMinutes(15));
            Flood first = Assert.Single(said, c => c.Phase == FloodPhase.Opened).Flood;
            Assert.InRange((first.AlarmedAt - from).TotalSeconds, 0, 20);
            Flood last = said[^1].Flood;
            Assert.NotNull(last.EndedAt);
            Assert.Equal(ranges.Order(), last.Fingerprint.Prefixes.Select(p => p.Value).Order());
            Assert.InRange(last.Attempts, perSecond * 120 * 0.97, perSecond * 120 * 1.04);
        }
    }

    [Fact]
    public void A_regular_trunk_alone_is_no_flood()
    {
        CallDays days = new(9);
        days.Stream(CallDays.Start, TimeSpan.FromHours(2), 3, () => Of(days, "+39340"));
        Assert.Empty(days.Watch(new FloodWatch(new FloodOptions()), CallDays.Start.AddHours(2)).Select(c => c.Flood.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void One_ring_to_many_lines_is_bait(int seed)
    {
        CallDays days = Taught(seed);
        for (int i = 0; i < 90; i++)
            days.Add(Begin.AddSeconds(i * 9), Of(days, "+37190"), CallDays.Line(days.Random.Next(700)), answered: false, ring: 1.5);
        Flood flood = First(days, 400);
        Assert.Equal(FloodPattern.OneRing, flood.Pattern);
    }

    [Fact]
    public void A_slow_flood_is_told_when_it_comes_round_again()
    {
        CallDays days = Taught(5);
        days.Dialler(Begin, TimeSpan.FromHours(5), 120, 3_600, () => Robot);
        Flood flood = First(days, 2 * 3_600 + 600);
        Assert.Equal(FloodPattern.SameOrigin, flood.Pattern);
        Assert.InRange(Last(days).PeriodSeconds!.Value, 3_400, 3_800);
    }

    [Fact]
    public void A_small_site_with_three_lines_is_heard_too()
    {
        CallDays days = new(3, lines: 3);
        days.Honest(CallDays.Start, TimeSpan.FromDays(2.5), 20, serviceLines: 1);
        days.Dialler(Begin, TimeSpan.FromMinutes(40), 3, 60, () => Robot);
        Flood flood = First(days, 400);
        Assert.Equal(3, Last(days).LinesHit);
        Assert.Equal(FloodPattern.SameOrigin, flood.Pattern);
    }

    [Fact]
    public void A_flood_ends_after_several_quiet_beats_and_a_second_one_is_another()
    {
        CallDays days = Taught(6);
        days.Dialler(Begin, TimeSpan.FromMinutes(20), 200, 60, () => Robot);
        days.Dialler(Begin.AddHours(2), TimeSpan.FromMinutes(10), 200, 60, () => Robot);
        List<FloodChange> said = Said(days, Begin.AddHours(3));
        Assert.Equal(2, said.Count(c => c.Phase == FloodPhase.Opened));
        Assert.Equal(2, said.Count(c => c.Phase == FloodPhase.Ended));
        Flood ended = said.First(c => c.Phase == FloodPhase.Ended).Flood;
        Assert.InRange((ended.EndedAt!.Value - Begin).TotalMinutes, 19.5, 20.5);
        Assert.InRange(ended.Attempts, 3_900, 4_100);
        Assert.Equal(200, ended.LinesHit);
    }

    [Fact]
    public void A_flood_of_one_block_is_told_as_one()
    {
        CallDays days = Taught(8);
        for (int i = 0; i < 100; i++)
            for (int round = 0; round < 8; round++)
                days.Add(Begin.AddSeconds(round * 60 + i * 0.6), Robot, CallDays.Line(200 + i));
        Flood flood = Last(days);
        Assert.Equal((FloodScope.Block, "+3902987602"), (flood.Scope, flood.Target));
    }

    [Fact]
    public void Own_prefixes_leave_other_numbers_out()
    {
        CallDays days = Taught(8).Dialler(Begin, TimeSpan.FromMinutes(5), 200, 60, () => Robot);
        var watch = new FloodWatch(new FloodOptions { OwnPrefixes = ["+3906"] });
        Assert.Empty(days.Watch(watch, Begin.AddMinutes(10)));
        Assert.Equal(0, watch.CallsSeen);
    }

    [Fact]
    public void What_is_saved_and_loaded_goes_on_alike()
    {
        CallDays days = Taught(4).Dialler(Begin, TimeSpan.FromMinutes(10), 150, 60, () => Robot);
        CallAttempt[] calls = [.. days.Calls];
        DateTimeOffset half = Begin.AddMinutes(4);
        var first = new FloodWatch(new FloodOptions());
        Feed(first, calls, DateTimeOffset.MinValue, half);
        FloodWatch second = Copy(first);
        List<FloodChange> a = Feed(first, calls, half, Begin.AddHours(1)), b = Feed(second, calls, half, Begin.AddHours(1));
        Assert.NotEmpty(a);
        Assert.Equal(a.Select(Facts), b.Select(Facts));
    }

    [Fact]
    public void Endless_numbers_and_lines_are_bounded_and_counted()
    {
        var watch = new FloodWatch(new FloodOptions { CallsKept = 1 << 13, NumbersKept = 1 << 10, CallsPerSecondMax = 100 });
        var random = new Random(1);
        for (int second = 0; second < 120; second++)
        {
            for (int i = 0; i < 500; i++)
                watch.Add(new CallAttempt
                {
                    AtUnixMilliseconds = (Begin.ToUnixTimeSeconds() + second) * 1000,
                    CallId = $"{second}-{i}",
                    From = $"+{random.NextInt64(10_000_000_000, 900_000_000_000)}",
                    To = $"+{random.NextInt64(10_000_000_000, 900_000_000_000)}",
                    Stage = CallStage.Start,
                });
            watch.Advance(Begin.AddSeconds(second + 1));
        }
        Assert.Equal(60_000, watch.CallsSeen);
        Assert.Equal(48_000, watch.CallsNotSearched);
        Assert.InRange(watch.LinesKnown, 1, 2 * (1 << 10));
        Assert.True(watch.LeftOut > 0);
    }

    private static CallDays Taught(int seed, int lines = 800, double perDay = 4_000) =>
        new CallDays(seed, lines).Honest(CallDays.Start, TimeSpan.FromDays(2.8), perDay);

    private static string Of(CallDays days, string range)
    {
        int left = 13 - range.Length;
        return range + days.Random.NextInt64((long)Math.Pow(10, left)).ToString(CultureInfo.InvariantCulture).PadLeft(left, '0');
    }

    private static string World(CallDays days) => $"+{days.Random.NextInt64(20_000_000_000, 999_000_000_000)}";

    private static List<FloodChange> Said(CallDays days, DateTimeOffset until) =>
        days.Watch(new FloodWatch(new FloodOptions()), until);

    private static Flood First(CallDays days, double withinSeconds)
    {
        List<FloodChange> said = Said(days, Begin.AddSeconds(withinSeconds + 2));
        Flood flood = Assert.Single(said, c => c.Phase == FloodPhase.Opened).Flood;
        Assert.InRange((flood.AlarmedAt - Begin).TotalSeconds, 0, withinSeconds);
        return flood;
    }

    private static Flood Last(CallDays days) => Said(days, Begin.AddHours(6))[^1].Flood;

    private static List<FloodChange> Feed(FloodWatch watch, CallAttempt[] calls, DateTimeOffset from, DateTimeOffset until)
    {
        var said = new List<FloodChange>();
        foreach (CallAttempt call in calls)
        {
            DateTimeOffset at = DateTimeOffset.FromUnixTimeMilliseconds(call.AtUnixMilliseconds);
            if (at < from || at >= until) continue;
            said.AddRange(watch.Advance(at));
            watch.Add(call);
        }
        return said;
    }

    private static FloodWatch Copy(FloodWatch watch)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, System.Text.Encoding.UTF8, leaveOpen: true)) watch.Save(writer);
        bytes.Position = 0;
        var copy = new FloodWatch(new FloodOptions());
        copy.Load(new BinaryReader(bytes));
        return copy;
    }

    private static string Facts(FloodChange change) =>
        $"{change.Phase} {change.Flood.Id} {change.Flood.Attempts} {change.Flood.LinesHit} {change.Flood.PeriodSeconds} "
        + $"{change.Flood.AlarmedAt:O} {string.Join(',', change.Flood.Fingerprint.Prefixes)} {change.Flood.Pattern}";
}
