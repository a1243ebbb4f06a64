using System.Buffers.Text;

namespace Vedetta.Engine.Sip;

/// <summary>What of a request's form is wrong (RFC 3261, 8.1.1 and 25).</summary>
internal static class SipSyntax
{
    private static readonly SipHeader[] Single =
    [
        SipHeader.From, SipHeader.To, SipHeader.CallId, SipHeader.CSeq, SipHeader.MaxForwards, SipHeader.ContentLength,
        SipHeader.ContentType, SipHeader.Date,
    ];

    private static readonly SipHeader[] Needed =
        [SipHeader.Via, SipHeader.From, SipHeader.To, SipHeader.CallId, SipHeader.CSeq];

    /// <summary>The first thing that is wrong, in English; null when nothing is.</summary>
    public static string? FaultOf(in SipMessage message) =>
        !message.IsStartLineExact || !IsTarget(message.RequestUri) ? "Bad Request-Line"
        : message.HasOddLines ? "Bad Header Line"
        : RepeatedOf(message) ?? MissingOf(message)
        ?? (!message.IsLengthRight ? "Bad Content-Length"
        : !IsForwards(message) ? "Bad Max-Forwards"
        : !IsDate(message[SipHeader.Date]) ? "Bad Date"
        : AddressesOf(message));

    /// <summary>A field every message needs and this one lacks; null when it has all.</summary>
    public static string? MissingOf(in SipMessage message)
    {
        foreach (SipHeader header in Needed)
            if (message[header].IsEmpty) return $"Missing {header}";
        return null;
    }

    private static string? RepeatedOf(in SipMessage message)
    {
        foreach (SipHeader header in Single)
            if (message.CountOf(header) > 1) return $"More Than One {header}";
        return null;
    }

    // A Request-URI has no brackets and carries no header fields (RFC 3261, 19.1.1).
    private static bool IsTarget(ReadOnlySpan<byte> uri) =>
        uri.IndexOfAny("<>\""u8) < 0 && SipUri.TryRead(uri, out SipUri target) && target.Headers.IsEmpty;

    private static bool IsForwards(in SipMessage message)
    {
        ReadOnlySpan<byte> value = message[SipHeader.MaxForwards];
        if (value.IsEmpty) return message.CountOf(SipHeader.MaxForwards) == 0;
        return SipText.IsDigits(value) && Utf8Parser.TryParse(value, out int left, out _) && left <= 255;
    }

    // RFC 3261, 20.17 allows no time zone but GMT.
    private static bool IsDate(ReadOnlySpan<byte> value) => value.IsEmpty || value.EndsWith(" GMT"u8);

    private static string? AddressesOf(in SipMessage message)
    {
        SipLines lines = message.Lines;
        while (lines.MoveNext())
        {
            string? fault = lines.Header switch
            {
                SipHeader.Via => AreVias(lines.Value) ? null : "Bad Via",
                SipHeader.From => IsAddress(lines.Value) ? null : "Bad From",
                SipHeader.To => IsAddress(lines.Value) ? null : "Bad To",
                SipHeader.Contact => AreContacts(lines.Value) ? null : "Bad Contact",
                _ => null,
            };
            if (fault is not null) return fault;
        }
        return null;
    }

    private static bool IsAddress(ReadOnlySpan<byte> value) =>
        SipAddress.TryRead(value, out SipAddress address) && address.IsWellFormed && address.Rest.IsEmpty;

    private static bool AreContacts(ReadOnlySpan<byte> value)
    {
        if (value.SequenceEqual("*"u8)) return true;
        do
        {
            if (!SipAddress.TryRead(value, out SipAddress address) || !address.IsWellFormed) return false;
            value = address.Rest;
        }
        while (!value.IsEmpty);
        return true;
    }

    private static bool AreVias(ReadOnlySpan<byte> value)
    {
        do
        {
            if (!SipVia.TryRead(value, out SipVia via) || !via.Parameters.IsWellFormed()) return false;
            // The cookie promises an id behind it (RFC 4475, 3.2.1).
            if (via.Branch.SequenceEqual(SipVia.Cookie)) return false;
            value = via.Rest;
        }
        while (!value.IsEmpty);
        return true;
    }
}
