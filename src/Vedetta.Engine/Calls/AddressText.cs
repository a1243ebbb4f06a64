using System.Buffers.Text;
using System.Net;
using System.Text;

namespace Vedetta.Engine.Calls;

/// <summary>Network addresses as text.</summary>
public static class AddressText
{
    /// <summary>Longest text, in bytes.</summary>
    public const int BytesMax = 64;

    /// <summary>Writes an address of 4 or 16 bytes; returns the bytes written, 0 for any other length.</summary>
    public static int Write(ReadOnlySpan<byte> address, Span<byte> into)
    {
        if (address.Length == 16) return WriteLong(new IPAddress(address), into);
        if (address.Length != 4) return 0;
        int written = 0;
        for (int i = 0; i < 4; i++)
        {
            if (i > 0) into[written++] = (byte)'.';
            Utf8Formatter.TryFormat(address[i], into[written..], out int digits);
            written += digits;
        }
        return written;
    }

    private static int WriteLong(IPAddress address, Span<byte> into) =>
        Encoding.ASCII.GetBytes((address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString(), into);
}
