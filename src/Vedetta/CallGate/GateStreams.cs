using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Vedetta.Engine.Gate;
using Vedetta.Engine.Sip;

namespace Vedetta.CallGate;

/// <summary>
/// The decision port over TCP: messages are cut by their Content-Length, answers go back on the connection.
/// </summary>
public sealed class GateStreams(
    ServerOptions options, GateKeeper keeper, GatePort port, TimeProvider time,
        ILogger<GateStreams> log) : BackgroundService
{
    /// <summary>Most connections at one time; a further one is closed at once.</summary>
    public const int ConnectionsMax = 200;

    private const int BufferBytes = 32_768;
    private static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(10);
    private TcpListener? _listener;
    private int _connections;
    private long _turnedAway;

    /// <summary>Where it listens; null when it does not.</summary>
    public IPEndPoint? Address => (IPEndPoint?)_listener?.LocalEndpoint;

    /// <summary>Connections closed at once because there were too many.</summary>
    public long TurnedAway => Volatile.Read(ref _turnedAway);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.GateTcp is not { } address) return Task.CompletedTask;
        _listener = new TcpListener(address);
        _listener.Start();
        Log.Listening(log, "TCP", _listener.LocalEndpoint.ToString()!);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _listener?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                Socket socket = await _listener!.AcceptSocketAsync(stoppingToken);
                if (Interlocked.Increment(ref _connections) <= ConnectionsMax) _ = Serve(socket, stoppingToken);
                else Close(socket);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The server stops; connections that are open end with it.
        }
    }

    private void Close(Socket socket)
    {
        socket.Dispose();
        Interlocked.Decrement(ref _connections);
        Interlocked.Increment(ref _turnedAway);
    }

    private async Task Serve(Socket socket, CancellationToken stop)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes),
            answer = ArrayPool<byte>.Shared.Rent(GateResponder.AnswerBytesMax);
        try
        {
            socket.NoDelay = true;
            var peer = (IPEndPoint)socket.RemoteEndPoint!;
            byte[] source = Encoding.ASCII.GetBytes(
                (peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address).ToString());
            using var idle = new CancellationTokenSource(IdleMax, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, idle.Token);
            for (int held = 0; held < buffer.Length;)
            {
                int read = await socket.ReceiveAsync(buffer.AsMemory(held), either.Token);
                if (read == 0) return;
                idle.CancelAfter(IdleMax);
                held += read;
                if (await AnswerAll(socket, buffer, held, answer, source, peer.Port,
                    either.Token) is not { } taken) return;
                buffer.AsSpan(taken, held - taken).CopyTo(buffer);
                held -= taken;
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side left, or said nothing for long; it connects again when it wants to ask.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            ArrayPool<byte>.Shared.Return(answer);
            socket.Dispose();
            Interlocked.Decrement(ref _connections);
        }
    }

    // Answers every whole message and returns the bytes taken; null when the stream cannot be cut any more.
    private async Task<int?> AnswerAll(
        Socket socket, byte[] buffer, int held, byte[] answer, byte[] source, int peerPort, CancellationToken stop)
    {
        int taken = 0;
        while (true)
        {
            SipFrame frame = SipFraming.Find(buffer.AsSpan(taken, held - taken), out int skip, out int length);
            if (frame == SipFrame.Broken) return null;
            taken += skip;
            if (frame == SipFrame.Partial) return taken;
            GateReply reply = port.Reply(
                buffer.AsSpan(taken, length), source, peerPort, keeper.Live, time.GetUtcNow().ToUnixTimeMilliseconds(),
                    answer);
            taken += length;
            if (reply.Length > 0) await socket.SendAsync(answer.AsMemory(0, reply.Length), stop);
        }
    }
}
