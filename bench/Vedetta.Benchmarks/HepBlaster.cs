using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Vedetta.Engine.Tests.Hep;

namespace Vedetta.Benchmarks;

/// <summary>
/// Sends HEP3 packets at a steady rate over loopback, each a new call: an INVITE with an offer, 719 bytes. Callers come
/// from four prefixes, 2,000 lines are called. Many packets go out with one system call.
/// </summary>
internal sealed class HepBlaster : IDisposable
{
    public const int PacketBytes = 719;

    private const int Batch = 32, Ring = 1024, HeadBytes = 64, VectorBytes = 16, StrideBytes = 768, PauseMicroseconds = 200;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _packets = GC.AllocateArray<byte>(Ring * StrideBytes, pinned: true);
    private readonly byte[] _vectors = GC.AllocateArray<byte>(Ring * VectorBytes, pinned: true);
    private readonly byte[] _heads = GC.AllocateArray<byte>(Ring * HeadBytes, pinned: true);
    private readonly int _secondsAt, _callAt, _tagAt, _branchAt;
    private readonly int[] _callerAt;
    private long _sent;
    private uint _random = 12345;

    public HepBlaster(int port)
    {
        _socket.SendBufferSize = 8 << 20;
        _socket.Connect(IPAddress.Loopback, port);
        byte[] template = Template();
        _secondsAt = template.AsSpan().IndexOf("\0\0\0\u0009\0\u000a"u8) + 6;
        _callAt = template.AsSpan().IndexOf("Call-ID: c"u8) + 10;
        _tagAt = template.AsSpan().IndexOf("tag=t"u8) + 5;
        _branchAt = template.AsSpan().IndexOf("z9hG4bK"u8) + 7;
        _callerAt = [.. Places(template, "+000000000000")];
        for (int i = 0; i < Ring; i++) Prepare(i, template);
    }

    /// <summary>Sends for a time; returns how many were sent.</summary>
    public long Send(int perSecond, double seconds)
    {
        long total = (long)(perSecond * seconds), start = _sent;
        long began = Stopwatch.GetTimestamp();
        while (_sent - start < total)
        {
            long due = Math.Min(total, (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond)) - (_sent - start);
            if (due < Batch && _sent - start + due < total) usleep(PauseMicroseconds);
            else SendSome((int)Math.Min(due, Batch));
        }
        return total;
    }

    public void Dispose() => _socket.Dispose();

    private void SendSome(int count)
    {
        if (count <= 0) return;
        int from = (int)(_sent % Ring);
        count = Math.Min(count, Ring - from);
        uint now = (uint)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        for (int i = 0; i < count; i++) Renew(from + i, _sent + i, now);
        int sent = sendmmsg((int)_socket.Handle, Marshal.UnsafeAddrOfPinnedArrayElement(_heads, from * HeadBytes), (uint)count, 0);
        if (sent > 0) _sent += sent;
    }

    private void Renew(int place, long number, uint now)
    {
        Span<byte> packet = _packets.AsSpan(place * StrideBytes, PacketBytes);
        _random = (_random * 1664525) + 1013904223;
        uint random = _random >> 4;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(packet[_secondsAt..], now);
        Digits(packet.Slice(_callAt, 12), (ulong)number);
        Digits(packet.Slice(_tagAt, 8), (ulong)number % 100_000_000);
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
        string line = string.Create(CultureInfo.InvariantCulture, $"+3902{place * 7919 % 2000:000000}");
        foreach (int at in Places(template, "+3902000000"))
            Encoding.ASCII.GetBytes(line, _packets.AsSpan(place * StrideBytes + at - 1, line.Length));
        MemoryMarshal.Write(_vectors.AsSpan(place * VectorBytes), Marshal.UnsafeAddrOfPinnedArrayElement(_packets, place * StrideBytes));
        MemoryMarshal.Write(_vectors.AsSpan(place * VectorBytes + 8), (long)PacketBytes);
        MemoryMarshal.Write(_heads.AsSpan(place * HeadBytes + 16), Marshal.UnsafeAddrOfPinnedArrayElement(_vectors, place * VectorBytes));
        MemoryMarshal.Write(_heads.AsSpan(place * HeadBytes + 24), 1L);
    }

    // Behind the plus sign of every place a text stands in.
    private static IEnumerable<int> Places(byte[] template, string text)
    {
        byte[] sought = Encoding.ASCII.GetBytes(text);
        for (int at = 0; template.AsSpan(at).IndexOf(sought) is >= 0 and int found; at += found + 1) yield return at + found + 1;
    }

    private static byte[] Template()
    {
        const string caller = "+000000000000", line = "+3902000000";
        const string offer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 6000 RTP/AVP 8 0 101\r\n"
            + "a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n";
        string head = $"INVITE sip:{line}@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK00000000\r\n"
            + $"Max-Forwards: 70\r\nFrom: <sip:{caller}@127.0.0.1>;tag=t00000000\r\nTo: <sip:{line}@127.0.0.1>\r\n"
            + $"Call-ID: c000000000000@127.0.0.1\r\nCSeq: 1 INVITE\r\nContact: <sip:{caller}@127.0.0.1:5060>\r\n"
            + $"User-Agent: autodial/1.0\r\nP-Asserted-Identity: <sip:{caller}@127.0.0.1>\r\n";
        string rest = $"Content-Type: application/sdp\r\nContent-Length: {offer.Length}\r\n\r\n{offer}";
        int missing = PacketBytes - new HepText { Payload = head + rest }.Bytes().Length;
        return new HepText { Payload = $"{head}X: {new string('x', missing - 5)}\r\n{rest}" }.Bytes();
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int sendmmsg(int socket, nint heads, uint count, int flags);

    [DllImport("libc")]
    private static extern void usleep(uint microseconds);
}
