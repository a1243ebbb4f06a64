using System.Security.Cryptography;
using System.Text;

namespace Vedetta.Desk;

/// <summary>
/// What of a page changes while it is looked at: texts by key, paths of small charts, points of large ones. The page is
/// rendered from it and the stream sends its differences, so both always say the same.
/// </summary>
/// <param name="Structure">Changes when the page must be fetched anew: other incidents, other states, other rows.</param>
/// <param name="Texts">Texts by key.</param>
/// <param name="Paths">Paths of small charts by key.</param>
/// <param name="Points">Newest points of large charts by the figure's id.</param>
public sealed record LivePage(
    string Structure,
    IReadOnlyDictionary<string, string> Texts,
    IReadOnlyDictionary<string, string> Paths,
    IReadOnlyDictionary<string, LivePoint[]> Points)
{
    /// <summary>The text under a key; empty where there is none.</summary>
    public string this[string key] => Texts.GetValueOrDefault(key, "");

    /// <summary>A short sign of anything that may be joined to a text.</summary>
    public static string Sign(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 8));

    /// <summary>What a viewer who has seen <paramref name="seen"/> still needs; null when nothing.</summary>
    public LivePage? Since(LivePage? seen)
    {
        if (seen is null) return this;
        var texts = Texts.Where(t => seen.Texts.GetValueOrDefault(t.Key) != t.Value).ToDictionary();
        var paths = Paths.Where(p => seen.Paths.GetValueOrDefault(p.Key) != p.Value).ToDictionary();
        var points = Points.Where(p => !seen.Points.TryGetValue(p.Key, out LivePoint[]? old) || !old.SequenceEqual(p.Value)).ToDictionary();
        bool same = texts.Count + paths.Count + points.Count == 0 && Structure == seen.Structure;
        return same ? null : new LivePage(Structure, texts, paths, points);
    }
}

/// <summary>One point of a chart: Unix seconds, actual, expected, low, high.</summary>
public readonly record struct LivePoint(long T, double? A, double? E, double? L, double? H);
