using System.Buffers.Binary;

namespace Vedetta.Engine.Hep;

/// <summary>
/// Reads HEP, the encapsulation in which session border controllers copy out signalling (HEP3 network protocol,
/// revision 37). Never throws, whatever the bytes.
/// </summary>
public static class HepReader
{
    /// <summary>Longest packet, in bytes: what fits the length field.</summary>
    public const int BytesMax = 65_535;

    /// <summary>Most chunks of a packet.</summary>
    public const int ChunksMax = 64;

    private const int ChunkHeadBytes = 6, HeadBytes = 6;

    /// <summary>The four bytes every packet of version 3 starts with.</summary>
    public static ReadOnlySpan<byte> Magic => "HEP3"u8;

    /// <summary>Reads one datagram.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out HepPacket packet, out HepFault fault)
    {
        packet = default;
        fault = bytes.Length > BytesMax ? HepFault.TooLong
            : bytes.StartsWith(Magic) ? ReadChunks(bytes, ref packet)
            : HepLegacy.Read(bytes, ref packet);
        if (fault == HepFault.None && !IsComplete(packet)) fault = HepFault.Incomplete;
        return fault == HepFault.None;
    }

    /// <summary>
    /// Length of the packet at the front of a stream; 0 while its head has not come, −1 when it is no HEP3: only
    /// version 3 says where it ends.
    /// </summary>
    public static int LengthOf(ReadOnlySpan<byte> stream)
    {
        int known = Math.Min(stream.Length, Magic.Length);
        if (!stream[..known].SequenceEqual(Magic[..known])) return -1;
        if (stream.Length < HeadBytes) return 0;
        int length = Short(stream[4..]);
        return length <= HeadBytes ? -1 : length;
    }

    private static bool IsComplete(in HepPacket packet) =>
        packet.SourceAddress.Length is 4 or 16 && packet.DestinationAddress.Length == packet.SourceAddress.Length
        && !packet.Payload.IsEmpty;

    private static HepFault ReadChunks(ReadOnlySpan<byte> bytes, ref HepPacket packet)
    {
        packet.Version = 3;
        int length = LengthOf(bytes);
        if (length <= 0 || length > bytes.Length) return HepFault.BadLength;
        ReadOnlySpan<byte> rest = bytes[HeadBytes..length];
        for (int chunks = 0; !rest.IsEmpty; chunks++)
        {
            if (chunks == ChunksMax) return HepFault.TooManyChunks;
            if (rest.Length < ChunkHeadBytes) return HepFault.BadLength;
            int chunk = Short(rest[4..]);
            if (chunk < ChunkHeadBytes || chunk > rest.Length) return HepFault.BadLength;
            // Chunks of a vendor of its own are that vendor's affair.
            if (Short(rest) == 0)
                Take(ref packet, Short(rest[2..]), rest[ChunkHeadBytes..chunk]);
            rest = rest[chunk..];
        }
        return HepFault.None;
    }

    private static void Take(ref HepPacket packet, int type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case 0x02: packet.Transport = value.IsEmpty ? (byte)0 : value[0]; break;
            case 0x03 when value.Length == 4: packet.SourceAddress = value; break;
            case 0x04 when value.Length == 4: packet.DestinationAddress = value; break;
            case 0x05 when value.Length == 16: packet.SourceAddress = value; break;
            case 0x06 when value.Length == 16: packet.DestinationAddress = value; break;
            case 0x07 when value.Length == 2: packet.SourcePort = Short(value); break;
            case 0x08 when value.Length == 2: packet.DestinationPort = Short(value); break;
            case 0x09 when value.Length == 4: packet.AtUnixMilliseconds += Number(value) * 1000L; break;
            case 0x0a when value.Length == 4: packet.AtUnixMilliseconds += Number(value) / 1000; break;
            case 0x0b when value.Length == 1: packet.Protocol = (HepProtocol)value[0]; break;
            case 0x0c when value.Length == 4: packet.CaptureId = Number(value); break;
            case 0x0e: packet.AuthenticationKey = value; break;
            case 0x0f: packet.Payload = value; break;
            case 0x10:
                packet.Payload = value;
                packet.IsCompressed = true;
                break;
            case 0x11: packet.CorrelationId = value; break;
            case 0x13: packet.NodeName = value; break;
        }
    }

    private static int Short(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadUInt16BigEndian(value);

    private static uint Number(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadUInt32BigEndian(value);
}
