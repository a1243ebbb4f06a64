using System.Collections.Immutable;
using Vedetta.Settings;

namespace Vedetta.StatusPage.Reports;

/// <summary>What may fail, by kind of service; the words are codes that signals carry and pages translate.</summary>
public static class ReportReasons
{
    private static readonly ImmutableArray<string> Network =
        ["fixed-internet", "fixed-line", "mobile-voice", "mobile-internet", "no-signal", "blackout"];

    private static readonly ImmutableArray<string> Messaging = ["sending", "receiving", "calls", "sign-in", "app"];

    private static readonly ImmutableArray<string> Social = ["loading", "posting", "messages", "sign-in", "app"];

    private static readonly ImmutableArray<string> Site = ["loading", "error-page", "slow", "sign-in", "payment"];

    private static readonly ImmutableArray<string> App = ["app", "loading", "slow", "sign-in", "payment"];

    /// <summary>Every code there is.</summary>
    public static ImmutableArray<string> All { get; } =
        [.. Network.Concat(Messaging).Concat(Social).Concat(Site).Concat(App).Distinct()];

    /// <summary>The reasons of a kind, in the order people choose from.</summary>
    public static ImmutableArray<string> Of(ServiceKind kind) => kind switch
    {
        ServiceKind.Network => Network,
        ServiceKind.Messaging => Messaging,
        ServiceKind.Social => Social,
        ServiceKind.Site => Site,
        _ => App,
    };
}
