using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Vedetta.Engine.Reports;
using Vedetta.Engine.Tiles;

namespace Vedetta.StatusPage.Reports;

/// <summary>
/// Decides which reports count. Who reported is a hash of address and agent under a salt of the day that lives in
/// memory only: once it is thrown away, nobody can find an address behind what is kept.
/// </summary>
public sealed class ReportGate(TimeProvider time)
{
    private const int AgentCharactersMax = 200;
    private const int ServiceCharactersMax = 64;

    private readonly Lock _lock = new();
    private readonly ReportBook _book = new();
    private SourceKey _salt = NewSalt();
    private int _day;

    /// <summary>Hashes remembered now.</summary>
    public long Remembered
    {
        get { lock (_lock) return _book.Count; }
    }

    /// <summary>Hashes forgotten early because the memory was full.</summary>
    public long Forgotten
    {
        get { lock (_lock) return _book.Forgotten; }
    }

    /// <summary>Decides on a report.</summary>
    /// <param name="address">Whose it is.</param>
    /// <param name="agent">What their browser calls itself.</param>
    /// <param name="service">What fails.</param>
    /// <param name="source">A name for the network that means nothing tomorrow; what is stored of the reporter.</param>
    public GateVerdict Take(IPAddress? address, string agent, string service, out string source)
    {
        DateTimeOffset now = time.GetUtcNow();
        ulong network = ReportGateRules.NetworkOf(address);
        lock (_lock)
        {
            SourceKey salt = SaltOf_NeedsLock(now);
            source = NameOf(salt, network);
            return _book.Take(
                PersonOf(salt, address, agent, service), network ^ StableHash.Of(service), now.ToUnixTimeSeconds());
        }
    }

    /// <summary>
    /// Whether somebody's report of a service counted lately, so that they may add details to it, once.
    /// </summary>
    public bool TakeDetails(IPAddress? address, string agent, string service)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            ulong person = PersonOf(SaltOf_NeedsLock(now), address, agent, service);
            ulong details = ulong.RotateLeft(StableHash.Of("details"), 7);
            return _book.HasReported(person, now.ToUnixTimeSeconds()) && _book.Take(
                person ^ details, ReportGateRules.NetworkOf(address) ^ StableHash.Of(service) ^ details,
                now.ToUnixTimeSeconds()) == GateVerdict.Counted;
        }
    }

    private SourceKey SaltOf_NeedsLock(DateTimeOffset now)
    {
        int day = (int)(now.ToUnixTimeSeconds() / 86_400);
        if (day == _day) return _salt;
        if (_day != 0) _book.ForgetPersons();
        (_day, _salt) = (day, NewSalt());
        return _salt;
    }

    private static ulong PersonOf(SourceKey salt, IPAddress? address, string agent, string service)
    {
        const int BytesMax = ReportGateRules.IdentityBytes + 3 * (AgentCharactersMax + ServiceCharactersMax);
        Span<byte> bytes = stackalloc byte[BytesMax];
        ReportGateRules.WriteIdentity(address, bytes);
        int length = ReportGateRules.IdentityBytes;
        length += Encoding.UTF8.GetBytes(Cut(agent, AgentCharactersMax), bytes[length..]);
        length += Encoding.UTF8.GetBytes(Cut(service, ServiceCharactersMax), bytes[length..]);
        return salt.HashOf(bytes[..length]);
    }

    private static ReadOnlySpan<char> Cut(string text, int charactersMax) =>
        text.AsSpan(0, Math.Min(text.Length, charactersMax));

    private static string NameOf(SourceKey salt, ulong network)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, network);
        return string.Create(CultureInfo.InvariantCulture, $"n{salt.HashOf(bytes):x16}");
    }

    private static SourceKey NewSalt() => new(RandomNumberGenerator.GetBytes(16));
}
