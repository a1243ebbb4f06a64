namespace Vedetta.Engine.Scenarios;

/// <summary>
/// 14 March 2023: the operator texts 180,000 customers about a change of price from 10:00 on, says so in a planned
/// signal the evening before, and is called about it until the late afternoon.
/// </summary>
internal static class OwnSendOut
{
    public const string Name = "own-send-out";

    private const double ContactsPerMinute = 15;
    private const double CallsPerMinuteAtPeak = 14;
    private const string Queue = "billing";

    private static readonly DateTimeOffset From = ScenarioZone.At(2023, 2, 13);
    private static readonly DateTimeOffset Until = ScenarioZone.At(2023, 3, 16);
    private static readonly DateTimeOffset Onset = ScenarioZone.At(2023, 3, 14, 10, 5);
    private static readonly DateTimeOffset End = ScenarioZone.At(2023, 3, 14, 17);

    public static Scenario Create(ulong seed, double scale) => new(() => Play(seed, scale))
    {
        Name = Name,
        From = From,
        WarmUntil = ScenarioZone.At(2023, 3, 13),
        Until = Until,
        Services = ItalianOperator.Services,
        Queues = ItalianOperator.Queues,
        Incidents = [new("own-send-out", "queue", Queue, Onset, End)],
    };

    private static IEnumerable<ScenarioSignal> Play(ulong seed, double scale)
    {
        var timeline = new Timeline(From, Until);
        var centre = new ItalianOperator(new ScenarioRandom(seed).Fork(Name), timeline, new DayShape());
        var answers = new Bump(Onset, End, RiseMinutes: 20, FadeMinutes: 150);
        double LoadAt(long second) => 1 + (2 * answers.At(second));
        centre.AddContacts(ContactsPerMinute * scale, (queue, second) => queue == Queue ? LoadAt(second) : 1);
        centre.AddExtraContacts(
            Queue, "price-change", minute => CallsPerMinuteAtPeak * scale * answers.At(minute), handleSeconds: 220,
                load: LoadAt);
        centre.AddOrdinaryReports(1.5 * scale);
        timeline.Add(ScenarioZone.At(2023, 3, 13, 18), new PlannedStatement(
            "send-out", "SMS price change April", ScenarioZone.At(2023, 3, 14, 10), ScenarioZone.At(2023, 3, 14, 13),
                180_000));
        return timeline.Play();
    }
}
