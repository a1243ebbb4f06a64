namespace Vedetta.Benchmarks;

/// <summary>One file's rows for the scorer: scores, and which rows lie in which labelled window.</summary>
internal sealed record NabFile(string Name, double[] Scores, IReadOnlyList<(int First, int Last)> Windows);

/// <summary>Scores detections by the rules of the Numenta Anomaly Benchmark v1.1, one threshold for all files.</summary>
internal static class NabScore
{
    internal readonly record struct Profile(double TruePositive, double FalseNegative, double FalsePositive);

    public static readonly Profile Standard = new(1, 1, .11);
    public static readonly Profile RewardLowFalsePositives = new(1, 1, .22);
    public static readonly Profile RewardLowFalseNegatives = new(1, 2, .11);

    /// <summary>The best score over all thresholds, 0 for saying nothing and 100 for perfect.</summary>
    public static (double Score, double Threshold, int Hits, int FalseRows) Best(IReadOnlyList<NabFile> files, Profile profile)
    {
        int windows = files.Sum(f => f.Windows.Count);
        double nothing = -profile.FalseNegative * windows, perfect = profile.TruePositive * windows;
        (double Score, double Threshold, int Hits, int FalseRows) best = (0, double.PositiveInfinity, 0, 0);
        foreach (double threshold in files.SelectMany(f => f.Scores).Where(s => s > 0).Distinct().Order())
        {
            (double raw, int hits, int falseRows) = (0, 0, 0);
            foreach (NabFile file in files)
            {
                (double r, int h, int f) = Raw(file, threshold, profile);
                (raw, hits, falseRows) = (raw + r, hits + h, falseRows + f);
            }
            double score = 100 * (raw - nothing) / (perfect - nothing);
            if (score > best.Score) best = (score, threshold, hits, falseRows);
        }
        return best;
    }

    private static (double Raw, int Hits, int FalseRows) Raw(NabFile file, double threshold, Profile profile)
    {
        int probation = Math.Min((int)(.15 * file.Scores.Length), 750), falseRows = 0;
        double raw = 0;
        var hit = new double[file.Windows.Count];
        for (int i = probation; i < file.Scores.Length; i++)
        {
            if (file.Scores[i] < threshold) continue;
            int window = IndexOf(file.Windows, i);
            if (window >= 0)
            {
                (int first, int last) = file.Windows[window];
                double weight = Sigmoid(-(last - i + 1.0) / (last - first + 1)) / Sigmoid(-1);
                hit[window] = Math.Max(hit[window], profile.TruePositive * weight);
                continue;
            }
            falseRows++;
            raw += profile.FalsePositive * Penalty(file.Windows, i);
        }
        foreach (double h in hit) raw += h > 0 ? h : -profile.FalseNegative;
        return (raw, hit.Count(h => h > 0), falseRows);
    }

    private static double Penalty(IReadOnlyList<(int First, int Last)> windows, int row)
    {
        for (int w = windows.Count - 1; w >= 0; w--)
        {
            if (windows[w].Last >= row) continue;
            double width = windows[w].Last - windows[w].First;
            return Sigmoid((row - windows[w].Last) / width);
        }
        return -1;
    }

    private static int IndexOf(IReadOnlyList<(int First, int Last)> windows, int row)
    {
        for (int w = 0; w < windows.Count; w++)
            if (row >= windows[w].First && row <= windows[w].Last) return w;
        return -1;
    }

    private static double Sigmoid(double y) => y > 3 ? -1 : 2 / (1 + Math.Exp(5 * y)) - 1;
}
