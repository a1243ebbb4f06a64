using System.Collections.Immutable;
using System.Text.Json;

namespace Vedetta.Engine.Phone;

/// <summary>One type of numbers of a plan.</summary>
/// <param name="Pattern">Pattern of the national significant number.</param>
/// <param name="Lengths">Its lengths; null for those of the whole plan.</param>
internal sealed record PhonePlanType(string Pattern, ImmutableArray<int>? Lengths);

/// <summary>One way to write numbers of a plan.</summary>
/// <param name="Groups">Pattern of the groups of digits.</param>
/// <param name="Format">How the groups are written.</param>
/// <param name="Leading">Digits such numbers begin with; null for any.</param>
/// <param name="NationalRule">How the first group is written at home; null for as it is.</param>
/// <param name="International">Writing abroad where it differs; "NA" for none.</param>
internal sealed record PhonePlanFormat(
    string Groups, string Format, string? Leading, string? NationalRule, string? International);

/// <summary>A numbering plan as libphonenumber-js writes it (METADATA.md, version 4): positions in an array.</summary>
internal sealed record PhonePlan
{
    private const int MetadataVersion = 4;

    public required string Id { get; init; }
    public required int CallingCode { get; init; }
    public string? InternationalPrefix { get; init; }
    public required string Pattern { get; init; }
    public required ImmutableArray<int> Lengths { get; init; }
    public ImmutableArray<PhonePlanFormat> Formats { get; init; } = [];
    public string? NationalPrefix { get; init; }
    public string? TransformRule { get; init; }
    public string? LeadingDigits { get; init; }
    public ImmutableArray<PhonePlanType?> Types { get; init; } = [];
    public string ExtensionPrefix { get; init; } = " ext. ";

    /// <summary>Reads all plans; of those that share a calling code, the main one first.</summary>
    /// <param name="json">Metadata of libphonenumber-js.</param>
    public static ImmutableArray<PhonePlan> ReadAll(ReadOnlyMemory<byte> json)
    {
        ILookup<string, HomeFormat> home = ReadHomeFormats();
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        if (root.GetProperty("version").GetInt32() != MetadataVersion)
            throw new FormatException("Metadata of another version of libphonenumber-js.");
        var plans = ImmutableArray.CreateBuilder<PhonePlan>();
        JsonElement countries = root.GetProperty("countries");
        foreach (JsonProperty code in root.GetProperty("country_calling_codes").EnumerateObject())
            foreach (JsonElement id in code.Value.EnumerateArray())
                if (id.GetString() is { } region && countries.TryGetProperty(region, out JsonElement plan))
                    plans.Add(WithHomeFormats(Read(region, plan), home[region]));
        foreach (JsonProperty code in root.GetProperty("nonGeographic").EnumerateObject())
            plans.Add(Read(PhoneBook.NoCountry, code.Value));
        return plans.ToImmutable();
    }

    // libphonenumber-js leaves out formats that are only written at home; they are libphonenumber's (9.0.43).
    private static ILookup<string, HomeFormat> ReadHomeFormats()
    {
        using JsonDocument document = JsonDocument.Parse(PhoneBook.ReadResource("home-formats.json"));
        return document.RootElement.EnumerateArray().Select(f => new HomeFormat(
                f[0].GetString()!, f[1].GetInt32(),
                new PhonePlanFormat(f[2].GetString()!, f[3].GetString()!, f[4].GetString(), f[5].GetString(), "NA")))
            .ToArray().ToLookup(f => f.Region, StringComparer.Ordinal);
    }

    private static PhonePlan WithHomeFormats(PhonePlan plan, IEnumerable<HomeFormat> formats)
    {
        foreach (HomeFormat format in formats)
            plan = plan with { Formats = plan.Formats.Insert(Math.Min(format.At, plan.Formats.Length), format.Format) };
        return plan;
    }

    private sealed record HomeFormat(string Region, int At, PhonePlanFormat Format);

    private static PhonePlan Read(string id, JsonElement plan)
    {
        string? national = Text(plan, 5);
        return new PhonePlan
        {
            Id = id,
            CallingCode = int.Parse(plan[0].GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            InternationalPrefix = Text(plan, 1),
            Pattern = plan[2].GetString()!,
            Lengths = Numbers(plan[3]),
            Formats = [.. Items(plan, 4).Select(ReadFormat)],
            NationalPrefix = Text(plan, 7) ?? national,
            TransformRule = Text(plan, 8),
            LeadingDigits = Text(plan, 10),
            Types = SameWhereEmpty([.. Items(plan, 11).Select(ReadType)]),
            ExtensionPrefix = Text(plan, 13) ?? " ext. ",
        };
    }

    private static PhonePlanFormat ReadFormat(JsonElement format) => new(
        format[0].GetString()!, format[1].GetString()!, Items(format, 2)
            .LastOrDefault() is { ValueKind: JsonValueKind.String } last
            ? last.GetString() : null,
        Text(format, 3), Text(format, 5));

    private static PhonePlanType? ReadType(JsonElement type) => type.ValueKind != JsonValueKind.Array ? null
        : new PhonePlanType(type[0].GetString()!, type.GetArrayLength() > 1 ? Numbers(type[1]) : null);

    // An empty pattern of mobile numbers stands for that of fixed lines: the plan does not tell them apart.
    private static ImmutableArray<PhonePlanType?> SameWhereEmpty(ImmutableArray<PhonePlanType?> types) =>
        types is [{ } line, { Pattern: "" }, ..] ? types.SetItem(1, line) : types;

    private static string? Text(JsonElement array, int at) =>
        at < array.GetArrayLength() && array[at].ValueKind == JsonValueKind.String ? array[at].GetString() : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement array, int at) =>
        at < array.GetArrayLength()
            && array[at].ValueKind == JsonValueKind.Array ? array[at].EnumerateArray() : default;

    private static ImmutableArray<int> Numbers(JsonElement array) =>
        [.. array.EnumerateArray().Select(n => n.GetInt32())];
}
