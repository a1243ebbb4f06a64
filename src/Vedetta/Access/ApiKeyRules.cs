using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Vedetta.Access;

/// <summary>The written form of keys: <c>vdt_ID_SECRET</c>, of which only the id and a hash of the secret are stored.</summary>
public static class ApiKeyRules
{
    /// <summary>Bytes of randomness in the secret part.</summary>
    public const int SecretBytes = 32;

    private const string Prefix = "vdt_";
    private const int IdLength = 16;

    /// <summary>Writes a key.</summary>
    public static string Format(string id, ReadOnlySpan<byte> secret) => $"{Prefix}{id}_{Base64Url.EncodeToString(secret)}";

    /// <summary>Takes a presented key apart; false when it has not the form of one.</summary>
    public static bool TryParse(ReadOnlySpan<char> key, out string id, out byte[] secretHash)
    {
        id = "";
        secretHash = [];
        if (!key.StartsWith(Prefix) || key.Length is < 30 or > 128 || key[Prefix.Length + IdLength] != '_') return false;
        id = key.Slice(Prefix.Length, IdLength).ToString();
        secretHash = HashSecret(key[(Prefix.Length + IdLength + 1)..]);
        return true;
    }

    /// <summary>The stored form of the secret part.</summary>
    public static byte[] HashSecret(ReadOnlySpan<char> secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret.ToString()));

    /// <summary>Whether a presented secret is this key's; takes the same time whatever the difference.</summary>
    public static bool IsSecret(ApiKey key, ReadOnlySpan<byte> secretHash) =>
        CryptographicOperations.FixedTimeEquals(key.SecretHash, secretHash);
}
