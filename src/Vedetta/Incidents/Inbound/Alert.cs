namespace Vedetta.Incidents.Inbound;

/// <summary>One alert as another system told it.</summary>
/// <param name="Fingerprint">What it is about; the same for every telling.</param>
/// <param name="StartsAt">When it began to fire; null when unsaid.</param>
/// <param name="EndsAt">When it ended; null while it fires or when unsaid.</param>
/// <param name="IsFiring">Whether it fires.</param>
/// <param name="Subject">What it is about, in our words.</param>
/// <param name="Title">Its headline.</param>
public sealed record Alert(
    string Fingerprint, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, bool IsFiring, Subject Subject, string Title);

/// <summary>An alert that cannot be read.</summary>
/// <param name="Index">Its place in the list, from 0.</param>
/// <param name="Reason">What is wrong, with the field.</param>
public sealed record AlertRefusal(int Index, string Reason);

/// <summary>What one notification says.</summary>
/// <param name="GroupKey">Alerts of one group make one incident.</param>
/// <param name="IsWholeGroupResolved">Whether every alert of the group ended, those left out of the notification
/// too.</param>
/// <param name="Alerts">The alerts that could be read.</param>
/// <param name="Refused">Those that could not.</param>
/// <param name="LeftOut">Alerts the sender or our bound left out.</param>
public sealed record AlertBatch(
    string GroupKey, bool IsWholeGroupResolved, IReadOnlyList<Alert> Alerts, IReadOnlyList<AlertRefusal> Refused,
    long LeftOut);

/// <summary>What became of a notification.</summary>
public sealed record AlertReceipt(
    int Opened, int Joined, int Repeated, int Resolved, int Closed, long LeftOut, IReadOnlyList<AlertRefusal> Refused);

/// <summary>
/// An alert that belongs to an incident. One row per fingerprint and start: a repetition finds it again.
/// </summary>
public sealed class IncidentAlert
{
    /// <summary>Where it came from: "alertmanager" or the name of an inbound source.</summary>
    public string Source { get; set; } = "";

    /// <summary>What it is about.</summary>
    public string Fingerprint { get; set; } = "";

    /// <summary>When it began to fire.</summary>
    public DateTimeOffset StartsAt { get; set; }

    /// <summary>When it ended; null while it fires.</summary>
    public DateTimeOffset? EndsAt { get; set; }

    /// <summary>The group it came in.</summary>
    public string GroupKey { get; set; } = "";

    /// <summary>The incident it belongs to.</summary>
    public int IncidentId { get; set; }

    /// <summary>Its headline.</summary>
    public string Title { get; set; } = "";
}

/// <summary>How to read the notifications of one kind of sender: JSON pointers (RFC 6901) into its body.</summary>
public sealed class InboundSource
{
    /// <summary>Name in the address: lower-case letters, digits and hyphens.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where the list of alerts is; empty when the body is one alert.</summary>
    public string ItemsPointer { get; set; } = "";

    /// <summary>Where an alert says what it is about; the same for firing and resolved.</summary>
    public string IdPointer { get; set; } = "/id";

    /// <summary>Where it says whether it fires.</summary>
    public string StatusPointer { get; set; } = "/status";

    /// <summary>Values that mean it fires, separated by commas. Default firing.</summary>
    public string FiringValues { get; set; } = "firing";

    /// <summary>Values that mean it is over, separated by commas. Default resolved.</summary>
    public string ResolvedValues { get; set; } = "resolved";

    /// <summary>Where its headline is.</summary>
    public string TitlePointer { get; set; } = "/title";

    /// <summary>Where it names the component; empty when it names none: then the source's name stands for it.</summary>
    public string ComponentPointer { get; set; } = "";

    /// <summary>Where its start is, in RFC 3339; empty takes the time of arrival.</summary>
    public string StartPointer { get; set; } = "";
}
