using System.IO.Compression;

namespace Vedetta.Engine.Hep;

/// <summary>Unpacks compressed payloads into bounded room.</summary>
public static class HepPayload
{
    /// <summary>Longest payload once unpacked, in bytes.</summary>
    public const int BytesMax = 65_535;

    private const byte GzipMark = 0x1f;

    /// <summary>Unpacks gzip (RFC 1952) or zlib (RFC 1950); false when it is neither or does not fit.</summary>
    /// <param name="payload">The payload as it came.</param>
    /// <param name="into">Where to, up to <see cref="BytesMax"/> bytes.</param>
    /// <param name="written">Bytes unpacked.</param>
    public static bool TryUnpack(ReadOnlySpan<byte> payload, byte[] into, out int written)
    {
        written = 0;
        if (payload.IsEmpty) return false;
        using var packed = new MemoryStream(payload.ToArray());
        using Stream unpacking = payload[0] == GzipMark
            ? new GZipStream(packed, CompressionMode.Decompress)
            : new ZLibStream(packed, CompressionMode.Decompress);
        try
        {
            int most = Math.Min(into.Length, BytesMax);
            written = unpacking.ReadAtLeast(into.AsSpan(0, most), most, throwOnEndOfStream: false);
            return written > 0 && (written < most || unpacking.ReadByte() < 0);
        }
        catch (InvalidDataException)
        {
            // The streams have no other word for "this is not compressed".
            return false;
        }
    }
}
