using System.Collections.Immutable;

namespace Vedetta.Engine.Surges;

/// <summary>One dimension fixed to one value, such as <c>topic = whatsapp</c>.</summary>
public readonly record struct DimensionValue(string Dimension, string Value);

/// <summary>
/// Names a series: what is counted and which dimensions are fixed; a key without dimensions is the total.
/// Two keys are equal when measure and dimensions are equal; dimensions stand in schema order.
/// </summary>
public sealed class SeriesKey : IEquatable<SeriesKey>
{
    private readonly string _text;

    /// <summary>Makes the key of a measure (a signal kind's name, or "" for a counts file).</summary>
    public SeriesKey(string measure, ImmutableArray<DimensionValue> dimensions)
    {
        Measure = measure;
        Dimensions = dimensions;
        _text = measure + "{" + string.Join(',', dimensions.Select(d => $"{Escape(d.Dimension)}={Escape(d.Value)}")) + "}";
    }

    /// <summary>What is counted: "contact", "report", "call", "nuisance", or "" for a counts file.</summary>
    public string Measure { get; }

    /// <summary>The fixed dimensions, in schema order.</summary>
    public ImmutableArray<DimensionValue> Dimensions { get; }

    /// <summary>Whether nothing is fixed.</summary>
    public bool IsTotal => Dimensions.IsEmpty;

    /// <summary>The value a dimension is fixed to, or null where it is open.</summary>
    public string? this[string dimension]
    {
        get
        {
            foreach (DimensionValue d in Dimensions)
                if (d.Dimension == dimension) return d.Value;
            return null;
        }
    }

    /// <summary>Whether every dimension this key fixes is fixed to the same value in <paramref name="other"/>.</summary>
    public bool Contains(SeriesKey other) =>
        Measure == other.Measure && Dimensions.All(d => other[d.Dimension] == d.Value);

    /// <inheritdoc/>
    public bool Equals(SeriesKey? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SeriesKey);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>A unique text of the key, such as <c>contact{topic=whatsapp}</c>; <see cref="Parse"/> reads it back.</summary>
    public override string ToString() => _text;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not such a key.</exception>
    public static SeriesKey Parse(string text)
    {
        int open = text.IndexOf('{', StringComparison.Ordinal);
        if (open < 0 || text[^1] != '}') throw new FormatException($"'{text}' is not a series key like contact{{topic=x}}.");
        string inner = text[(open + 1)..^1];
        var dimensions = inner.Length == 0 ? [] : inner.Split(',').Select(ParsePair).ToImmutableArray();
        return new SeriesKey(text[..open], dimensions);
    }

    private static DimensionValue ParsePair(string pair)
    {
        int equal = pair.IndexOf('=', StringComparison.Ordinal);
        if (equal < 0) throw new FormatException($"'{pair}' has no '='.");
        return new DimensionValue(Uri.UnescapeDataString(pair[..equal]), Uri.UnescapeDataString(pair[(equal + 1)..]));
    }

    private static string Escape(string value) => value
        .Replace("%", "%25", StringComparison.Ordinal).Replace("=", "%3D", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal)
        .Replace("{", "%7B", StringComparison.Ordinal);
}
