using System.Net;
using System.Net.Sockets;

namespace Vedetta.Access;

/// <summary>A request was not made because its target is not one this server may reach.</summary>
public sealed class TargetRefusedException(string reason) : IOException(reason);

/// <summary>
/// Connects only where a policy allows. The name is resolved once and the connection goes to the very address that was
/// judged, so that a name server cannot answer differently in between.
/// </summary>
public sealed class GuardedConnections(TargetPolicy policy)
{
    /// <summary>The policy kept.</summary>
    public TargetPolicy Policy => policy;

    /// <summary>The addresses of a host.</summary>
    /// <exception cref="TargetRefusedException">One of them may not be reached.</exception>
    /// <exception cref="SocketException">The name does not resolve.</exception>
    public async Task<IPAddress[]> Resolve(string host, CancellationToken cancel)
    {
        IPAddress[] found = IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal)
            ? [literal] : await Dns.GetHostAddressesAsync(host, cancel);
        // One bad address is enough: which of several gets used would be chance.
        if (found.Any(a => !AddressRules.Allows(policy, a)))
            throw new TargetRefusedException($"{host} is at an address that may not be reached from here");
        return found;
    }

    /// <summary>Opens a TCP connection to a host.</summary>
    public async Task<NetworkStream> Connect(string host, int port, CancellationToken cancel)
    {
        IPAddress[] addresses = await Resolve(host, cancel);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A handler of HTTP requests that connects under the policy, without proxy, cookies or redirects.
    /// </summary>
    public SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ConnectCallback = async (context, cancel) =>
            await Connect(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancel),
    };
}
