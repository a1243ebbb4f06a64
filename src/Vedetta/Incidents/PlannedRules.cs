using Vedetta.Settings;

namespace Vedetta.Incidents;

/// <summary>Whether something planned speaks of what people call about.</summary>
public static class PlannedRules
{
    private const int WordLettersMin = 4;

    /// <summary>
    /// True when the plan names the subject's service, or shares a word of four letters or more with the subject or
    /// with a topic that carries the excess.
    /// </summary>
    public static bool Fits(
        string name, string? plannedService, string subjectId, ServiceSetting? service, IReadOnlyList<ExcessPart> parts)
    {
        if (plannedService is not null && (Same(plannedService, subjectId) || Same(plannedService, service?.Name))) return true;
        var topics = parts.Where(p => p.Dimension is "topic" or "queue" && p.Share >= SubjectRules.SpeaksForAllShare / 2)
            .Select(p => p.Value).ToList();
        if (plannedService is not null && topics.Any(t => Same(t, plannedService))) return true;
        HashSet<string> planned = [.. Words(name)];
        return topics.Append(subjectId).SelectMany(Words).Any(planned.Contains);
    }

    private static bool Same(string a, string? b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Words(string text) => text
        .Split([' ', '-', '_', '/', '.', ',', '\''], StringSplitOptions.RemoveEmptyEntries)
        .Where(w => w.Length >= WordLettersMin)
        .Select(w => w.ToUpperInvariant());
}
