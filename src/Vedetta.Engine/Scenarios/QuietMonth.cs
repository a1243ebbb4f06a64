namespace Vedetta.Engine.Scenarios;

/// <summary>
/// May 2023 at a centre that keeps no holidays, in which nothing happens: contacts and reports with the ordinary
/// unrest of a call centre (negative binomial with size 22 in each queue's half hours, levels that wander over days).
/// Every incident found in it is a false alarm.
/// </summary>
internal static class QuietMonth
{
    public const string Name = "quiet-month";

    private const double ContactsPerMinute = 12;
    private const double ReportsPerMinute = 1.5;

    private static readonly DateTimeOffset From = ScenarioZone.At(2023, 4, 3);
    private static readonly DateTimeOffset Until = ScenarioZone.At(2023, 6, 1);

    public static Scenario Create(ulong seed, double scale) => new(() => Play(seed, scale))
    {
        Name = Name,
        From = From,
        WarmUntil = ScenarioZone.At(2023, 5, 1),
        Until = Until,
        Services = ItalianOperator.Services,
        Queues = ItalianOperator.Queues,
    };

    private static IEnumerable<ScenarioSignal> Play(ulong seed, double scale)
    {
        var timeline = new Timeline(From, Until);
        var centre = new ItalianOperator(new ScenarioRandom(seed).Fork(Name), timeline, new DayShape());
        centre.AddContacts(ContactsPerMinute * scale);
        centre.AddOrdinaryReports(ReportsPerMinute * scale);
        timeline.AddHeartbeats("mobile-core");
        return timeline.Play();
    }
}
