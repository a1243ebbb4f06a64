namespace Vedetta.Engine.Surges;

/// <summary>A surge that lasts: the series it is reported under, the part that explains it, and sums since its onset.</summary>
internal sealed class OpenSurge
{
    public required string Id { get; init; }
    public required ElementKey Series { get; set; }
    public required ElementKey Part { get; set; }
    public required SurgeDirection Direction { get; init; }
    public required long OnsetUnixSeconds { get; init; }
    public required long AlarmedUnixSeconds { get; init; }
    public required double Evidence { get; init; }
    public required double Threshold { get; init; }

    public double SeriesCount { get; set; }
    public double SeriesExpected { get; set; }
    public double PartCount { get; set; }
    public double PartExpected { get; set; }

    /// <summary>Excess of the part when its explanation was last looked for.</summary>
    public double ScannedExcess { get; set; }

    /// <summary>What explains the series' excess by the last look, largest share first; null while the part alone does.</summary>
    public List<(ElementKey Part, double Share)>? Causes { get; set; }

    /// <summary>Relative over-dispersion of the series, for the interval.</summary>
    public double Dispersion { get; set; }

    /// <summary>Relative variance of what the series was expected to count, for the interval.</summary>
    public double ForecastVariance { get; set; }

    /// <summary>Mean expected count of a long bin of the series.</summary>
    public double PerBin { get; set; }

    /// <summary>Count and expectation of the part since the last look for its end.</summary>
    public double LookCount { get; set; }
    public double LookExpected { get; set; }
    public long LookFromUnixSeconds { get; set; }

    /// <summary>Evidence in nats that it is over, and since when.</summary>
    public double EndEvidence { get; set; }
    public long CalmFromUnixSeconds { get; set; }

    /// <summary>The part's count and expectation over the last day or so (decayed), for its present ratio.</summary>
    public double RecentCount { get; set; }
    public double RecentExpected { get; set; }
    public long UpdatedUnixSeconds { get; set; }

    /// <summary>Since when the present ratio has been too small to speak of a surge.</summary>
    public long SmallFromUnixSeconds { get; set; }

    /// <summary>The part's ratio as things stand lately.</summary>
    public double RecentRatio => (RecentCount + 1) / (RecentExpected + 1);

    public double PartRatio => (PartCount + 1) / (PartExpected + 1);

    public void Save(BinaryWriter to)
    {
        to.Write(Id);
        Series.Save(to);
        Part.Save(to);
        to.Write((byte)Direction);
        to.Write(OnsetUnixSeconds);
        to.Write(AlarmedUnixSeconds);
        foreach (double value in (ReadOnlySpan<double>)[Evidence, Threshold, SeriesCount, SeriesExpected, PartCount, PartExpected,
            Dispersion, PerBin, LookCount, LookExpected, EndEvidence, RecentCount, RecentExpected, ScannedExcess, ForecastVariance])
            to.Write(value);
        to.Write(Causes?.Count ?? -1);
        foreach ((ElementKey part, double share) in Causes ?? [])
        {
            for (int d = 0; d < 4; d++) to.Write(part[d]);
            to.Write(share);
        }
        to.Write(LookFromUnixSeconds);
        to.Write(CalmFromUnixSeconds);
        to.Write(UpdatedUnixSeconds);
        to.Write(SmallFromUnixSeconds);
    }

    public static OpenSurge Load(BinaryReader from)
    {
        string id = from.ReadString();
        ElementKey series = ElementKey.Load(from), part = ElementKey.Load(from);
        var surge = new OpenSurge
        {
            Id = id,
            Series = series,
            Part = part,
            Direction = (SurgeDirection)from.ReadByte(),
            OnsetUnixSeconds = from.ReadInt64(),
            AlarmedUnixSeconds = from.ReadInt64(),
            Evidence = from.ReadDouble(),
            Threshold = from.ReadDouble(),
            SeriesCount = from.ReadDouble(),
            SeriesExpected = from.ReadDouble(),
            PartCount = from.ReadDouble(),
            PartExpected = from.ReadDouble(),
            Dispersion = from.ReadDouble(),
            PerBin = from.ReadDouble(),
            LookCount = from.ReadDouble(),
            LookExpected = from.ReadDouble(),
            EndEvidence = from.ReadDouble(),
            RecentCount = from.ReadDouble(),
            RecentExpected = from.ReadDouble(),
            ScannedExcess = from.ReadDouble(),
            ForecastVariance = from.ReadDouble(),
            Causes = LoadCauses(from),
        };
        surge.LookFromUnixSeconds = from.ReadInt64();
        surge.CalmFromUnixSeconds = from.ReadInt64();
        surge.UpdatedUnixSeconds = from.ReadInt64();
        surge.SmallFromUnixSeconds = from.ReadInt64();
        return surge;
    }

    private static List<(ElementKey, double)>? LoadCauses(BinaryReader from)
    {
        int count = from.ReadInt32();
        if (count < 0) return null;
        var causes = new List<(ElementKey, double)>();
        for (int i = 0; i < count; i++) causes.Add((ElementKey.Load(from), from.ReadDouble()));
        return causes;
    }
}
