using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vedetta.Cli.Detect;
using Vedetta.Engine.Surges;

namespace Vedetta.Tests.Cli;

/// <summary>From the rows of a counts file to bins of true length.</summary>
public sealed class BinTests
{
    [Fact]
    public void The_repeated_hour_said_once_is_one_bin_of_two_hours() => Assert.Equal(
        ["05:00 1h 10", "06:00 1h 11", "07:00 1h 12", "08:00 2h 43", "10:00 1h 13"],
        BinsOf("America/Los_Angeles", """
            2015-10-31 22:00:00,10
            2015-10-31 23:00:00,11
            2015-11-01 00:00:00,12
            2015-11-01 01:00:00,43
            2015-11-01 02:00:00,13
            """));

    [Fact]
    public void The_repeated_hour_said_twice_is_two_hours_in_their_order() => Assert.Equal(
        ["07:00 1h 12", "08:00 1h 20", "09:00 1h 23", "10:00 1h 13"],
        BinsOf("America/Los_Angeles", """
            2015-11-01 00:00:00,12
            2015-11-01 01:00:00,20
            2015-11-01 01:00:00,23
            2015-11-01 02:00:00,13
            """));

    [Fact]
    public void Half_hours_of_the_repeated_hour_said_once_last_twice_as_long() => Assert.Equal(
        ["07:30 30m 1", "08:00 1h 2", "09:00 1h 3", "10:00 30m 4", "10:30 30m 5"],
        BinsOf("America/Los_Angeles", """
            2015-11-01 00:30,1
            2015-11-01 01:00,2
            2015-11-01 01:30,3
            2015-11-01 02:00,4
            2015-11-01 02:30,5
            """));

    [Fact]
    public void Half_hours_of_the_repeated_hour_said_twice_keep_their_length() => Assert.Equal(
        ["07:30 30m 1", "08:00 30m 2", "08:30 30m 3", "09:00 30m 4", "09:30 30m 5", "10:00 30m 6"],
        BinsOf("America/Los_Angeles", """
            2015-11-01 00:30,1
            2015-11-01 01:00,2
            2015-11-01 01:30,3
            2015-11-01 01:00,4
            2015-11-01 01:30,5
            2015-11-01 02:00,6
            """));

    [Fact]
    public void The_hour_that_never_was_has_no_bin() => Assert.Equal(
        ["08:00 1h 7", "09:00 1h 5", "10:00 1h 6", "11:00 1h 8"],
        BinsOf("America/Los_Angeles", """
            2015-03-08 00:00:00,7
            2015-03-08 01:00:00,5
            2015-03-08 02:00:00,0
            2015-03-08 03:00:00,6
            2015-03-08 04:00:00,8
            """));

    [Fact]
    public void Days_have_23_and_25_hours_when_the_clocks_change() => Assert.Equal(
        ["23:00 1d 1", "23:00 23h 2", "22:00 1d 3"],
        BinsOf("Europe/Rome", "2024-03-30,1\n2024-03-31,2\n2024-04-01,3"));

    [Fact]
    public void Months_have_their_own_lengths() => Assert.Equal(
        ["00:00 31d 1", "00:00 29d 2", "00:00 31d 3", "00:00 30d 4"],
        BinsOf("UTC", "2024-01-01,1\n2024-02-01,2\n2024-03-01,3\n2024-04-01,4"));

    [Fact]
    public void Up_to_three_missing_bins_of_a_regular_file_are_zero() => Assert.Equal(
        ["00:00 1h 1", "01:00 1h 2", "02:00 1h 3", "03:00 1h 0", "04:00 1h 0", "05:00 1h 0", "06:00 1h 4"],
        BinsOf("UTC", "2024-01-01 00:00,1\n2024-01-01 01:00,2\n2024-01-01 02:00,3\n2024-01-01 06:00,4"));

    [Fact]
    public void More_than_three_missing_bins_are_a_gap() => Assert.Equal(
        ["00:00 1h 1", "01:00 1h 2", "02:00 1h 3", "gap until 07:00", "07:00 1h 4"],
        BinsOf("UTC", "2024-01-01 00:00,1\n2024-01-01 01:00,2\n2024-01-01 02:00,3\n2024-01-01 07:00,4"));

    [Fact]
    public void The_missing_bins_of_an_irregular_file_are_gaps() => Assert.Equal(
        ["00:00 1h 1", "gap until 02:00", "02:00 1h 2", "03:00 1h 3", "gap until 06:00", "06:00 1h 4", "gap until 10:00", "10:00 1h 5"],
        BinsOf("UTC", "2024-01-01 00:00,1\n2024-01-01 02:00,2\n2024-01-01 03:00,3\n2024-01-01 06:00,4\n2024-01-01 10:00,5"));

    [Fact]
    public void Bins_may_start_at_any_second_and_rows_may_come_in_any_order() => Assert.Equal(
        ["21:42 5m 1", "21:47 5m 2", "21:52 5m 7", "21:57 5m 4"],
        BinsOf("UTC", """
            2015-02-26 21:42:53,1
            2015-02-26 21:52:53,3
            2015-02-26 21:47:53,2
            2015-02-26 21:57:53,4
            2015-02-26 21:52:53,4
            """));

    [Fact]
    public void A_row_a_little_early_belongs_to_the_bin_it_announces() => Assert.Equal(
        ["00:00 5m 1", "00:05 5m 2", "00:10 5m 3", "00:15 5m 4", "00:20 5m 5"],
        BinsOf("UTC", """
            2024-01-01 00:00:00,1
            2024-01-01 00:05:00,2
            2024-01-01 00:09:58,3
            2024-01-01 00:15:00,4
            2024-01-01 00:20:00,5
            """));

    [Fact]
    public void Times_of_different_offsets_lie_on_one_time_line() => Assert.Equal(
        ["00:00 1h 1", "01:00 1h 2", "02:00 1h 3"],
        BinsOf("Europe/Rome", "2024-10-27T02:00:00+02:00,1\n2024-10-27T02:00:00+01:00,2\n2024-10-27T02:00:00Z,3"));

    [Fact]
    public void Sorting_rows_keeps_the_order_of_rows_of_one_time() =>
        Prop.ForAll<long[]>(clocks =>
        {
            var buffer = new RowBuffer(clocks.Length + 1);
            for (int i = 0; i < clocks.Length; i++) buffer.Add(new CountRow(clocks[i] / 2, 1, 0, i));
            int[] expected = [.. Enumerable.Range(0, clocks.Length).OrderBy(i => clocks[i] / 2)];
            return expected.SequenceEqual(buffer.Sorted().ToArray().Select(r => r.Line));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_count_is_lost_or_closed_twice_whatever_the_order_and_the_gaps() =>
        Prop.ForAll(
            Gen.Choose(0, 400).ArrayOf(60).ToArbitrary(), hours =>
            {
                string csv = string.Join('\n', hours.Append(0).Append(1).Select((h, i) =>
                    $"{new DateTime(2024, 10, 20).AddHours(h):yyyy-MM-dd HH:mm},{i}"));
                string[] bins = BinsOf("Europe/Rome", csv);
                long total = bins.Where(b => b[0] != 'g').Sum(b => long.Parse(b.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture));
                return total == Enumerable.Range(0, hours.Length + 2).Sum(i => (long)i);
            }).QuickCheckThrowOnFailure();

    private static string[] BinsOf(string zone, string rows)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(rows);
        var layout = new CountsLayout((byte)',', ["timestamp", "value"], 0, 1, []);
        bool isLocal = !rows.Split('\n')[0].Contains('T', StringComparison.Ordinal);
        var clock = new FileClock(new ZoneClock(TimeZoneInfo.FindSystemTimeZoneById(zone)), isLocal);
        var block = new ParsedBlock(new LineBlock(bytes, bytes.Length), 0);
        new CountsParser(layout, clock, keepTexts: false).Parse(block);
        Assert.Empty(block.Refusals);
        var buffer = new RowBuffer(1000);
        foreach (CountRow row in block.Rows) buffer.Add(row);
        BinGrid grid = BinGrid.Infer(buffer.Sorted())!;
        var said = new List<string>();
        new BinCloser(grid, clock, grid.IsRegular ? 3 : 0, (bin, r) => said.Add(Say(bin, r)), until =>
            said.Add($"gap until {DateTimeOffset.FromUnixTimeSeconds(until):HH:mm}")).Close(buffer.Sorted());
        return [.. said];
    }

    private static string Say(Bin bin, ReadOnlySpan<CountRow> rows)
    {
        long total = 0;
        foreach (CountRow row in rows) total += row.Count;
        string length = bin.LengthSeconds switch
        {
            < 3600 => $"{bin.LengthSeconds / 60}m",
            86_400 or > 100_000 => $"{bin.LengthSeconds / 86_400}d",
            _ => $"{bin.LengthSeconds / 3600}h",
        };
        return $"{DateTimeOffset.FromUnixTimeSeconds(bin.StartUnixSeconds):HH:mm} {length} {total}";
    }
}
