using System.Text;

namespace Vedetta.Engine.Sip;

/// <summary>A list of parameters <c>;name=value;name</c> as written, of a header field's value or a URI.</summary>
/// <param name="text">The list from its first semicolon on.</param>
public readonly ref struct SipParameters(ReadOnlySpan<byte> text)
{
    /// <summary>The list as written.</summary>
    public ReadOnlySpan<byte> Text { get; } = text;

    /// <summary>
    /// The value of a parameter, names in any case; false when it is not there. Empty when it has none.
    /// </summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> rest = Text;
        while (TakeNext(ref rest, out ReadOnlySpan<byte> one))
        {
            int equals = one.IndexOf((byte)'=');
            ReadOnlySpan<byte> found = SipText.Trim(equals < 0 ? one : one[..equals]);
            if (!Ascii.EqualsIgnoreCase(found, name)) continue;
            value = equals < 0 ? default : SipText.Trim(one[(equals + 1)..]);
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>Whether every parameter has a token as name and, after an equals sign, a value.</summary>
    internal bool IsWellFormed()
    {
        ReadOnlySpan<byte> rest = SipText.Trim(Text);
        if (!rest.IsEmpty && rest[0] != ';') return false;
        while (TakeNext(ref rest, out ReadOnlySpan<byte> one))
        {
            int equals = one.IndexOf((byte)'=');
            if (!SipText.IsToken(SipText.Trim(equals < 0 ? one : one[..equals]))) return false;
            if (equals >= 0 && !IsValue(SipText.Trim(one[(equals + 1)..]))) return false;
        }
        return true;
    }

    // A token, a host (brackets and colons of IPv6) or a quoted string.
    private static bool IsValue(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return false;
        return value[0] == '"' ? SipText.QuotedLength(value) == value.Length : value.IndexOfAny(SipText.White) < 0;
    }

    private static bool TakeNext(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> one)
    {
        one = default;
        int semicolon = rest.IndexOf((byte)';');
        if (semicolon < 0) return false;
        rest = rest[(semicolon + 1)..];
        int next = SipText.IndexOutside(rest, (byte)';');
        one = next < 0 ? rest : rest[..next];
        rest = next < 0 ? default : rest[next..];
        return true;
    }
}
