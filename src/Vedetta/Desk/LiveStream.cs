using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Vedetta.Desk;

/// <summary>
/// Server-sent events for open pages. A viewer is read for once a second and only sent what changed; nothing queues up
/// for one who is slow, and one who takes nothing for some seconds is let go: the browser comes back by itself.
/// </summary>
public sealed class LiveStream(TimeProvider time)
{
    /// <summary>Most pages followed at a time; further ones are told to come back later.</summary>
    public const int ViewersMax = 300;

    private const int RetryMilliseconds = 3000;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SlowestWrite = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    // The browser comes back at once and is asked again who it is: a session that ended does not look on for ever.
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(5);
    private int _viewers;
    private long _refused;

    /// <summary>Pages followed now.</summary>
    public int Viewers => Volatile.Read(ref _viewers);

    /// <summary>Pages told to come back later.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Sends the differences of a page until its viewer leaves.</summary>
    public async Task Send(HttpContext context, Func<CancellationToken, Task<LivePage?>> read, CancellationToken stopping)
    {
        if (Interlocked.Increment(ref _viewers) > ViewersMax)
        {
            Interlocked.Decrement(ref _viewers);
            Interlocked.Increment(ref _refused);
            context.Response.Headers.RetryAfter = "30";
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await Follow(context, read, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The viewer left, was too slow, or the server stops: all of them end the stream.
        }
        finally
        {
            Interlocked.Decrement(ref _viewers);
        }
    }

    private async Task Follow(HttpContext context, Func<CancellationToken, Task<LivePage?>> read, CancellationToken stop)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await Write(context, $"retry: {RetryMilliseconds}\n\n", stop);
        using var timer = new PeriodicTimer(Beat, time);
        LivePage? seen = null;
        DateTimeOffset startedAt = time.GetUtcNow(), sentAt = startedAt;
        do
        {
            if (await read(stop) is not { } page) return;
            if (page.Since(seen) is { } news)
            {
                await Write(context, $"data: {JsonSerializer.Serialize(news, JsonSerializerOptions.Web)}\n\n", stop);
                sentAt = time.GetUtcNow();
            }
            else if (time.GetUtcNow() - sentAt >= KeepAlive)
            {
                await Write(context, ":\n\n", stop);
                sentAt = time.GetUtcNow();
            }
            seen = page;
        }
        while (await timer.WaitForNextTickAsync(stop) && time.GetUtcNow() - startedAt < LongestStream);
    }

    private async Task Write(HttpContext context, string text, CancellationToken stop)
    {
        using var slow = new CancellationTokenSource(SlowestWrite, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, slow.Token);
        await context.Response.WriteAsync(text, both.Token);
        await context.Response.Body.FlushAsync(both.Token);
    }
}
