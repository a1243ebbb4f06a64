using System.Globalization;
using Vedetta.Engine.Surges;

namespace Vedetta.Engine.Tests.Surges;

public sealed class CusumOracleTests
{
    private static readonly string[] Ratios = ["1.3", "1.7", "2", "2.5", "5"];

    [Theory]
    [InlineData("nb_cusum_k10_synthetic_weekly.csv", 10)]
    [InlineData("poisson_cusum_synthetic_weekly.csv", double.PositiveInfinity)]
    public void Cumulative_sums_equal_the_reference_to_nine_digits(string file, double size)
    {
        (string[] header, List<double[]> rows) = Read(file);
        foreach (string ratio in Ratios)
        {
            int column = Array.IndexOf(header, "S_" + ratio);
            double sum = 0;
            foreach (double[] row in rows)
            {
                sum = NegativeBinomialCusum.Step(sum, row[1], row[2], size, double.Parse(ratio, CultureInfo.InvariantCulture));
                Assert.Equal(row[column], sum, 1e-9);
            }
        }
    }

    [Fact]
    public void The_likelihood_ratio_restarts_at_each_alarm_as_the_reference_does()
    {
        (string[] _, List<double[]> rows) = Read("glr_poisson_synthetic_weekly.csv");
        double[] counts = [.. rows.Select(r => r[1])], means = [.. rows.Select(r => r[2])];
        int from = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            double glr = GeneralizedLikelihood.LargestPoissonRise(counts.AsSpan(from, i - from + 1), means.AsSpan(from, i - from + 1));
            Assert.Equal(rows[i][3], glr, 1e-9);
            if (rows[i][4] == 1) from = i + 1;
        }
    }

    private static (string[] Header, List<double[]> Rows) Read(string file)
    {
        string path = Path.Combine(RepositoryFolder(), "..", "shared", "data", "reference", file);
        if (!File.Exists(path)) Assert.Skip("needs ../shared/data/reference");
        string[] lines = File.ReadAllLines(path);
        return (lines[0].Split(','), [.. lines.Skip(1).Select(l => l.Split(',').Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray())]);
    }

    private static string RepositoryFolder()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Vedetta.slnx"))) at = at.Parent;
        return at?.FullName ?? AppContext.BaseDirectory;
    }
}
