using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace Vedetta.Web;

/// <summary>Whose word on a visitor's address is believed: only that of proxies named in the options.</summary>
public static class TrustedProxies
{
    /// <summary>
    /// Takes address and scheme from the headers of trusted proxies; without any, headers are not looked at.
    /// </summary>
    /// <exception cref="ArgumentException">An entry is neither an address nor a range.</exception>
    public static void UseTrustedProxies(this IApplicationBuilder app, ServerOptions options)
    {
        if (options.TrustedProxies.Count == 0) return;
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Proxies in a row each add themselves; the walk ends at the first that is not trusted.
            ForwardLimit = null,
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (string proxy in options.TrustedProxies) forwarded.KnownIPNetworks.Add(RangeOf(proxy));
        app.UseForwardedHeaders(forwarded);
    }

    /// <summary>Reads an address or a range such as 10.0.0.0/8.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static System.Net.IPNetwork RangeOf(string text)
    {
        if (System.Net.IPAddress.TryParse(text, out System.Net.IPAddress? address))
            return new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8);
        return System.Net.IPNetwork.TryParse(text, out System.Net.IPNetwork range) ? range
            : throw new ArgumentException($"'{text}' is not an address or range such as 10.0.0.0/8.", nameof(text));
    }
}
