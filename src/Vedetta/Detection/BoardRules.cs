using Vedetta.Engine.Surges;

namespace Vedetta.Detection;

/// <summary>Which word stands beside a subject on the board.</summary>
public static class BoardRules
{
    /// <summary>Share of the alarm's evidence from which a subject is worth a look.</summary>
    public const double WatchEvidenceShare = 0.6;

    /// <summary>An open surge speaks first, then silence, then gathering evidence.</summary>
    public static SubjectState StateOf(SurgeDirection? open, bool feedSilent, double evidenceShare, bool knowsNormal) =>
        open switch
        {
            SurgeDirection.Rise => SubjectState.Surge,
            SurgeDirection.Drop => SubjectState.Drop,
            _ when feedSilent => SubjectState.Silent,
            _ when !knowsNormal => SubjectState.Learning,
            _ when evidenceShare >= WatchEvidenceShare => SubjectState.Watch,
            _ => SubjectState.Calm,
        };
}
