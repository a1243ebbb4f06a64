using System.Net.Http.Headers;
using System.Net.Sockets;
using Vedetta.Access;

namespace Vedetta.Outreach;

/// <summary>Posts to webhooks: only where the policy allows, never along a redirect.</summary>
public sealed class HookSender : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client;
    private readonly TimeProvider _time;

    /// <summary>Makes a sender under the policy of the options.</summary>
    public HookSender(ServerOptions options, TimeProvider time)
    {
        var guard = new GuardedConnections(
            options.WebhooksMayBePrivate ? TargetPolicy.PrivateToo : TargetPolicy.PublicOnly);
        _client = new HttpClient(guard.Handler()) { Timeout = Timeout };
        _time = time;
    }

    /// <summary>Posts a body; every way to fail is an answer.</summary>
    public async Task<SendResult> Post(string url, byte[] body, string deliveryId, string? secret,
        CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.UserAgent.ParseAdd("vedetta");
        request.Headers.Add("X-Vedetta-Delivery", deliveryId);
        if (secret is not null)
            request.Headers.Add("X-Vedetta-Signature", OutreachTokens.Signature(secret, _time.GetUtcNow(), body));
        try
        {
            using HttpResponseMessage answer = await _client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, stop);
            return OutreachRules.Judge((int)answer.StatusCode, WaitOf(answer));
        }
        catch (HttpRequestException error) when (error.InnerException is TargetRefusedException)
        {
            return new SendResult(SendOutcome.Refused, "the target lies in a network that may not be reached");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException)
        {
            return new SendResult(SendOutcome.Retry,
                $"no connection: {(error as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new SendResult(SendOutcome.Retry, $"no answer within {Timeout.TotalSeconds:0} s");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private TimeSpan? WaitOf(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => null,
    };
}
