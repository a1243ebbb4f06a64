using System.Collections.Frozen;
using System.Text;

namespace Vedetta.Engine.Cdr;

/// <summary>What a column or key of a call record holds.</summary>
public enum CallField : byte
{
    /// <summary>Nothing the product reads.</summary>
    None = 0,

    /// <summary>Start of the call.</summary>
    At,

    /// <summary>When it was answered.</summary>
    AnsweredAt,

    /// <summary>When it ended.</summary>
    EndedAt,

    /// <summary>The number shown as caller.</summary>
    From,

    /// <summary>The number called.</summary>
    To,

    /// <summary>The number called first, where <see cref="To"/> is only a step of the dialplan.</summary>
    DialledTo,

    /// <summary>Id of the call.</summary>
    CallId,

    /// <summary>Second part of the id.</summary>
    CallIdNode,

    /// <summary>Id of the first leg of a call of several.</summary>
    LinkedId,

    /// <summary>Seconds from start to end, or of talk where the layout has only one.</summary>
    Duration,

    /// <summary>Seconds of talk.</summary>
    Talk,

    /// <summary>Seconds of ringing.</summary>
    Ring,

    /// <summary>How it ended, in the layout's words.</summary>
    Outcome,

    /// <summary>Final SIP status.</summary>
    Status,

    /// <summary>Cause of the release (ITU-T Q.850).</summary>
    Cause,

    /// <summary>Part of the dialplan it came in through.</summary>
    Context,

    /// <summary>Name of the channel it came in on.</summary>
    Channel,

    /// <summary>Inbound or outbound, in the layout's words.</summary>
    Direction,

    /// <summary>The trunk.</summary>
    Trunk,

    /// <summary>Address the signalling came from.</summary>
    SourceAddress,

    /// <summary>User-Agent of the caller's side.</summary>
    UserAgent,

    /// <summary>What is observed, where a layout has a row for each event: an event's or SIP method's name.</summary>
    Event,

    /// <summary>Details of an event, as JSON.</summary>
    EventDetail,

    /// <summary>Subject of a complaint.</summary>
    Subject,

    /// <summary>Place of who complains.</summary>
    Place,
}

/// <summary>Names that columns and keys go by, in many products.</summary>
internal static class CallFieldNames
{
    private static readonly FrozenDictionary<string, CallField> Fields = new (CallField Field, string Names)[]
    {
        (CallField.At, "start start_time starttime start_date start_date_time start_stamp start_epoch start_uepoch calldate "
            + "call_date call_time call_start call_start_time call_started_at started_at time_start time timestamp date "
            + "datetime date_time begin begin_time setup_time setuptime invite_time time_seconds timeseconds "
            + "datetimeorigination created created_at created_time create_date inizio data data_ora debut date_heure beginn "
            + "datum eventtime time_begin connect_date"),
        (CallField.AnsweredAt, "answer answer_time answered_at answer_stamp answer_epoch answer_uepoch time_answered "
            + "answered_time connect_time datetimeconnect time_answer"),
        (CallField.EndedAt, "end end_time endtime end_stamp end_epoch end_uepoch time_end ended_at hangup_time "
            + "disconnect_time datetimedisconnect release_time time_release fine fin ende call_end stop_time"),
        (CallField.From, "from src source caller caller_id callerid caller_number caller_id_number calling calling_number "
            + "callingpartynumber calling_party_number calling_party from_number from_no from_user cli ani a_number anumber "
            + "orig_number origin originating_number src_user source_number call_from phone_from chiamante appelant anrufer "
            + "clid cidnum orig_from_user orig_ani nas_ani callingnumber caller_num"),
        (CallField.To, "to dst destination callee called called_number dialed_number dialled_number destination_number "
            + "dest to_number to_no to_user cld dnis did b_number bnumber called_party calledpartynumber call_to dst_user "
            + "originalcalledpartynumber ruri_user phone_to chiamato appele angerufener term_to_user term_number "
            + "callednumber dialed dialed_no dial_no exten recipient"),
        (CallField.DialledTo, "dnid"),
        (CallField.CallId, "call_id callid uniqueid unique_id uuid id_call sip_call_id cdr_id call_uuid "
            + "globalcallid_callid orig_callid callleg_id acct_session_id"),
        (CallField.CallIdNode, "globalcallid_callmanagerid"),
        (CallField.LinkedId, "linkedid linked_id"),
        (CallField.Duration, "duration call_duration total_duration duration_s duration_sec duration_seconds length "
            + "seconds durata duree dauer time_duration"),
        (CallField.Talk, "billsec bill_sec talk_time talktime talk_duration billable_seconds billed_duration "
            + "conversation_time time_talking bill_seconds billable_duration connected_seconds"),
        (CallField.Ring, "ring_time ringtime ring_duration ring_s ring_seconds pdd_ring waitsec"),
        (CallField.Outcome, "disposition call_status callstatus outcome result hangup_cause release_reason "
            + "call_result termination_reason reason_terminated reason esito resultat ergebnis state release_cause_text "
            + "status"),
        (CallField.Status, "sip_code sip_status response_code sip_term_status status_code final_status"),
        (CallField.Cause, "hangup_cause_q850 cause cause_code q850 release_cause destcause_value disconnect_cause"),
        (CallField.Context, "dcontext context"),
        (CallField.Channel, "channel chan_name channame channel_name"),
        (CallField.Direction, "direction call_direction calltype call_type type direzione sens richtung"),
        (CallField.Trunk, "trunk trunk_name src_trunk_name srctrunk carrier gateway sip_gateway_name origdevicename "
            + "ingress_trunk trunk_in source_trunk"),
        (CallField.SourceAddress, "source_ip src_ip srcip sip_network_ip network_addr remote_ip caller_ip ip_address "
            + "sip_received_ip origipaddr ip"),
        (CallField.UserAgent, "user_agent useragent sip_user_agent ua"),
        (CallField.Event, "method event eventtype event_type"),
        (CallField.EventDetail, "eventextra"),
    }.SelectMany(f => f.Names.Split(' '), (field, name) => (field.Field, name))
        .ToFrozenDictionary(n => n.name, n => n.Field, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, CallField>.AlternateLookup<ReadOnlySpan<char>> ByText =
        Fields.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The field of a name, whatever its case and punctuation.</summary>
    public static CallField Find(ReadOnlySpan<byte> name)
    {
        const int longest = 64;
        if (name.Length is 0 or > longest) return CallField.None;
        Span<char> letters = stackalloc char[longest];
        letters = letters[..Encoding.UTF8.GetChars(name, letters)];
        if (!Ascii.IsValid(letters)) return Find(letters.ToString().Normalize(NormalizationForm.FormD));
        return Find(letters);
    }

    // Lower case, words joined by underscores, accents dropped.
    private static CallField Find(ReadOnlySpan<char> name)
    {
        Span<char> plain = stackalloc char[name.Length];
        int length = 0;
        foreach (char c in name)
        {
            if (char.IsAsciiLetterOrDigit(c)) plain[length++] = char.ToLowerInvariant(c);
            else if (c < 0x80 && length > 0 && plain[length - 1] != '_') plain[length++] = '_';
        }
        return ByText.TryGetValue(plain[..length].TrimEnd('_'), out CallField field) ? field : CallField.None;
    }
}
