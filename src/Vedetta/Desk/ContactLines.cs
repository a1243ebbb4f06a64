using System.Collections.Immutable;
using System.Globalization;
using Vedetta.CallGate;
using Vedetta.Engine.Gate;

namespace Vedetta.Desk;

/// <summary>Protected contacts as somebody typed them, one a line: number, then whose it is.</summary>
/// <param name="Contacts">The contacts, in order.</param>
/// <param name="BadLines">Numbers of the lines without a contact, from 1.</param>
internal sealed record ContactLines(ImmutableArray<(string Number, string Name)> Contacts, ImmutableArray<int> BadLines)
{
    /// <summary>Most lines at once.</summary>
    public const int LinesMax = 1_000;

    private const int BadShown = 10;

    /// <summary>The bad lines as a reader is told them; at most the first ten.</summary>
    public string Bad => string.Join(", ", BadLines.Take(BadShown).Select(l => l.ToString(CultureInfo.InvariantCulture)))
        + (BadLines.Length > BadShown ? " …" : "");

    /// <summary>Reads the lines; empty ones are none.</summary>
    public static ContactLines Read(string text)
    {
        var contacts = ImmutableArray.CreateBuilder<(string, string)>();
        var bad = ImmutableArray.CreateBuilder<int>();
        foreach ((int index, string line) in text.Split('\n').Index())
        {
            if (line.Trim().Length == 0) continue;
            (string number, string name) = Split(line.Trim());
            if (GateActs.IsContact(number) && name.Length <= GateRules.TextMax) contacts.Add((number, name));
            else bad.Add(index + 1);
        }
        return new ContactLines(contacts.ToImmutable(), bad.ToImmutable());
    }

    // The number is what is written in digits and the signs numbers are written with; the rest is the name.
    private static (string Number, string Name) Split(string line)
    {
        int end = 0;
        while (end < line.Length && (char.IsAsciiDigit(line[end]) || "+ -/().*\t".Contains(line[end], StringComparison.Ordinal)))
            end++;
        return (line[..end].Trim(), line[end..].TrimStart(',', ';', ':', ' ', '\t'));
    }
}
