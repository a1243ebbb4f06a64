using System.Buffers.Binary;

namespace Vedetta.Engine.Tests.Sip;

/// <summary>A datagram of a capture.</summary>
internal sealed record CapturedDatagram(long AtUnixMilliseconds, byte[] Source, byte[] Payload);

/// <summary>Reads UDP over IPv4 and Ethernet from a capture file (libpcap's classic format, little-endian).</summary>
internal static class PcapFile
{
    private const int FileHeadBytes = 24, FrameHeadBytes = 16, EthernetBytes = 14, UdpBytes = 8, UdpNumber = 17;

    public static IEnumerable<CapturedDatagram> Datagrams(byte[] file)
    {
        for (int at = FileHeadBytes; at + FrameHeadBytes <= file.Length;)
        {
            ReadOnlySpan<byte> head = file.AsSpan(at, FrameHeadBytes);
            long time = (BinaryPrimitives.ReadUInt32LittleEndian(head) * 1000L) + (BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) / 1000);
            int length = BinaryPrimitives.ReadInt32LittleEndian(head[8..]);
            byte[] packet = file[(at + FrameHeadBytes + EthernetBytes)..(at + FrameHeadBytes + length)];
            at += FrameHeadBytes + length;
            if (packet.Length < 28 || packet[0] >> 4 != 4 || packet[9] != UdpNumber) continue;
            yield return new CapturedDatagram(time, packet[12..16], packet[(((packet[0] & 15) * 4) + UdpBytes)..]);
        }
    }
}
