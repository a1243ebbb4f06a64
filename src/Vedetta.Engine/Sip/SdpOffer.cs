namespace Vedetta.Engine.Sip;

/// <summary>What a session description tells of the machine that wrote it (RFC 8866, 5).</summary>
public static class SdpOffer
{
    /// <summary>Longest origin told, in bytes.</summary>
    public const int OriginBytesMax = 160;

    private const int LinesMax = 64;

    /// <summary>
    /// Writes what does not change from call to call of one machine: user name and address of <c>o=</c>, session name,
    /// payload types of the first medium. Returns the bytes written; 0 when the body holds no session description.
    /// </summary>
    /// <param name="body">The message's body; a session description as such or as a part of several.</param>
    /// <param name="into">Room for <see cref="OriginBytesMax"/> bytes.</param>
    public static int WriteOrigin(ReadOnlySpan<byte> body, Span<byte> into)
    {
        int start = body.StartsWith("v=0"u8) ? 0 : body.IndexOf("\nv=0"u8) + 1;
        if (start == 0 && !body.StartsWith("v=0"u8)) return 0;
        var parts = new Parts();
        ReadOnlySpan<byte> rest = body[start..];
        for (int i = 0; i < LinesMax && !rest.IsEmpty && !parts.IsWhole; i++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = SipText.TrimEnd(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Length > 2 && line[1] == '=') parts.Take(line[0], line[2..]);
        }
        return parts.Write(into[..OriginBytesMax]);
    }

    private ref struct Parts
    {
        private ReadOnlySpan<byte> _user, _address, _name, _formats;

        public readonly bool IsWhole => !_formats.IsEmpty;

        public void Take(byte type, ReadOnlySpan<byte> value)
        {
            if (type == 'o')
            {
                _user = Field(value, 0);
                _address = Field(value, 5);
            }
            else if (type == 's')
            {
                _name = value;
            }
            else if (type == 'm')
            {
                _formats = FromField(value, 3);
            }
        }

        public readonly int Write(Span<byte> into)
        {
            if (_address.IsEmpty) return 0;
            int written = 0;
            Append(into, ref written, "o="u8, _user);
            Append(into, ref written, " "u8, _address);
            Append(into, ref written, " s="u8, _name);
            Append(into, ref written, " m="u8, _formats);
            return written;
        }

        private static void Append(Span<byte> into, ref int written, ReadOnlySpan<byte> mark, ReadOnlySpan<byte> value)
        {
            if (written + mark.Length > into.Length) return;
            mark.CopyTo(into[written..]);
            written += mark.Length;
            value = value[..Math.Min(value.Length, into.Length - written)];
            value.CopyTo(into[written..]);
            written += value.Length;
        }

        private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> value, int index)
        {
            ReadOnlySpan<byte> from = FromField(value, index);
            int end = from.IndexOf((byte)' ');
            return end < 0 ? from : from[..end];
        }

        private static ReadOnlySpan<byte> FromField(ReadOnlySpan<byte> value, int index)
        {
            for (; index > 0; index--)
            {
                int space = value.IndexOf((byte)' ');
                if (space < 0) return default;
                value = value[(space + 1)..];
            }
            return value;
        }
    }
}
