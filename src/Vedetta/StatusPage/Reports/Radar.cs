using System.Collections.Frozen;
using System.Collections.Immutable;
using Vedetta.Engine.Reports;
using Vedetta.Engine.Surges;
using Vedetta.Settings;

namespace Vedetta.StatusPage.Reports;

/// <summary>One service as its reports show it, with every number its state is decided on.</summary>
/// <param name="Service">The service.</param>
/// <param name="Standing">Its state and since when.</param>
/// <param name="Evidence">The numbers.</param>
/// <param name="LastHour">Reports of the last hour.</param>
/// <param name="Shadow">The fault these reports are the shadow of; null where they are none.</param>
/// <param name="ConfirmedBy">Who at the desk confirmed it; null where numbers or a notice did, or nobody.</param>
public sealed record ServiceReading(
    ServiceSetting Service, ReportStanding Standing, ReportEvidence Evidence, long LastHour, SpillOver? Shadow,
    string? ConfirmedBy)
{
    /// <summary>The state.</summary>
    public ReportState State => Standing.State;

    /// <summary>The key of the service's reports.</summary>
    public static SeriesKey SeriesOf(string service) => new("report", [new DimensionValue("service", service)]);
}

/// <summary>All services at one instant: an immutable picture replaced with every round.</summary>
/// <param name="At">Time of the round.</param>
/// <param name="Version">Grows with every round.</param>
/// <param name="Readings">The services, in the order of the settings.</param>
public sealed record RadarPicture(DateTimeOffset At, long Version, ImmutableArray<ServiceReading> Readings)
{
    private readonly FrozenDictionary<string, ServiceReading> _byId =
        Readings.DistinctBy(r => r.Service.Id).ToFrozenDictionary(r => r.Service.Id, StringComparer.Ordinal);

    /// <summary>Nothing read yet.</summary>
    public static RadarPicture Empty { get; } = new(DateTimeOffset.UnixEpoch, 0, []);

    /// <summary>The reading of a service by its id; null before the first round.</summary>
    public ServiceReading? Find(string service) => _byId.GetValueOrDefault(service);
}

/// <summary>A move of a service from one state to another, with the numbers that led to it; kept for good.</summary>
public sealed class StateChange
{
    /// <summary>Number, from 1.</summary>
    public long Id { get; set; }

    /// <summary>Id of the service.</summary>
    public string Service { get; set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The state from then on.</summary>
    public ReportState State { get; set; }

    /// <summary>When it last left "none"; null where it came back to it.</summary>
    public DateTimeOffset? RisenAt { get; set; }

    /// <summary>Most reports in one window since then.</summary>
    public long Peak { get; set; }

    /// <summary>Who: a person of the desk, or "vedetta".</summary>
    public string Who { get; set; } = "";

    /// <summary>The numbers as JSON (<see cref="ReportEvidence"/>).</summary>
    public string EvidenceJson { get; set; } = "{}";
}
