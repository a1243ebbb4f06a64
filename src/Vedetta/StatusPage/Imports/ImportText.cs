using System.Globalization;
using System.Text;
using System.Text.Json;
using Vedetta.Statements;

namespace Vedetta.StatusPage.Imports;

/// <summary>What the readers of other systems' files share.</summary>
internal static class ImportText
{
    public const int NameMax = 200;
    public const int DescriptionMax = 1_000;

    /// <summary>An id made from a name: letters without their accents, digits, hyphens.</summary>
    public static string Slug(string name)
    {
        var id = new StringBuilder();
        foreach (char c in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c)) id.Append(char.ToLowerInvariant(c));
            else if (!IsAccent(c) && id.Length > 0 && id[^1] != '-') id.Append('-');
            if (id.Length == ComponentRules.IdLengthMax) break;
        }
        return id.ToString().Trim('-');
    }

    public static string Clip(string text, int most) => text.Length <= most ? text : text[..most];

    public static bool TryTime(string? text, out DateTimeOffset time) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out time);

    /// <summary>A member as text: strings and numbers; null for anything else.</summary>
    public static string? Text(this JsonElement item, string name)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out JsonElement value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
    }

    public static int? Number(this JsonElement item, string name) =>
        int.TryParse(item.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number : null;

    public static bool Flag(this JsonElement item, string name) => item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty(name, out JsonElement value)
            && (value.ValueKind == JsonValueKind.True || value.Text() == "1");

    /// <summary>The items of a list with their places; none where there is no list.</summary>
    public static IEnumerable<(JsonElement Item, string Where)> Items(this JsonElement item, string name)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out JsonElement list)
            || list.ValueKind != JsonValueKind.Array)
            yield break;
        int index = 0;
        foreach (JsonElement each in list.EnumerateArray()) yield return (each, $"{name}[{index++}]");
    }

    private static bool IsAccent(char c) => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    private static string? Text(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetRawText() : null;
}
