using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Vedetta.Settings;
using Vedetta.Web.Texts;

namespace Vedetta.Web;

/// <summary>The person a page is rendered for: language, light, and how numbers, money and times are written for them.</summary>
public sealed class Visitor
{
    private readonly TimeZoneInfo _zone;

    /// <summary>Reads the visitor from the request being answered.</summary>
    public Visitor(IHttpContextAccessor contexts, SettingsStore settings, TimeProvider time)
    {
        HttpContext context = contexts.HttpContext ?? throw new InvalidOperationException("A visitor needs a request.");
        Person = context.User;
        Language = Language.Of(context.Request);
        Theme = Preferences.Theme(context.Request);
        Path = context.Request.Path + context.Request.QueryString;
        Organisation = settings.Current;
        Texts = DeskTexts.Of(Language);
        Now = time.GetUtcNow();
        _zone = TimeZoneInfo.TryFindSystemTimeZoneById(Organisation.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;
    }

    /// <summary>Who is signed in; an anonymous principal where nobody is.</summary>
    public ClaimsPrincipal Person { get; }

    /// <summary>The visitor's language.</summary>
    public Language Language { get; }

    /// <summary>"light", "dark", or "" to follow the device.</summary>
    public string Theme { get; }

    /// <summary>Path and query of the page.</summary>
    public string Path { get; }

    /// <summary>The organisation's settings.</summary>
    public Organisation Organisation { get; }

    /// <summary>The words of the visitor's language.</summary>
    public DeskTexts Texts { get; }

    /// <summary>The time of the request.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Moves to the present: a live stream outlives its request's first instant.</summary>
    public void MoveTo(DateTimeOffset now) => Now = now;

    /// <summary>Whether the visitor has a role.</summary>
    public bool Is(string role) => Person.IsInRole(role);

    /// <summary>A whole number with its groups: 65.000.</summary>
    public string Number(double value) => Math.Round(value).ToString("N0", Language.Culture);

    /// <summary>A number with one decimal: 4,1.</summary>
    public string Decimal(double value) => value.ToString("N1", Language.Culture);

    /// <summary>A signed percentage above normal: +310 %.</summary>
    public string Percent(double percent) =>
        (percent >= 0.5 ? "+" : "") + (Math.Round(percent) / 100).ToString("P0", Language.Culture);

    /// <summary>A share of a whole: 62 %.</summary>
    public string Share(double share) => share.ToString("P0", Language.Culture);

    /// <summary>An amount without its cents: 40.000 €.</summary>
    public string Money(decimal amount, string currency) => amount.ToString("C0", FormatOf(currency));

    /// <summary>An amount with its cents: 7,25 €.</summary>
    public string Price(decimal amount, string currency) => amount.ToString("C2", FormatOf(currency));

    /// <summary>The organisation's time.</summary>
    public DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, _zone);

    /// <summary>Hour and minute.</summary>
    public string Clock(DateTimeOffset time) => Local(time).ToString("HH:mm", Language.Culture);

    /// <summary>Hour, minute and second.</summary>
    public string ClockSeconds(DateTimeOffset time) => Local(time).ToString("HH:mm:ss", Language.Culture);

    /// <summary>A date: 25 Oct 2022.</summary>
    public string Date(DateTimeOffset time) => Local(time).ToString("d MMM yyyy", Language.Culture);

    /// <summary>Hour and minute, with the date when it is not today.</summary>
    public string When(DateTimeOffset time) =>
        Local(time).Date == Local(Now).Date ? Clock(time) : $"{Date(time)}, {Clock(time)}";

    /// <summary>Date and time, always in full.</summary>
    public string Moment(DateTimeOffset time) => $"{Date(time)}, {Clock(time)}";

    /// <summary>A length of time in its two largest units: 3 h 05 min.</summary>
    public string Duration(TimeSpan length)
    {
        if (length < TimeSpan.Zero) length = TimeSpan.Zero;
        UnitTexts units = Texts.Units;
        if (length.TotalMinutes < 1) return $"{(int)length.TotalSeconds} {units.Second}";
        if (length.TotalHours < 1) return $"{(int)length.TotalMinutes} {units.Minute}";
        if (length.TotalDays < 1)
            return string.Create(CultureInfo.InvariantCulture, $"{length.Hours} {units.Hour} {length.Minutes:00} {units.Minute}");
        return $"{(int)length.TotalDays} {units.Day} {length.Hours} {units.Hour}";
    }

    private NumberFormatInfo FormatOf(string currency)
    {
        if (currency == "EUR") return Language.Culture.NumberFormat.CurrencySymbol == "€" ? Language.Culture.NumberFormat : With("€");
        return With(currency is "GBP" ? "£" : currency is "USD" ? "$" : currency + " ");
    }

    private NumberFormatInfo With(string symbol)
    {
        var format = (NumberFormatInfo)Language.Culture.NumberFormat.Clone();
        format.CurrencySymbol = symbol;
        return format;
    }
}
