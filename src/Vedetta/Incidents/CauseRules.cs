using System.Globalization;
using Vedetta.Engine.Floods;
using Vedetta.Settings;

namespace Vedetta.Incidents;

/// <summary>A component of ours that was not well around the onset.</summary>
/// <param name="Component">Its name.</param>
/// <param name="NodesUnwell">Nodes degraded or down.</param>
public sealed record UnwellComponent(string Component, int NodesUnwell);

/// <summary>Everything the ranking of causes looks at.</summary>
public sealed record CauseFacts
{
    /// <summary>What the incident is about.</summary>
    public required Subject Subject { get; init; }

    /// <summary>The service behind the subject; null when it is a queue.</summary>
    public ServiceSetting? Service { get; init; }

    /// <summary>Percent above normal of user reports about the service; null without a surge of reports.</summary>
    public double? ReportsPercent { get; init; }

    /// <summary>Whether contacts surge.</summary>
    public bool ContactsSurge { get; init; }

    /// <summary>Whether the surge is a drop.</summary>
    public bool IsDrop { get; init; }

    /// <summary>What is left of what is usual where it is a drop, 0 to 1; 1 where it is none.</summary>
    public double Remaining { get; init; } = 1;

    /// <summary>Share of the excess that names the service as its topic, 0 to 1.</summary>
    public double ServiceShare { get; init; }

    /// <summary>Places that together carry most of the excess; empty when it is spread like every day.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>Components of ours unwell around the onset.</summary>
    public IReadOnlyList<UnwellComponent> Unwell { get; init; } = [];

    /// <summary>Planned signals that overlap, with whether their name or service fits the subject or its topics.</summary>
    public IReadOnlyList<(PlannedNote Note, bool Fits)> Planned { get; init; } = [];

    /// <summary>Headlines of alerts of other systems that fire.</summary>
    public IReadOnlyList<string> Alerts { get; init; } = [];

    /// <summary>Floods of calls.</summary>
    public IReadOnlyList<Flood> Floods { get; init; } = [];

    /// <summary>Contacts above normal so far.</summary>
    public double Excess { get; init; }
}

/// <summary>
/// Ranks causes by adding log-odds of named evidence, so that every confidence can be taken apart again. The weights
/// are judgements, stated here once; "unknown" has a fixed weight that weak evidence does not beat.
/// </summary>
public static class CauseRules
{
    private const double UnknownWeight = 1.5;
    private const double StoppedRemainingMax = 0.25;

    /// <summary>Causes with their confidence (they sum to 1), likeliest first; those nothing speaks for are left out.</summary>
    public static IReadOnlyList<RankedCause> Rank(CauseFacts facts)
    {
        (string Cause, IReadOnlyList<Evidence> Evidence)[] candidates =
        [
            (CauseWords.ThirdPartyOutage, [.. ThirdParty(facts)]),
            (CauseWords.OwnOutage, [.. Own(facts)]),
            (CauseWords.CallFlood, [.. FloodCauseRules.Evidence(facts.Floods)]),
            (CauseWords.OwnSendOut, [.. SendOut(facts)]),
            (CauseWords.DemandPeak, [.. Demand(facts)]),
            (CauseWords.Unknown, [new Evidence("nothing-decisive", "", UnknownWeight)]),
        ];
        var scored = candidates.Where(c => c.Evidence.Any(e => e.Weight > 0))
            .Select(c => (c.Cause, c.Evidence, Odds: Math.Exp(c.Evidence.Sum(e => e.Weight)))).ToList();
        double all = scored.Sum(s => s.Odds);
        return [.. scored.OrderByDescending(s => s.Odds).Select(s => new RankedCause(s.Cause, s.Odds / all, s.Evidence))];
    }

    private static IEnumerable<Evidence> ThirdParty(CauseFacts facts)
    {
        if (facts.Service is not { Owner: ServiceOwner.ThirdParty } service) yield break;
        yield return new Evidence("service-is-third-party", service.Name, 3);
        if (facts.ReportsPercent is { } percent) yield return new Evidence("reports-surge", Percent(percent), 1.5);
        if (facts.ServiceShare > 0.3) yield return new Evidence("contacts-name-service", Share(facts.ServiceShare), 1);
        if (facts.Alerts.Count > 0) yield return new Evidence("alert-fires", facts.Alerts[0], 1.5);
        if (facts.Unwell.Count == 0) yield return new Evidence("own-components-well", "", 0.5);
        else yield return new Evidence("own-component-unwell", Unwell(facts), -2);
    }

    private static IEnumerable<Evidence> Own(CauseFacts facts)
    {
        if (facts.Unwell.Count > 0) yield return new Evidence("own-component-unwell", Unwell(facts), 3.5);
        if (facts.Alerts.Count > 0 && facts.Service is not { Owner: ServiceOwner.ThirdParty })
            yield return new Evidence("alert-fires", facts.Alerts[0], 2.5);
        if (facts.Service is { Owner: ServiceOwner.Own } service)
        {
            yield return new Evidence("service-is-own", service.Name, 1.2);
            if (facts.ReportsPercent is { } percent) yield return new Evidence("reports-surge", Percent(percent), 1.5);
        }
        // A line that is cut falls silent; a quiet day only counts less, and most often has its reason in the calendar.
        if (facts.IsDrop)
            yield return facts.Remaining < StoppedRemainingMax ? new Evidence("contacts-stopped", Share(facts.Remaining), 2.5)
                : new Evidence("contacts-fewer", Share(facts.Remaining), 0.5);
        foreach ((PlannedNote note, bool fits) in facts.Planned.Where(p => p.Note.What == "maintenance"))
            yield return new Evidence("maintenance-planned", note.Name, fits ? 2.5 : 1);
        if (facts.Service is { Owner: ServiceOwner.ThirdParty }) yield return new Evidence("service-is-third-party", "", -2);
    }

    private static IEnumerable<Evidence> SendOut(CauseFacts facts)
    {
        (PlannedNote Note, bool Fits)[] sent = [.. facts.Planned.Where(p => p.Note.What != "maintenance")];
        if (sent.Length == 0 || facts.IsDrop) yield break;
        (PlannedNote note, bool fits) = sent.OrderByDescending(p => p.Fits).First();
        yield return new Evidence("send-out-planned", note.Name, 3);
        if (fits) yield return new Evidence("send-out-fits", note.Name, 2);
        if (note.AudienceSize is { } size && size > 0 && facts.Excess / size is > 0.0005 and < 1)
            yield return new Evidence("send-out-size-fits", Share(facts.Excess / size), 0.5);
        if (facts.Unwell.Count > 0) yield return new Evidence("own-component-unwell", Unwell(facts), -1.5);
        if (facts.ReportsPercent is { } percent) yield return new Evidence("reports-surge", Percent(percent), -1.5);
        if (facts.Service is { Owner: ServiceOwner.ThirdParty } && !fits)
            yield return new Evidence("service-is-third-party", facts.Service.Name, -2);
    }

    private static IEnumerable<Evidence> Demand(CauseFacts facts)
    {
        if (!facts.ContactsSurge || facts.IsDrop) yield break;
        yield return new Evidence("contacts-surge", facts.Excess.ToString("0", CultureInfo.InvariantCulture), 2.2);
        if (facts.Places.Count > 0) yield return new Evidence("places-concentrated", string.Join(", ", facts.Places), 1);
        if (facts.Service is { Owner: ServiceOwner.ThirdParty } service)
            yield return new Evidence("service-is-third-party", service.Name, -2.5);
        if (facts.ReportsPercent is { } percent) yield return new Evidence("reports-surge", Percent(percent), -1);
        if (facts.Unwell.Count > 0) yield return new Evidence("own-component-unwell", Unwell(facts), -2);
        if (facts.Planned.Any(p => p.Fits)) yield return new Evidence("send-out-planned", "", -1);
    }

    private static string Unwell(CauseFacts facts) =>
        string.Join(", ", facts.Unwell.Take(3).Select(u => u.NodesUnwell > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{u.Component} ({u.NodesUnwell})") : u.Component));

    private static string Percent(double percent) => percent.ToString("+0;-0", CultureInfo.InvariantCulture) + " %";

    private static string Share(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
