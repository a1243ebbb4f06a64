using Vedetta.Statements;
using Vedetta.Web.Texts;

namespace Vedetta.StatusPage;

/// <summary>How states look to the public: a word, an icon's outline and a class of colour.</summary>
public static class StatusWords
{
    /// <summary>The word for a component's state.</summary>
    public static string Of(StateTexts words, ComponentState state) => state switch
    {
        ComponentState.Maintenance => words.Maintenance,
        ComponentState.Degraded => words.Degraded,
        ComponentState.PartialOutage => words.PartialOutage,
        ComponentState.MajorOutage => words.MajorOutage,
        _ => words.Operational,
    };

    /// <summary>The word for a notice's state.</summary>
    public static string Of(StateTexts words, NoticeState state) => state switch
    {
        NoticeState.Investigating => words.Investigating,
        NoticeState.Identified => words.Identified,
        NoticeState.Monitoring => words.Monitoring,
        NoticeState.Resolved => words.Resolved,
        NoticeState.Postmortem => words.Postmortem,
        NoticeState.Scheduled => words.Scheduled,
        NoticeState.InProgress => words.InProgress,
        NoticeState.Verifying => words.Verifying,
        NoticeState.Completed => words.Completed,
        _ => words.Withdrawn,
    };

    /// <summary>The words for an impact.</summary>
    public static string Of(StateTexts words, NoticeImpact impact) => impact switch
    {
        NoticeImpact.Minor => words.ImpactMinor,
        NoticeImpact.Major => words.ImpactMajor,
        NoticeImpact.Critical => words.ImpactCritical,
        NoticeImpact.Maintenance => words.Maintenance,
        _ => words.ImpactNone,
    };

    /// <summary>Class of colour.</summary>
    public static string Css(ComponentState state) => state switch
    {
        ComponentState.Maintenance => "work",
        ComponentState.Degraded => "warn",
        ComponentState.PartialOutage => "part",
        ComponentState.MajorOutage => "bad",
        _ => "good",
    };

    /// <summary>Class of colour.</summary>
    public static string Css(Notice notice) => notice switch
    {
        { Kind: NoticeKind.Maintenance } => "work",
        { State: NoticeState.Resolved or NoticeState.Postmortem } => "good",
        { Impact: NoticeImpact.Critical } => "bad",
        { Impact: NoticeImpact.Major } => "part",
        _ => "warn",
    };

    /// <summary>Outline of the icon, in a box of 24 by 24: tick, spanner, wave, half circle, cross.</summary>
    public static string Shape(ComponentState state) => state switch
    {
        ComponentState.Maintenance => "M14 6.500a4 4 0 0 1 5-3.900L16.500 5v2.500H19l2.400-2.500A4 4 0 0 1 16 9.500L8 18.500a2 2 0 0 1-3-3z",
        ComponentState.Degraded => "M12 4 2.500 20h19zM12 10v4.500M12 17.200v.300",
        ComponentState.PartialOutage => "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
        ComponentState.MajorOutage => "m6 6 12 12M18 6 6 18",
        _ => "m5 12.500 4.500 4.500L19 7.500",
    };

    /// <summary>What is said of everything at once.</summary>
    public static string Overall(StatusTexts words, ComponentState worst) => worst switch
    {
        ComponentState.Maintenance => words.SomeMaintenance,
        ComponentState.Degraded => words.SomeDegraded,
        ComponentState.PartialOutage => words.SomeOut,
        ComponentState.MajorOutage => words.MostOut,
        _ => words.AllWell,
    };
}
