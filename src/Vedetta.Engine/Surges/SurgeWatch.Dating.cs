namespace Vedetta.Engine.Surges;

public sealed partial class SurgeWatch
{
    // The run says where it began; the counts of the part that explains it say it better.
    private long OnsetOf(in Alarm alarm, in ElementKey part, Bin bin)
    {
        CountRing ring = IsFast && alarm.Onset >= _shortRing.OldestUnixSeconds ? _shortRing : _longRing;
        List<(Bin Bin, double Count)> bins = ring.PerBin(LeavesOf(part), alarm.Onset, bin.EndUnixSeconds);
        if (bins.Count < 2) return alarm.Onset;
        int first = ChangePoint.First([.. bins.Select(b => b.Count)], ExpectedPerBin(part, bins), SizeOf(ring, alarm.Series), alarm.Direction);
        return bins[first].Bin.StartUnixSeconds;
    }

    // The end is believed only after a while; where it was shows in the counts since. Sums are cut back to it.
    private long DateEnd(OpenSurge surge)
    {
        CountRing ring = IsFast && surge.CalmFromUnixSeconds >= _shortRing.OldestUnixSeconds ? _shortRing : _longRing;
        long from = Math.Max(surge.AlarmedUnixSeconds, ring.OldestUnixSeconds), until = ClosedUntilUnixSeconds;
        List<(Bin Bin, double Count)> bins = ring.PerBin(LeavesOf(surge.Part), from, until);
        if (bins.Count == 0 || bins[^1].Bin.EndUnixSeconds < until) return Math.Max(surge.CalmFromUnixSeconds, surge.AlarmedUnixSeconds);
        double[] counts = [.. bins.Select(b => b.Count)], expected = ExpectedPerBin(surge.Part, bins);
        int past = ChangePoint.Past(counts, expected, SizeOf(ring, _series.Find(surge.Series)),
            surge.PartCount - counts.Sum(), surge.PartExpected - expected.Sum());
        if (past == bins.Count) return until;
        long ended = bins[past].Bin.StartUnixSeconds;
        surge.PartCount -= counts[past..].Sum();
        surge.PartExpected -= expected[past..].Sum();
        surge.SeriesCount -= ring.PerBin(LeavesOf(surge.Series), ended, until).Sum(b => b.Count);
        surge.SeriesExpected -= ExpectedBetween(surge.Series, ended, until);
        return ended;
    }

    // A rate that wanders over half hours is one rate from second to second.
    private double SizeOf(CountRing ring, int series) =>
        ring == _shortRing && IsFast ? double.PositiveInfinity : 1 / _series[series].Baseline.Dispersion;

    private bool[] LeavesOf(in ElementKey part)
    {
        var isOfPart = new bool[_leaves.Slots];
        for (int i = 0; i < isOfPart.Length; i++) isOfPart[i] = part.Contains(_leaves.KeyOf(i));
        return isOfPart;
    }

    // Within a quarter of an hour the expected rate is one.
    private double[] ExpectedPerBin(in ElementKey part, List<(Bin Bin, double Count)> bins)
    {
        var expected = new double[bins.Count];
        (long quarter, double perSecond) = (long.MinValue, 0);
        for (int i = 0; i < expected.Length; i++)
        {
            Bin bin = bins[i].Bin;
            if (bin.LengthSeconds >= LongBinSeconds)
            {
                expected[i] = ExpectedBetween(part, bin.StartUnixSeconds, bin.EndUnixSeconds);
                continue;
            }
            long at = bin.StartUnixSeconds - bin.StartUnixSeconds % LongBinSeconds;
            if (at != quarter) (quarter, perSecond) = (at, ExpectedBetween(part, at, at + LongBinSeconds) / LongBinSeconds);
            expected[i] = perSecond * bin.LengthSeconds;
        }
        return expected;
    }
}
