using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DnsClient;
using Vedetta.Access;
using Vedetta.Engine.Signals;

namespace Vedetta.Intake.Checks;

/// <summary>Looks once at a target: the same code in the server and in <c>vedetta probe</c>.</summary>
public sealed class Prober : IDisposable
{
    private const int RedirectsMax = 5;
    private const int BodyBytesMax = 1 << 20;

    private readonly GuardedConnections _connections;
    private readonly TimeProvider _time;
    private readonly LookupClient _names;
    private readonly HttpMessageInvoker _http;

    /// <summary>
    /// Makes a prober that keeps to a policy and asks these name servers; null takes the machine's own.
    /// </summary>
    public Prober(TargetPolicy policy, TimeProvider time, IPEndPoint? nameServer = null)
    {
        _connections = new GuardedConnections(policy);
        _time = time;
        _names = new LookupClient(nameServer is null
            ? new LookupClientOptions { UseCache = false }
            : new LookupClientOptions(nameServer) { UseCache = false, UseTcpFallback = false });
        SocketsHttpHandler handler = _connections.Handler();
        // Each look makes its own connection: a kept one would hide that no new one can be made.
        handler.PooledConnectionLifetime = TimeSpan.Zero;
        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>Looks once. A target that fails is an answer, not an exception.</summary>
    public async Task<ProbeAnswer> Look(CheckSpec check, CancellationToken cancel)
    {
        long started = _time.GetTimestamp();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(TimeSpan.FromSeconds(check.TimeoutSeconds));
        (ComponentState state, string detail) = await Guarded(check, timeout.Token, cancel);
        if (detail.Length > ProbeAnswer.DetailMax) detail = detail[..ProbeAnswer.DetailMax];
        return new ProbeAnswer(state, detail, Math.Round(_time.GetElapsedTime(started).TotalMilliseconds, 1));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<(ComponentState, string)> Guarded(CheckSpec check, CancellationToken stop,
        CancellationToken cancel)
    {
        try
        {
            return check.Kind switch
            {
                CheckKind.Http => await Http(check, stop),
                CheckKind.Tcp => await Tcp(check, stop),
                CheckKind.Tls => await Tls(check, stop),
                CheckKind.Dns => await Name(check, stop),
                CheckKind.Ping => await Echo(check, stop),
                _ => throw new UnreachableException("A heartbeat is not looked at."),
            };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (ComponentState.Down, $"no answer within {check.TimeoutSeconds} s");
        }
        catch (Exception error) when (error is IOException or SocketException or HttpRequestException
            or AuthenticationException or DnsResponseException or PingException or UriFormatException)
        {
            return (ComponentState.Down, (error.InnerException ?? error).Message);
        }
    }

    private async Task<(ComponentState, string)> Http(CheckSpec check, CancellationToken stop)
    {
        var address = new Uri(check.Target);
        for (int redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.UserAgent.ParseAdd("vedetta-check");
            using HttpResponseMessage answer = await _http.SendAsync(request, stop);
            if (check.FollowsRedirects && (int)answer.StatusCode / 100 == 3 && answer.Headers.Location is { } next)
            {
                if (redirects == RedirectsMax) return (ComponentState.Down, $"more than {RedirectsMax} redirects");
                address = new Uri(address, next);
                if (address.Scheme is not ("http" or "https"))
                    return (ComponentState.Down, $"redirects to {address.Scheme}");
                continue;
            }
            return await Judge(check, answer, stop);
        }
    }

    private static async Task<(ComponentState, string)> Judge(CheckSpec check, HttpResponseMessage answer,
        CancellationToken stop)
    {
        int status = (int)answer.StatusCode;
        if (!CheckRules.IsExpected(check.ExpectStatus, status)) return (ComponentState.Down, $"status {status}");
        if (check.Keyword.Length == 0) return (ComponentState.Ok, $"status {status}");
        string body = await Beginning(await answer.Content.ReadAsStreamAsync(stop), stop);
        return body.Contains(check.Keyword, StringComparison.Ordinal)
            ? (ComponentState.Ok, $"status {status}, keyword found")
            : (ComponentState.Down, $"status {status}, keyword missing");
    }

    private static async Task<string> Beginning(Stream body, CancellationToken stop)
    {
        byte[] bytes = new byte[BodyBytesMax];
        int read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
        return Encoding.UTF8.GetString(bytes.AsSpan(0, read));
    }

    private async Task<(ComponentState, string)> Tcp(CheckSpec check, CancellationToken stop)
    {
        CheckRules.TryEndPoint(check.Target, out string host, out int port);
        await using NetworkStream stream = await _connections.Connect(host, port, stop);
        return (ComponentState.Ok, "connected");
    }

    private async Task<(ComponentState, string)> Tls(CheckSpec check, CancellationToken stop)
    {
        CheckRules.TryEndPoint(check.Target, out string host, out int port);
        await using NetworkStream stream = await _connections.Connect(host, port, stop);
        var faults = SslPolicyErrors.None;
        await using var tls = new SslStream(stream, false, (_, _, _, found) =>
        {
            // The certificate is what is looked at, good or bad; nothing is sent over this connection.
            return (faults = found) == found;
        });
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, stop);
        if (tls.RemoteCertificate is not X509Certificate2 certificate) return (ComponentState.Down, "no certificate");
        double days = (certificate.NotAfter.ToUniversalTime() - _time.GetUtcNow().UtcDateTime).TotalDays;
        if (days <= 0) return (ComponentState.Down, FormattableString.Invariant($"expired {-days:0} days ago"));
        if (faults != SslPolicyErrors.None) return (ComponentState.Down, $"not trusted: {faults}");
        return (days < check.WarnDays ? ComponentState.Degraded : ComponentState.Ok,
            FormattableString.Invariant($"valid for {days:0} days"));
    }

    private async Task<(ComponentState, string)> Name(CheckSpec check, CancellationToken stop)
    {
        IDnsQueryResponse four = await _names.QueryAsync(check.Target, QueryType.A, cancellationToken: stop);
        IDnsQueryResponse six = await _names.QueryAsync(check.Target, QueryType.AAAA, cancellationToken: stop);
        string[] found = [.. four.Answers.Concat(six.Answers).OfType<DnsClient.Protocol.AddressRecord>()
            .Select(a => a.Address.ToString())];
        if (found.Length == 0) return (ComponentState.Down, four.HasError ? four.ErrorMessage : "no address");
        string all = string.Join(", ", found);
        return check.Keyword.Length == 0 || found.Contains(check.Keyword, StringComparer.OrdinalIgnoreCase)
            ? (ComponentState.Ok, all) : (ComponentState.Down, $"resolves to {all}");
    }

    private async Task<(ComponentState, string)> Echo(CheckSpec check, CancellationToken stop)
    {
        IPAddress[] addresses = await _connections.Resolve(check.Target, stop);
        using var ping = new Ping();
        PingReply reply = await ping.SendPingAsync(
            addresses[0], TimeSpan.FromSeconds(check.TimeoutSeconds), cancellationToken: stop);
        return reply.Status == IPStatus.Success
            ? (ComponentState.Ok, $"{reply.RoundtripTime} ms") : (ComponentState.Down, reply.Status.ToString());
    }
}
