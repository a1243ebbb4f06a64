using System.Buffers.Binary;
using System.Net;

namespace Vedetta.Engine.Reports;

/// <summary>What becomes of one report of one person.</summary>
public enum GateVerdict
{
    /// <summary>It counts.</summary>
    Counted,

    /// <summary>The same person reported the same service a while ago; one is enough.</summary>
    Repeated,

    /// <summary>As many reports of this network count already as one network may have.</summary>
    NetworkFull,
}

/// <summary>
/// How much of what arrives counts. The numbers are published: they bound what forged reports can do. A network is an
/// IPv4 /24 or an IPv6 /48; an IPv6 person is a /64, since everybody may change addresses within it.
/// </summary>
public static class ReportGateRules
{
    /// <summary>Hours in which one person's further reports of one service do not count.</summary>
    public const int PersonHours = 6;

    /// <summary>Minutes in which a network's reports of one service are limited.</summary>
    public const int NetworkMinutes = 15;

    /// <summary>Reports of one service that count from one network in <see cref="NetworkMinutes"/>.</summary>
    public const int CountedPerNetworkMax = 10;

    /// <summary>Bytes of the identity of an address: family and what of it is looked at.</summary>
    public const int IdentityBytes = 9;

    private const byte Version4 = 4, Version6 = 6;

    /// <summary>The network an address belongs to; never 0. Addresses unknown share one.</summary>
    public static ulong NetworkOf(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return Bytes(address, bytes) switch
        {
            4 => (ulong)Version4 << 56 | BinaryPrimitives.ReadUInt32BigEndian(bytes) >> 8,
            16 => (ulong)Version6 << 56 | BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16,
            _ => 1,
        };
    }

    /// <summary>Writes what of an address tells one person from another: all of IPv4, the /64 of IPv6.</summary>
    /// <param name="address">The address.</param>
    /// <param name="into">At least <see cref="IdentityBytes"/> bytes.</param>
    public static void WriteIdentity(IPAddress? address, Span<byte> into)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        int length = Bytes(address, bytes);
        into[0] = length switch { 4 => Version4, 16 => Version6, _ => 0 };
        bytes[..8].CopyTo(into[1..]);
        if (length == 4) into[5..IdentityBytes].Clear();
    }

    /// <summary>
    /// Whether reports of the last <see cref="NetworkMinutes"/> come from trusted senders and not through the public
    /// form: they name no source, or so few for so many reports as the form would never count.
    /// </summary>
    /// <param name="reports">Reports.</param>
    /// <param name="withSource">Those of them that name a source.</param>
    /// <param name="sources">Distinct sources.</param>
    public static bool AreVouchedBySenders(long reports, long withSource, double sources) =>
        2 * withSource < reports || withSource > 2 * CountedPerNetworkMax * Math.Max(1, sources);

    private static int Bytes(IPAddress? address, Span<byte> into)
    {
        if (address is null) return 0;
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.TryWriteBytes(into, out int written) ? written : 0;
    }
}
