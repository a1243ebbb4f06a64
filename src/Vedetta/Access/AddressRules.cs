using System.Net;
using System.Net.Sockets;

namespace Vedetta.Access;

/// <summary>Where an address lies, as far as it matters before this server connects to it.</summary>
public enum AddressKind
{
    /// <summary>On the open internet.</summary>
    Public,

    /// <summary>In a private network (RFC 1918, RFC 4193, RFC 6598).</summary>
    Private,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>Nothing to connect to: link-local, cloud metadata, multicast, reserved, unspecified.</summary>
    Forbidden,
}

/// <summary>Which addresses requests of this server may go to.</summary>
public enum TargetPolicy
{
    /// <summary>The open internet only: for addresses that strangers name.</summary>
    PublicOnly,

    /// <summary>Private networks and this machine too: for addresses that administrators name.</summary>
    PrivateToo,
}

/// <summary>
/// Keeps requests made for others away from what only this server can reach (server-side request forgery). Link-local
/// addresses, among them 169.254.169.254 where clouds keep their secrets, are refused under every policy.
/// </summary>
public static class AddressRules
{
    private static readonly IPNetwork[] Private4 =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("100.64.0.0/10"),
    ];

    private static readonly IPNetwork[] Forbidden4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
        // Metadata services that lie in otherwise private space.
        IPNetwork.Parse("100.100.100.200/32"),
    ];

    private static readonly IPNetwork Open6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Private6 = IPNetwork.Parse("fc00::/7");

    private static readonly IPNetwork[] Forbidden6 =
        [IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("fd00:ec2::254/128")];

    // Forms that carry an IPv4 address inside: a tunnel to what the plain form may not reach.
    private static readonly (IPNetwork Network, int At)[] Carriers6 =
        [(IPNetwork.Parse("64:ff9b::/96"), 12), (IPNetwork.Parse("2002::/16"), 2)];

    /// <summary>Where an address lies; IPv6 forms that hold an IPv4 address count as that address.</summary>
    public static AddressKind KindOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => KindOf4(address),
            AddressFamily.InterNetworkV6 => KindOf6(address),
            _ => AddressKind.Forbidden,
        };
    }

    /// <summary>Whether a policy lets requests go to an address.</summary>
    public static bool Allows(TargetPolicy policy, IPAddress address) => KindOf(address) switch
    {
        AddressKind.Public => true,
        AddressKind.Private or AddressKind.Loopback => policy == TargetPolicy.PrivateToo,
        _ => false,
    };

    private static AddressKind KindOf4(IPAddress address)
    {
        if (IPAddress.IsLoopback(address)) return AddressKind.Loopback;
        if (Forbidden4.Any(n => n.Contains(address))) return AddressKind.Forbidden;
        return Private4.Any(n => n.Contains(address)) ? AddressKind.Private : AddressKind.Public;
    }

    private static AddressKind KindOf6(IPAddress address)
    {
        if (IPAddress.IsLoopback(address)) return AddressKind.Loopback;
        if (Forbidden6.Any(n => n.Contains(address))) return AddressKind.Forbidden;
        foreach ((IPNetwork network, int at) in Carriers6)
            if (network.Contains(address)) return KindOf4(new IPAddress(address.GetAddressBytes().AsSpan(at, 4)));
        if (Private6.Contains(address)) return AddressKind.Private;
        return Open6.Contains(address) ? AddressKind.Public : AddressKind.Forbidden;
    }
}
