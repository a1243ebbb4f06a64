using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Vedetta.Access;
using Vedetta.Engine.Surges;
using Vedetta.Web;

namespace Vedetta.Detection;

/// <summary>The board for programs.</summary>
public static class BoardApi
{
    /// <summary>Maps <c>GET /api/v1/board</c>.</summary>
    public static void MapBoard(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/board", Read)
        .RequireApiKeyOrSession(ApiScopes.Read, Policies.CanView)
        .WithName("GetBoard").WithTags("Board").WithSummary("What every watched series does now")
        .WithDescription("The picture the desk shows, at most a second old: those that ring first, at most 60 series.");

    private static Ok<BoardDocument> Read(LiveWatch watch) => TypedResults.Ok(BoardDocument.Of(watch.Picture));
}

/// <summary>A series as documents name it.</summary>
/// <param name="Measure">What is counted: contact, report, call, nuisance.</param>
/// <param name="Dimensions">The part watched; empty for all of the measure.</param>
public sealed record SeriesDocument(string Measure, IReadOnlyDictionary<string, string> Dimensions)
{
    /// <summary>The document of a key.</summary>
    public static SeriesDocument Of(SeriesKey key) =>
        new(key.Measure, key.Dimensions.ToDictionary(d => d.Dimension, d => d.Value));
}

/// <summary>One row of the board as JSON.</summary>
public sealed record BoardRowDocument(
    SeriesDocument Series,
    string State,
    [property: JsonPropertyName("evidence_share")] double EvidenceShare,
    long Observed,
    double? Expected,
    double? Low,
    double? High,
    [property: JsonPropertyName("silent_since")] DateTimeOffset? SilentSince)
{
    internal static BoardRowDocument Of(BoardSubject subject) => new(
        SeriesDocument.Of(subject.Series), JsonWord.Of(subject.State),
        Math.Round(double.IsFinite(subject.EvidenceShare) ? subject.EvidenceShare : 0, 3), subject.Observed,
        Rounded(subject.Expected?.Expected), Rounded(subject.Expected?.Low), Rounded(subject.Expected?.High), subject.SilentSince);

    private static double? Rounded(double? value) => value is { } v ? Math.Round(v, 1) : null;
}

/// <summary>The board as JSON.</summary>
public sealed record BoardDocument(
    DateTimeOffset At,
    [property: JsonPropertyName("signals_seen")] long SignalsSeen,
    IReadOnlyList<BoardRowDocument> Subjects)
{
    internal static BoardDocument Of(BoardPicture picture) =>
        new(picture.At, picture.SignalsSeen, [.. picture.Subjects.Select(BoardRowDocument.Of)]);
}
