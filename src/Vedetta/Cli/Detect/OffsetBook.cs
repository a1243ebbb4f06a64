namespace Vedetta.Cli.Detect;

/// <summary>In which offset times are printed: the zone's, or the one the input's own times had then.</summary>
/// <param name="zone">The zone to print in; null for the offsets met in the input.</param>
public sealed class OffsetBook(TimeZoneInfo? zone)
{
    // An input whose offsets change more often than clocks do is printed in UTC from then on.
    private const int ChangesMax = 1000;

    private readonly List<(long Unix, int Offset)> _changes = [];

    /// <summary>The offset of the first time met; null when none had one.</summary>
    public int? First => _changes.Count == 0 ? null : _changes[0].Offset;

    /// <summary>Takes the offset of times from an instant on.</summary>
    public void Note(long unix, int offset)
    {
        if (_changes.Count > 0 && (_changes[^1].Offset == offset || unix <= _changes[^1].Unix)) return;
        if (_changes.Count < ChangesMax) _changes.Add((unix, _changes.Count == ChangesMax - 1 ? 0 : offset));
    }

    /// <summary>The time as it is to be printed.</summary>
    public DateTimeOffset Show(DateTimeOffset time)
    {
        if (zone is not null) return TimeZoneInfo.ConvertTime(time, zone);
        long unix = time.ToUnixTimeSeconds();
        int last = _changes.FindLastIndex(c => c.Unix <= unix);
        if (_changes.Count == 0) return time.ToUniversalTime();
        return time.ToOffset(TimeSpan.FromSeconds(_changes[Math.Max(last, 0)].Offset));
    }
}
