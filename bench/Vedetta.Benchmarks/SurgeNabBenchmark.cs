using System.Globalization;
using System.Text.Json;
using Vedetta.Engine.Surges;

namespace Vedetta.Benchmarks;

/// <summary>Scores the tail scorer on the benchmark's count files, one swept threshold for all.</summary>
internal static class SurgeNabBenchmark
{
    /// <summary>Argument: the folder with <c>combined_windows.json</c>.</summary>
    public static int Run(string[] args)
    {
        string folder = args.Length > 0 ? args[0] : "../shared/data/series/nab_counts";
        List<NabFile> files = [.. Load(folder)];
        Print("standard", NabScore.Best(files, NabScore.Standard));
        Print("reward_low_FP", NabScore.Best(files, NabScore.RewardLowFalsePositives));
        Print("reward_low_FN", NabScore.Best(files, NabScore.RewardLowFalseNegatives));
        foreach (NabFile file in files) Print(file.Name, NabScore.Best([file], NabScore.Standard));
        return 0;
    }

    private static void Print(string name, (double Score, double Threshold, int Hits, int FalseRows) best) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {best.Score:F1} at {best.Threshold:F3}, {best.Hits} windows, {best.FalseRows} false rows"));

    private static IEnumerable<NabFile> Load(string folder)
    {
        using JsonDocument labels = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "combined_windows.json")));
        foreach (JsonProperty file in labels.RootElement.EnumerateObject())
        {
            List<(DateTime At, long Value)> rows = [.. File.ReadLines(Path.Combine(folder, file.Name)).Skip(1).Select(RowOf)];
            int binSeconds = (int)(rows[1].At - rows[0].At).TotalSeconds;
            var scorer = new TailScorer(binSeconds);
            double[] scores = [.. rows.Select(r => scorer.Score(new Bin(UnixSeconds(r.At), binSeconds), r.Value))];
            Dictionary<DateTime, int> index = [];
            for (int i = 0; i < rows.Count; i++) index[rows[i].At] = i;
            yield return new NabFile(file.Name + (scorer.IsSeasonal ? " (profiled)" : ""), scores,
                [.. file.Value.EnumerateArray().Select(w => (index[TimeOf(w[0])], index[TimeOf(w[1])]))]);
        }
    }

    private static DateTime TimeOf(JsonElement text) => DateTime.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static (DateTime At, long Value) RowOf(string line)
    {
        string[] cells = line.Split(',');
        return (DateTime.Parse(cells[0], CultureInfo.InvariantCulture), (long)double.Parse(cells[1], CultureInfo.InvariantCulture));
    }

    private static long UnixSeconds(DateTime at) => new DateTimeOffset(at, TimeSpan.Zero).ToUnixTimeSeconds();
}
