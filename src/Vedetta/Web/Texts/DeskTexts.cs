namespace Vedetta.Web.Texts;

/// <summary>
/// Every word of the desk in one language. A member that a language does not set fails the compile, so no page can be
/// half translated.
/// </summary>
public sealed partial record DeskTexts
{
    /// <summary>Short signs of units.</summary>
    public required UnitTexts Units { get; init; }

    /// <summary>Words on every page.</summary>
    public required SharedTexts Shared { get; init; }

    /// <summary>The radar and the settings of what customers report.</summary>
    public required RadarTexts Radar { get; init; }

    /// <summary>Sign-in and first run.</summary>
    public required AccessTexts Access { get; init; }

    /// <summary>The board.</summary>
    public required BoardTexts Board { get; init; }

    /// <summary>Charts.</summary>
    public required ChartTexts Chart { get; init; }

    /// <summary>Incidents: list, page and report.</summary>
    public required IncidentTexts Incident { get; init; }

    /// <summary>Acts on incidents and the timeline.</summary>
    public required ActTexts Acts { get; init; }

    /// <summary>Causes, their evidence and what to do next.</summary>
    public required CauseTexts Causes { get; init; }

    /// <summary>Settings.</summary>
    public required SettingsTexts Settings { get; init; }

    /// <summary>Accounts, API keys and the audit log.</summary>
    public required AdminTexts Admin { get; init; }

    /// <summary>Health checks, components and workstations.</summary>
    public required CheckTexts Checks { get; init; }

    /// <summary>Alerts of other systems.</summary>
    public required InboundTexts Inbound { get; init; }

    /// <summary>Notices and components.</summary>
    public required NoticeTexts Notices { get; init; }

    /// <summary>Subscribers and what is sent to them.</summary>
    public required OutreachTexts Outreach { get; init; }

    /// <summary>Lines, floods, evidence and the call gate.</summary>
    public required FloodTexts Floods { get; init; }

    /// <summary>The call gate's settings, and what systems cannot be told.</summary>
    public required GateTexts Gate { get; init; }

    /// <summary>The words of a language.</summary>
    public static DeskTexts Of(Language language) => language.Code switch
    {
        "it" => It,
        "fr" => Fr,
        "de" => De,
        _ => En,
    };
}
