using System.Text.Json;
using System.Text.Json.Serialization;
using Vedetta.Web;

namespace Vedetta.Statements;

/// <summary>One text in the languages it was written in. An empty language was not written.</summary>
public sealed record PublicText(string It = "", string Fr = "", string De = "", string En = "")
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Nothing in any language.</summary>
    public static PublicText None { get; } = new();

    /// <summary>Whether no language has a word.</summary>
    [JsonIgnore]
    public bool IsEmpty => Language.All.All(l => this[l].Length == 0);

    /// <summary>The text written in a language; empty where it was not.</summary>
    public string this[Language language] => language.Code switch
    {
        "it" => It,
        "fr" => Fr,
        "de" => De,
        _ => En,
    };

    /// <summary>The same text in every language.</summary>
    public static PublicText Same(string text) => new(text, text, text, text);

    /// <summary>Writes each language with its own words.</summary>
    public static PublicText Of(Func<Language, string> write) =>
        new(write(Language.It), write(Language.Fr), write(Language.De), write(Language.En));

    /// <summary>
    /// What a reader gets: the text in the wanted language, else in the fallback, else in the first that has one; with
    /// the language it really is in, so that pages can mark it.
    /// </summary>
    public Spoken In(Language wanted, Language fallback)
    {
        if (this[wanted].Length > 0) return new Spoken(this[wanted], wanted);
        if (this[fallback].Length > 0) return new Spoken(this[fallback], fallback);
        Language found = Language.All.FirstOrDefault(l => this[l].Length > 0) ?? wanted;
        return new Spoken(this[found], found);
    }

    /// <summary>Fills languages without a word from another text.</summary>
    public PublicText Or(PublicText other) => Of(l => this[l].Length > 0 ? this[l] : other[l]);

    /// <summary>As JSON, for the database.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is not such a document.</exception>
    public static PublicText Read(string json) => JsonSerializer.Deserialize<PublicText>(json, Json) ?? None;
}

/// <summary>A text and the language it is in.</summary>
public readonly record struct Spoken(string Text, Language Language);
