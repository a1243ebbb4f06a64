namespace Vedetta.StatusPage.Reports;

/// <summary>
/// Which region the form offers first, from the browser's languages alone: minority languages of Italy belong to one
/// region. Nothing finer is looked at, and whoever reports may choose another or none.
/// </summary>
public static class PlaceGuess
{
    private const int LookedAtMax = 200;

    private static readonly (string Tag, string Place)[] Regions =
    [
        ("de-it", "IT-32"), ("lld-it", "IT-32"), ("lld", "IT-32"), ("fr-it", "IT-23"), ("frp", "IT-23"),
        ("sl-it", "IT-36"),
        ("fur", "IT-36"), ("sc", "IT-88"), ("scn", "IT-82"), ("vec", "IT-34"), ("lmo", "IT-25"), ("pms", "IT-21"),
        ("nap", "IT-72"), ("lij", "IT-42"),
    ];

    /// <summary>The region an Accept-Language header hints at; null for most visitors.</summary>
    public static string? Of(string acceptLanguage)
    {
        if (acceptLanguage.Length > LookedAtMax) return null;
        foreach (Range part in acceptLanguage.AsSpan().Split(','))
        {
            ReadOnlySpan<char> tag = acceptLanguage.AsSpan(part).Trim();
            int weight = tag.IndexOf(';');
            if (weight >= 0) tag = tag[..weight];
            foreach ((string known, string place) in Regions)
                if (tag.Equals(known, StringComparison.OrdinalIgnoreCase)) return place;
        }
        return null;
    }
}
