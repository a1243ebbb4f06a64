using Vedetta.Engine.Phone;

namespace Vedetta.Web.Texts;

#pragma warning disable CS1591 // The name of a text says what it is; its words are below.

/// <summary>
/// What is said of a telephone number: the range it belongs to, never where its caller is, for numbers are easily
/// forged.
/// </summary>
public sealed record PhoneWords
{
    public required Func<string, string> OfCountry { get; init; }
    public required string OfNoCountry { get; init; }
    public required string OfNoRange { get; init; }
    public required string Withheld { get; init; }
    public required string PremiumRate { get; init; }
    public required string TollFree { get; init; }
    public required string Emergency { get; init; }
    public required string ShortCode { get; init; }

    private string Code { get; init; } = "en";

    private static readonly PhoneWords It = new()
    {
        Code = "it",
        OfCountry = c => $"numero di una serie assegnata a questo paese: {c}",
        OfNoCountry = "numero internazionale di nessun paese",
        OfNoRange = "numero di nessuna serie assegnata",
        Withheld = "numero nascosto",
        PremiumRate = "a pagamento maggiorato",
        TollFree = "gratuito per chi chiama",
        Emergency = "numero di emergenza",
        ShortCode = "numero breve di servizio",
    };

    private static readonly PhoneWords Fr = new()
    {
        Code = "fr",
        OfCountry = c => $"numéro d’une tranche attribuée à ce pays : {c}",
        OfNoCountry = "numéro international sans pays",
        OfNoRange = "numéro d’aucune tranche attribuée",
        Withheld = "numéro masqué",
        PremiumRate = "surtaxé",
        TollFree = "gratuit pour l’appelant",
        Emergency = "numéro d’urgence",
        ShortCode = "numéro court de service",
    };

    private static readonly PhoneWords De = new()
    {
        Code = "de",
        OfCountry = c => $"Nummer aus einem Bereich dieses Landes: {c}",
        OfNoCountry = "internationale Nummer ohne Land",
        OfNoRange = "Nummer aus keinem vergebenen Bereich",
        Withheld = "Nummer unterdrückt",
        PremiumRate = "kostenpflichtig",
        TollFree = "für Anrufer gratis",
        Emergency = "Notrufnummer",
        ShortCode = "Kurznummer eines Dienstes",
    };

    private static readonly PhoneWords En = new()
    {
        OfCountry = c => $"number of a range of {c}",
        OfNoCountry = "international number of no country",
        OfNoRange = "number of no assigned range",
        Withheld = "number withheld",
        PremiumRate = "premium rate",
        TollFree = "free for the caller",
        Emergency = "emergency number",
        ShortCode = "short service number",
    };

    // English says "the" before these.
    private static readonly HashSet<string> WithArticle = new(StringComparer.Ordinal)
    {
        "AE", "AX", "BQ", "BS", "CC", "CF", "CK", "DO", "FK", "FO", "GB", "GM", "IM", "IO", "KM", "KY", "MH", "MP",
        "MV",
        "NL", "PH", "PS", "SB", "TC", "US", "VG", "VI",
    };

    /// <summary>The words of a language.</summary>
    public static PhoneWords Of(Language language) => language.Code switch
    {
        "it" => It,
        "fr" => Fr,
        "de" => De,
        _ => En,
    };

    /// <summary>What a number as stored (E.164, or as sent) is, such as "number of a range of Nigeria".</summary>
    public string Say(string number)
    {
        if (number.Length == 0) return Withheld;
        return PhoneBook.Current.TryParse(number, null, out PhoneNumber parsed) ? Say(parsed) : OfNoRange;
    }

    /// <summary>What a number is, with what its range costs where that is special.</summary>
    public string Say(in PhoneNumber number)
    {
        string range = number switch
        {
            { Region: PhoneBook.NoCountry } => OfNoCountry,
            { IsValid: false } or { Region: "" } => OfNoRange,
            _ => OfCountry(Name(number.Region)),
        };
        return number.Type switch
        {
            PhoneType.PremiumRate => $"{range} ({PremiumRate})",
            PhoneType.TollFree => $"{range} ({TollFree})",
            _ => range,
        };
    }

    /// <summary>What a short number dialled in a region is; empty when it is none.</summary>
    public string SayShort(string dialled, string region) => ShortNumbers.TypeOf(dialled, region) switch
    {
        PhoneType.Emergency => Emergency,
        PhoneType.ShortCode => ShortCode,
        _ => "",
    };

    private string Name(string region)
    {
        string name = CountryNames.Of(region, Code);
        return Code == "en" && WithArticle.Contains(region) ? $"the {name}" : name;
    }
}
