namespace Vedetta.Engine.Phone;

/// <summary>What sort of service a number belongs to, by its numbering plan.</summary>
public enum PhoneType : byte
{
    /// <summary>It fits no range that is assigned: the number is not valid.</summary>
    Unknown = 0,

    /// <summary>Fixed line.</summary>
    FixedLine,

    /// <summary>Mobile.</summary>
    Mobile,

    /// <summary>Fixed line or mobile: the plan does not tell them apart.</summary>
    FixedLineOrMobile,

    /// <summary>Free for the caller.</summary>
    TollFree,

    /// <summary>Dearer than a normal call.</summary>
    PremiumRate,

    /// <summary>Caller and called share the cost.</summary>
    SharedCost,

    /// <summary>Internet telephony.</summary>
    Voip,

    /// <summary>A number that follows a person.</summary>
    PersonalNumber,

    /// <summary>Pager.</summary>
    Pager,

    /// <summary>A company's number that is routed to its sites.</summary>
    Uan,

    /// <summary>Access to a mailbox.</summary>
    VoiceMail,

    /// <summary>An emergency service, such as 112.</summary>
    Emergency,

    /// <summary>A short number of a public or carrier's service.</summary>
    ShortCode,
}
