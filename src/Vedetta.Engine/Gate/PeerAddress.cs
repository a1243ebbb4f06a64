using System.Net;

namespace Vedetta.Engine.Gate;

/// <summary>
/// The address of the machine signalling came from, in one writing: IPv4 with four numbers, IPv6 in its shortest form
/// (RFC 5952). Not a network, and none that names this machine, many machines or nobody.
/// </summary>
public static class PeerAddress
{
    /// <summary>Longest text of an address.</summary>
    public const int TextMax = 45;

    /// <summary>The address in its one writing; empty when the text is none that a call can come from.</summary>
    public static string Canonical(string text) => TryRead(text, out IPAddress address) ? address.ToString() : "";

    /// <summary>Reads an address; an IPv4 one inside an IPv6 one (RFC 4291, 2.5.5.2) counts as the IPv4 one.</summary>
    public static bool TryRead(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.Length is 0 or > TextMax || !text.All(c => char.IsAsciiHexDigit(c) || c is '.' or ':')) return false;
        // "10.1" is an address to the library and a slip to everybody else.
        bool isWhole = text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3;
        if (!isWhole || !IPAddress.TryParse(text, out IPAddress? read)) return false;
        address = read.IsIPv4MappedToIPv6 ? read.MapToIPv4() : read;
        return IsOneMachine(address);
    }

    private static bool IsOneMachine(IPAddress address)
    {
        if (IPAddress.IsLoopback(address)) return false;
        byte[] bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? bytes[0] is not (0 or >= 224)
            : !address.IsIPv6Multicast && !address.IsIPv6LinkLocal && !address.Equals(IPAddress.IPv6Any);
    }
}
