using System.Text;
using System.Text.RegularExpressions;

namespace Vedetta.Engine.Phone;

/// <summary>
/// What is dialled before a national number: a trunk prefix such as 0, a carrier's code, or a local number that gets
/// its area code. Semantics of libphonenumber's <c>maybeStripNationalPrefixAndCarrierCode</c>.
/// </summary>
internal sealed class NationalPrefix
{
    private readonly DigitAutomaton? _plain;
    private readonly Regex? _grouped;
    private readonly int _groups;
    private readonly string? _rule;

    private NationalPrefix(string pattern, string? rule)
    {
        if (!pattern.Contains('$', StringComparison.Ordinal) && !HasGroup(pattern))
        {
            _plain = DigitAutomaton.Of([pattern]);
            return;
        }
        // Patterns with groups are few and short; their groups are what the rule writes.
        _grouped = new Regex($@"\G(?:{pattern})", RegexOptions.CultureInvariant);
        _groups = _grouped.GetGroupNumbers().Length - 1;
        _rule = rule;
    }

    /// <summary>The prefix of a plan; null when it has none.</summary>
    public static NationalPrefix? Of(PhonePlan plan) =>
        plan.NationalPrefix is { } pattern ? new NationalPrefix(pattern, plan.TransformRule) : null;

    /// <summary>
    /// Takes the prefix off, or writes the number as the rule says, unless that makes a number of the plan one that is
    /// none.
    /// </summary>
    /// <param name="dialled">Digits, values 0 to 9.</param>
    /// <param name="region">The plan.</param>
    /// <param name="room">Where a rewritten number is put.</param>
    public ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> dialled, PhoneRegion region, Span<byte> room)
    {
        ReadOnlySpan<byte> rest;
        if (_plain is not null)
        {
            int length = _plain.LongestBeginning(dialled);
            if (length <= 0) return dialled;
            rest = dialled[length..];
        }
        else if (!TryRewrite(dialled, room, out int written)) return dialled;
        else rest = room[..written];
        return region.Fits(dialled) && !region.Fits(rest) ? dialled : rest;
    }

    private bool TryRewrite(ReadOnlySpan<byte> dialled, Span<byte> room, out int written)
    {
        written = 0;
        string text = string.Create(dialled.Length, dialled, (chars, digits) =>
        {
            for (int i = 0; i < digits.Length; i++) chars[i] = (char)('0' + digits[i]);
        });
        Match match = _grouped!.Match(text);
        if (!match.Success) return false;
        string start = _rule is not null && match.Groups[_groups].Success ? match.Result(_rule) : "";
        if (start.Length + text.Length - match.Length > room.Length) return false;
        foreach (char c in start) room[written++] = (byte)(c - '0');
        foreach (char c in text.AsSpan(match.Length)) room[written++] = (byte)(c - '0');
        return true;
    }

    private static bool HasGroup(string pattern)
    {
        for (int at = pattern.IndexOf('('); at >= 0; at = pattern.IndexOf('(', at + 1))
            if (!pattern.AsSpan(at).StartsWith("(?:")) return true;
        return false;
    }
}
