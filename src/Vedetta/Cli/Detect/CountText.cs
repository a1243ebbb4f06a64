using System.Buffers.Text;

namespace Vedetta.Cli.Detect;

/// <summary>Reads a count: a whole number from 0 to <see cref="Max"/>, also written 12.0 or 1.2e3.</summary>
public static class CountText
{
    /// <summary>The largest count of one row; a million such rows still add up without overflow.</summary>
    public const long Max = 1_000_000_000_000;

    /// <summary>Reads <paramref name="text"/>; <paramref name="reason"/> says what is wrong.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long count, out string reason)
    {
        reason = "";
        if (Utf8Parser.TryParse(text, out count, out int used) && used == text.Length)
        {
            reason = count < 0 ? "is below 0" : count > Max ? $"is above {Max}" : "";
            return reason.Length == 0;
        }
        reason = text.IsEmpty ? "is empty" : "is not a whole number";
        if (!Utf8Parser.TryParse(text, out double number, out used) || used != text.Length) return false;
        if (!double.IsFinite(number)) return false;
        if (number < 0) reason = "is below 0";
        else if (number > Max) reason = $"is above {Max}";
        if (number is < 0 or > Max || Math.Floor(number) < number) return false;
        count = (long)number;
        return true;
    }

    /// <summary>Reads <paramref name="text"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long count) => TryParse(text, out count, out _);
}
