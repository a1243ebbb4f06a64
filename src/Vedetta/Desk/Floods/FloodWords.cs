using Vedetta.Access;
using Vedetta.CallGate.Pushes;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Gate;
using Vedetta.Web;
using Vedetta.Web.Texts;

namespace Vedetta.Desk.Floods;

/// <summary>What rules, decisions and outcomes are called.</summary>
internal static class FloodWords
{
    /// <summary>What became of an act that led back to a page; null where none did.</summary>
    public static string? OutcomeOf(Visitor visitor, string? code) => code switch
    {
        "yes" => visitor.Texts.Acts.Done,
        "not-now" => visitor.Texts.Acts.NotNow,
        "invalid" => visitor.Texts.Acts.Invalid,
        "not-found" => visitor.Texts.Acts.NotFound,
        "too-few" => visitor.Texts.Floods.TooFewCalls,
        "too-little" => visitor.Texts.Floods.StopsTooLittle,
        "harms" => visitor.Texts.Floods.HarmsTooMuch,
        "trunk" => visitor.Texts.Gate.IsTrunk,
        "ended" => visitor.Texts.Gate.HasEnded,
        "too-long" => visitor.Texts.Gate.LastsTooLong,
        _ => null,
    };

    /// <summary>What a flood is aimed at.</summary>
    public static string TargetOf(FloodTexts words, Flood flood) => flood.Target.Length == 0 ? words.AllOfOurs
        : flood.Scope == FloodScope.Line ? flood.Target : flood.Target + "…";

    /// <summary>The name of a decision.</summary>
    public static string NameOf(FloodTexts words, GateAct act) => act switch
    {
        GateAct.Pass => words.Pass,
        GateAct.Divert => words.Divert,
        _ => words.Refuse,
    };

    /// <summary>An address as the visitor may see it: who works on calls sees it, others do not.</summary>
    public static string AddressFor(Visitor visitor, string address) =>
        address.Length == 0 || visitor.Is(nameof(Roles.Operator)) ? address : "•";

    /// <summary>Why an address is not blocked.</summary>
    public static string Say(Visitor visitor, ShieldedAddress kept)
    {
        GateTexts words = visitor.Texts.Gate;
        string address = AddressFor(visitor, kept.Address);
        return kept.Reason switch
        {
            ShieldReason.Trunk => words.KeptTrunk(address),
            ShieldReason.OwnSystem => words.KeptOwnSystem(address),
            ShieldReason.HonestCalls => words.KeptHonest(address, visitor.Number(kept.HonestCalls)),
            _ => words.KeptNotKnown(address),
        };
    }

    /// <summary>What a rule asks for, joined; numbers as the visitor may see them.</summary>
    public static string Say(Visitor visitor, GateMatch match)
    {
        FloodTexts words = visitor.Texts.Floods;
        var parts = new List<string>();
        void Add(string label, string value)
        {
            if (value.Length > 0) parts.Add($"{label} {value}");
        }
        Add(words.From, match.Caller.Length > 0 ? LinesPicture.NumberFor(visitor, match.Caller) : "");
        Add(words.Ranges, match.CallerPrefix.Length > 0 ? match.CallerPrefix + "…" : "");
        Add(words.Ranges, match.CallerFrom.Length > 0 ? $"{match.CallerFrom}–{match.CallerTo}" : "");
        Add(words.Number, match.Pattern);
        Add(words.Ranges, match.Country);
        Add(words.From, match.IsWithheld ? PhoneWords.Of(visitor.Language).Withheld : "");
        Add(words.AttestationBelow, match.AttestationWorseThan?.ToString() ?? "");
        Add(words.UserAgents, match.UserAgent);
        Add(words.SdpOrigins, match.SdpOrigin);
        Add(words.To, match.Called.Length > 0 ? match.Called : match.CalledPrefix.Length > 0 ? match.CalledPrefix + "…" : "");
        Add(words.Trunks, match.Trunk);
        Add(visitor.Texts.Gate.SourceAddress, AddressFor(visitor, match.SourceAddress));
        return string.Join(" · ", parts);
    }
}
