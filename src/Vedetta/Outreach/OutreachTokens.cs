using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Vedetta.Storage;

namespace Vedetta.Outreach;

/// <summary>What a link in a letter lets its holder do.</summary>
public enum LinkUse
{
    /// <summary>Confirm a subscription.</summary>
    Confirm,

    /// <summary>Change or end one.</summary>
    Manage,
}

/// <summary>
/// Links of letters and secrets of webhooks: keyed hashes of the subscriber's id under the installation's own key, so
/// that nothing secret lies in the database.
/// </summary>
public sealed class OutreachTokens(ServerOptions options)
{
    private const string KeyName = "outreach.key";
    private const int IdLength = 32;

    private readonly byte[] _key = KeyFile.ReadOrCreate(options.DataDirectory, KeyName);

    /// <summary>The token of a subscriber's link.</summary>
    public string Link(Guid id, LinkUse use) => id.ToString("N") + Sign($"{use}:{id:N}");

    /// <summary>The subscriber a token is of; null when it was not made here or for another use.</summary>
    public Guid? Read(string token, LinkUse use)
    {
        if (token.Length is <= IdLength or > 200
            || !Guid.TryParseExact(token[..IdLength], "N", out Guid id))
            return null;
        bool isOurs = CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Link(id, use)));
        return isOurs ? id : null;
    }

    /// <summary>The secret a webhook's owner checks signatures with.</summary>
    public string Secret(Guid id) => Sign($"webhook:{id:N}");

    /// <summary>
    /// The value of <c>X-Vedetta-Signature</c>: <c>t=SECONDS,v1=HEX</c>, where HEX is HMAC-SHA256 of "SECONDS.BODY"
    /// under the secret.
    /// </summary>
    public static string Signature(string secret, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        string seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(seconds + "."), .. body];
        byte[] hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        return $"t={seconds},v1={Convert.ToHexStringLower(hash)}";
    }

    private string Sign(string text) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
}
