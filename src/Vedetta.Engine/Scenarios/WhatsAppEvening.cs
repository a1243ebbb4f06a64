namespace Vedetta.Engine.Scenarios;

/// <summary>
/// An outage site's evening: WhatsApp fails at 19:00 on 25 October 2022 and 25,000 people report it until 23:00;
/// people blame their carrier too, whose reports rise by 2 to 5 % of that. The counts are exact; their times are
/// chance.
/// </summary>
internal static class WhatsAppEvening
{
    public const string Name = "whatsapp-evening";

    private const int Reports = 25_000;

    private static readonly DateTimeOffset From = ScenarioZone.At(2022, 10, 10);
    private static readonly DateTimeOffset Until = ScenarioZone.At(2022, 10, 26);
    private static readonly DateTimeOffset Onset = ScenarioZone.At(2022, 10, 25, 19);
    private static readonly DateTimeOffset End = ScenarioZone.At(2022, 10, 25, 23);

    private static readonly (string Carrier, double Share)[] Shadows =
        [("tim", 0.05), ("vodafone", 0.04), ("windtre", 0.03), ("iliad", 0.02)];

    public static Scenario Create(ulong seed, double scale) => new(() => Play(seed, scale))
    {
        Name = Name,
        From = From,
        WarmUntil = ScenarioZone.At(2022, 10, 25),
        Until = Until,
        Services = CarrierDown.Services,
        Incidents = [new("third-party-outage", "service", "whatsapp", Onset, End)],
    };

    private static IEnumerable<ScenarioSignal> Play(ulong seed, double scale)
    {
        var timeline = new Timeline(From, Until);
        var world = new ItalianOperator(new ScenarioRandom(seed).Fork(Name), timeline, new DayShape());
        CarrierDown.AddOrdinary(world, scale);
        var course = new Bump(Onset, End, RiseMinutes: 4, FadeMinutes: 100);
        CarrierDown.AddFault(world, course, "whatsapp", (int)Math.Round(Reports * scale));
        foreach ((string carrier, double share) in Shadows)
            CarrierDown.AddFault(world, course, carrier, (int)Math.Round(Reports * share * scale));
        return timeline.Play();
    }
}
