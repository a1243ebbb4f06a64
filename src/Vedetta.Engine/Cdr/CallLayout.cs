using System.Collections.Immutable;

namespace Vedetta.Engine.Cdr;

/// <summary>Whose call records a text holds.</summary>
public enum CallLayoutKind : byte
{
    /// <summary>Asterisk <c>cdr_csv</c>: Master.csv.</summary>
    AsteriskCdr,

    /// <summary>Asterisk <c>cdr_custom</c> with its sample mapping.</summary>
    AsteriskCustom,

    /// <summary>Asterisk channel events (CEL) as CSV.</summary>
    AsteriskEvents,

    /// <summary>Messages of Asterisk's manager interface (AMI).</summary>
    AsteriskManager,

    /// <summary>FreeSWITCH <c>mod_cdr_csv</c>, templates example, snom, linksys, sql.</summary>
    FreeSwitchCsv,

    /// <summary>FreeSWITCH <c>mod_cdr_csv</c>, template asterisk.</summary>
    FreeSwitchAsterisk,

    /// <summary>FreeSWITCH <c>mod_cdr_csv</c>, template opencdrrate.</summary>
    FreeSwitchRate,

    /// <summary>FreeSWITCH <c>mod_json_cdr</c>.</summary>
    FreeSwitchJson,

    /// <summary>Kamailio <c>acc</c> in the system log.</summary>
    KamailioLog,

    /// <summary>3CX call records without header.</summary>
    ThreeCx,

    /// <summary>Cisco Unified Communications Manager.</summary>
    CiscoCucm,

    /// <summary>Complaints about unwanted calls as the FTC publishes them.</summary>
    FtcComplaints,

    /// <summary>Any CSV whose header names what its columns hold.</summary>
    NamedColumns,

    /// <summary>
    /// JSON objects whose keys name what they hold: Kamailio acc_json, Homer, pushes of telephone systems.
    /// </summary>
    NamedKeys,
}

/// <summary>A recognised layout.</summary>
/// <param name="Kind">Whose.</param>
/// <param name="Separator">Byte between fields; 0 where records are no CSV.</param>
/// <param name="Columns">What each column holds.</param>
/// <param name="ColumnsMin">Fewest columns of a row.</param>
/// <param name="HeaderLines">Lines before the first row.</param>
public sealed record CallLayout(
    CallLayoutKind Kind, byte Separator, ImmutableArray<CallField> Columns, int ColumnsMin, int HeaderLines)
{
    /// <summary>The messages of Asterisk's manager interface, which come over a connection.</summary>
    public static CallLayout AsteriskManager { get; } = new(CallLayoutKind.AsteriskManager, 0, [], 0, 0);

    /// <summary>Its name for people.</summary>
    public string Says => Kind switch
    {
        CallLayoutKind.AsteriskCdr => "Asterisk call records (cdr_csv)",
        CallLayoutKind.AsteriskCustom => "Asterisk call records (cdr_custom)",
        CallLayoutKind.AsteriskEvents => "Asterisk channel events (CEL)",
        CallLayoutKind.AsteriskManager => "Asterisk manager events (AMI)",
        CallLayoutKind.FreeSwitchCsv or CallLayoutKind.FreeSwitchAsterisk or CallLayoutKind.FreeSwitchRate =>
            "FreeSWITCH call records (cdr_csv)",
        CallLayoutKind.FreeSwitchJson => "FreeSWITCH call records (json_cdr)",
        CallLayoutKind.KamailioLog => "Kamailio accounting",
        CallLayoutKind.ThreeCx => "3CX call records",
        CallLayoutKind.CiscoCucm => "Cisco CUCM call records",
        CallLayoutKind.FtcComplaints => "FTC complaints",
        CallLayoutKind.NamedKeys => "call records (JSON)",
        _ => "call records",
    };

    /// <summary>Whether records are JSON objects instead of lines.</summary>
    public bool IsJson => Kind is CallLayoutKind.FreeSwitchJson or CallLayoutKind.NamedKeys;
}
