namespace Vedetta.Engine.Surges;

public sealed partial class SurgeWatch
{
    private const int StateVersion = 8;

    /// <summary>What a series should show over a stretch of past or coming time, and its band; null for one not known.</summary>
    public Band? Expect(SeriesKey series, long fromUnixSeconds, long untilUnixSeconds)
    {
        if (series.Measure != Schema.Measure || untilUnixSeconds <= fromUnixSeconds) return null;
        int own = _leaves.Find(series, Schema.Dimensions) is ElementKey key ? _series.Find(key) : -1;
        if (own < 0) return null;
        double expected = ExpectedBetween(own, fromUnixSeconds, untilUnixSeconds);
        ref readonly Baseline baseline = ref _series[own].Baseline;
        double caution = Learning.Caution(baseline, _rates, expected, _series.Tally(own).IsYoung,
            Learning.AgeOf(baseline, _rates, fromUnixSeconds));
        double bins = Math.Max(1, (untilUnixSeconds - fromUnixSeconds) / (double)_longSeconds);
        double spread = baseline.Dispersion / bins + Math.Min(caution, 1);
        return CountBand.Of(expected, spread);
    }

    /// <summary>Writes the whole state; <see cref="Load"/> goes on from it as if never stopped.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(StateVersion);
        to.Write(_dimensions);
        to.Write(Options.BinSeconds);
        to.Write(ClosedUntilUnixSeconds);
        to.Write(SeriesEvicted);
        to.Write(_longStart);
        to.Write(_longCovered);
        to.Write(_firstUnixSeconds);
        to.Write(_day);
        to.Write(_refitTurn);
        to.Write(_refitUnixSeconds);
        to.Write(_dayFrom);
        to.Write(_dayCount);
        _lived.Save(to);
        to.Write(_daysLived);
        to.Write(_isUnknownDay);
        to.Write(_silentBins);
        _series.Save(to);
        _leaves.Save(to);
        _longRing.Save(to);
        _shortRing.Save(to);
        to.Write(_open.Count);
        foreach (OpenSurge surge in _open) surge.Save(to);
        _past.Save(to);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    public static SurgeWatch Load(BinaryReader from, WatchSchema schema, WatchOptions options)
    {
        var watch = new SurgeWatch(schema, options);
        try
        {
            watch.Read(from);
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or OverflowException or FormatException)
        {
            throw new InvalidDataException("The saved watch is damaged.", e);
        }
        return watch;
    }

    private void Read(BinaryReader from)
    {
        int version = from.ReadInt32(), dimensions = from.ReadInt32(), binSeconds = from.ReadInt32();
        if (version != StateVersion || dimensions != _dimensions || binSeconds != Options.BinSeconds)
        {
            throw new InvalidDataException(
                $"The saved watch has version {version}, {dimensions} dimensions and bins of {binSeconds} s; " +
                $"wanted are version {StateVersion}, {_dimensions} dimensions and bins of {Options.BinSeconds} s.");
        }
        ClosedUntilUnixSeconds = from.ReadInt64();
        SeriesEvicted = from.ReadInt64();
        _longStart = from.ReadInt64();
        _longCovered = from.ReadInt64();
        _firstUnixSeconds = from.ReadInt64();
        _day = from.ReadInt32();
        _refitTurn = from.ReadInt32();
        _refitUnixSeconds = from.ReadInt64();
        _dayFrom = from.ReadInt64();
        _dayCount = from.ReadDouble();
        _lived = LivedDays.Load(from);
        _daysLived = from.ReadInt32();
        _isUnknownDay = from.ReadBoolean();
        _silentBins = from.ReadInt32();
        _series = SeriesTable.Load(from, IsFast);
        _leaves = LeafTable.Load(from, _dimensions);
        _longRing = CountRing.Load(from, LongRingBins);
        _shortRing = CountRing.Load(from, ShortRingBins);
        int open = from.ReadInt32();
        for (int i = 0; i < open; i++) _open.Add(OpenSurge.Load(from));
        _past = PastSurges.Load(from);
        CountElements();
    }

    private void CountElements()
    {
        for (int i = 0; i < _series.Slots; i++)
        {
            if (!_series.IsAlive(i) || _series.KeyOf(i) is not { Depth: > 1 } key) continue;
            _elements++;
            _elementsOfMask[key.Mask]++;
        }
    }
}
