using System.Buffers.Text;
using System.Text;

namespace Vedetta.Engine.Sip;

/// <summary>As what a message is judged.</summary>
public enum SipRole
{
    /// <summary>An element that answers requests itself, and gets the answers to its own.</summary>
    Endpoint,

    /// <summary>An element that sends requests on.</summary>
    Proxy,
}

/// <summary>What becomes of a message.</summary>
public enum SipOutcome
{
    /// <summary>It keeps to the rules.</summary>
    Accept,

    /// <summary>A request that is answered with <see cref="SipVerdict.Status"/>.</summary>
    Refuse,

    /// <summary>A response nobody can use, dropped without a word.</summary>
    Discard,
}

/// <summary>The judgement on one message.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Status">Status to refuse it with; 0 otherwise.</param>
/// <param name="Why">What is wrong, in English for logs and reason phrases; empty when nothing is.</param>
public readonly record struct SipVerdict(SipOutcome Outcome, int Status = 0, string Why = "")
{
    internal static SipVerdict Accept => new(SipOutcome.Accept);

    internal static SipVerdict Refuse(int status, string why) => new(SipOutcome.Refuse, status, why);

    internal static SipVerdict Discard(string why) => new(SipOutcome.Discard, 0, why);
}

/// <summary>
/// Judges messages strictly: RFC 3261 (8.1.3, 8.2, 16.3), and where the grammar is broken as RFC 4475 names it, even
/// where that leaves it to the reader to be kind.
/// </summary>
public static class SipRules
{
    private const int ForwardsMax = 255;

    // Extensions that change nothing for who answers finally, without a session of his own.
    private static readonly string[] KnownOptions =
        ["100rel", "timer", "replaces", "path", "histinfo", "privacy", "precondition", "norefersub", "gruu"];

    private static readonly string[] SessionTypes = ["application/sdp", "multipart/"];
    private static readonly string[] AcceptedTypes = ["application/sdp", "application/*", "*/*"];

    /// <summary>Judges a message.</summary>
    public static SipVerdict Judge(in SipMessage message, SipRole role)
    {
        if (!message.IsRequest) return JudgeResponse(message);
        if (!Ascii.EqualsIgnoreCase(message.Version, "SIP/2.0"u8))
            return SipVerdict.Refuse(505, "Version Not Supported");
        if (SipSyntax.FaultOf(message) is { } syntax) return SipVerdict.Refuse(400, syntax);
        if (!message.TryCSeq(out _, out ReadOnlySpan<byte> method)) return SipVerdict.Refuse(400, "Bad CSeq");
        // 501 first: of a method nobody knows, the mismatch is not ours to judge (RFC 4475, 3.1.2.18).
        if (message.Method == SipMethod.Unknown) return SipVerdict.Refuse(501, "Not Implemented");
        if (!method.SequenceEqual(message.MethodName)) return SipVerdict.Refuse(400, "CSeq Of Another Method");
        return JudgeTarget(message) is { Outcome: not SipOutcome.Accept } target ? target : JudgeNeeds(message, role);
    }

    private static SipVerdict JudgeResponse(in SipMessage message)
    {
        if (message.Status == 0) return SipVerdict.Discard("Bad Status");
        if (!message.TryCSeq(out _, out _)) return SipVerdict.Discard("Bad CSeq");
        if (SipSyntax.MissingOf(message) is { } missing) return SipVerdict.Discard(missing);
        // What has more than our own Via was meant for somebody else (RFC 3261, 8.1.3.3).
        return CountVias(message) == 1 ? SipVerdict.Accept : SipVerdict.Discard("Not For Us");
    }

    private static SipVerdict JudgeTarget(in SipMessage message)
    {
        SipUri.TryRead(message.RequestUri, out SipUri target);
        if (target.Scheme == SipScheme.Other) return SipVerdict.Refuse(416, "Unsupported URI Scheme");
        if (message.Method != SipMethod.Register) return SipVerdict.Accept;
        // A registrar keeps addresses of sip: and sips: only (RFC 3261, 10.3).
        SipAddress.TryRead(message[SipHeader.To], out SipAddress to);
        SipUri.TryRead(to.Uri, out SipUri record);
        return record.Scheme is SipScheme.Sip or SipScheme.Sips
            ? SipVerdict.Accept
            : SipVerdict.Refuse(400, "To Is Not A SIP Address");
    }

    private static SipVerdict JudgeNeeds(in SipMessage message, SipRole role)
    {
        if (role == SipRole.Proxy)
        {
            if (Forwards(message) == 0) return SipVerdict.Refuse(483, "Too Many Hops");
            return AreKnown(message[SipHeader.ProxyRequire]) ? SipVerdict.Accept : BadExtension;
        }
        if (!AreKnown(message[SipHeader.Require])) return BadExtension;
        if (message.Method != SipMethod.Invite) return SipVerdict.Accept;
        if (!IsEmptyOrNames(message[SipHeader.ContentType], SessionTypes))
            return SipVerdict.Refuse(415, "Unsupported Media Type");
        return IsEmptyOrNames(message[SipHeader.Accept], AcceptedTypes)
            ? SipVerdict.Accept
            : SipVerdict.Refuse(406, "Not Acceptable");
    }

    private static SipVerdict BadExtension => SipVerdict.Refuse(420, "Bad Extension");

    private static int Forwards(in SipMessage message) =>
        Utf8Parser.TryParse(message[SipHeader.MaxForwards], out int left, out _) ? left : ForwardsMax;

    private static bool IsEmptyOrNames(ReadOnlySpan<byte> types, string[] known)
    {
        while (!types.IsEmpty)
        {
            ReadOnlySpan<byte> type = TakeItem(ref types);
            foreach (string one in known)
                if (type.Length >= one.Length && Ascii.EqualsIgnoreCase(type[..one.Length], one)) return true;
            if (types.IsEmpty) return false;
        }
        return true;
    }

    private static bool AreKnown(ReadOnlySpan<byte> options)
    {
        while (!options.IsEmpty)
        {
            ReadOnlySpan<byte> option = TakeItem(ref options);
            if (!option.IsEmpty && !IsKnown(option)) return false;
        }
        return true;
    }

    private static bool IsKnown(ReadOnlySpan<byte> option)
    {
        foreach (string known in KnownOptions)
            if (Ascii.EqualsIgnoreCase(option, known)) return true;
        return false;
    }

    private static ReadOnlySpan<byte> TakeItem(scoped ref ReadOnlySpan<byte> list)
    {
        int comma = list.IndexOf((byte)',');
        ReadOnlySpan<byte> item = SipText.Trim(comma < 0 ? list : list[..comma]);
        list = comma < 0 ? default : list[(comma + 1)..];
        return item;
    }

    private static int CountVias(in SipMessage message)
    {
        int count = 0;
        SipLines lines = message.Lines;
        while (lines.MoveNext())
        {
            if (lines.Header != SipHeader.Via) continue;
            ReadOnlySpan<byte> rest = lines.Value;
            while (SipVia.TryRead(rest, out SipVia via))
            {
                count++;
                rest = via.Rest;
            }
        }
        return count;
    }
}
