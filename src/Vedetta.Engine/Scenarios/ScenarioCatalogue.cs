using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Vedetta.Engine.Scenarios;

/// <summary>The scenarios that can be made.</summary>
public static class ScenarioCatalogue
{
    private static readonly ImmutableArray<(string Name, string Summary, Func<ulong, double, Scenario> Create)> All =
    [
        (WhatsAppTim.Name, "WhatsApp fails for three hours and an operator's customers call the operator",
        WhatsAppTim.Create),
        (WhatsAppEvening.Name, "25,000 people report WhatsApp in one evening, and some blame their carrier",
        WhatsAppEvening.Create),
        (CarrierDown.Name, "one carrier fails and the others are reported in its shadow, on three days",
        CarrierDown.Create),
        (QuietMonth.Name, "a month in which nothing happens", QuietMonth.Create),
        (StormPeak.Name, "a storm cuts lines in two regions in the evening", StormPeak.Create),
        (OwnSendOut.Name, "customers call about a message that we sent", OwnSendOut.Create),
        (AdrexoFlood.Name, "a dialler makes every line of a company ring every minute for over two hours",
        AdrexoFlood.Create),
        (CallCentreYear.Name, "a whole year with holidays and six incidents", CallCentreYear.Create),
    ];

    /// <summary>Their names.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(s => s.Name)];

    /// <summary>What each is about, in a few words.</summary>
    public static string SummaryOf(string name) => All.First(s => s.Name == name).Summary;

    /// <summary>Makes a scenario.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="seed">What its chance starts from.</param>
    /// <param name="scale">Multiplies every volume; 1 is the published or natural size.</param>
    /// <param name="scenario">The scenario, null where no such name is known.</param>
    public static bool TryCreate(string name, ulong seed, double scale, [NotNullWhen(true)] out Scenario? scenario)
    {
        if (!(scale > 0 && scale <= 1_000))
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale is above 0 and at most 1000.");
        scenario = All.FirstOrDefault(s => s.Name == name).Create?.Invoke(seed, scale);
        return scenario is not null;
    }
}
