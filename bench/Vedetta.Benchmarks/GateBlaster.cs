using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Vedetta.Intake.Calls;

namespace Vedetta.Benchmarks;

/// <summary>What one load came to.</summary>
internal sealed record GateLoad(long Sent, double PerSecond, double Answered, double Refused, double P50Milliseconds,
    double P99Milliseconds);

/// <summary>
/// Asks a decision port at a steady rate over loopback: INVITEs of 622 bytes with an offer, callers from four prefixes,
/// 2,000 lines. Sends and receives many with one system call; measures the time from sending to the answer.
/// </summary>
internal sealed class GateBlaster : IDisposable
{
    public const int InviteBytes = 622;

    private const int Batch = 32, Ring = 1024, HeadBytes = 64, VectorBytes = 16, StrideBytes = 704,
        PauseMicroseconds = 200;
    private static readonly TimeSpan Straggle = TimeSpan.FromMilliseconds(700);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _packets = GC.AllocateArray<byte>(Ring * StrideBytes, pinned: true);
    private readonly byte[] _vectors = GC.AllocateArray<byte>(Ring * VectorBytes, pinned: true);
    private readonly byte[] _heads = GC.AllocateArray<byte>(Ring * HeadBytes, pinned: true);
    private readonly int _callAt, _branchAt;
    private readonly int[] _callerAt;
    private long[] _sentAt = [];
    private float[] _delays = [];
    private long _first, _sent, _answers, _refused;
    private volatile bool _isOver;
    private uint _random = 12345;

    public GateBlaster(int port)
    {
        _socket.SendBufferSize = 8 << 20;
        _socket.ReceiveBufferSize = 8 << 20;
        _socket.ReceiveTimeout = 100;
        _socket.Connect(IPAddress.Loopback, port);
        byte[] template = Template(((IPEndPoint)_socket.LocalEndPoint!).Port);
        _callAt = template.AsSpan().IndexOf("Call-ID: c"u8) + 10;
        _branchAt = template.AsSpan().IndexOf("z9hG4bK"u8) + 7;
        _callerAt = [.. Places(template, "+000000000000")];
        for (int i = 0; i < Ring; i++) Prepare(i, template);
    }

    /// <summary>Sends for a time and waits a moment for the last answers.</summary>
    public GateLoad Send(int perSecond, double seconds)
    {
        long total = (long)(perSecond * seconds);
        (_sentAt, _delays) = (new long[total], new float[total]);
        (_first, _answers, _refused, _isOver) = (_sent, 0, 0, false);
        var receiving = new Thread(Receive);
        receiving.Start();
        long began = Stopwatch.GetTimestamp();
        while (_sent - _first < total)
        {
            long due = Math.Min(total,
                (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond)) - (_sent - _first);
            if (due < Batch && _sent - _first + due < total) _ = usleep(PauseMicroseconds);
            else SendSome((int)Math.Min(due, Batch));
        }
        double took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Thread.Sleep(Straggle);
        _isOver = true;
        receiving.Join();
        float[] delays = [.. _delays.Where(d => d > 0)];
        Array.Sort(delays);
        return new GateLoad(
            total, total / took, (double)_answers / total, (double)_refused / total, At(delays, 0.5), At(delays, 0.99));
    }

    public void Dispose() => _socket.Dispose();

    private static double At(float[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[(int)(sorted.Length * share)];

    private void Receive()
    {
        var datagrams = new DatagramBatch(_socket, 64, 2_048);
        while (!_isOver)
        {
            int count = datagrams.Receive();
            long now = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++) Note(datagrams[i], now);
        }
    }

    private void Note(ReadOnlySpan<byte> answer, long now)
    {
        int at = answer.IndexOf("Call-ID: c"u8);
        if (at < 0 || !System.Buffers.Text.Utf8Parser.TryParse(answer.Slice(at + 10, 12), out long number,
            out _)) return;
        long index = number - _first;
        if (index < 0 || index >= _sentAt.Length || _delays[index] > 0) return;
        _delays[index] = (float)Math.Max(0.001, Stopwatch.GetElapsedTime(_sentAt[index], now).TotalMilliseconds);
        _answers++;
        if (answer.StartsWith("SIP/2.0 6"u8)) _refused++;
    }

    private void SendSome(int count)
    {
        if (count <= 0) return;
        int from = (int)(_sent % Ring);
        count = Math.Min(count, Ring - from);
        long now = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            Renew(from + i, _sent + i);
            _sentAt[_sent + i - _first] = now;
        }
        int sent = sendmmsg((int)_socket.Handle, Marshal.UnsafeAddrOfPinnedArrayElement(_heads, from * HeadBytes),
            (uint)count, 0);
        if (sent > 0) _sent += sent;
    }

    private void Renew(int place, long number)
    {
        Span<byte> packet = _packets.AsSpan(place * StrideBytes, InviteBytes);
        _random = (_random * 1664525) + 1013904223;
        uint random = _random >> 4;
        Digits(packet.Slice(_callAt, 12), (ulong)number);
        Digits(packet.Slice(_branchAt, 8), (ulong)number % 100_000_000);
        ulong caller = Prefix(random & 3) + (random >> 2) % 1_000_000;
        foreach (int at in _callerAt) Digits(packet.Slice(at, 12), caller);
    }

    private static ulong Prefix(uint which) => which switch
    {
        0 => 234_803_000_000,
        1 => 880_171_000_000,
        2 => 923_001_000_000,
        _ => 919_876_000_000,
    };

    private static void Digits(Span<byte> into, ulong number)
    {
        for (int i = into.Length - 1; i >= 0; i--, number /= 10) into[i] = (byte)('0' + number % 10);
    }

    private void Prepare(int place, byte[] template)
    {
        template.CopyTo(_packets, place * StrideBytes);
        string line = string.Create(CultureInfo.InvariantCulture, $"3902{place * 7919 % 2000:000000}");
        foreach (int at in Places(template, "+3902000000")) Encoding.ASCII.GetBytes(line,
            _packets.AsSpan(place * StrideBytes + at, line.Length));
        MemoryMarshal.Write(_vectors.AsSpan(place * VectorBytes),
            Marshal.UnsafeAddrOfPinnedArrayElement(_packets, place * StrideBytes));
        MemoryMarshal.Write(_vectors.AsSpan(place * VectorBytes + 8), (long)InviteBytes);
        MemoryMarshal.Write(_heads.AsSpan(place * HeadBytes + 16),
            Marshal.UnsafeAddrOfPinnedArrayElement(_vectors, place * VectorBytes));
        MemoryMarshal.Write(_heads.AsSpan(place * HeadBytes + 24), 1L);
    }

    // Behind the plus sign of every place a text stands in.
    private static IEnumerable<int> Places(byte[] template, string text)
    {
        byte[] sought = Encoding.ASCII.GetBytes(text);
        for (int at = 0; template.AsSpan(at)
            .IndexOf(sought) is >= 0 and int found; at += found + 1) yield return at + found + 1;
    }

    private static byte[] Template(int port)
    {
        const string caller = "+000000000000", line = "+3902000000";
        const string offer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 6000 RTP/AVP 8 0\r\n"
            + "a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n";
        string head = $"INVITE sip:{line}@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK00000000;rport\r\n"
            + $"Max-Forwards: 70\r\nFrom: <sip:{caller}@127.0.0.1>;tag=t0\r\nTo: <sip:{line}@127.0.0.1>\r\n"
            + "Call-ID: c000000000000@127.0.0.1\r\nCSeq: 1 INVITE\r\nUser-Agent: autodial/1.0\r\n"
            + $"P-Asserted-Identity: <sip:{caller}@127.0.0.1>\r\nContact: <sip:{caller}@127.0.0.1:{port}>\r\n";
        string rest = $"Content-Type: application/sdp\r\nContent-Length: {offer.Length}\r\n\r\n{offer}";
        int missing = InviteBytes - head.Length - rest.Length;
        string padding = missing < 5
            ? throw new InvalidOperationException($"The INVITE is {5 - missing} bytes too long.") : new string('x',
                missing - 5);
        return Encoding.ASCII.GetBytes($"{head}X: {padding}\r\n{rest}");
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int sendmmsg(int socket, nint heads, uint count, int flags);

    [DllImport("libc")]
    private static extern int usleep(uint microseconds);
}
