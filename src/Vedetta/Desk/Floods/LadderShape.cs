using System.Collections.Immutable;
using Vedetta.Intake.Calls;

namespace Vedetta.Desk.Floods;

/// <summary>One message in a ladder.</summary>
/// <param name="At">When.</param>
/// <param name="From">Column of the sender, from 0.</param>
/// <param name="To">Column of the receiver.</param>
/// <param name="Label">Method or status with its reason.</param>
/// <param name="Raw">The whole message.</param>
public sealed record LadderStep(DateTimeOffset At, int From, int To, string Label, string Raw);

/// <summary>The messages of one call between those who sent them: columns by address, rows in order of time.</summary>
/// <param name="Parties">Addresses, in the order they appear.</param>
/// <param name="Steps">Messages.</param>
public sealed record LadderShape(ImmutableArray<string> Parties, ImmutableArray<LadderStep> Steps)
{
    /// <summary>Most messages shown; the rest is in the evidence.</summary>
    public const int StepsMax = 60;

    private const int LabelMax = 48;

    /// <summary>Draws the messages of a call.</summary>
    public static LadderShape Of(IReadOnlyList<CallMessage> messages)
    {
        var parties = new List<string>();
        var steps = ImmutableArray.CreateBuilder<LadderStep>();
        foreach (CallMessage message in messages.Take(StepsMax))
            steps.Add(new LadderStep(
                message.At, Column(parties, message.Source), Column(parties, message.Destination), LabelOf(message.Bytes),
                System.Text.Encoding.UTF8.GetString(message.Bytes)));
        return new LadderShape([.. parties], steps.ToImmutable());
    }

    private static int Column(List<string> parties, string address)
    {
        int found = parties.IndexOf(address);
        if (found >= 0) return found;
        parties.Add(address);
        return parties.Count - 1;
    }

    // "INVITE sip:..." says its method, "SIP/2.0 180 Ringing" its status and reason (RFC 3261, 7.1 and 7.2).
    private static string LabelOf(ReadOnlySpan<byte> message)
    {
        int end = message.IndexOfAny((byte)'\r', (byte)'\n');
        string first = System.Text.Encoding.UTF8.GetString(message[..Math.Min(end < 0 ? message.Length : end, 200)]);
        string said = first.StartsWith("SIP/2.0 ", StringComparison.OrdinalIgnoreCase) ? first[8..] : first.Split(' ')[0];
        return said.Length <= LabelMax ? said : said[..LabelMax];
    }
}
