using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Vedetta.Settings;

/// <summary>
/// Services, places and networks most organisations in Italy hear about; every installation may change them.
/// </summary>
public static class KnownServices
{
    private const int SlugCharactersMax = 60;

    private static readonly ImmutableDictionary<string, ServiceKind> Kinds = new Dictionary<string, ServiceKind>
    {
        ["whatsapp"] = ServiceKind.Messaging,
        ["telegram"] = ServiceKind.Messaging,
        ["signal"] = ServiceKind.Messaging,
        ["messenger"] = ServiceKind.Messaging,
        ["instagram"] = ServiceKind.Social,
        ["facebook"] = ServiceKind.Social,
        ["tiktok"] = ServiceKind.Social,
        ["youtube"] = ServiceKind.Social,
        ["tim"] = ServiceKind.Network,
        ["vodafone"] = ServiceKind.Network,
        ["windtre"] = ServiceKind.Network,
        ["iliad"] = ServiceKind.Network,
        ["fastweb"] = ServiceKind.Network,
        ["postemobile"] = ServiceKind.Network,
        ["at-t"] = ServiceKind.Network,
        ["verizon"] = ServiceKind.Network,
        ["t-mobile"] = ServiceKind.Network,
        ["mobile-network"] = ServiceKind.Network,
        ["fixed-network"] = ServiceKind.Network,
        ["fibre"] = ServiceKind.Network,
    }.ToImmutableDictionary();

    /// <summary>What a new installation starts with.</summary>
    public static ImmutableArray<ServiceSetting> Usual { get; } =
    [
        Foreign("whatsapp", "WhatsApp", "Chat & social"), Foreign("telegram", "Telegram", "Chat & social"),
        Foreign("instagram", "Instagram", "Chat & social"), Foreign("facebook", "Facebook", "Chat & social"),
        Foreign("tim", "TIM", "Internet & mobile"), Foreign("vodafone", "Vodafone", "Internet & mobile"),
        Foreign("windtre", "WindTre", "Internet & mobile"), Foreign("iliad", "iliad", "Internet & mobile"),
        Foreign("fastweb", "Fastweb", "Internet & mobile"), Foreign("postemobile", "PosteMobile", "Internet & mobile"),
    ];

    /// <summary>The regions of Italy (ISO 3166-2), by name.</summary>
    public static ImmutableArray<ReportChoice> ItalianRegions { get; } =
    [
        new("IT-65", "Abruzzo"), new("IT-77", "Basilicata"), new("IT-78", "Calabria"), new("IT-72", "Campania"),
        new("IT-45", "Emilia-Romagna"), new("IT-36", "Friuli-Venezia Giulia"), new("IT-62", "Lazio"),
        new("IT-42", "Liguria"),
        new("IT-25", "Lombardia"), new("IT-57", "Marche"), new("IT-67", "Molise"), new("IT-21", "Piemonte"),
        new("IT-75", "Puglia"), new("IT-88", "Sardegna"), new("IT-82", "Sicilia"), new("IT-52", "Toscana"),
        new("IT-32", "Trentino-Alto Adige"), new("IT-55", "Umbria"), new("IT-23", "Valle d'Aosta"),
        new("IT-34", "Veneto"),
    ];

    /// <summary>The larger carriers of Italy, by name.</summary>
    public static ImmutableArray<ReportChoice> ItalianNetworks { get; } =
    [
        new("fastweb", "Fastweb"), new("iliad", "iliad"), new("postemobile", "PosteMobile"), new("tim", "TIM"),
        new("vodafone", "Vodafone"), new("windtre", "WindTre"),
    ];

    /// <summary>The kind of a service whose setting does not say it: known by id or name, else an app.</summary>
    public static ServiceKind KindOf(string id, string name) =>
        Kinds.TryGetValue(SlugOf(id), out ServiceKind kind) || Kinds.TryGetValue(SlugOf(name), out kind)
            ? kind : ServiceKind.App;

    /// <summary>
    /// Lower-case letters, digits and hyphens of a text, without accents; "service" where none is left.
    /// </summary>
    public static string SlugOf(string text)
    {
        var slug = new StringBuilder();
        foreach (char c in text.Normalize(NormalizationForm.FormD))
        {
            if (slug.Length >= SlugCharactersMax) break;
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(char.ToLowerInvariant(c));
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark
                && slug is not ([] or [.., '-']))
                slug.Append('-');
        }
        string trimmed = slug.ToString().Trim('-');
        return trimmed.Length == 0 ? "service" : trimmed;
    }

    private static ServiceSetting Foreign(string id, string name, string group) =>
        new(id, name, ServiceOwner.ThirdParty, KindOf(id, name), group);
}
