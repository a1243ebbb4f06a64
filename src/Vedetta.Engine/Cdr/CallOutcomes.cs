using System.Buffers.Text;
using System.Collections.Frozen;
using System.Text;

namespace Vedetta.Engine.Cdr;

/// <summary>How calls ended, as SIP statuses (RFC 3261, section 21).</summary>
internal static class CallOutcomes
{
    /// <summary>It was answered.</summary>
    public const int Answered = 200;

    /// <summary>Nobody answered.</summary>
    public const int NotAnswered = 480;

    /// <summary>The caller gave up.</summary>
    public const int GivenUp = 487;

    // Words of Asterisk, FreeSWITCH (Q.850 names), 3CX and of generic tables, lower case, words joined by underscores.
    private static readonly FrozenDictionary<string, int> Words = new (int Status, string Words)[]
    {
        (Answered, "answered answer answered_elsewhere connected completed success successful ok answered_by_agent risposta "
            + "risposto repondu angenommen answeredcall"),
        (NotAnswered, "no_answer noanswer not_answered unanswered missed missed_call non_risposto manque no_user_response "
            + "no_answer_from_user subscriber_absent voicemail notanswered not_connected user_not_registered noresponse "
            + "verpasst chanunavail"),
        (486, "busy user_busy occupato occupe besetzt line_busy"),
        (GivenUp, "cancel cancelled canceled originator_cancel abandoned abandon abbandonato lose_race"),
        (503, "congestion normal_circuit_congestion network_out_of_order switch_congestion channel_unavailable "
            + "normal_temporary_failure requested_chan_unavail"),
        (500, "failed failure error fail"),
        (404, "unallocated_number no_route_destination invalid_number_format not_found number_changed"),
        (603, "call_rejected rejected declined refused incoming_call_barred outgoing_call_barred"),
        (504, "recovery_on_timer_expire"),
    }.SelectMany(w => w.Words.Split(' '), (status, word) => (status.Status, word))
        .ToFrozenDictionary(w => w.word, w => w.Status, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ByText =
        Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The status of an outcome's word; 0 when it is not known.</summary>
    public static int OfWord(ReadOnlySpan<byte> word)
    {
        const int longest = 40;
        if (word.Length is 0 or > longest) return 0;
        Span<char> plain = stackalloc char[longest];
        int length = 0;
        foreach (byte b in word)
        {
            bool isWord = char.IsAsciiLetterOrDigit((char)b);
            if (isWord) plain[length++] = char.ToLowerInvariant((char)b);
            else if (length > 0 && plain[length - 1] != '_') plain[length++] = '_';
        }
        return ByText.TryGetValue(plain[..length], out int status) ? status : 0;
    }

    /// <summary>Whether a word names a Q.850 cause or outcome; for recognition.</summary>
    public static bool IsOutcome(string text) =>
        OfWord(Encoding.UTF8.GetBytes(text)) != 0
            || text is "NORMAL_CLEARING" or "NORMAL_UNSPECIFIED" or "ATTENDED_TRANSFER"
            or "BLIND_TRANSFER" or "PICKED_OFF" or "MEDIA_TIMEOUT" or "DESTINATION_OUT_OF_ORDER" or "ALLOTTED_TIMEOUT"
            or "INCOMPATIBLE_DESTINATION" or "BEARERCAPABILITY_NOTAVAIL" or "MANAGER_REQUEST" or "NONE";

    /// <summary>The status of a cause number (ITU-T Q.850, mapped as RFC 3398, 7.2.4.1); 0 for a normal end.</summary>
    public static int OfCause(ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out int cause, out int read) || read != text.Length) return 0;
        return cause switch
        {
            1 or 2 or 3 => 404,
            17 => 486,
            18 => 408,
            19 or 20 or 31 => NotAnswered,
            21 => 603,
            22 => 410,
            27 => 502,
            28 => 484,
            34 or 38 or 41 or 42 or 44 or 47 => 503,
            102 => 504,
            _ => 0,
        };
    }
}
