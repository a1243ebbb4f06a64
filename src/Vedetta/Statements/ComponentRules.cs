using System.Collections.Immutable;

namespace Vedetta.Statements;

/// <summary>Pure decisions about components: states, days and uptime.</summary>
public static class ComponentRules
{
    /// <summary>Days of history a page shows.</summary>
    public const int HistoryDays = 90;

    /// <summary>Most characters of an id.</summary>
    public const int IdLengthMax = 64;

    /// <summary>Whether an id may be used: lower-case ASCII letters, digits and hyphens, not at the ends.</summary>
    public static bool IsId(string id) =>
        id.Length is > 0 and <= IdLengthMax && id[0] != '-' && id[^1] != '-'
            && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>
    /// How much of a time in a state counts as down: all of a major outage, 30 % of a partial one (the weight
    /// Statuspage's clients are used to), nothing of slowness and announced maintenance.
    /// </summary>
    public static double DownWeight(ComponentState state) => state switch
    {
        ComponentState.MajorOutage => 1,
        ComponentState.PartialOutage => 0.3,
        _ => 0,
    };

    /// <summary>The worse of two states.</summary>
    public static ComponentState Worse(ComponentState a, ComponentState b) => a > b ? a : b;

    /// <summary>The state in force: the worst of the component's own and what notices for everybody say.</summary>
    public static ComponentState InForce(Component component, IEnumerable<Notice> notices) =>
        notices.Where(n => n.Audience.Length == 0 && NoticeRules.IsInForce(n)).SelectMany(n => n.Affected).Where(a => a.Id == component.Id)
            .Aggregate(component.BaseState, (worst, a) => Worse(worst, a.State));

    /// <summary>The days up to and with today, from the spans in which it was not operational.</summary>
    public static ComponentHistory History(
        Component component, IEnumerable<ComponentSpan> spans, DateTimeOffset now, TimeZoneInfo zone, int days = HistoryDays)
    {
        List<ComponentSpan> own = [.. spans.Where(s => s.ComponentId == component.Id)];
        DateOnly today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).Date);
        ImmutableArray<ComponentDay> all =
            [.. Enumerable.Range(0, days).Select(i => Day(component, own, today.AddDays(i - days + 1), now, zone))];
        List<ComponentDay> known = [.. all.Where(d => d.IsKnown)];
        return new ComponentHistory(all, known.Count == 0 ? 1 : known.Average(d => d.Uptime));
    }

    private static ComponentDay Day(
        Component component, List<ComponentSpan> spans, DateOnly date, DateTimeOffset now, TimeZoneInfo zone)
    {
        DateTimeOffset from = Midnight(date, zone), until = Earlier(Midnight(date.AddDays(1), zone), now);
        if (until <= component.CreatedAt || until <= from)
            return new ComponentDay(date, ComponentState.Operational, 1, false);
        ComponentState worst = ComponentState.Operational;
        double down = 0;
        foreach (ComponentSpan span in spans)
        {
            DateTimeOffset start = span.From > from ? span.From : from, end = Earlier(span.Until ?? now, until);
            // What began this very instant colours the day already.
            if (end < start || (end == start && span.Until is not null)) continue;
            worst = Worse(worst, span.State);
            down += (end - start).TotalSeconds * DownWeight(span.State);
        }
        return new ComponentDay(date, worst, Math.Clamp(1 - down / (until - from).TotalSeconds, 0, 1), true);
    }

    private static DateTimeOffset Midnight(DateOnly date, TimeZoneInfo zone)
    {
        DateTime local = date.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
