using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Vedetta.Engine.Sip;

/// <summary>
/// What an Identity field claims of the calling number. The signature is not verified: the claim is the signer's, and
/// is worth as much as the network that passed it on.
/// </summary>
public static class SipIdentity
{
    private const int PayloadBytesMax = 2_048;

    /// <summary>
    /// The attestation, A, B or C, in the payload of the PASSporT (RFC 8588, 5); null where there is none to read, as
    /// in the compact form (RFC 8224, 4.1).
    /// </summary>
    /// <param name="value">The field's value.</param>
    public static char? AttestationOf(ReadOnlySpan<byte> value)
    {
        int first = value.IndexOf((byte)'.');
        if (first < 0) return null;
        ReadOnlySpan<byte> payload = value[(first + 1)..];
        int second = payload.IndexOf((byte)'.');
        if (second is <= 0 or > PayloadBytesMax) return null;
        Span<byte> json = stackalloc byte[PayloadBytesMax];
        OperationStatus status = Base64Url.DecodeFromUtf8(payload[..second], json, out _, out int written);
        return status == OperationStatus.Done ? Read(json[..written]) : null;
    }

    private static char? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        try
        {
            while (reader.Read())
            {
                if (reader is not { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 }) continue;
                if (!reader.ValueTextEquals("attest"u8)) continue;
                bool isText = reader.Read() && reader.TokenType == JsonTokenType.String;
                return isText && reader.ValueSpan is [>= (byte)'A' and <= (byte)'C'] ? (char)reader.ValueSpan[0] : null;
            }
        }
        catch (JsonException)
        {
            // The reader has no other word for "this is no JSON".
        }
        return null;
    }
}
