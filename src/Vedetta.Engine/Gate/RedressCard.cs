using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vedetta.Engine.Gate;

/// <summary>Whom a caller who was refused by mistake may turn to.</summary>
/// <param name="Name">Name of the desk.</param>
/// <param name="Url">Web address; empty for none.</param>
/// <param name="Phone">Telephone number in E.164; empty for none.</param>
/// <param name="Email">E-mail address; empty for none.</param>
public sealed record RedressContact(string Name, string Url = "", string Phone = "", string Email = "")
{
    /// <summary>Whether it says how to reach anybody; RFC 8688 asks for at least one way.</summary>
    public bool IsReachable => Url.Length + Phone.Length + Email.Length > 0;
}

/// <summary>
/// The redress information of a refusal: a jCard (RFC 7095) in a signed token (RFC 8688, section 3.2).
/// </summary>
public static class RedressCard
{
    // Nothing of it is ever put into a page, and "vcard+json" reads better than its escapes.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The part that is signed: header and payload of the token in base64url, with a dot between.</summary>
    /// <param name="contact">Whom to turn to.</param>
    /// <param name="certificateUrl">Where the signer's certificate is (x5u).</param>
    /// <param name="issuedAt">When the token is made (iat).</param>
    public static string SigningInput(RedressContact contact, string certificateUrl, DateTimeOffset issuedAt) =>
        Base64(json =>
        {
            json.WriteString("alg", "ES256");
            json.WriteString("typ", "vcard+json");
            json.WriteString("x5u", certificateUrl);
        }) + "." + Base64(json =>
        {
            json.WriteNumber("iat", issuedAt.ToUnixTimeSeconds());
            json.WritePropertyName("jcard");
            Write(json, contact);
        });

    /// <summary>The whole token in compact form.</summary>
    public static string Token(string signingInput, ReadOnlySpan<byte> signature) =>
        signingInput + "." + Base64Url.EncodeToString(signature);

    /// <summary>
    /// The Reason header of a 603 that tells it apart from a person's "decline" (ATIS-1000099, RFC 3326).
    /// </summary>
    public static string NetworkBlockedReason(RedressContact contact)
    {
        var text = new StringBuilder("SIP;cause=603;text=\"v=analytics1");
        if (contact.Url.Length > 0) text.Append(";url=").Append(contact.Url);
        if (contact.Phone.Length > 0) text.Append(";tel=").Append(contact.Phone);
        if (contact.Email.Length > 0) text.Append(";email=").Append(contact.Email);
        return text.Append("\";location=RLN").ToString();
    }

    private static void Write(Utf8JsonWriter json, RedressContact contact)
    {
        json.WriteStartArray();
        json.WriteStringValue("vcard");
        json.WriteStartArray();
        Property(json, "version", "text", "4.0");
        Property(json, "fn", "text", contact.Name);
        if (contact.Email.Length > 0) Property(json, "email", "text", contact.Email);
        if (contact.Phone.Length > 0) Property(json, "tel", "uri", "tel:" + contact.Phone);
        if (contact.Url.Length > 0) Property(json, "url", "uri", contact.Url);
        json.WriteEndArray();
        json.WriteEndArray();
    }

    // name, parameters, type, value (RFC 7095, 3.3).
    private static void Property(Utf8JsonWriter json, string name, string type, string value)
    {
        json.WriteStartArray();
        json.WriteStringValue(name);
        json.WriteStartObject();
        json.WriteEndObject();
        json.WriteStringValue(type);
        json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Base64(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return Base64Url.EncodeToString(bytes.ToArray());
    }
}
