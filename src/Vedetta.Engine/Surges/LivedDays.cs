namespace Vedetta.Engine.Surges;

/// <summary>
/// What the whole feed counted on each day of its first weeks. A holiday nobody announced would pull its weekday's mean
/// down for months; the days tell which of them was the odd one, and by how much the mean is off.
/// </summary>
internal sealed class LivedDays
{
    /// <summary>Days kept: as long as profiles are fitted from means.</summary>
    public const int DaysMax = Learning.GrownDays;

    // Below this many a day, what scatters is chance.
    private const double CountMin = 50;

    // Two days of one weekday that differ by less than this are both ordinary.
    private const double OddRatioMin = 1.3;

    private readonly List<(int Weekday, float Count)> _days = [];

    /// <summary>Takes one whole day.</summary>
    /// <param name="weekday">0 = Sunday, holidays as the weekday they behave like.</param>
    /// <param name="count">What the whole feed counted.</param>
    public void Add(int weekday, double count)
    {
        if (_days.Count < DaysMax) _days.Add((weekday, (float)count));
    }

    /// <summary>The mean of the ordinary days of a weekday over the mean of all of them; 1 where none was odd.</summary>
    public double Correction(int weekday)
    {
        double[] counts = [.. _days.Where(d => d.Weekday == weekday).Select(d => (double)d.Count).Order()];
        if (counts.Length < 2 || counts.Average() < CountMin || counts[^1] < OddRatioMin * counts[0]) return 1;
        double typical = counts.Length > 2 ? Median(counts) : NearerToOthers(counts, weekday);
        double[] ordinary = [.. counts.Where(c => c < OddRatioMin * typical && c * OddRatioMin > typical)];
        return ordinary.Length == 0 ? 1 : ordinary.Average() / counts.Average();
    }

    /// <summary>Writes the days.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(_days.Count);
        foreach ((int weekday, float count) in _days)
        {
            to.Write((byte)weekday);
            to.Write(count);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static LivedDays Load(BinaryReader from)
    {
        var days = new LivedDays();
        for (int i = from.ReadInt32(); i > 0; i--) days.Add(from.ReadByte(), from.ReadSingle());
        return days;
    }

    // Of two days that disagree, the one more like the other days of its kind is the ordinary one.
    private double NearerToOthers(double[] two, int weekday)
    {
        double[] others = [.. _days.Where(d => d.Weekday != weekday && IsWeekend(d.Weekday) == IsWeekend(weekday))
            .Select(d => (double)d.Count).Order()];
        if (others.Length == 0) return two.Average();
        double usual = Median(others);
        return two.MinBy(c => Math.Abs(Math.Log((c + 1) / (usual + 1))));
    }

    private static bool IsWeekend(int weekday) => weekday is 0 or 6;

    private static double Median(double[] ordered) =>
        (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
}
