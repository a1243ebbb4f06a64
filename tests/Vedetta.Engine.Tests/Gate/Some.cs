using System.Text;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Gate;

namespace Vedetta.Engine.Tests.Gate;

/// <summary>Rules, calls and floods as tests need them.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 11, 29, 10, 0, 0, TimeSpan.Zero);

    private static long _lastId;

    public static GateRule Rule(GateMatch match, GateAction? action = null, DateTimeOffset? expires = null, long? id = null) => new()
    {
        Id = id ?? Interlocked.Increment(ref _lastId),
        Activation = "a",
        Owner = "ada",
        Reason = "a flood",
        CreatedAt = Now,
        ExpiresAt = expires ?? Now.AddHours(1),
        State = GateRuleState.Active,
        Match = match,
        Action = action ?? GateAction.Refuse,
    };

    public static GateBook Book(params GateRule[] rules) => GateBook.Compile(rules, new GateProtection());

    public static GateVerdict Decide(
        this GateBook book, string from, string to = "+390212345", string userAgent = "", string sdp = "", char attestation = '\0',
        DateTimeOffset? at = null, string trunk = "", string source = "") => book.Decide(
        new GateCall
        {
            Caller = PhoneKey.Pack(from),
            Called = PhoneKey.Pack(to),
            Attestation = attestation,
            UserAgent = Encoding.UTF8.GetBytes(userAgent),
            SdpOrigin = Encoding.UTF8.GetBytes(sdp),
            Trunk = Encoding.UTF8.GetBytes(trunk),
            SourceAddress = Encoding.UTF8.GetBytes(source),
        },
        (at ?? Now).ToUnixTimeMilliseconds());

    public static CallAttempt Call(
        DateTimeOffset at, string from, string to = "+390212345", string userAgent = "", string sdp = "") => new()
        {
            AtUnixMilliseconds = at.ToUnixTimeMilliseconds(),
            CallId = Guid.NewGuid().ToString(),
            From = from,
            To = to,
            UserAgent = userAgent,
            SdpOrigin = sdp,
            Stage = CallStage.Start,
        };

    public static Flood Flood(DateTimeOffset from, long attempts, params string[] prefixes) => new()
    {
        Id = "f1",
        StartedAt = from,
        AlarmedAt = from.AddSeconds(20),
        Scope = FloodScope.Organisation,
        Target = "+3902",
        Pattern = FloodPattern.RotatingOrigins,
        LinesHit = 100,
        Attempts = attempts,
        IsRotating = true,
        Fingerprint = new FloodFingerprint { Prefixes = [.. prefixes.Select(p => new FloodTrait(p, attempts / prefixes.Length, 0))] },
    };
}
