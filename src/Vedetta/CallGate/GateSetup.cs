using System.Security.Claims;
using Vedetta.Access;
using Vedetta.CallGate.Pushes;
using Vedetta.Detection;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Gate;
using Vedetta.Web;

namespace Vedetta.CallGate;

/// <summary>Wires the call gate.</summary>
public static class GateSetup
{
    /// <summary>Adds rules, desk, ports, pushes and the history they look back on.</summary>
    public static IServiceCollection AddCallGate(this IServiceCollection services)
    {
        services.AddSingleton<GateStore>();
        services.AddSingleton<GateKeeper>();
        services.AddSingleton(_ => new CallHistory());
        services.AddSingleton<FloodBook>();
        services.AddSingleton<RedressCards>();
        services.AddSingleton<GateDesk>();
        services.AddSingleton<GateFlow>();
        services.AddHostedService(provider => provider.GetRequiredService<GateFlow>());
        services.AddSingleton<HistoryFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<HistoryFeed>());
        services.AddSingleton<GatePort>();
        services.AddHostedService(provider => provider.GetRequiredService<GatePort>());
        services.AddSingleton<GateStreams>();
        services.AddHostedService(provider => provider.GetRequiredService<GateStreams>());
        services.AddSingleton<AddressShield>();
        services.AddSingleton<RulePushes>();
        services.AddHostedService(provider => provider.GetRequiredService<RulePushes>());
        return services;
    }

    /// <summary>Maps the gate's API and counts what it does.</summary>
    public static void MapCallGate(this WebApplication app)
    {
        app.MapGate();
        IServiceProvider services = app.Services;
        FloodBook floods = services.GetRequiredService<FloodBook>();
        services.GetRequiredService<Lookout>().OnRound((round, _) =>
        {
            foreach (FloodChange change in round.Floods) floods.Note(change.Flood);
            return Task.CompletedTask;
        });
        ServerMeter meter = services.GetRequiredService<ServerMeter>();
        Count(meter, services.GetRequiredService<GateFlow>(), services.GetRequiredService<GateKeeper>());
        Count(meter, services.GetRequiredService<GatePort>(), services.GetRequiredService<GateStreams>());
        CallHistory history = services.GetRequiredService<CallHistory>();
        meter.Gauge("gate_history_calls", () => history.Count, "Calls that forecasts look back on");
        meter.Total("gate_history_dropped", () => history.Dropped,
            "Calls dropped from the history because it was full");
        meter.Total("gate_history_texts_left_out", () => history.TextsLeftOut,
            "User agents and the like left out of the history");
        RulePushes pushes = services.GetRequiredService<RulePushes>();
        meter.Total("gate_push_failures", () => pushes.Failures, "Tries at pushing rules that failed");
    }

    /// <summary>What a signed-in person may do at the gate.</summary>
    public static GateAuthor AuthorOf(ClaimsPrincipal user) => new(
        user.Identity?.Name ?? "", user.IsInRole(nameof(Roles.Operator)),
        user.IsInRole(nameof(Roles.Approver)) || user.IsInRole(nameof(Roles.Admin)),
            user.IsInRole(nameof(Roles.Admin)));

    private static void Count(ServerMeter meter, GateFlow flow, GateKeeper keeper)
    {
        meter.Total("gate_passed", () => flow.Decided(GateAct.Pass), "Calls the gate let pass");
        meter.Total("gate_diverted", () => flow.Decided(GateAct.Divert), "Calls the gate diverted");
        meter.Total("gate_refused", () => flow.Decided(GateAct.Refuse), "Calls the gate refused");
        meter.Total("gate_protected", () => flow.PassedByProtection,
            "Calls that passed as emergency or protected ones");
        meter.Total("gate_not_looked_at", () => flow.NotLookedAt,
            "Stopped calls not looked at for honest ones: too many waited");
        meter.Gauge("gate_rules", () => keeper.Live.State.Book.Rules.Length, "Rules at work");
        meter.Gauge("gate_trial_rules", () => keeper.Live.State.Trial.Rules.Length, "Rules in dry run");
    }

    private static void Count(ServerMeter meter, GatePort port, GateStreams streams)
    {
        meter.Total("gate_answers", () => port.Answered, "Answers sent over UDP");
        meter.Total("gate_probes", () => port.Count(GateEvent.Probed), "OPTIONS answered");
        meter.Total("gate_other_methods", () => port.Count(GateEvent.OtherMethod), "Requests of other methods refused");
        meter.Total("gate_bad_requests", () => port.Count(GateEvent.BadRequest) + port.Count(GateEvent.Looped),
            "Requests answered 400 or 483");
        meter.Total("gate_unreadable", () => port.Count(GateEvent.Unreadable), "Messages dropped as unreadable");
        meter.Total("gate_connections_turned_away", () => streams.TurnedAway,
            "Connections closed because there were too many");
    }
}
