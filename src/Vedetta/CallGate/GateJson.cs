using System.Text.Json;
using System.Text.Json.Serialization;
using Vedetta.Engine.Gate;

namespace Vedetta.CallGate;

/// <summary>The JSON forms of what the gate stores and sends.</summary>
public static class GateJson
{
    /// <summary>Stored forms: what is at its default is left out, so that a rule is a short row.</summary>
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private static readonly JsonSerializerOptions Whole = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private static readonly GateMatch Nothing = new();

    /// <summary>Writes a match; only what it asks for.</summary>
    public static string Write(GateMatch match) => JsonSerializer.Serialize(new StoredMatch(match), Stored);

    /// <summary>Reads a match.</summary>
    public static GateMatch Match(string json) =>
        JsonSerializer.Deserialize<StoredMatch>(json, Stored)?.ToMatch() ?? Nothing;

    /// <summary>Writes settings, forecasts and proposals.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Whole);

    /// <summary>Reads settings, forecasts and proposals; null from an empty text.</summary>
    public static T? Read<T>(string json) where T : class =>
        json.Length == 0 ? null : JsonSerializer.Deserialize<T>(json, Whole);

    // Empty texts become null, so that they are left out.
    private sealed record StoredMatch
    {
        public StoredMatch()
        {
        }

        public StoredMatch(GateMatch match)
        {
            Caller = Kept(match.Caller);
            Prefix = Kept(match.CallerPrefix);
            From = Kept(match.CallerFrom);
            To = Kept(match.CallerTo);
            Pattern = Kept(match.Pattern);
            Country = Kept(match.Country);
            Withheld = match.IsWithheld;
            WorseThan = match.AttestationWorseThan;
            UserAgent = Kept(match.UserAgent);
            Sdp = Kept(match.SdpOrigin);
            Called = Kept(match.Called);
            CalledPrefix = Kept(match.CalledPrefix);
            Trunk = Kept(match.Trunk);
            Source = Kept(match.SourceAddress);
        }

        public string? Caller { get; init; }
        public string? Prefix { get; init; }
        public string? From { get; init; }
        public string? To { get; init; }
        public string? Pattern { get; init; }
        public string? Country { get; init; }
        public bool Withheld { get; init; }
        public char? WorseThan { get; init; }
        public string? UserAgent { get; init; }
        public string? Sdp { get; init; }
        public string? Called { get; init; }
        public string? CalledPrefix { get; init; }
        public string? Trunk { get; init; }
        public string? Source { get; init; }

        public GateMatch ToMatch() => new()
        {
            Caller = Caller ?? "",
            CallerPrefix = Prefix ?? "",
            CallerFrom = From ?? "",
            CallerTo = To ?? "",
            Pattern = Pattern ?? "",
            Country = Country ?? "",
            IsWithheld = Withheld,
            AttestationWorseThan = WorseThan,
            UserAgent = UserAgent ?? "",
            SdpOrigin = Sdp ?? "",
            Called = Called ?? "",
            CalledPrefix = CalledPrefix ?? "",
            Trunk = Trunk ?? "",
            SourceAddress = Source ?? "",
        };

        private static string? Kept(string text) => text.Length == 0 ? null : text;
    }
}
