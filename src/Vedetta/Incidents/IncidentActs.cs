using Vedetta.Engine.Surges;

namespace Vedetta.Incidents;

/// <summary>A line for the timeline.</summary>
public readonly record struct TimelineNote(TimelineAct Act, string Detail);

/// <summary>What an act came to; without a note nothing changed.</summary>
public readonly record struct ActDecision(ActOutcome Outcome, string Who, TimelineNote? Note)
{
    internal static ActDecision Done(string who, TimelineAct act, string detail = "") =>
        new(ActOutcome.Done, who, new TimelineNote(act, detail));

    internal static ActDecision Not(ActOutcome outcome) => new(outcome, "", null);
}

/// <summary>What people may do to an incident, and what it then looks like.</summary>
public static partial class IncidentRules
{
    /// <summary>Only an open incident can be taken.</summary>
    public static ActDecision Acknowledge(Incident incident, string who)
    {
        if (incident.State != IncidentState.Open) return ActDecision.Not(ActOutcome.NotNow);
        incident.State = IncidentState.Acknowledged;
        incident.AcknowledgedBy = who;
        return ActDecision.Done(who, TimelineAct.Acknowledged);
    }

    /// <summary>Notes are welcome in every state.</summary>
    public static ActDecision Note(Incident incident, string who, string text)
    {
        ArgumentNullException.ThrowIfNull(incident);
        string trimmed = text.Trim();
        return trimmed.Length is 0 or > IncidentDesk.NoteCharactersMax
            ? ActDecision.Not(ActOutcome.Invalid)
            : ActDecision.Done(who, TimelineAct.Noted, trimmed);
    }

    /// <summary>A named cause wins over the ranking until somebody names another.</summary>
    public static ActDecision NameCause(Incident incident, string who, string cause)
    {
        if (!CauseWords.All.Contains(cause)) return ActDecision.Not(ActOutcome.Invalid);
        incident.Cause = cause;
        incident.Confidence = 1;
        incident.CauseNamedBy = who;
        return ActDecision.Done(who, TimelineAct.CauseNamed, cause);
    }

    /// <summary>Closing needs an open or acknowledged incident.</summary>
    public static ActDecision Close(Incident incident, string who, DateTimeOffset now)
    {
        if (incident.State == IncidentState.Closed) return ActDecision.Not(ActOutcome.NotNow);
        incident.State = IncidentState.Closed;
        incident.ClosedAt = now;
        return ActDecision.Done(who, TimelineAct.Closed);
    }

    /// <summary>A closed incident that was not merged away can be opened again.</summary>
    public static ActDecision Reopen(Incident incident, string who)
    {
        if (incident.State != IncidentState.Closed || incident.MergedInto is not null)
            return ActDecision.Not(ActOutcome.NotNow);
        incident.State = incident.AcknowledgedBy is null ? IncidentState.Open : IncidentState.Acknowledged;
        incident.ClosedAt = null;
        return ActDecision.Done(who, TimelineAct.Reopened);
    }

    /// <summary>The target spans both; the source is closed. Sizes are measured afresh at the next refresh.</summary>
    public static void MergeInto(Incident target, Incident source, DateTimeOffset now)
    {
        if (source.Onset < target.Onset) target.Onset = source.Onset;
        target.EndedAt = target.EndedAt is { } a && source.EndedAt is { } b ? (a > b ? a : b) : null;
        source.MergedInto = target.Id;
        source.State = IncidentState.Closed;
        source.ClosedAt ??= now;
    }

    /// <summary>A new open incident that holds one surge of another.</summary>
    public static Incident SplitOff(Incident from, Surge surge, int id, DateTimeOffset now) => new()
    {
        Id = id,
        OpenedAt = surge.AlarmedAt,
        Onset = surge.Onset,
        EndedAt = surge.EndedAt,
        SubjectKind = from.SubjectKind,
        SubjectId = from.SubjectId,
        MeasuredSeries = surge.Series.Measure == "contact" ? surge.Series.ToString() : null,
        Observed = surge.Observed,
        Expected = surge.Expected,
        RatioLow = surge.RatioLow,
        RatioHigh = surge.RatioHigh,
        CostPerContact = from.CostPerContact,
        Currency = from.Currency,
        UpdatedAt = now,
    };
}
