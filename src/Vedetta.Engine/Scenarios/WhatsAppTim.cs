namespace Vedetta.Engine.Scenarios;

/// <summary>
/// 25 October 2022: WhatsApp, a third party's service, fails from 09:00 to 12:00 and TIM's customers call TIM.
/// Published: +310 %, "over 65,000 customers in 3 hours", "about EUR 40,000". The reading chosen: 65,000 is the total
/// of contacts in the three hours and 4.1 times the ordinary volume, so 15,854 were ordinary and 49,146 in excess, and
/// the whole cost EUR 40,000, or 0.615385 a contact. The counts in the three hours are exact; their times are chance.
/// An outage site's 25,000 reports come beside them, from the customers of all networks alike.
/// </summary>
internal static class WhatsAppTim
{
    public const string Name = "whatsapp-tim";

    private const int Total = 65_000;
    private const int Ordinary = 15_854;
    private const double Ratio = 4.1;
    private const int Reports = 25_000;
    private const double MobileShare = 0.9;

    private static readonly DateTimeOffset Onset = ScenarioZone.At(2022, 10, 25, 9);
    private static readonly DateTimeOffset End = ScenarioZone.At(2022, 10, 25, 12);

    public static Scenario Create(ulong seed, double scale) => new(() => Play(seed, scale))
    {
        Name = Name,
        From = ScenarioZone.At(2022, 9, 27),
        WarmUntil = ScenarioZone.At(2022, 10, 25),
        Until = ScenarioZone.At(2022, 10, 25, 18),
        CostPerContact = 0.615385m,
        Services = ItalianOperator.Services,
        Queues = ItalianOperator.Queues,
        Incidents = [new("third-party-outage", "service", "whatsapp", Onset, End)],
    };

    private static IEnumerable<ScenarioSignal> Play(ulong seed, double scale)
    {
        var timeline = new Timeline(ScenarioZone.At(2022, 9, 27), ScenarioZone.At(2022, 10, 25, 18));
        var tim = new ItalianOperator(new ScenarioRandom(seed).Fork(Name), timeline, new DayShape());
        double level = 0;
        for (long minute = Onset.ToUnixTimeSeconds(); minute < End.ToUnixTimeSeconds(); minute += 60)
            level += tim.ShapeAt(minute);
        double perMinute = scale * Ordinary / level;

        tim.AddContacts(perMinute, LoadOf, (Scaled(Ordinary, scale), Onset, End));
        int excess = Scaled(Total, scale) - Scaled(Ordinary, scale), mobile = (int)Math.Round(excess * MobileShare);
        AddCallers(tim, "mobile", mobile, perMinute);
        AddCallers(tim, "fixed", excess - mobile, perMinute);

        var reported = new Bump(Onset, End, RiseMinutes: 4, FadeMinutes: 100);
        tim.AddOrdinaryReports(2.5 * scale);
        tim.AddReports("whatsapp", reported.At, ordinary: false, exact: (Scaled(Reports, scale), Onset, End));
        foreach (string component in (string[])["mobile-core", "fixed-core", "voice-platform"])
            timeline.AddHeartbeats(component);
        return timeline.Play();
    }

    private static void AddCallers(ItalianOperator tim, string queue, int count, double perMinute)
    {
        double InWindow(long minute) => IsOn(minute) ? perMinute * tim.ShapeAt(minute) : 0;
        tim.AddExtraContacts(
            queue, "whatsapp", InWindow, handleSeconds: 110, load: _ => Ratio, exact: (count, Onset, End));
    }

    private static double LoadOf(string queue, long second) => IsOn(second) && queue != "billing" ? Ratio : 1;

    private static bool IsOn(long second) => second >= Onset.ToUnixTimeSeconds() && second < End.ToUnixTimeSeconds();

    private static int Scaled(int count, double scale) => (int)Math.Round(count * scale);
}
