using System.Collections.Immutable;
using System.Text;

namespace Vedetta.Engine.Gate;

/// <summary>
/// What the decision port says, ready as bytes: the operator's word for "go on", the headers of refusals and the
/// addresses calls are diverted to.
/// </summary>
public sealed class GateAnswers
{
    private readonly byte[][] _refusals;
    private readonly byte[]?[] _diversions;

    /// <summary>Prepares the answers of a book.</summary>
    /// <param name="book">The rules; their targets become Contact lines.</param>
    /// <param name="passStatus">404 or 503: what makes the operator's border controller take its next route.</param>
    /// <param name="contact">Whom refused callers may turn to; null where nobody was named.</param>
    /// <param name="cardUrl">Address of the signed card of 608 (RFC 8688); empty for none.</param>
    public GateAnswers(GateBook book, int passStatus, RedressContact? contact, string cardUrl)
    {
        PassStatus = passStatus == 503 ? 503 : 404;
        string reason = contact is { IsReachable: true } ? Header("Reason",
            RedressCard.NetworkBlockedReason(contact)) : "";
        string card = cardUrl.Length > 0 ? Header("Call-Info", $"<{cardUrl}>;purpose=jwscard") : "";
        _refusals = [Bytes(card), Bytes(reason), []];
        _diversions = [.. book.Rules.Select(r =>
            r.Action.Act == GateAct.Divert ? Bytes(Header("Contact", $"<{r.Action.Target}>")) : null)];
    }

    /// <summary>The status of "go on".</summary>
    public int PassStatus { get; }

    /// <summary>The reason phrase of "go on".</summary>
    public ReadOnlySpan<byte> PassReason => PassStatus == 503 ? "Service Unavailable"u8 : "Not Found"u8;

    /// <summary>Status and phrase of a refusal.</summary>
    public static int Status(Refusal refusal, out ReadOnlySpan<byte> reason)
    {
        reason = refusal switch
        {
            Refusal.NetworkBlocked => "Network Blocked"u8,
            Refusal.Unwanted => "Unwanted"u8,
            _ => "Rejected"u8,
        };
        return refusal switch { Refusal.NetworkBlocked => 603, Refusal.Unwanted => 607, _ => 608 };
    }

    /// <summary>The header lines of a refusal.</summary>
    public ReadOnlySpan<byte> Headers(Refusal refusal) => _refusals[(int)refusal];

    /// <summary>The Contact line of a rule that diverts.</summary>
    public ReadOnlySpan<byte> Contact(int rule) => _diversions[rule];

    // A line break in a setting must not become one in a message.
    private static string Header(string name, string value) =>
        $"{name}: {string.Concat(value.Where(c => c is >= ' ' and < (char)127))}\r\n";

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}

/// <summary>Everything a decision follows from, exchanged as one.</summary>
/// <param name="Book">The rules at work.</param>
/// <param name="Trial">Rules in dry run; empty for none.</param>
/// <param name="Answers">What is said.</param>
/// <param name="Plan">How numbers without country code are meant.</param>
public sealed record GateState(GateBook Book, GateBook Trial, GateAnswers Answers, DialPlan Plan)
{
    /// <summary>Lets everything pass with 404.</summary>
    public static GateState Open { get; } = new(GateBook.Empty, GateBook.Empty,
        new GateAnswers(GateBook.Empty, 404, null, ""), new DialPlan());
}
