using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Vedetta.Access;

namespace Vedetta.CallGate.Pushes;

/// <summary>Another system could not be told.</summary>
public sealed class PushException(string reason) : Exception(reason);

/// <summary>
/// Writes into an htable of Kamailio over JSON-RPC (modules jsonrpcs, htable): setxi with the time left, delete when
/// taken back. Many requests are under way at once.
/// </summary>
internal sealed class KamailioTable(PushTarget target, GuardedConnections guard, TimeProvider time)
{
    private const int Window = 128, TriesMax = 6, WaitMilliseconds = 250, AnswerBytesMax = 4_096, ConnectionsMax = 8,
        QuotedBytesMax = 200;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Tells the changes, in any order.</summary>
    /// <exception cref="PushException">It does not answer, or says no.</exception>
    public Task Tell(IReadOnlyList<PushChange> changes, CancellationToken stop) =>
        Send([.. changes.Select((c, i) => Request(i, c))], [.. changes.Select(c => c.Entry is null)], stop);

    /// <summary>
    /// When it started, as it says itself: another value than before means it has forgotten what it was told.
    /// </summary>
    public async Task<string> StartedAt(CancellationToken stop)
    {
        byte[] said = await Send(["{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"core.uptime\"}"u8.ToArray()],
            [false], stop);
        using JsonDocument answer = JsonDocument.Parse(said);
        return answer.RootElement.TryGetProperty("result", out JsonElement result)
            && result.ValueKind == JsonValueKind.Object
            && result.TryGetProperty("up_since", out JsonElement since) ? since.ToString() : "";
    }

    // Returns the last answer; each was judged when it came.
    private Task<byte[]> Send(byte[][] requests, bool[] mayFail, CancellationToken stop) =>
        target.Kind == PushKind.KamailioHttp ? OverHttp(requests, mayFail, stop) : Over(requests, mayFail, stop);

    private byte[] Request(int id, PushChange change)
    {
        string where = $"\"{target.Table}\",\"{change.Key}\"";
        string call = change.Entry is { } entry
            ? $"\"htable.setxi\",\"params\":[{where},{entry.Value},{SecondsTo(entry.ExpiresAt)}]"
            : $"\"htable.delete\",\"params\":[{where}]";
        return Encoding.ASCII.GetBytes($$"""{"jsonrpc":"2.0","id":{{id}},"method":{{call}}}""");
    }

    private string SecondsTo(DateTimeOffset end) =>
        Math.Clamp((long)(end - time.GetUtcNow()).TotalSeconds, 1, int.MaxValue).ToString(CultureInfo.InvariantCulture);

    private async Task<byte[]> OverHttp(byte[][] requests, bool[] mayFail, CancellationToken stop)
    {
        byte[] last = [];
        SocketsHttpHandler handler = guard.Handler();
        handler.MaxConnectionsPerServer = ConnectionsMax;
        using var client = new HttpClient(handler) { Timeout = Timeout };
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, requests.Length),
                    new ParallelOptions { MaxDegreeOfParallelism = ConnectionsMax, CancellationToken = stop },
                async (i, cancel) =>
                {
                    using var body = new ByteArrayContent(requests[i]);
                    body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                    using HttpResponseMessage answer = await client.PostAsync(target.Address, body, cancel);
                    byte[] said = await answer.Content.ReadAsByteArrayAsync(cancel);
                    Judge(said, KamailioAnswer.Read(said), mayFail[i]);
                    last = said;
                });
        }
        catch (Exception error)
            when (error is HttpRequestException or IOException or SocketException || IsTimeout(error, stop))
        {
            throw new PushException(error.InnerException is TargetRefusedException ? "the address may not be reached"
                : "no answer over HTTP");
        }
        return last;
    }

    private static bool IsTimeout(Exception error, CancellationToken stop) =>
        error is OperationCanceledException && !stop.IsCancellationRequested;

    private async Task<byte[]> Over(byte[][] requests, bool[] mayFail, CancellationToken stop)
    {
        GateSettingsRules.TryHostPort(target.Address, out string host, out int port);
        try
        {
            var addresses = await guard.Resolve(host, stop);
            using var socket = new Socket(addresses[0].AddressFamily, SocketType.Dgram,
                ProtocolType.Udp)
            { ReceiveTimeout = WaitMilliseconds };
            socket.Connect(addresses[0], port);
            return await Task.Run(() => Exchange(socket, requests, mayFail, stop), stop);
        }
        catch (Exception error) when (error is SocketException or TargetRefusedException)
        {
            throw new PushException(error is TargetRefusedException ? error.Message : "the address is not reachable");
        }
    }

    // A window of requests is under way; what stays unanswered is sent again, a few times.
    private static byte[] Exchange(Socket socket, byte[][] requests, bool[] mayFail, CancellationToken stop)
    {
        var waiting = new Dictionary<int, int>();
        byte[] buffer = new byte[AnswerBytesMax], last = [];
        (int next, int done) = (0, 0);
        while (done < requests.Length)
        {
            stop.ThrowIfCancellationRequested();
            for (; next < requests.Length && waiting.Count < Window; next++)
            {
                waiting[next] = 1;
                socket.Send(requests[next]);
            }
            int length = Receive(socket, buffer);
            if (length == 0)
            {
                Repeat(socket, requests, waiting);
                continue;
            }
            KamailioAnswer answer = KamailioAnswer.Read(buffer.AsSpan(0, length));
            if (!waiting.Remove(answer.Id)) continue;
            Judge(buffer.AsSpan(0, length), answer, mayFail[answer.Id]);
            if (++done == requests.Length) last = buffer[..length];
        }
        return last;
    }

    private static void Repeat(Socket socket, byte[][] requests, Dictionary<int, int> waiting)
    {
        foreach (int id in waiting.Keys.ToArray())
        {
            if (++waiting[id] > TriesMax) throw new PushException("no answer");
            socket.Send(requests[id]);
        }
    }

    // 0 where nothing came in time.
    private static int Receive(Socket socket, byte[] buffer)
    {
        try
        {
            return socket.Receive(buffer);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return 0;
        }
    }

    // Deleting what is gone already is no fault.
    private static void Judge(ReadOnlySpan<byte> said, KamailioAnswer answer, bool mayFail)
    {
        if (mayFail || !answer.IsError) return;
        string text = Encoding.UTF8.GetString(said[..Math.Min(QuotedBytesMax, said.Length)]);
        throw new PushException("it says: " + text.ReplaceLineEndings(" "));
    }
}
