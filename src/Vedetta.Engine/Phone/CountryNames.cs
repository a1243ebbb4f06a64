using System.Collections.Frozen;
using System.Text;

namespace Vedetta.Engine.Phone;

/// <summary>
/// Names of countries and territories in the product's languages: of Unicode CLDR 48, so that they do not depend on the
/// machine's locale data.
/// </summary>
public static class CountryNames
{
    private static readonly Lazy<FrozenDictionary<string, string[]>> Names = new(Read);

    /// <summary>Languages in the order of the table's columns.</summary>
    private static readonly string[] Languages = ["it", "fr", "de", "en"];

    /// <summary>The name of a region; the code itself where the table has none.</summary>
    /// <param name="region">ISO 3166-1 alpha-2.</param>
    /// <param name="language">it, fr, de or en.</param>
    public static string Of(string region, string language)
    {
        int column = Array.IndexOf(Languages, language);
        return column >= 0 && Names.Value.TryGetValue(region, out string[]? names) ? names[column] : region;
    }

    private static FrozenDictionary<string, string[]> Read()
    {
        return Encoding.UTF8.GetString(PhoneBook.ReadResource("country-names.csv"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.TrimEnd('\r').Split(';'))
            .ToFrozenDictionary(fields => fields[0], fields => fields[1..], StringComparer.Ordinal);
    }
}
