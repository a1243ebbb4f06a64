namespace Vedetta.Engine.Surges;

/// <summary>
/// Fits an hour-of-week profile to a young series' mean counts: hour-of-day × weekday, plus what single hours deviate
/// from that product as far as the deviation exceeds its noise; weak series lean on their parent's profile.
/// </summary>
internal static class ProfileFit
{
    private const int Hours = 24;
    private const double Floor = .02;

    // Sum of squares of the smoothing weights.
    private const double SmoothedNoise = .26;

    // Hours on each side that smoothing reaches.
    private const int Reach = 2;

    private static ReadOnlySpan<double> Weights => [.1, .2, .4, .2, .1];

    /// <summary>Refits the profile of a chunk's series, and its level while the series is in its first week.</summary>
    /// <param name="corrections">Per weekday, what its means are to be multiplied by because a day was odd.</param>
    /// <param name="parent">Profile to lean on; empty for none.</param>
    public static void Refit(SeriesChunk chunk, int at, ReadOnlySpan<double> corrections, ReadOnlySpan<float> parent,
        int binsPerSlot, long nowUnixSeconds, int slotNow)
    {
        ref Baseline baseline = ref chunk.Series[at].Baseline;
        Span<float> raw = stackalloc float[LocalClock.Slots];
        Span<double> means = stackalloc double[LocalClock.Slots];
        Span<double> bins = stackalloc double[LocalClock.Slots];
        chunk.Means.Read(at, raw);
        double sum = 0, unit = chunk.Series[at].Unit;
        int seen = 0;
        for (int slot = 0; slot < LocalClock.Slots; slot++)
        {
            means[slot] = raw[slot] * unit * corrections[slot / Hours];
            if (double.IsNaN(means[slot])) continue;
            double visits = baseline.Visits(nowUnixSeconds, slot, slotNow);
            if (visits < 2 && IsToday(slot, slotNow))
            {
                means[slot] = double.NaN;
                continue;
            }
            bins[slot] = Math.Max(1, visits) * binsPerSlot;
            sum += means[slot];
            seen++;
        }
        if (seen == 0 || sum <= 0) return;
        double mean = sum / seen;
        Span<double> fitted = stackalloc double[LocalClock.Slots];
        Fit(means, bins, mean, baseline.Dispersion, parent, fitted);
        double scale = Normalise(fitted);
        chunk.Profiles.Write(at, fitted);
        if (baseline.AgeDays(nowUnixSeconds) < 8) baseline.Level = (float)(mean * scale);
    }

    // The first hours of a weekday never lived through say nothing of that weekday: the hour of the day is not known yet
    // either, and a low morning would pass for a low day.
    private static bool IsToday(int slot, int slotNow) => slot / Hours == slotNow / Hours && slot <= slotNow;

    private static double Normalise(Span<double> fitted)
    {
        double sum = 0;
        foreach (double f in fitted) sum += f;
        double scale = sum / fitted.Length;
        foreach (ref double f in fitted) f = Math.Max(Floor, f / scale);
        return scale;
    }

    private static void Fit(ReadOnlySpan<double> means, ReadOnlySpan<double> bins, double mean, double dispersion,
        ReadOnlySpan<float> parent, Span<double> fitted)
    {
        Span<double> day = stackalloc double[Hours];
        Span<double> weekday = stackalloc double[7];
        FitDay(means, bins, mean, dispersion, parent, day);
        FitWeekday(means, bins, mean, dispersion, parent, day, weekday);
        for (int d = 0; d < 7; d++)
            for (int h = 0; h < Hours; h++) fitted[d * Hours + h] = weekday[d] * day[h];
        AddHourDeviations(means, bins, mean, dispersion, fitted);
    }

    private static void FitDay(ReadOnlySpan<double> means, ReadOnlySpan<double> bins, double mean, double dispersion,
        ReadOnlySpan<float> parent, Span<double> day)
    {
        Span<double> padded = stackalloc double[Hours + 2 * Reach];
        Span<double> raw = padded[Reach..^Reach];
        Span<double> weight = stackalloc double[Hours];
        for (int from = 0; from < LocalClock.Slots; from += Hours)
        {
            for (int h = 0; h < Hours; h++)
            {
                raw[h] += bins[from + h] > 0 ? bins[from + h] * means[from + h] / mean : 0;
                weight[h] += bins[from + h];
            }
        }
        for (int h = 0; h < Hours; h++) raw[h] = weight[h] > 0 ? raw[h] / weight[h] : double.NaN;
        CloseRound(padded);
        for (int h = 0; h < Hours; h++)
        {
            double lean = ParentHour(parent, h);
            double smooth = Smooth(padded.Slice(h, Weights.Length));
            if (double.IsNaN(smooth)) { day[h] = lean; continue; }
            double count = EffectiveCount(Math.Max(smooth, Floor) * mean, weight[h], dispersion);
            double own = double.IsNaN(raw[h]) ? smooth : smooth + (raw[h] - smooth) * count / (count + 200);
            day[h] = Math.Max(Floor, lean + (own - lean) * count / (count + 8));
        }
    }

    private static void FitWeekday(ReadOnlySpan<double> means, ReadOnlySpan<double> bins, double mean, double dispersion,
        ReadOnlySpan<float> parent, ReadOnlySpan<double> day, Span<double> weekday)
    {
        for (int d = 0; d < 7; d++)
        {
            double seen = 0, should = 0, weight = 0;
            for (int h = 0; h < Hours; h++)
            {
                if (bins[d * Hours + h] <= 0) continue;
                seen += bins[d * Hours + h] * means[d * Hours + h] / mean;
                should += bins[d * Hours + h] * day[h];
                weight += bins[d * Hours + h];
            }
            double lean = ParentWeekday(parent, d);
            double count = weight > 0 ? EffectiveCount(mean, weight, dispersion) : 0;
            double own = should > 0 ? seen / should : lean;
            weekday[d] = weight > 0 || !parent.IsEmpty ? Math.Max(Floor, lean + (own - lean) * count / (count + 8)) : double.NaN;
        }
        GuessUnseen(weekday);
    }

    // A working day nobody has seen yet is like the other working days; a weekend day like the other one.
    private static void GuessUnseen(Span<double> weekday)
    {
        ReadOnlySpan<double> seen = [.. weekday];
        for (int d = 0; d < 7; d++)
        {
            if (!double.IsNaN(seen[d])) continue;
            double sum = 0;
            int days = 0;
            for (int other = 0; other < 7; other++)
            {
                if (double.IsNaN(seen[other]) || (other is 0 or 6) != (d is 0 or 6)) continue;
                sum += seen[other];
                days++;
            }
            weekday[d] = days > 0 ? sum / days : 1;
        }
    }

    // What single hours deviate from the product, shrunk by how much of the spread is noise (James and Stein).
    private static void AddHourDeviations(ReadOnlySpan<double> means, ReadOnlySpan<double> bins, double mean,
        double dispersion, Span<double> fitted)
    {
        Span<double> padded = stackalloc double[LocalClock.Slots + 2 * Reach];
        Span<double> ratio = padded[Reach..^Reach];
        Span<double> off = stackalloc double[LocalClock.Slots];
        Span<double> noise = stackalloc double[LocalClock.Slots];
        double spread = 0;
        int seen = 0;
        for (int s = 0; s < ratio.Length; s++)
            ratio[s] = bins[s] > 0 ? means[s] / mean / fitted[s] : double.NaN;
        CloseRound(padded);
        for (int s = 0; s < ratio.Length; s++)
        {
            if (double.IsNaN(ratio[s])) continue;
            noise[s] = SmoothedNoise / EffectiveCount(fitted[s] * mean, bins[s], dispersion);
            off[s] = Smooth(padded.Slice(s, Weights.Length)) - 1;
            spread += off[s] * off[s] - noise[s];
            seen++;
        }
        double signal = seen == 0 ? 0 : Math.Max(0, spread / seen);
        for (int s = 0; s < ratio.Length; s++)
            if (!double.IsNaN(ratio[s])) fitted[s] *= Math.Max(Floor, 1 + off[s] * signal / (signal + noise[s]));
    }

    private static double EffectiveCount(double perBin, double bins, double dispersion) =>
        bins / (1 / Math.Max(perBin, 1e-6) + dispersion);

    // Hours lie in a ring: both ends are continued by what lies beyond the other.
    private static void CloseRound(Span<double> padded)
    {
        padded[^(2 * Reach)..^Reach].CopyTo(padded);
        padded[Reach..(2 * Reach)].CopyTo(padded[^Reach..]);
    }

    private static double Smooth(ReadOnlySpan<double> around)
    {
        double sum = 0, weight = 0;
        for (int i = 0; i < Weights.Length; i++)
        {
            if (double.IsNaN(around[i])) continue;
            sum += Weights[i] * around[i];
            weight += Weights[i];
        }
        return weight > 0 ? sum / weight : double.NaN;
    }

    private static double ParentHour(ReadOnlySpan<float> parent, int hour)
    {
        if (parent.IsEmpty) return 1;
        double sum = 0;
        for (int d = 0; d < 7; d++) sum += parent[d * Hours + hour];
        return sum / 7;
    }

    private static double ParentWeekday(ReadOnlySpan<float> parent, int day)
    {
        if (parent.IsEmpty) return 1;
        double sum = 0;
        for (int h = 0; h < Hours; h++) sum += parent[day * Hours + h];
        return sum / Hours;
    }
}
