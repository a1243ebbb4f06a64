using System.Collections.Immutable;

namespace Vedetta.Engine.Scenarios;

/// <summary>
/// Three days on which somebody fails and others are blamed as well. On 24 October 2022 one carrier fails with the
/// published 65,000 reports (AT&amp;T, 22 February 2024) and two others show its shadow, 3,200 and 1,500; on the 25th
/// the same with 2,500, 176 and 101 (TIM); on the 26th an internet service fails and the reports of all carriers rise
/// alike (4 October 2021). The counts are exact; their times are chance.
/// </summary>
internal static class CarrierDown
{
    public const string Name = "carrier-down";

    private const double OrdinaryPerMinute = 0.4;

    private static readonly DateTimeOffset From = ScenarioZone.At(2022, 10, 10);
    private static readonly DateTimeOffset Until = ScenarioZone.At(2022, 10, 27);

    private static readonly ImmutableArray<(int Day, int Hours, (string Service, int Reports)[] Reports)> Faults =
    [
        (24, 6, [("tim", 65_000), ("vodafone", 3_200), ("windtre", 1_500)]),
        (25, 2, [("tim", 2_500), ("vodafone", 176), ("windtre", 101)]),
        (26, 4,
        [
            ("facebook", 20_000), ("tim", 2_600), ("vodafone", 2_200), ("windtre", 2_400), ("iliad", 2_100),
            ("fastweb", 2_000),
        ]),
    ];

    /// <summary>Internet services and carriers, all run by others.</summary>
    public static ImmutableArray<ScenarioService> Services { get; } =
    [
        new("whatsapp", "WhatsApp", IsOwn: false), new("facebook", "Facebook", IsOwn: false),
        new("tim", "TIM", IsOwn: false), new("vodafone", "Vodafone", IsOwn: false),
        new("windtre", "WindTre", IsOwn: false),
        new("iliad", "iliad", IsOwn: false), new("fastweb", "Fastweb", IsOwn: false),
    ];

    public static Scenario Create(ulong seed, double scale) => new(() => Play(seed, scale))
    {
        Name = Name,
        From = From,
        WarmUntil = ScenarioZone.At(2022, 10, 24),
        Until = Until,
        Services = Services,
        Incidents =
        [
            .. Faults.Select(f => new ScenarioIncident(
                "third-party-outage", "service", f.Reports[0].Service, OnsetOf(f.Day), EndOf(f.Day, f.Hours))),
        ],
    };

    /// <summary>Adds the ordinary reports of all services.</summary>
    public static void AddOrdinary(ItalianOperator world, double scale)
    {
        foreach (ScenarioService service in Services)
            world.AddReports(service.Id, minute => OrdinaryPerMinute * scale * world.ShapeAt(minute));
    }

    /// <summary>Adds the reports of a fault or of its shadow: as many as said, following the course.</summary>
    public static void AddFault(ItalianOperator world, Bump course, string service, int reports) =>
        world.AddReports(service, course.At, ordinary: false, exact: (reports, course.Onset, course.End));

    private static IEnumerable<ScenarioSignal> Play(ulong seed, double scale)
    {
        var timeline = new Timeline(From, Until);
        var world = new ItalianOperator(new ScenarioRandom(seed).Fork(Name), timeline, new DayShape());
        AddOrdinary(world, scale);
        foreach ((int day, int hours, (string Service, int Reports)[] reports) in Faults)
        {
            var course = new Bump(OnsetOf(day), EndOf(day, hours), RiseMinutes: 10, FadeMinutes: 90);
            foreach ((string service, int count) in reports)
                AddFault(world, course, service, (int)Math.Round(count * scale));
        }
        return timeline.Play();
    }

    private static DateTimeOffset OnsetOf(int day) => ScenarioZone.At(2022, 10, day, 10);

    private static DateTimeOffset EndOf(int day, int hours) => ScenarioZone.At(2022, 10, day, 10 + hours);
}
