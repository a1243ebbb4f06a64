using System.Net;
using System.Net.Sockets;
using Vedetta.Engine.Gate;
using Vedetta.Intake.Calls;

namespace Vedetta.CallGate;

/// <summary>
/// The decision port over UDP: a border controller asks with an INVITE and gets the decision as its final answer.
/// Nothing is kept between datagrams. What comes faster than it is answered waits in the socket's buffer, and what
/// finds no room there is dropped by the kernel: the border controller's short timeout then lets the call pass.
/// </summary>
public sealed class GatePort(
    ServerOptions options, GateKeeper keeper, GateFlow flow, CallIntake calls, TimeProvider time, ILogger<GatePort> log)
    : IHostedService, IDisposable
{
    /// <summary>Longest datagram read.</summary>
    public const int DatagramBytesMax = 8_192;

    private const int BatchCount = 64, BufferBytes = 8 << 20, WaitMilliseconds = 200;
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);
    private readonly long[] _events = new long[Enum.GetValues<GateEvent>().Length];
    private Socket? _socket;
    private Thread[] _threads = [];
    private readonly ManualResetEventSlim _stopping = new();
    private long _answered;

    /// <summary>Where it listens; null when it does not.</summary>
    public IPEndPoint? Address => (IPEndPoint?)_socket?.LocalEndPoint;

    /// <summary>Answers handed to the kernel.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Messages of a kind since the start, both transports together.</summary>
    public long Count(GateEvent what) => Volatile.Read(ref _events[(int)what]);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.GateUdp is not { } address) return Task.CompletedTask;
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = BufferBytes,
            SendBufferSize = BufferBytes,
            ReceiveTimeout = WaitMilliseconds,
        };
        _socket.Bind(address);
        _threads = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount / 2, 1, 4))
            .Select(i => new Thread(Answer)
        {
            IsBackground = true,
            Name = $"call gate {i}",
        })];
        foreach (Thread thread in _threads) thread.Start();
        Log.Listening(log, "UDP", _socket.LocalEndPoint!.ToString()!);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        End();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        _stopping.Dispose();
    }

    // The threads leave the socket before it is closed: its number may be another's the moment after.
    private void End()
    {
        if (_threads.Length == 0) return;
        _stopping.Set();
        foreach (Thread thread in _threads) thread.Join();
        _threads = [];
        _socket?.Dispose();
    }

    /// <summary>Decides a message that came over any transport and counts it.</summary>
    internal GateReply Reply(ReadOnlySpan<byte> message, ReadOnlySpan<byte> source, int port, LiveGate live, long now,
        Span<byte> into)
    {
        GateReply reply = GateResponder.Reply(message, source, port, live.State, now, into);
        Interlocked.Increment(ref _events[(int)reply.Event]);
        if (reply.Event == GateEvent.Decided) flow.Note(reply, live, now);
        return reply;
    }

    private void Answer()
    {
        var batch = new DatagramBatch(_socket!, BatchCount, DatagramBytesMax, GateResponder.AnswerBytesMax);
        while (!_stopping.IsSet)
        {
            try
            {
                Round(batch);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // The one catch of the loop: no datagram may end the port.
                Log.PortFailed(log, "UDP", error);
                _stopping.Wait(PauseAfterFault);
            }
        }
    }

    private void Round(DatagramBatch batch)
    {
        int count = batch.Receive();
        if (count == 0) return;
        if (options.GateFeedsCalls) Feed(batch, count);
        LiveGate live = keeper.Live;
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        Span<byte> source = stackalloc byte[48], raw = stackalloc byte[16];
        (int sourceLength, int rawLength) = (0, 0);
        for (int i = 0; i < count; i++)
        {
            // Nearly always the same border controller as before: its address is written once.
            ReadOnlySpan<byte> from = batch.RawAddress(i);
            if (!from.SequenceEqual(raw[..rawLength]))
            {
                from.CopyTo(raw);
                (rawLength, sourceLength) = (from.Length, batch.WriteAddress(i, source));
            }
            GateReply reply = Reply(batch[i], source[..sourceLength], batch.PortOf(i), live, now, batch.Answer);
            if (reply.Length > 0) batch.Say(i, reply.Length, reply.Port);
        }
        Interlocked.Add(ref _answered, batch.Send());
    }

    private void Feed(DatagramBatch batch, int count)
    {
        using CallIntake.Turn turn = calls.Begin();
        for (int i = 0; i < count; i++) turn.TakeAsked(batch[i], batch.RawAddress(i));
    }
}
