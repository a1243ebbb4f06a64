namespace Vedetta.Engine.Surges;

/// <summary>How fast baselines learn, per bin, for one bin length.</summary>
/// <param name="Level">Weight of a new bin in the level.</param>
/// <param name="Slot">Weight of a new bin in its hour's factor.</param>
/// <param name="Dispersion">Weight of a new bin in the over-dispersion of a grown series.</param>
/// <param name="DispersionYoung">The same while young: a week's memory.</param>
/// <param name="BinsPerSlot">Bins in an hour, at least 1.</param>
internal readonly record struct LearningRates(
    double Level, double Slot, double Dispersion, double DispersionYoung, int BinsPerSlot)
{
    /// <summary>Share of a week's visit that goes into an hour's factor.</summary>
    private const double SlotPerVisit = .06;

    public static LearningRates For(int binSeconds)
    {
        int perSlot = Math.Max(1, 3600 / binSeconds);
        double quarters = binSeconds / 900.0;
        return new(Math.Min(.05, .003 * Math.Sqrt(quarters)), SlotPerVisit / perSlot,
            Math.Min(.01, .0005 * Math.Max(1, Math.Sqrt(quarters))), Math.Min(.05, binSeconds / 604800.0), perSlot);
    }
}

/// <summary>What a bin asks of all series alike.</summary>
/// <param name="Slot">Hour of the week.</param>
/// <param name="Scale">True length over nominal length, times calendar factors.</param>
internal readonly record struct BinPlace(int Slot, double Scale);

/// <summary>What a series' age says at one instant; the same for all series born together.</summary>
/// <param name="Days">Age in days.</param>
/// <param name="Surcharge">Relative variance of an expectation this young, beside what counts tell.</param>
/// <param name="BinsInSlot">Bins of the present hour of the week lived through.</param>
internal readonly record struct Age(double Days, double Surcharge, double BinsInSlot);

/// <summary>Teaches baselines one bin at a time.</summary>
internal static class Learning
{
    /// <summary>Days after which the profile is no longer refitted from raw means but followed.</summary>
    public const int GrownDays = 42;

    /// <summary>Share of a habit's visit that goes into an hour's factor.</summary>
    private const double HabitPerVisit = .4;

    /// <summary>Days until the level follows instead of averaging.</summary>
    private const int LevelDays = 7;

    public static Age AgeOf(in Baseline baseline, in LearningRates rates, long unixSeconds)
    {
        double days = baseline.AgeDays(unixSeconds);
        int within = (int)((unixSeconds - baseline.BornUnixSeconds) % 3600 * rates.BinsPerSlot / 3600);
        return new Age(days, .3 * Math.Pow(2, -days / 3), baseline.Visits(unixSeconds - 3600, 0, 0) * rates.BinsPerSlot + within);
    }

    /// <summary>
    /// Relative variance of the expectation itself: what the level and the hour's factor may be off by, and a surcharge
    /// for age that fades over the first weeks.
    /// </summary>
    public static double Caution(in Baseline baseline, in LearningRates rates, double expected, bool young, in Age age)
    {
        double single = 1 / Math.Max(expected, .01) + baseline.Dispersion;
        if (!young) return (rates.Level / 2 + rates.Slot / 2) * single;
        double weeks = Math.Max(1, age.Days / 7);
        double slot = .26 / (weeks * rates.BinsPerSlot);
        return (rates.Level / 2 + slot) * Math.Min(single, 4) + single / (baseline.Bins + 1) + age.Surcharge;
    }

    /// <summary>Takes one ordinary bin of the series at a chunk's place.</summary>
    /// <param name="count">The count, clipped to what is plausible.</param>
    /// <param name="expected">What was expected of the bin.</param>
    public static void Take(SeriesChunk chunk, int at, in LearningRates rates, BinPlace place, in Age age, double count, double expected)
    {
        ref WatchedSeries s = ref chunk.Series[at];
        bool young = chunk.Tallies[at].IsYoung;
        double factor = chunk.Profiles[place.Slot, at], perBin = count / place.Scale;
        LearnDispersion(ref s.Baseline, rates, count, expected, young);
        double level = age.Days < LevelDays ? Math.Max(rates.Level, 1.0 / (s.Baseline.Bins + 1)) : rates.Level;
        double step = (perBin - s.Baseline.Level * factor) / factor * Math.Min(1, factor);
        s.Baseline.Level = (float)Math.Max(1e-6, s.Baseline.Level + level * step);
        if (young) chunk.Means[place.Slot, at] = MeanOf(ref s, chunk.Means[place.Slot, at], perBin, age);
        else chunk.Profiles[place.Slot, at] = FactorOf(s.Baseline, rates.Slot, factor, perBin, expected);
        s.Baseline.Bins++;
    }

    /// <summary>
    /// Takes one bin of a surge: the level waits for ordinary days, the hour's factor learns. One visit of an event moves
    /// it by a few percent and so leaves no trace; a habit is learnt in a few weeks.
    /// </summary>
    public static void TakeShape(SeriesChunk chunk, int at, in LearningRates rates, BinPlace place, in Age age, double count, double expected)
    {
        ref WatchedSeries s = ref chunk.Series[at];
        ref readonly SeriesTally tally = ref chunk.Tallies[at];
        double perBin = count / place.Scale, rate = tally.Hold == Hold.Habit ? HabitPerVisit / rates.BinsPerSlot : rates.Slot;
        if (tally.IsYoung) chunk.Means[place.Slot, at] = MeanOf(ref s, chunk.Means[place.Slot, at], perBin, age);
        else chunk.Profiles[place.Slot, at] = FactorOf(s.Baseline, rate, chunk.Profiles[place.Slot, at], perBin, expected);
    }

    private static void LearnDispersion(ref Baseline baseline, in LearningRates rates, double count, double expected, bool young)
    {
        double rate = Math.Max(young ? rates.DispersionYoung : rates.Dispersion, 1.0 / (baseline.Bins + 20));
        double off = count - expected;
        baseline.VarianceSum += (float)(rate * (off * off - expected - baseline.VarianceSum));
        baseline.SquareSum += (float)(rate * (expected * expected - baseline.SquareSum));
    }

    private static float FactorOf(in Baseline baseline, double rate, double factor, double perBin, double expected)
    {
        double step = rate * (perBin / baseline.Level - factor) * expected / (expected + 2);
        return (float)Math.Clamp(factor + step, .02, 1000);
    }

    private static float MeanOf(ref WatchedSeries s, double mean, double perBin, in Age age)
    {
        if (perBin > 0 && double.IsNaN(mean) && s.Unit == 1 && s.Baseline.Bins < 2) s.Unit = (float)Math.Max(perBin, .01);
        double value = Math.Min(perBin / s.Unit, 60000);
        return (float)(double.IsNaN(mean) ? value : mean + (value - mean) / (age.BinsInSlot + 1));
    }
}
