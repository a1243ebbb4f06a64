using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Vedetta.CallGate.Pushes;

namespace Vedetta.CallGate;

/// <summary>
/// The refused numbers as lists that border controllers fetch: what a table of numbers can say, see <see
/// cref="PushRules"/>.
/// </summary>
public static class GateLists
{
    /// <summary>The list as CSV: number, whether it is the beginning of numbers, action and end.</summary>
    public static byte[] Csv(PushSet set)
    {
        var text = new StringBuilder("number,is_prefix,action,expires_at\r\n");
        foreach ((string key, PushEntry entry) in Sorted(set))
        {
            string isPrefix = key.EndsWith('*') ? "true" : "false";
            text.Append(CultureInfo.InvariantCulture, $"+{key.TrimEnd('*')},{isPrefix},{Action(entry)},")
                .Append(CultureInfo.InvariantCulture, $"{entry.ExpiresAt:yyyy-MM-ddTHH:mm:ssZ}\r\n");
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The list as JSON.</summary>
    public static byte[] Json(PushSet set)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach ((string key, PushEntry entry) in Sorted(set))
            {
                json.WriteStartObject();
                json.WriteString("number", "+" + key.TrimEnd('*'));
                json.WriteBoolean("is_prefix", key.EndsWith('*'));
                json.WriteString("action", Action(entry));
                json.WriteString("expires_at", entry.ExpiresAt.UtcDateTime);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return bytes.ToArray();
    }

    /// <summary>
    /// The list as plain text, one number in E.164 a line, "*" behind the beginning of numbers; only what is refused.
    /// </summary>
    public static byte[] Plain(PushSet set) => Encoding.ASCII.GetBytes(
        string.Concat(Sorted(set).Where(e => e.Value.Value == 1).Select(e => "+" + e.Key + "\n")));

    /// <summary>The entity tag of a list.</summary>
    public static string Tag(byte[] list) => "\"" + Convert.ToHexStringLower(SHA256.HashData(list)[..12]) + "\"";

    private static IEnumerable<KeyValuePair<string,
        PushEntry>> Sorted(PushSet set) => set.Entries.OrderBy(e => e.Key, StringComparer.Ordinal);

    private static string Action(PushEntry entry) => entry.Value == 0 ? "pass" : "refuse";
}
