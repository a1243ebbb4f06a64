using System.Globalization;
using System.Text.Json;

namespace Vedetta.Incidents.Inbound;

/// <summary>JSON Pointer (RFC 6901).</summary>
public static class JsonPointer
{
    private const int LengthMax = 200;

    /// <summary>Whether a text is a pointer to something inside a document.</summary>
    public static bool IsValid(string pointer)
    {
        if (pointer.Length is 0 or > LengthMax || pointer[0] != '/') return false;
        for (int i = pointer.IndexOf('~'); i >= 0; i = pointer.IndexOf('~', i + 1))
            if (i + 1 == pointer.Length || pointer[i + 1] is not ('0' or '1')) return false;
        return true;
    }

    /// <summary>What a pointer points to; null when there is no such thing.</summary>
    public static JsonElement? Find(JsonElement document, string pointer)
    {
        if (!IsValid(pointer)) return null;
        JsonElement at = document;
        foreach (string token in pointer[1..].Split('/'))
        {
            if (Step(at, token.Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal))
                is not { } next)
                return null;
            at = next;
        }
        return at;
    }

    private static JsonElement? Step(JsonElement at, string token)
    {
        if (at.ValueKind == JsonValueKind.Object)
            return at.TryGetProperty(token, out JsonElement member) ? member : null;
        if (at.ValueKind != JsonValueKind.Array || (token.Length > 1 && token[0] == '0')) return null;
        return int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && index < at.GetArrayLength()
            ? at[index] : null;
    }
}
