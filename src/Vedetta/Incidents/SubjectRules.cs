using Vedetta.Engine.Floods;
using Vedetta.Engine.Surges;
using Vedetta.Settings;

namespace Vedetta.Incidents;

/// <summary>What a surge is about, in the organisation's own words: one of its services, else one of its queues.</summary>
public static class SubjectRules
{
    /// <summary>Share of the excess from which a part speaks for the whole.</summary>
    public const double SpeaksForAllShare = 0.5;

    /// <summary>Id of the contact centre as a whole.</summary>
    public const string All = "all";

    /// <summary>
    /// The subject: a service named by the series, its explanation or the largest part of the excess; else the queue
    /// named or hit most; else the whole contact centre.
    /// </summary>
    /// <param name="surge">The surge.</param>
    /// <param name="parts">Parts of its excess over every dimension, any order.</param>
    /// <param name="organisation">Known services and queues.</param>
    public static Subject SubjectOf(Surge surge, IReadOnlyList<ExcessPart> parts, Organisation organisation) =>
        surge.Series.Measure switch
        {
            "report" => new Subject(SubjectKind.Service, NamedIn(surge, parts, "service") ?? All),
            "call" => new Subject(SubjectKind.Line, NamedIn(surge, parts, "trunk") ?? All),
            "nuisance" => new Subject(SubjectKind.Line, All),
            _ => ServiceIn(surge, parts, organisation) is { } service
                ? new Subject(SubjectKind.Service, service.Id)
                : new Subject(SubjectKind.Queue, QueueOf(surge, parts, organisation)),
        };

    /// <summary>What a flood is aimed at: a line, a block of lines, or all of them.</summary>
    public static Subject SubjectOf(Flood flood) =>
        new(SubjectKind.Line, flood.Scope == FloodScope.Organisation ? All : flood.Target);

    /// <summary>The service a topic names, by id or by name; null when it names none.</summary>
    public static ServiceSetting? ServiceOf(string? topic, Organisation organisation) => topic is null
        ? null
        : organisation.Services.FirstOrDefault(s =>
            s.Id.Equals(topic, StringComparison.OrdinalIgnoreCase)
            || s.Name.Equals(topic, StringComparison.OrdinalIgnoreCase));

    private static ServiceSetting? ServiceIn(Surge surge, IReadOnlyList<ExcessPart> parts, Organisation organisation) =>
        ServiceOf(NamedIn(surge, parts, "topic"), organisation);

    private static string QueueOf(Surge surge, IReadOnlyList<ExcessPart> parts, Organisation organisation) =>
        NamedIn(surge, parts, "queue")
        ?? Largest(parts, "queue")?.Value
        ?? (organisation.Queues.Length == 1 ? organisation.Queues[0].Id : All);

    // Named by the key itself, by an explanation that carries most of the excess, or by the counts.
    private static string? NamedIn(Surge surge, IReadOnlyList<ExcessPart> parts, string dimension) =>
        surge.Series[dimension]
        ?? surge.ExplainedBy.Where(e => e.Share >= SpeaksForAllShare).SelectMany(e => e.Dimensions)
            .Where(d => d.Dimension == dimension).Select(d => d.Value).FirstOrDefault()
        ?? (Largest(parts, dimension) is { } part && part.Share >= SpeaksForAllShare ? part.Value : null);

    private static ExcessPart? Largest(IReadOnlyList<ExcessPart> parts, string dimension) =>
        parts.Where(p => p.Dimension == dimension).MaxBy(p => p.Share);
}
