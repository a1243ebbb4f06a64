using System.Buffers.Binary;

namespace Vedetta.Engine.Hep;

/// <summary>Reads versions 1 and 2: one fixed head, then the SIP message.</summary>
internal static class HepLegacy
{
    private const int HeadBytes = 8, TimeBytes = 12;
    private const byte Ipv4 = 2, Ipv6 = 10;

    public static HepFault Read(ReadOnlySpan<byte> bytes, ref HepPacket packet)
    {
        if (bytes.Length < HeadBytes || bytes[0] is not (1 or 2)) return HepFault.NotHep;
        if (bytes[2] is not (Ipv4 or Ipv6)) return HepFault.NotHep;
        int address = bytes[2] == Ipv4 ? 4 : 16, head = HeadBytes + (2 * address);
        packet.Version = bytes[0];
        int payload = packet.Version == 2 ? head + TimeBytes : head;
        // Version 2 counts its time in the length or not, as senders differ; its place is the same.
        if (bytes[1] != head && bytes[1] != payload) return HepFault.BadLength;
        if (bytes.Length < payload) return HepFault.BadLength;
        packet.Transport = bytes[3];
        packet.SourcePort = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        packet.DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        packet.SourceAddress = bytes.Slice(HeadBytes, address);
        packet.DestinationAddress = bytes.Slice(HeadBytes + address, address);
        if (packet.Version == 2) ReadTime(bytes.Slice(head, TimeBytes), ref packet);
        packet.Protocol = HepProtocol.Sip;
        packet.Payload = bytes[payload..];
        return HepFault.None;
    }

    // Seconds, microseconds, node id and two bytes of padding, in the order of the sender's machine, which is this
    // one's for every sender in the field.
    private static void ReadTime(ReadOnlySpan<byte> time, ref HepPacket packet)
    {
        packet.AtUnixMilliseconds = (BinaryPrimitives.ReadUInt32LittleEndian(time) * 1000L)
            + (BinaryPrimitives.ReadUInt32LittleEndian(time[4..]) / 1000);
        packet.CaptureId = BinaryPrimitives.ReadUInt16LittleEndian(time[8..]);
    }
}
