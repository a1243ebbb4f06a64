using System.Buffers.Text;
using System.Collections.Immutable;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Tiles;

namespace Vedetta.Engine.Signals;

/// <summary>What makes the fields of one line a signal: which are needed, and which values are believable.</summary>
internal static class SignalRules
{
    /// <summary>Longest dimension value or name, in bytes of UTF-8.</summary>
    public const int NameBytesMax = 256;

    /// <summary>How far ahead of the receiver's clock a sender's may run.</summary>
    public const long AheadMillisecondsMax = 5 * 60 * 1000;

    /// <summary>2000-01-01T00:00:00Z.</summary>
    public const long EarliestUnixMilliseconds = 946_684_800_000;

    /// <summary>Longest waiting, handling or call time believed: 30 days.</summary>
    public const double SecondsMax = 30 * 86_400;

    /// <summary>Largest audience believed.</summary>
    public const double AudienceMax = 1e10;

    private const long PlanAheadMillisecondsMax = 10L * 366 * 86_400 * 1000;

    private static readonly ImmutableArray<string> ContactChannels = ["voice", "chat", "email", "sms", "whatsapp", "shop"];
    private static readonly ImmutableArray<string> NuisanceChannels = ["voice", "sms", "whatsapp"];
    private static readonly ImmutableArray<string> Outcomes = ["answered", "abandoned", "deflected"];
    private static readonly ImmutableArray<string> States = ["ok", "degraded", "down"];
    private static readonly ImmutableArray<string> Stages = ["start", "end"];
    private static readonly ImmutableArray<string> Plans = ["send-out", "maintenance", "campaign"];

    /// <summary>Fills <paramref name="line"/> from the fields said, or says what is wrong with them.</summary>
    public static bool TryRead(
        SaidFields said, SignalLine line, NameTable names, long nowUnixMilliseconds, out LineFault fault)
    {
        line.Side = null;
        line.Call = null;
        line.Observation = Observation.None;
        if (!TryTime(said, SignalField.At, nowUnixMilliseconds + AheadMillisecondsMax, out long at, out int offset, out fault))
            return false;
        (line.AtUnixMilliseconds, line.OffsetSeconds) = (at, offset);
        if (!TryKind(said, out SignalKind kind, out fault)) return false;
        line.Kind = kind;
        return kind switch
        {
            SignalKind.Report => TryReport(said, line, names, out fault),
            SignalKind.Contact => TryContact(said, line, names, out fault),
            SignalKind.Call => TryCall(said, line, names, out fault),
            SignalKind.Nuisance => TryNuisance(said, line, names, out fault),
            SignalKind.Health => TryHealth(said, line, names, out fault),
            _ => TryPlanned(said, line, names, nowUnixMilliseconds, out fault),
        };
    }

    private static bool TryReport(SaidFields said, SignalLine line, NameTable names, out LineFault fault)
    {
        if (!Needs(said, SignalField.Service, out fault)
            || !Fits(said, SignalField.Place, out fault) || !Fits(said, SignalField.Reason, out fault)
            || !Fits(said, SignalField.Network, out fault) || !Fits(said, SignalField.Source, out fault)) return false;
        line.Leaf = new Leaf(SignalKind.Report, names[said[SignalField.Service]], names[said[SignalField.Place]],
            names[said[SignalField.Reason]], names[said[SignalField.Network]]);
        line.Observation = Observation.None with { Source = said.Text(SignalField.Source) };
        return true;
    }

    private static bool TryContact(SaidFields said, SignalLine line, NameTable names, out LineFault fault)
    {
        if (!Needs(said, SignalField.Queue, out fault)
            || !OneOf(said, SignalField.Channel, ContactChannels, needed: true, out int channel, out fault)
            || !Fits(said, SignalField.Topic, out fault) || !Fits(said, SignalField.Place, out fault)
            || !Fits(said, SignalField.Customer, out fault)
            || !OneOf(said, SignalField.Outcome, Outcomes, needed: false, out int outcome, out fault)
            || !TryNumber(said, SignalField.WaitSeconds, SecondsMax, out double wait, out fault)
            || !TryNumber(said, SignalField.HandleSeconds, SecondsMax, out double handle, out fault)) return false;
        line.Leaf = new Leaf(SignalKind.Contact, names[said[SignalField.Queue]], ContactChannels[channel],
            names[said[SignalField.Topic]], names[said[SignalField.Place]]);
        line.Observation = new Observation(
            said.Text(SignalField.Customer), (ContactOutcome)(outcome + 1), wait, handle);
        return true;
    }

    private static bool TryCall(SaidFields said, SignalLine line, NameTable names, out LineFault fault)
    {
        if (!Needs(said, SignalField.CallId, out fault) || !Needs(said, SignalField.From, out fault)
            || !Needs(said, SignalField.To, out fault) || !Fits(said, SignalField.Trunk, out fault)
            || !Fits(said, SignalField.SourceIp, out fault) || !Fits(said, SignalField.UserAgent, out fault)
            || !Fits(said, SignalField.Asserted, out fault) || !Fits(said, SignalField.DivertedBy, out fault)
            || !Fits(said, SignalField.SdpOrigin, out fault) || !TryAttestation(said, out char? attestation, out fault)
            || !OneOf(said, SignalField.Stage, Stages, needed: false, out int stage, out fault)
            || !TryNumber(said, SignalField.Status, 999, out double status, out fault)
            || !TryNumber(said, SignalField.RingSeconds, SecondsMax, out double ring, out fault)
            || !TryNumber(said, SignalField.DurationSeconds, SecondsMax, out double handle, out fault)) return false;
        line.Call = new CallAttempt
        {
            AtUnixMilliseconds = line.AtUnixMilliseconds,
            CallId = said.Text(SignalField.CallId)!,
            From = said[SignalField.From].SequenceEqual("anonymous"u8) ? "" : said.Text(SignalField.From)!,
            To = names[said[SignalField.To]],
            Asserted = said.Text(SignalField.Asserted) ?? "",
            DivertedBy = said.Text(SignalField.DivertedBy) ?? "",
            Trunk = names[said[SignalField.Trunk]],
            SourceAddress = names[said[SignalField.SourceIp]],
            UserAgent = names[said[SignalField.UserAgent]],
            SdpOrigin = names[said[SignalField.SdpOrigin]],
            Attestation = attestation,
            IsOutgoing = said[SignalField.Direction].SequenceEqual("out"u8),
            Stage = (CallStage)(stage + 1),
            Status = double.IsNaN(status) ? 0 : (int)status,
            RingSeconds = ring,
            DurationSeconds = handle,
        };
        line.Leaf = new Leaf(SignalKind.Call, line.Call.Trunk);
        line.Observation = Observation.None with { Source = said.Text(SignalField.From), HandleSeconds = handle };
        return true;
    }

    private static bool TryAttestation(SaidFields said, out char? attestation, out LineFault fault)
    {
        fault = default;
        ReadOnlySpan<byte> text = said[SignalField.Attestation];
        attestation = text.IsEmpty ? null : (char)(text[0] & ~0x20);
        return text.IsEmpty || (text.Length == 1 && attestation is >= 'A' and <= 'C')
            || Fault(said, SignalField.Attestation, "is not one of A, B, C", out fault);
    }

    private static bool TryNuisance(SaidFields said, SignalLine line, NameTable names, out LineFault fault)
    {
        if (!Needs(said, SignalField.Reporter, out fault)
            || !OneOf(said, SignalField.Channel, NuisanceChannels, needed: true, out int channel, out fault)
            || !Needs(said, SignalField.From, out fault)) return false;
        line.Leaf = new Leaf(SignalKind.Nuisance, NuisanceChannels[channel]);
        line.Observation = Observation.None with { Source = said.Text(SignalField.Reporter) };
        return true;
    }

    private static bool TryHealth(SaidFields said, SignalLine line, NameTable names, out LineFault fault)
    {
        if (!Needs(said, SignalField.Component, out fault)
            || !OneOf(said, SignalField.State, States, needed: true, out int state, out fault)
            || !Fits(said, SignalField.Node, out fault) || !Fits(said, SignalField.Place, out fault)) return false;
        string component = names[said[SignalField.Component]];
        line.Leaf = new Leaf(SignalKind.Health, component);
        line.Side = new HealthSignal(line.AtUnixMilliseconds, component, (ComponentState)state,
            said.Text(SignalField.Node), said.Text(SignalField.Detail), said.Text(SignalField.Place));
        return true;
    }

    private static bool TryPlanned(
        SaidFields said, SignalLine line, NameTable names, long nowUnixMilliseconds, out LineFault fault)
    {
        long latest = nowUnixMilliseconds + PlanAheadMillisecondsMax;
        if (!OneOf(said, SignalField.What, Plans, needed: true, out int what, out fault)
            || !Needs(said, SignalField.Name, out fault)
            || !TryTime(said, SignalField.From, latest, out long from, out _, out fault)
            || !TryTime(said, SignalField.Until, latest, out long until, out _, out fault)
            || !TryNumber(said, SignalField.AudienceSize, AudienceMax, out double audience, out fault)
            || !Fits(said, SignalField.Service, out fault)) return false;
        if (until < from) return Fault(said, SignalField.Until, "is before from", out fault);
        string name = names[said[SignalField.Name]];
        line.Leaf = new Leaf(SignalKind.Planned, name);
        line.Side = new PlannedSignal(line.AtUnixMilliseconds, (PlannedWhat)what, name, from, until,
            double.IsNaN(audience) ? null : (long)audience, said.Text(SignalField.Service));
        return true;
    }

    private static bool TryTime(SaidFields said, SignalField field, long latest, out long at, out int offset, out LineFault fault)
    {
        at = offset = 0;
        if (!said.Has(field)) return Fault(said, field, "is missing", out fault);
        if (!Rfc3339.TryParse(said[field], out at, out offset, out string reason)) return Fault(said, field, reason, out fault);
        if (at < EarliestUnixMilliseconds) return Fault(said, field, "is before the year 2000", out fault);
        if (at > latest)
        {
            bool isAt = field == SignalField.At;
            return Fault(said, field, isAt ? "is more than 5 minutes in the future" : "is more than 10 years ahead", out fault);
        }
        fault = default;
        return true;
    }

    private static bool TryKind(SaidFields said, out SignalKind kind, out LineFault fault)
    {
        kind = default;
        fault = default;
        ReadOnlySpan<byte> text = said[SignalField.Kind];
        if (text.SequenceEqual("contact"u8)) kind = SignalKind.Contact;
        else if (text.SequenceEqual("report"u8)) kind = SignalKind.Report;
        else if (text.SequenceEqual("call"u8)) kind = SignalKind.Call;
        else if (text.SequenceEqual("nuisance"u8)) kind = SignalKind.Nuisance;
        else if (text.SequenceEqual("health"u8)) kind = SignalKind.Health;
        else if (text.SequenceEqual("planned"u8)) kind = SignalKind.Planned;
        else if (text.IsEmpty) return Fault(said, SignalField.Kind, "is missing", out fault);
        else return Fault(said, SignalField.Kind, "is not one of report, contact, call, nuisance, health, planned", out fault);
        return true;
    }

    private static bool Needs(SaidFields said, SignalField field, out LineFault fault) =>
        said[field].IsEmpty ? Fault(said, field, "is missing", out fault) : Fits(said, field, out fault);

    private static bool Fits(SaidFields said, SignalField field, out LineFault fault)
    {
        if (said[field].Length > NameBytesMax)
            return Fault(said, field, $"is longer than {NameBytesMax} bytes", out fault);
        fault = default;
        return true;
    }

    private static bool OneOf(
        SaidFields said, SignalField field, ImmutableArray<string> values, bool needed, out int index, out LineFault fault)
    {
        fault = default;
        index = -1;
        ReadOnlySpan<byte> text = said[field];
        if (text.IsEmpty) return !needed || Fault(said, field, "is missing", out fault);
        for (index = 0; index < values.Length; index++)
            if (System.Text.Ascii.Equals(text, values[index])) return true;
        return Fault(said, field, $"is not one of {string.Join(", ", values)}", out fault);
    }

    private static bool TryNumber(SaidFields said, SignalField field, double most, out double number, out LineFault fault)
    {
        number = double.NaN;
        fault = default;
        ReadOnlySpan<byte> text = said[field];
        if (text.IsEmpty) return true;
        if (!Utf8Parser.TryParse(text, out number, out int read) || read != text.Length || !double.IsFinite(number))
            return Fault(said, field, "is not a number", out fault);
        if (number < 0) return Fault(said, field, "is negative", out fault);
        return number <= most || Fault(said, field, $"is above {most:0}", out fault);
    }

    private static bool Fault(SaidFields said, SignalField field, string reason, out LineFault fault)
    {
        fault = new LineFault(field, said.Column(field), reason);
        return false;
    }
}
