using System.Globalization;
using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.Web;
using Vedetta.Web.Texts;

namespace Vedetta.StatusPage;

/// <summary>
/// The reader a public page is painted for: language, branding, and how times and numbers are written. Not a visitor:
/// every visitor of one language gets the same page.
/// </summary>
/// <param name="Language">The language.</param>
/// <param name="Organisation">Settings in force.</param>
/// <param name="AsOf">Until when the data are known.</param>
/// <param name="IsStale">Whether they are no longer kept fresh.</param>
public sealed record PublicView(Language Language, Organisation Organisation, DateTimeOffset AsOf, bool IsStale = false)
{
    private TimeZoneInfo? _zone;

    /// <summary>The words of the language.</summary>
    public PublicTexts Texts { get; } = PublicTexts.Of(Language);

    /// <summary>Name in the header.</summary>
    public string Name => Organisation.StatusPage.Name is { Length: > 0 } name ? name : Organisation.Name;

    /// <summary>The page's default language.</summary>
    public Language Fallback => Language.Find(Organisation.StatusPage.Language) ?? Language.En;

    /// <summary>Zone of printed times.</summary>
    public TimeZoneInfo Zone => _zone ??=
        TimeZoneInfo.TryFindSystemTimeZoneById(Organisation.TimeZone, out TimeZoneInfo? zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>Address of a page in this language: /history is /it/history.</summary>
    public string Href(string path) => $"/{Language.Code}{path}";

    /// <summary>The text for this reader, and the language it is in.</summary>
    public Spoken Say(PublicText text) => text.In(Language, Fallback);

    /// <summary>The organisation's time.</summary>
    public DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Zone);

    /// <summary>Hour and minute.</summary>
    public string Clock(DateTimeOffset time) => Local(time).ToString("HH:mm", Language.Culture);

    /// <summary>A date: 25 Oct 2022.</summary>
    public string Date(DateTimeOffset time) => Local(time).ToString("d MMM yyyy", Language.Culture);

    /// <summary>A day: 25 Oct 2022.</summary>
    public string Date(DateOnly day) => day.ToString("d MMM yyyy", Language.Culture);

    /// <summary>Date and time in full.</summary>
    public string Moment(DateTimeOffset time) => $"{Date(time)}, {Clock(time)}";

    /// <summary>Hour and minute, with the date when it is not the day of <see cref="AsOf"/>.</summary>
    public string When(DateTimeOffset time) => Local(time).Date == Local(AsOf).Date ? Clock(time) : Moment(time);

    /// <summary>A time for programs, as the datetime attribute wants it.</summary>
    public static string Machine(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A share with up to two decimals, rounded down, so that 100 % means no second was lost.</summary>
    public string Share(double share) => (Math.Floor(share * 10_000) / 10_000).ToString("0.## %", Language.Culture);

    /// <summary>A whole number with its groups.</summary>
    public string Number(double value) => Math.Round(value).ToString("N0", Language.Culture);
}
