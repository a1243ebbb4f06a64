using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vedetta.Tests.Cli;

/// <summary><c>vedetta detect</c> on call records: recognised by content, floods and surges told.</summary>
public sealed class DetectRecordsTests
{
    private const int Lines = 150, Minutes = 10;

    [Fact]
    public void A_flood_in_master_csv_is_told_as_json_with_its_lines_and_period()
    {
        CliRun run = CliRun.DetectText(FloodDay(), "--json", "--time-zone", "Europe/Rome");
        Assert.Equal("", run.Error);
        JsonElement flood = Assert.Single(LinesOf(run), l => l.GetProperty("kind").GetString() == "flood");
        Assert.Equal("organisation", flood.GetProperty("scope").GetString());
        Assert.InRange(flood.GetProperty("lines_hit").GetInt32(), Lines - 5, Lines + 5);
        Assert.InRange(flood.GetProperty("attempts").GetInt32(), Lines * (Minutes - 2), Lines * (Minutes + 1));
        Assert.InRange(flood.GetProperty("period_seconds").GetDouble(), 55, 65);
        Assert.Equal("+33176001122", flood.GetProperty("origins")[0].GetProperty("number").GetString());
        Assert.StartsWith("2026-02-03T10:00", flood.GetProperty("started_at").GetString(), StringComparison.Ordinal);
        Assert.False(flood.GetProperty("rotating").GetBoolean());
    }

    [Fact]
    public void A_flood_is_told_in_plain_words_with_what_was_read()
    {
        CliRun run = CliRun.DetectText(FloodDay(), "--time-zone", "Europe/Rome");
        Assert.Contains("Flood of calls on ", run.Output, StringComparison.Ordinal);
        Assert.Contains("+33176001122", run.Output, StringComparison.Ordinal);
        Assert.Contains("and 1 flood in ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_rows_are_named_with_line_column_and_field_and_the_rest_is_used()
    {
        CliRun run = CliRun.DetectText(Row(9, 0, 0, "3401234567", 1) + "\n" + Row(9, 0, 1, "3401234567", 2)
            .Replace("2026-02-03 09:00:01", "never", StringComparison.Ordinal) + "\n" + Row(9, 0, 2, "3401234567", 3) + "\n");
        Assert.Equal(0, run.Code);
        Assert.Contains("standard input: line 2, column", run.Error, StringComparison.Ordinal);
        Assert.Contains("field start: is not a time like", run.Error, StringComparison.Ordinal);
        Assert.Contains("2 rows of 1 series", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_are_counted_from_the_header_of_a_named_table()
    {
        CliRun run = CliRun.DetectText("Start Time;Caller;Callee;Duration;Status\n03/02/2026 09:05:07;3401234567;0639740000;81;Answered\n"
            + "03/02/2026 09:05:08;3401234567;;81;Answered\n", "--time-zone", "Europe/Rome");
        Assert.Contains("line 3, column", run.Error, StringComparison.Ordinal);
        Assert.Contains("field to: is missing", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 rows of 1 series", run.Output, StringComparison.Ordinal);
    }

    private static List<JsonElement> LinesOf(CliRun run) =>
        [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    // Two ordinary hours, then every line rings every minute.
    private static string FloodDay()
    {
        var random = new Random(9);
        var rows = new List<(int Second, string Row)>();
        for (int second = 0; second < 7200 + (Minutes * 60); second += random.Next(5, 25))
            rows.Add((second, Row(8 + (second / 3600), second / 60 % 60, second % 60, $"34{random.Next(10_000_000, 99_999_999)}", random.Next(Lines))));
        for (int minute = 0; minute < Minutes; minute++)
            for (int line = 0; line < Lines; line++)
            {
                int second = line * 60 / Lines;
                rows.Add((7200 + (minute * 60) + second, Row(10, minute, second, "0033176001122", line)));
            }
        var text = new StringBuilder();
        foreach ((_, string row) in rows.OrderBy(r => r.Second)) text.Append(row).Append('\n');
        return text.ToString();
    }

    private static string Row(int hour, int minute, int second, string from, int line) => string.Create(
        CultureInfo.InvariantCulture,
        $"\"\",\"{from}\",\"0639740{line:D3}\",\"from-trunk\",\"\",\"PJSIP/carrier-{(hour * 3600) + (minute * 60) + second:x8}\",\"\",\"Dial\",\"\","
        + $"\"2026-02-03 {hour:D2}:{minute:D2}:{second:D2}\",\"\",\"2026-02-03 {hour:D2}:{minute:D2}:{second:D2}\",12,0,\"NO ANSWER\",\"DOCUMENTATION\"");
}
