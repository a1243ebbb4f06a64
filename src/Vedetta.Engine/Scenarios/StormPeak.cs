namespace Vedetta.Engine.Scenarios;

/// <summary>
/// A storm on the evening of 24 July 2023 cuts power and lines in Veneto (IT-34) and Friuli-Venezia Giulia (IT-36):
/// customers there call the fixed-line queue. The operator's own components stay up and no service is reported beyond
/// the ordinary, so the truth is a peak of demand on that queue.
/// </summary>
internal static class StormPeak
{
    public const string Name = "storm-peak";

    private const double ContactsPerMinute = 15;
    private const double CallsPerMinuteAtPeak = 22;
    private const string Queue = "fixed";

    private static readonly DateTimeOffset From = ScenarioZone.At(2023, 6, 26);
    private static readonly DateTimeOffset Until = ScenarioZone.At(2023, 7, 26);
    private static readonly DateTimeOffset Onset = ScenarioZone.At(2023, 7, 24, 18, 40);
    private static readonly DateTimeOffset End = ScenarioZone.At(2023, 7, 24, 23);
    private static readonly WeightedChoice Hit = new(("IT-34", 0.7), ("IT-36", 0.3));

    public static Scenario Create(ulong seed, double scale) => new(() => Play(seed, scale))
    {
        Name = Name,
        From = From,
        WarmUntil = ScenarioZone.At(2023, 7, 24),
        Until = Until,
        Services = ItalianOperator.Services,
        Queues = ItalianOperator.Queues,
        Incidents = [new("demand-peak", "queue", Queue, Onset, End)],
    };

    private static IEnumerable<ScenarioSignal> Play(ulong seed, double scale)
    {
        var timeline = new Timeline(From, Until);
        var centre = new ItalianOperator(new ScenarioRandom(seed).Fork(Name), timeline, new DayShape());
        var storm = new Bump(Onset, End, RiseMinutes: 25, FadeMinutes: 120);
        centre.AddContacts(
            ContactsPerMinute * scale, (queue, second) => queue == Queue ? 1 + (3 * storm.At(second)) : 1);
        foreach (string topic in (string[])["no-line", "no-power"])
        {
            centre.AddExtraContacts(
                Queue, topic, minute => CallsPerMinuteAtPeak / 2 * scale * storm.At(minute), Hit, handleSeconds: 200,
                load: second => 1 + (3 * storm.At(second)));
        }

        centre.AddOrdinaryReports(1.5 * scale);
        foreach (string component in (string[])["fixed-core", "mobile-core"]) timeline.AddHeartbeats(component);
        return timeline.Play();
    }
}
