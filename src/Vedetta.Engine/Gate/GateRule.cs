namespace Vedetta.Engine.Gate;

/// <summary>Where a rule stands.</summary>
public enum GateRuleState : byte
{
    /// <summary>Written down; it does nothing.</summary>
    Draft = 0,

    /// <summary>It counts what it would do and does nothing.</summary>
    DryRun = 1,

    /// <summary>It decides calls.</summary>
    Active = 2,

    /// <summary>It decided calls until somebody took it back.</summary>
    TakenBack = 3,
}

/// <summary>What becomes of a call.</summary>
public enum GateAct : byte
{
    /// <summary>It goes on.</summary>
    Pass = 0,

    /// <summary>It goes to another address (SIP 302).</summary>
    Divert = 1,

    /// <summary>It is refused.</summary>
    Refuse = 2,
}

/// <summary>How a refused caller is told.</summary>
public enum Refusal : byte
{
    /// <summary>608 Rejected (RFC 8688): an analysis of the network refused it; says where to complain.</summary>
    Rejected = 0,

    /// <summary>603 Network Blocked with a Reason (ATIS-1000099, "603+"); says where to complain.</summary>
    NetworkBlocked = 1,

    /// <summary>607 Unwanted (RFC 8197): the called party does not want it.</summary>
    Unwanted = 2,
}

/// <summary>What a rule does to a call it matches.</summary>
/// <param name="Act">Pass, divert or refuse.</param>
/// <param name="Target">SIP or tel URI a diverted call goes to; empty otherwise.</param>
/// <param name="Refusal">How a refused caller is told.</param>
public sealed record GateAction(GateAct Act, string Target = "", Refusal Refusal = Refusal.Rejected)
{
    /// <summary>Refuse with 608.</summary>
    public static GateAction Refuse { get; } = new(GateAct.Refuse);

    /// <summary>Let pass.</summary>
    public static GateAction Pass { get; } = new(GateAct.Pass);
}

/// <summary>
/// Which calls a rule is about. Everything that is set must hold; numbers are digits in E.164 with or without "+".
/// </summary>
public sealed record GateMatch
{
    /// <summary>The calling number; empty for any.</summary>
    public string Caller { get; init; } = "";

    /// <summary>First digits of the calling number; empty for any.</summary>
    public string CallerPrefix { get; init; } = "";

    /// <summary>First number of a range of calling numbers, with <see cref="CallerTo"/>; empty for any.</summary>
    public string CallerFrom { get; init; } = "";

    /// <summary>Last number of the range, of as many digits as the first.</summary>
    public string CallerTo { get; init; } = "";

    /// <summary>Digits of the calling number with "?" for one digit and "*" for any; empty for any.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Country of the range the calling number belongs to (ISO 3166-1, two letters); empty for any.</summary>
    public string Country { get; init; } = "";

    /// <summary>Calls without a calling number only.</summary>
    public bool IsWithheld { get; init; }

    /// <summary>
    /// Calls whose attestation is worse than this, A or B (RFC 8588); unsaid is the worst. Null for any.
    /// </summary>
    public char? AttestationWorseThan { get; init; }

    /// <summary>User-Agent, "*" at its end for any rest; empty for any.</summary>
    public string UserAgent { get; init; } = "";

    /// <summary>
    /// Origin of the session description as call attempts say it, "*" at its end for any rest; empty for any.
    /// </summary>
    public string SdpOrigin { get; init; } = "";

    /// <summary>The line called; empty for any.</summary>
    public string Called { get; init; } = "";

    /// <summary>First digits of the lines called; empty for any.</summary>
    public string CalledPrefix { get; init; } = "";

    /// <summary>Name or address of the trunk; empty for any. Never the only thing a rule asks for.</summary>
    public string Trunk { get; init; } = "";

    /// <summary>
    /// Address of the machine that sent the call to the border controller, see <see cref="PeerAddress"/>; empty for any.
    /// Never that of a trunk: honest calls come from there too.
    /// </summary>
    public string SourceAddress { get; init; } = "";
}

/// <summary>One rule of the call gate. Times are UTC.</summary>
public sealed record GateRule
{
    /// <summary>Number of the rule.</summary>
    public required long Id { get; init; }

    /// <summary>The activation it belongs to: what one act made and one act takes back.</summary>
    public string Activation { get; init; } = "";

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>Why it exists, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Where it stands.</summary>
    public GateRuleState State { get; init; }

    /// <summary>Which calls it is about.</summary>
    public required GateMatch Match { get; init; }

    /// <summary>What it does to them.</summary>
    public required GateAction Action { get; init; }
}
