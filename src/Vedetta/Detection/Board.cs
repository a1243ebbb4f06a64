using System.Collections.Immutable;
using Vedetta.Engine.Surges;

namespace Vedetta.Detection;

/// <summary>What a watched subject does now.</summary>
public enum SubjectState
{
    /// <summary>Still learning what is normal.</summary>
    Learning,

    /// <summary>Inside the expected band.</summary>
    Calm,

    /// <summary>Evidence gathers but has not reached the alarm.</summary>
    Watch,

    /// <summary>A surge is open.</summary>
    Surge,

    /// <summary>A drop is open: it is too quiet.</summary>
    Drop,

    /// <summary>Nothing arrives any more: feed or queue is silent.</summary>
    Silent,
}

/// <summary>One row of the board.</summary>
/// <param name="Series">What is watched.</param>
/// <param name="State">What it does.</param>
/// <param name="EvidenceShare">Evidence for a surge as a share of the alarm's threshold; 1 is an alarm.</param>
/// <param name="Observed">Count of the last 15 minutes.</param>
/// <param name="Expected">What the baseline expects in them; null while learning.</param>
/// <param name="SilentSince">Since when nothing arrives; null while signals do.</param>
public sealed record BoardSubject(
    SeriesKey Series, SubjectState State, double EvidenceShare, long Observed, Band? Expected, DateTimeOffset? SilentSince);

/// <summary>One point of a chart: the count of one step of time and its expected band.</summary>
public readonly record struct ChartPoint(DateTimeOffset From, long Observed, double? Expected, double? Low, double? High);

/// <summary>The board at one instant: an immutable picture replaced once a second.</summary>
/// <param name="At">Time of the picture.</param>
/// <param name="Subjects">Watched subjects, those that ring first.</param>
/// <param name="SignalsSeen">Signals taken since start.</param>
public sealed record BoardPicture(DateTimeOffset At, ImmutableArray<BoardSubject> Subjects, long SignalsSeen)
{
    /// <summary>A board on which nothing has arrived.</summary>
    public static BoardPicture Empty { get; } = new(DateTimeOffset.UnixEpoch, [], 0);
}
