namespace Vedetta.Web.Texts;

#pragma warning disable CS1591 // The name of a text says what it is; its words are in the language files.

/// <summary>Words on every public page.</summary>
public sealed record PageTexts
{
    public required string SkipToContent { get; init; }
    public required string Languages { get; init; }
    public required Func<string, string> AsOf { get; init; }
    public required Func<string, string> Stale { get; init; }
    public required Func<string, string> TimesIn { get; init; }
    public required Func<string, string> OnlyIn { get; init; }
    public required string ToStatus { get; init; }
    public required string ToHistory { get; init; }
    public required string NotFoundTitle { get; init; }
    public required string NotFoundLead { get; init; }
}

/// <summary>States of components and notices, and impacts.</summary>
public sealed record StateTexts
{
    public required string Operational { get; init; }
    public required string Maintenance { get; init; }
    public required string Degraded { get; init; }
    public required string PartialOutage { get; init; }
    public required string MajorOutage { get; init; }
    public required string Investigating { get; init; }
    public required string Identified { get; init; }
    public required string Monitoring { get; init; }
    public required string Resolved { get; init; }
    public required string Postmortem { get; init; }
    public required string Scheduled { get; init; }
    public required string InProgress { get; init; }
    public required string Verifying { get; init; }
    public required string Completed { get; init; }
    public required string Withdrawn { get; init; }
    public required string ImpactNone { get; init; }
    public required string ImpactMinor { get; init; }
    public required string ImpactMajor { get; init; }
    public required string ImpactCritical { get; init; }
}

/// <summary>The status page.</summary>
public sealed record StatusTexts
{
    public required Func<string, string> Title { get; init; }
    public required string AllWell { get; init; }
    public required string SomeMaintenance { get; init; }
    public required string SomeDegraded { get; init; }
    public required string SomeOut { get; init; }
    public required string MostOut { get; init; }
    public required string Components { get; init; }
    public required string NoComponents { get; init; }
    public required string ThirdParty { get; init; }
    public required string OpenNotices { get; init; }
    public required string Upcoming { get; init; }
    public required string Past { get; init; }
    public required string NoPast { get; init; }
    public required string Affected { get; init; }
    public required Func<string, string> Since { get; init; }
    public required string Updates { get; init; }
    public required string Corrected { get; init; }
    public required string Correction { get; init; }
    public required string History90 { get; init; }
    public required Func<string, string> Uptime { get; init; }
    public required Func<string, string> DaysTable { get; init; }
    public required string NoBadDays { get; init; }
    public required string Day { get; init; }
    public required string State { get; init; }
    public required string Available { get; init; }
    public required string HowCounted { get; init; }
    public required string Subscribe { get; init; }
    public required string Calendar { get; init; }
}

/// <summary>Prepared texts of notices; the argument names what fails or is worked on.</summary>
public sealed record TemplateTexts
{
    public required Func<string, string> IncidentTitle { get; init; }
    public required Func<string, string> ThirdPartyTitle { get; init; }
    public required Func<string, string> MaintenanceTitle { get; init; }
    public required Func<string, string> Investigating { get; init; }
    public required Func<string, string> ThirdParty { get; init; }
    public required Func<string, string> Identified { get; init; }
    public required Func<string, string> Monitoring { get; init; }
    public required Func<string, string> Resolved { get; init; }
    public required Func<string, string> Scheduled { get; init; }
    public required Func<string, string> InProgress { get; init; }
    public required Func<string, string> Completed { get; init; }
    public required string Withdrawn { get; init; }
    public required Func<string, string> CallersOwn { get; init; }
    public required Func<string, string> CallersThirdParty { get; init; }
}
