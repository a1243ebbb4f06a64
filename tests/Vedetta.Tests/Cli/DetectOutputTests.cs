using System.Globalization;
using System.Text;
using System.Text.Json;
using Vedetta.Cli.Detect;
using Vedetta.Engine.Surges;

namespace Vedetta.Tests.Cli;

/// <summary>What <c>vedetta detect</c> prints.</summary>
public sealed class DetectOutputTests
{
    private static readonly Surge WhatsApp = new(
        "id", new SeriesKey("", [new("service", "whatsapp")]), SurgeDirection.Rise,
        At("2022-10-25T07:05:00Z"), At("2022-10-25T07:10:00Z"), null,
        15853.96, 65000, 4.09987, 4.0512, 4.1488, 400, 12, [new([new("region", "IT-25")], 0.6201)]);

    [Fact]
    public void A_surge_is_one_line_of_json_with_times_in_their_offset() => Assert.Equal(
        """
        {"kind":"surge","series":{"service":"whatsapp"},"onset":"2022-10-25T09:05:00+02:00","alarmed_at":"2022-10-25T09:10:00+02:00","ended_at":null,"expected":15854,"observed":65000,"excess":49146,"ratio":4.1,"percent":310,"ratio_low":4.051,"ratio_high":4.149,"explained_by":[{"dimensions":{"region":"IT-25"},"share":0.62}]}
        """,
        SurgeJson.LineOf(WhatsApp, new OffsetBook(TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome"))));

    [Fact]
    public void Times_keep_the_offset_the_input_had_then()
    {
        var offsets = new OffsetBook(null);
        offsets.Note(At("2022-10-25T00:00:00Z").ToUnixTimeSeconds(), 7200);
        offsets.Note(At("2022-10-30T01:00:00Z").ToUnixTimeSeconds(), 3600);
        Assert.Equal(TimeSpan.FromHours(2), offsets.Show(At("2022-10-24T00:00:00Z")).Offset);
        Assert.Equal(TimeSpan.FromHours(2), offsets.Show(At("2022-10-30T00:59:59Z")).Offset);
        Assert.Equal(TimeSpan.FromHours(1), offsets.Show(At("2022-10-30T01:00:00Z")).Offset);
    }

    [Fact]
    public void A_surge_in_one_region_is_found_sized_and_named()
    {
        string csv = RegionsWithSurgeInB();
        CliRun run = CliRun.DetectText(csv, "--json", "--time-zone", "Europe/Rome");
        Assert.Equal(0, run.Code);
        JsonElement[] surges = [.. Lines(run.Output).Select(l => JsonDocument.Parse(l).RootElement)];
        JsonElement surge = Assert.Single(surges, s => Overlaps(s, "2024-02-20T10:00:00+01:00", "2024-02-20T13:00:00+01:00"));
        Assert.Equal("surge", surge.GetProperty("kind").GetString());
        Assert.Equal("B", Named(surge, "region"));
        Assert.EndsWith("+01:00", surge.GetProperty("onset").GetString(), StringComparison.Ordinal);
        Assert.InRange(At(surge.GetProperty("onset").GetString()!), At("2024-02-20T09:50:00+01:00"), At("2024-02-20T10:10:00+01:00"));
        Assert.InRange(surge.GetProperty("ratio").GetDouble(), 2, 4);
        string[] alarms = [.. surges.Select(s => s.GetProperty("alarmed_at").GetString()!)];
        Assert.Equal(alarms.OrderBy(a => At(a)), alarms);
    }

    [Fact]
    public void People_read_what_since_when_how_long_and_how_much()
    {
        CliRun run = CliRun.DetectText(RegionsWithSurgeInB());
        Assert.Contains("since 2024-02-20 ", run.Output, StringComparison.Ordinal);
        Assert.Contains(" expected: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("region B", run.Output, StringComparison.Ordinal);
        Assert.Contains("rows of 3 series in bins of 10 min.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_keep_every_time_as_it_was_written_and_stay_between_0_and_1()
    {
        using var folder = new TemporaryFolder();
        var csv = new StringBuilder("timestamp,value\n");
        for (int i = 0; i < 4000; i++)
            csv.Append(CultureInfo.InvariantCulture, $"{new DateTime(2024, 1, 1).AddMinutes(i * 5):yyyy-MM-dd HH:mm:ss},{(i is > 3000 and < 3006 ? 500 : 20 + (i * 7919 % 13))}\n");
        string input = folder.Write("in.csv", csv.ToString()), output = System.IO.Path.Combine(folder.Path, "out.csv");
        Assert.Equal(0, CliRun.Detect(input, "--scores", output).Code);
        string[] lines = File.ReadAllLines(output);
        Assert.Equal("timestamp,value,anomaly_score", lines[0]);
        Assert.Equal(csv.ToString().Split('\n')[1..^1], lines[1..].Select(l => l[..l.LastIndexOf(',')]));
        double[] scores = [.. lines[1..].Select(l => double.Parse(l[(l.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture))];
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        Assert.InRange(Array.IndexOf(scores, scores.Max()), 3000, 3010);
    }

    [Fact]
    public void Scores_are_for_one_counts_file()
    {
        using var folder = new TemporaryFolder();
        string signals = folder.Write("a.ndjson", """{"at":"2024-01-01T10:00:00Z","kind":"report","service":"x"}""");
        string output = System.IO.Path.Combine(folder.Path, "out.csv");
        Assert.Contains("needs a counts file", CliRun.Detect(signals, "--scores", output).Error, StringComparison.Ordinal);
        Assert.Equal(1, CliRun.Detect(signals, signals, "--scores", output).Code);
    }

    [Fact]
    public void The_clock_changes_of_five_real_years_raise_no_alarm_and_the_fireworks_do()
    {
        string file = System.IO.Path.Combine(Tidy.RepositoryRoot.Path, "../shared/data/series/seattle_fire_911_hourly.csv");
        if (!File.Exists(file)) Assert.Skip("needs ../shared/data/series/seattle_fire_911_hourly.csv");
        CliRun run = CliRun.Detect(file, "--time-zone", "America/Los_Angeles", "--json");
        JsonElement[] surges = [.. Lines(run.Output).Select(l => JsonDocument.Parse(l).RootElement)];
        foreach (string day in (string[])["2015-11-01", "2016-11-06", "2017-11-05", "2018-11-04", "2019-11-03"])
            Assert.DoesNotContain(surges, s => AlarmedIn(s, $"{day}T00:30:00-07:00", $"{day}T04:00:00-08:00"));
        foreach (int year in (int[])[2016, 2017, 2018])
            Assert.Contains(surges, s => Overlaps(s, $"{year}-07-04T20:00:00-07:00", $"{year}-07-05T02:00:00-07:00"));
    }

    private static string RegionsWithSurgeInB()
    {
        var random = new Random(7);
        var csv = new StringBuilder("timestamp,region,value\n");
        DateTime from = new(2024, 1, 22), surge = new(2024, 2, 20, 10, 0, 0);
        for (DateTime at = from; at < from.AddDays(31); at = at.AddMinutes(10))
        {
            foreach (string region in (string[])["A", "B", "C"])
            {
                double expected = 40 * (at >= surge && at < surge.AddHours(3) && region == "B" ? 3 : 1);
                int count = (int)Math.Round(expected + (Math.Sqrt(expected) * Normal(random)));
                csv.Append(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd HH:mm},{region},{Math.Max(0, count)}\n");
            }
        }
        return csv.ToString();
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static string? Named(JsonElement surge, string dimension)
    {
        if (surge.GetProperty("series").TryGetProperty(dimension, out JsonElement value)) return value.GetString();
        return surge.GetProperty("explained_by").EnumerateArray()
            .Select(e => e.GetProperty("dimensions").TryGetProperty(dimension, out JsonElement v) ? v.GetString() : null)
            .FirstOrDefault(v => v is not null);
    }

    private static bool Overlaps(JsonElement surge, string from, string until)
    {
        DateTimeOffset onset = At(surge.GetProperty("onset").GetString()!);
        DateTimeOffset end = surge.GetProperty("ended_at").GetString() is { } ended ? At(ended) : DateTimeOffset.MaxValue;
        return onset < At(until) && end > At(from);
    }

    private static bool AlarmedIn(JsonElement surge, string from, string until)
    {
        DateTimeOffset alarmed = At(surge.GetProperty("alarmed_at").GetString()!);
        return alarmed > At(from) && alarmed < At(until);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
