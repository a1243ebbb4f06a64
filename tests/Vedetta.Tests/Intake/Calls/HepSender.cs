using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Vedetta.Tests.Intake.Calls;

/// <summary>A border controller that copies its signalling out, over a real socket.</summary>
internal static class HepSender
{
    public static byte[] Packet(string message, string key = "", long? at = null)
    {
        long time = at ?? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        byte[] chunks =
        [
            .. Chunk(1, [2]), .. Chunk(2, [17]), .. Chunk(3, [192, 0, 2, 1]), .. Chunk(4, [192, 0, 2, 9]),
            .. Chunk(7, [0x13, 0xC4]), .. Chunk(8, [0x13, 0xC4]), .. Chunk(9, Number((uint)(time / 1000))),
            .. Chunk(10, Number((uint)(time % 1000 * 1000))), .. Chunk(11, [1]), .. Chunk(12, Number(7)),
            .. key.Length > 0 ? Chunk(0x0e, Encoding.ASCII.GetBytes(key)) : [], .. Chunk(0x0f, Encoding.Latin1.GetBytes(message)),
        ];
        byte[] head = [.. "HEP3"u8, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), (ushort)(chunks.Length + 6));
        return [.. head, .. chunks];
    }

    public static string Invite(string callId) => string.Create(CultureInfo.InvariantCulture,
        $"INVITE sip:+390212345@192.0.2.9 SIP/2.0\r\n{Fields(callId, "")}\r\n");

    public static string Response(string callId, int status) => string.Create(CultureInfo.InvariantCulture,
        $"SIP/2.0 {status} Reason\r\n{Fields(callId, ";tag=t")}\r\n");

    public static async Task Send(IPEndPoint to, params byte[][] packets)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        foreach (byte[] packet in packets) await socket.SendToAsync(packet, to);
    }

    private static string Fields(string callId, string tag) =>
        $"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{callId}\r\nFrom: <sip:+2348031234567@192.0.2.1>;tag=f\r\n"
        + $"To: <sip:+390212345@192.0.2.9>{tag}\r\nCall-ID: {callId}\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n";

    private static byte[] Chunk(int type, byte[] value) =>
        [0, 0, 0, (byte)type, (byte)((value.Length + 6) >> 8), (byte)(value.Length + 6), .. value];

    private static byte[] Number(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
