using System.Buffers.Binary;
using System.Text;

namespace Vedetta.Engine.Tests.Hep;

/// <summary>Writes a packet of version 3 as a border controller would.</summary>
internal sealed record HepText
{
    public const long At = 1_767_225_600_250;

    public required string Payload { get; init; }

    public string Node { get; init; } = "";

    public string Correlation { get; init; } = "";

    public string Key { get; init; } = "";

    public long AtUnixMilliseconds { get; init; } = At;

    public bool IsLong { get; init; }

    public byte[] Bytes()
    {
        int size = IsLong ? 16 : 4;
        byte[] source = new byte[size], destination = new byte[size];
        (source[^1], destination[^1]) = (1, 2);
        byte[] chunks =
        [
            .. Chunk(1, [IsLong ? (byte)10 : (byte)2]), .. Chunk(2, [17]),
            .. Chunk(IsLong ? 5 : 3, source), .. Chunk(IsLong ? 6 : 4, destination),
            .. Chunk(7, [0x13, 0xC4]), .. Chunk(8, [0x13, 0xC4]),
            .. Chunk(9, Number((uint)(AtUnixMilliseconds / 1000))),
            .. Chunk(10, Number((uint)(AtUnixMilliseconds % 1000 * 1000))),
            .. Chunk(11, [1]), .. Chunk(12, Number(2001)), .. Text(0x13, Node), .. Text(0x11, Correlation), .. Text(0x0e, Key),
            .. Chunk(0x7777, [1, 2, 3]), .. Vendor(), .. Text(0x0f, Payload),
        ];
        byte[] head = [.. "HEP3"u8, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), (ushort)(chunks.Length + 6));
        return [.. head, .. chunks];
    }

    private static byte[] Vendor() => [0, 2, 0, 0x0f, 0, 7, 9];

    private static byte[] Text(int type, string text) => text.Length == 0 ? [] : Chunk(type, Encoding.Latin1.GetBytes(text));

    private static byte[] Chunk(int type, byte[] value) =>
        [0, 0, (byte)(type >> 8), (byte)type, (byte)((value.Length + 6) >> 8), (byte)(value.Length + 6), .. value];

    private static byte[] Number(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
