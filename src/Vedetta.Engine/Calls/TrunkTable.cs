using System.Collections.Immutable;
using System.Net;

namespace Vedetta.Engine.Calls;

/// <summary>Names of trunks by the addresses their signalling comes from.</summary>
/// <param name="trunks">Name and network of each; the first that holds an address names it.</param>
public sealed class TrunkTable(ImmutableArray<(string Name, IPNetwork Network)> trunks)
{
    /// <summary>A table without names.</summary>
    public static TrunkTable Empty { get; } = new([]);

    /// <summary>The trunk of an address of 4 or 16 bytes; empty when no network holds it.</summary>
    public string NameOf(ReadOnlySpan<byte> address)
    {
        if (trunks.IsEmpty || address.Length is not (4 or 16)) return "";
        var sought = new IPAddress(address);
        if (sought.IsIPv4MappedToIPv6) sought = sought.MapToIPv4();
        foreach ((string name, IPNetwork network) in trunks)
            if (network.Contains(sought)) return name;
        return "";
    }

    /// <summary>Reads <c>NAME=NETWORK</c>, such as <c>carrier=192.0.2.0/24</c> or <c>pbx=192.0.2.7</c>.</summary>
    public static bool TryRead(string text, out (string Name, IPNetwork Network) trunk)
    {
        trunk = default;
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) return false;
        string name = text[..equals].Trim(), network = text[(equals + 1)..].Trim();
        if (IPAddress.TryParse(network, out IPAddress? one)) network = $"{one}/{one.GetAddressBytes().Length * 8}";
        if (name.Length == 0 || !IPNetwork.TryParse(network, out IPNetwork parsed)) return false;
        trunk = (name, parsed);
        return true;
    }
}
