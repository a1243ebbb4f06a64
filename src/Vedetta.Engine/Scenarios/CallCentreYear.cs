namespace Vedetta.Engine.Scenarios;

/// <summary>
/// The year 2023 at a moderate volume, with Italian holidays (they behave like Sundays) and six incidents of four
/// causes: the operator's own network, a third party's service twice, a customer portal after maintenance, a storm,
/// and a letter.
/// </summary>
internal static class CallCentreYear
{
    public const string Name = "call-centre-year";

    private const double ContactsPerMinute = 4.5;

    private static readonly DateTimeOffset From = ScenarioZone.At(2023, 1, 1);
    private static readonly DateTimeOffset Until = ScenarioZone.At(2024, 1, 1);

    private static readonly DateOnly[] Holidays =
    [
        new(2023, 1, 6), new(2023, 4, 9), new(2023, 4, 10), new(2023, 4, 25), new(2023, 5, 1), new(2023, 6, 2),
        new(2023, 8, 15),
        new(2023, 11, 1), new(2023, 12, 8), new(2023, 12, 25), new(2023, 12, 26),
    ];

    private static readonly Event[] Events =
    [
        new("own-outage", "service", "mobile-network", "mobile", "mobile-network", At(2, 15, 14, 20), At(2, 15, 17, 50),
            9, 12)
        {
            Component = "mobile-core", OwnNetworkOnly = true,
        },
        new("third-party-outage", "service", "instagram", "mobile", "instagram", At(5, 21, 18, 0), At(5, 21, 20, 30),
        5, 15),
        new("demand-peak", "queue", "fixed", "fixed", "no-line", At(7, 24, 18, 40), At(7, 24, 23, 0), 8, 0)
        {
            Places = new(("IT-34", 0.7), ("IT-36", 0.3)), RiseMinutes = 25, FadeMinutes = 120,
        },
        new("own-send-out", "queue", "billing", "billing", "price-change", At(9, 19, 9, 30), At(9, 19, 17, 0), 6, 0)
        {
            RiseMinutes = 30, FadeMinutes = 180,
        },
        new("own-outage", "service", "my-account", "billing", "my-account", At(10, 17, 8, 10), At(10, 17, 11, 40), 5, 6)
        {
            Component = "my-account-web",
        },
        new("third-party-outage", "service", "whatsapp", "mobile", "whatsapp", At(11, 28, 20, 0), At(11, 28, 22, 0),
        10, 25),
    ];

    /// <summary>What happens once.</summary>
    private sealed record Event(
        string Cause, string SubjectKind, string Subject, string Queue, string Topic, DateTimeOffset Onset,
        DateTimeOffset End,
        double CallsPerMinute, double ReportsPerMinute)
    {
        public string? Component { get; init; }

        public bool OwnNetworkOnly { get; init; }

        public WeightedChoice? Places { get; init; }

        public double RiseMinutes { get; init; } = 3;

        public double FadeMinutes { get; init; } = 240;

        public Bump Bump => new(Onset, End, RiseMinutes, FadeMinutes);
    }

    public static Scenario Create(ulong seed, double scale) => new(() => Play(seed, scale))
    {
        Name = Name,
        From = From,
        WarmUntil = ScenarioZone.At(2023, 1, 30),
        Until = Until,
        Services = ItalianOperator.Services,
        Queues = ItalianOperator.Queues,
        Holidays = [.. Holidays],
        Incidents = [.. Events.Select(e => new ScenarioIncident(e.Cause, e.SubjectKind, e.Subject, e.Onset, e.End))],
    };

    private static DateTimeOffset At(int month, int day, int hour, int minute) =>
        ScenarioZone.At(2023, month, day, hour, minute);

    private static IEnumerable<ScenarioSignal> Play(ulong seed, double scale)
    {
        var timeline = new Timeline(From, Until);
        var centre = new ItalianOperator(new ScenarioRandom(seed).Fork(Name), timeline, new DayShape(Holidays));
        centre.AddContacts(ContactsPerMinute * scale, (queue, second) =>
            1 + Events.Where(e => e.Queue == queue).Sum(e => 2 * e.Bump.At(second)));
        centre.AddOrdinaryReports(0.8 * scale);
        foreach (Event happening in Events) Add(happening, centre, timeline, scale);
        foreach (string component in (string[])["mobile-core", "fixed-core", "my-account-web"])
            timeline.AddHeartbeats(component);
        AddPlans(timeline);
        return timeline.Play();
    }

    private static void Add(Event happening, ItalianOperator centre, Timeline timeline, double scale)
    {
        Bump bump = happening.Bump;
        centre.AddExtraContacts(
            happening.Queue, happening.Topic, minute => happening.CallsPerMinute * scale * bump.At(minute),
                happening.Places,
            load: second => 1 + (2 * bump.At(second)));
        if (happening.ReportsPerMinute > 0)
        {
            centre.AddReports(
                happening.Subject, minute => happening.ReportsPerMinute * scale * bump.At(minute), ordinary: false,
                happening.OwnNetworkOnly ? new WeightedChoice(("tim", 0.94), ("vodafone", 0.03),
                    ("windtre", 0.03)) : null);
        }

        if (happening.Component is not { } component) return;
        timeline.Add(happening.Onset.AddMinutes(1), new HealthStatement(component, "degraded",
            Detail: "error rate 7 %"));
        timeline.Add(happening.Onset.AddMinutes(6), new HealthStatement(component, "down", Detail: "no answer"));
        timeline.Add(happening.End.AddMinutes(-5), new HealthStatement(component, "ok"));
    }

    private static void AddPlans(Timeline timeline)
    {
        timeline.Add(At(9, 18, 15, 0), new PlannedStatement(
            "send-out", "Letter price change October", At(9, 19, 8, 0), At(9, 20, 18, 0), 60_000));
        timeline.Add(At(10, 16, 12, 0), new PlannedStatement(
            "maintenance", "Portal release 42", At(10, 17, 5, 0), At(10, 17, 7, 0), Service: "my-account"));
    }
}
