using Vedetta.Engine.Tiles;

namespace Vedetta.Engine.Floods;

/// <summary>
/// A telephone number in 64 bits: one half-byte a character from the left, so that numbers of one range are neighbours
/// and a range is a mask. What is no number (a SIP user, a pseudonym) is its hash and has no range. Not a parser: the
/// number is taken as it was written.
/// </summary>
internal readonly record struct NumberKey(ulong Bits) : IComparable<NumberKey>
{
    /// <summary>Most characters, a leading plus counted.</summary>
    public const int LengthMax = 16;

    private const uint Plus = 0xB, Opaque = 0xF;

    private static readonly string[] WithheldWords = ["anonymous", "restricted", "unavailable", "unknown", "private"];

    /// <summary>No number was shown.</summary>
    public bool IsWithheld => Bits == 0;

    /// <summary>Whether it has digits and so belongs to ranges.</summary>
    public bool IsNumber => Bits != 0 && Bits >> 60 != Opaque;

    /// <summary>Characters, a leading plus counted.</summary>
    public int Length => IsNumber ? LengthMax - System.Numerics.BitOperations.TrailingZeroCount(Bits) / 4 : 0;

    private bool HasPlus => Bits >> 60 == Plus;

    /// <summary>The key of a number as written; visual separators are left out.</summary>
    public static NumberKey Of(string number)
    {
        ulong bits = 0;
        int length = 0;
        foreach (char c in number)
        {
            if (c is ' ' or '-' or '.' or '(' or ')' or '/') continue;
            uint nibble = c == '+' && length == 0 ? Plus : char.IsAsciiDigit(c) ? (uint)(c - '0') + 1 : 0;
            if (nibble == 0 || length == LengthMax) return OfText(number);
            bits |= (ulong)nibble << (60 - 4 * length++);
        }
        return new NumberKey(bits);
    }

    /// <summary>The range of its first <paramref name="digits"/> digits; the number itself when it has no more.</summary>
    public NumberKey Range(int digits) => IsNumber ? new NumberKey(Bits & Mask(digits + (HasPlus ? 1 : 0))) : this;

    /// <summary>Its digits, the plus not counted.</summary>
    public int Digits => Length - (HasPlus ? 1 : 0);

    /// <summary>Whether it lies in a range.</summary>
    public bool IsIn(NumberKey range) => IsNumber && (Bits & Mask(range.Length)) == range.Bits;

    /// <summary>The highest key of the range that this key names.</summary>
    public ulong RangeEnd => Bits | ~Mask(Length);

    /// <summary>Digits that two keys have in common from the left; as many as both have when equal.</summary>
    public int SharedDigits(NumberKey other)
    {
        if (!IsNumber || !other.IsNumber || HasPlus != other.HasPlus) return 0;
        int shared = System.Numerics.BitOperations.LeadingZeroCount(Bits ^ other.Bits) / 4;
        return Math.Min(Math.Min(shared, Length), other.Length) - (HasPlus ? 1 : 0);
    }

    /// <summary>Its value as a whole number; 0 for what is no number.</summary>
    public long Value
    {
        get
        {
            long value = 0;
            for (int i = HasPlus ? 1 : 0; i < Length; i++) value = value * 10 + (long)((Bits >> (60 - 4 * i)) & 0xF) - 1;
            return value;
        }
    }

    /// <inheritdoc/>
    public int CompareTo(NumberKey other) => Bits.CompareTo(other.Bits);

    /// <summary>The number; "#" and its hash for what is none, empty when withheld.</summary>
    public override string ToString() => IsWithheld ? "" : IsNumber ? Written() : $"#{Bits:x}";

    private string Written() => string.Create(Length, Bits, static (text, bits) =>
    {
        for (int i = 0; i < text.Length; i++)
        {
            uint nibble = (uint)(bits >> (60 - 4 * i)) & 0xF;
            text[i] = nibble == Plus ? '+' : (char)('0' + nibble - 1);
        }
    });

    private static NumberKey OfText(string text) => WithheldWords.Contains(text, StringComparer.OrdinalIgnoreCase)
        ? default : new NumberKey(((ulong)Opaque << 60) | (StableHash.Of(text) >> 4));

    private static ulong Mask(int nibbles) => nibbles switch
    {
        <= 0 => 0,
        >= LengthMax => ulong.MaxValue,
        _ => ~(ulong.MaxValue >> (4 * nibbles)),
    };
}
