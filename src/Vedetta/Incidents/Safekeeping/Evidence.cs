namespace Vedetta.Incidents.Safekeeping;

/// <summary>A call of a flood as it was told, kept as evidence beyond the time after which numbers are pseudonymised.</summary>
public sealed class KeptCall
{
    /// <summary>Number of the row.</summary>
    public long Id { get; set; }

    /// <summary>The incident that holds it.</summary>
    public int IncidentId { get; set; }

    /// <summary>Id of the call.</summary>
    public string CallId { get; set; } = "";

    /// <summary>When it began, or for its end, when that call began.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The signal as one line of JSON.</summary>
    public string Line { get; set; } = "";
}

/// <summary>How far an incident's evidence goes, and whether it was let go.</summary>
public sealed class EvidenceHold
{
    /// <summary>The incident.</summary>
    public int IncidentId { get; set; }

    /// <summary>Position in the journal up to which its calls were looked for.</summary>
    public long Sequence { get; set; }

    /// <summary>Calls found beyond those kept, because there were too many.</summary>
    public long LeftOut { get; set; }

    /// <summary>Whether the flood is over and its last calls are kept.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Who let go of it; null while it is held.</summary>
    public string? ReleasedBy { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset? ReleasedAt { get; set; }
}
