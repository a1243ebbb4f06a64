namespace Vedetta.Engine.Calls;

/// <summary>How much of a call an observation knows.</summary>
public enum CallStage : byte
{
    /// <summary>All of it: a call record, written at hang-up.</summary>
    Whole = 0,

    /// <summary>Its start: signalling, while it rings.</summary>
    Start = 1,

    /// <summary>Its end: status, ring time and duration of a call whose start was told before, under the same id.</summary>
    End = 2,
}

/// <summary>
/// One attempt to call one of our lines. Signalling tells it twice (start, end), records once; the call id joins the
/// two, and only the start or the whole is counted.
/// </summary>
public sealed record CallAttempt
{
    /// <summary>Start of the attempt: the INVITE, or the record's start time.</summary>
    public required long AtUnixMilliseconds { get; init; }

    /// <summary>Id of the call; the same for all observations of one attempt.</summary>
    public required string CallId { get; init; }

    /// <summary>The number shown as caller: E.164 with "+" where it can be told, else as sent; empty when withheld.</summary>
    public required string From { get; init; }

    /// <summary>The number called, in the same writing.</summary>
    public required string To { get; init; }

    /// <summary>Number the network vouches for (P-Asserted-Identity, RFC 3325); empty when unsaid.</summary>
    public string Asserted { get; init; } = "";

    /// <summary>Number whose owner last had the call diverted (Diversion, RFC 5806); empty when unsaid.</summary>
    public string DivertedBy { get; init; } = "";

    /// <summary>Name of the trunk it came over; empty when unknown.</summary>
    public string Trunk { get; init; } = "";

    /// <summary>Address the signalling came from; empty when unknown. Of a trunk it is the same for honest calls.</summary>
    public string SourceAddress { get; init; } = "";

    /// <summary>User-Agent of the caller's side; empty when unknown.</summary>
    public string UserAgent { get; init; } = "";

    /// <summary>
    /// What an SDP offer tells of the machine that wrote it: user name and address of <c>o=</c>, session name, codecs;
    /// no session numbers (RFC 8866, 5.2). Empty when unknown.
    /// </summary>
    public string SdpOrigin { get; init; } = "";

    /// <summary>Attestation of the calling number, A, B or C (RFC 8588); null when unsaid.</summary>
    public char? Attestation { get; init; }

    /// <summary>Whether one of our lines calls out; then the number called is not ours.</summary>
    public bool IsOutgoing { get; init; }

    /// <summary>How much of the call this is.</summary>
    public CallStage Stage { get; init; }

    /// <summary>Final SIP status of the attempt, 200 when answered; 0 while unknown.</summary>
    public int Status { get; init; }

    /// <summary>Seconds it rang; NaN while unknown.</summary>
    public double RingSeconds { get; init; } = double.NaN;

    /// <summary>Seconds from answer to hang-up, 0 when never answered; NaN while unknown.</summary>
    public double DurationSeconds { get; init; } = double.NaN;
}
