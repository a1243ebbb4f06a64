using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vedetta.Statements;

namespace Vedetta.StatusPage.Feeds;

/// <summary>The state as a small picture for other pages, and as shields.io reads it.</summary>
public static class Badge
{
    // Average width of a letter at 11 pixels; a little too wide is better than cut off.
    private const double LetterWidth = 6.7;

    /// <summary>SVG with the state in words; screen readers get the same words.</summary>
    public static byte[] Svg(FeedReader reader, string label, ComponentState state)
    {
        string word = StatusWords.Of(reader.View.Texts.States, state);
        int left = Width(label), right = Width(word) + 14, width = left + right;
        string title = HtmlEncoder.Default.Encode($"{label}: {word}");
        string svg = string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{title}">
            <title>{title}</title>
            <rect width="{width}" height="20" rx="3" fill="#39434d"/>
            <path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" fill="{Colour(state)}"/>
            <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
            <text x="7" y="14">{HtmlEncoder.Default.Encode(label)}</text>
            <path transform="translate({left + 5} 4) scale(.5)" fill="none" stroke="#fff" stroke-width="3" d="{StatusWords.Shape(state)}"/>
            <text x="{left + 20}" y="14">{HtmlEncoder.Default.Encode(word)}</text>
            </g></svg>
            """);
        return Encoding.UTF8.GetBytes(svg);
    }

    /// <summary>What shields.io's endpoint badge wants.</summary>
    public static byte[] Shields(FeedReader reader, string label, ComponentState state) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        schemaVersion = 1,
        label,
        message = StatusWords.Of(reader.View.Texts.States, state),
        color = Colour(state),
        isError = state >= ComponentState.PartialOutage,
    });

    private static int Width(string text) => (int)Math.Ceiling(text.Length * LetterWidth) + 14;

    // Each at least 4.5:1 against white letters.
    private static string Colour(ComponentState state) => state switch
    {
        ComponentState.Maintenance => "#22549b",
        ComponentState.Degraded => "#775000",
        ComponentState.PartialOutage => "#8a3f00",
        ComponentState.MajorOutage => "#b02a1f",
        _ => "#1b6b43",
    };
}
