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

/// <summary>Teaches baselines one bin at a time.</summary>
internal static class Learning
{
    /// <summary>Days after which the profile is no longer refitted from raw means but followed.</summary>
    public const int GrownDays = 42;

    /// <summary>Share of a habit's visit that goes into an hour's factor.</summary>
    private const double HabitPerVisit = .4;

    /// <summary>Days until the level follows instead of averaging.</summary>
    private const int LevelDays = 7;

    /// <summary>
    /// Relative variance of the expectation itself: what the level and the hour's factor may be off by, and a surcharge
    /// for age that fades over the first weeks.
    /// </summary>
    public static double Caution(in Baseline baseline, in LearningRates rates, double expected, bool young, double ageDays)
    {
        double single = 1 / Math.Max(expected, .01) + baseline.Dispersion;
        if (!young) return (rates.Level / 2 + rates.Slot / 2) * single;
        double weeks = Math.Max(1, ageDays / 7);
        double slot = .26 / (weeks * rates.BinsPerSlot);
        return (rates.Level / 2 + slot) * Math.Min(single, 4) + single / (baseline.Bins + 1) + .3 * Math.Pow(2, -ageDays / 3);
    }

    /// <summary>Takes one ordinary bin.</summary>
    /// <param name="count">The count, clipped to what is plausible.</param>
    /// <param name="expected">What was expected of the bin.</param>
    /// <param name="scale">True length over nominal length, times calendar factors.</param>
    public static void Take(ref Baseline baseline, YoungWeek? young, in LearningRates rates, int slot, double count,
        double expected, double scale, long binStartUnixSeconds)
    {
        double factor = (double)baseline.Profile[slot];
        double perBin = count / scale;
        LearnDispersion(ref baseline, rates, count, expected, young is not null);
        double days = baseline.AgeDays(binStartUnixSeconds);
        double level = days < LevelDays ? Math.Max(rates.Level, 1.0 / (baseline.Bins + 1)) : rates.Level;
        double step = (perBin - baseline.Level * factor) / factor * Math.Min(1, factor);
        baseline.Level = (float)Math.Max(1e-6, baseline.Level + level * step);
        if (young is null) LearnSlot(ref baseline, rates.Slot, slot, perBin, expected);
        else LearnRaw(young, baseline, rates, slot, perBin, binStartUnixSeconds);
        baseline.Bins++;
    }

    /// <summary>
    /// Takes one bin of a surge: the level waits for ordinary days, the hour's factor learns. One visit of an event moves
    /// it by a few percent and so leaves no trace; a habit is learnt in a few weeks.
    /// </summary>
    public static void TakeShape(ref Baseline baseline, YoungWeek? young, in LearningRates rates, int slot, double count,
        double expected, double scale, long binStartUnixSeconds, bool isHabit)
    {
        if (young is not null) LearnRaw(young, baseline, rates, slot, count / scale, binStartUnixSeconds);
        else LearnSlot(ref baseline, isHabit ? HabitPerVisit / rates.BinsPerSlot : rates.Slot, slot, count / scale, expected);
    }

    private static void LearnDispersion(ref Baseline baseline, in LearningRates rates, double count, double expected, bool young)
    {
        double rate = Math.Max(young ? rates.DispersionYoung : rates.Dispersion, 1.0 / (baseline.Bins + 20));
        double off = count - expected;
        baseline.VarianceSum += (float)(rate * (off * off - expected - baseline.VarianceSum));
        baseline.SquareSum += (float)(rate * (expected * expected - baseline.SquareSum));
    }

    private static void LearnSlot(ref Baseline baseline, double rate, int slot, double perBin, double expected)
    {
        double factor = (double)baseline.Profile[slot];
        double step = rate * (perBin / baseline.Level - factor) * expected / (expected + 2);
        baseline.Profile[slot] = (Half)Math.Clamp(factor + step, .02, 1000);
    }

    private static void LearnRaw(YoungWeek young, in Baseline baseline, in LearningRates rates, int slot, double perBin,
        long binStartUnixSeconds)
    {
        if (perBin > 0 && double.IsNaN((double)young.Means[slot]) && young.Unit == 1 && baseline.Bins < 2)
            young.Unit = (float)Math.Max(perBin, .01);
        double value = Math.Min(perBin / young.Unit, 60000);
        double mean = (double)young.Means[slot];
        if (double.IsNaN(mean)) { young.Means[slot] = (Half)value; return; }
        int within = (int)((binStartUnixSeconds - baseline.BornUnixSeconds) % 3600 * rates.BinsPerSlot / 3600);
        int visits = baseline.Visits(binStartUnixSeconds - 3600, slot, slot);
        double seen = visits * rates.BinsPerSlot + within;
        young.Means[slot] = (Half)(mean + (value - mean) / (seen + 1));
    }
}
