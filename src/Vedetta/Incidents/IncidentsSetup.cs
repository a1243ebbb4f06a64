using Vedetta.Detection;
using Vedetta.Incidents.Safekeeping;
using Vedetta.Incidents.Inbound;
using Vedetta.Web;

namespace Vedetta.Incidents;

/// <summary>Wires incidents.</summary>
public static class IncidentsSetup
{
    /// <summary>Adds what people see of incidents and the flow that makes them.</summary>
    public static IServiceCollection AddIncidents(this IServiceCollection services)
    {
        services.AddSingleton<IncidentDesk>();
        services.AddSingleton<IncidentFlow>();
        services.AddSingleton<IncidentForecast>();
        services.AddSingleton<AlertFlow>();
        services.AddSingleton<InboundStore>();
        services.AddSingleton<EvidenceStore>();
        services.AddSingleton<EvidenceKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<EvidenceKeeper>());
        return services;
    }

    /// <summary>Lets incidents take every round of detection, counts them and maps their API.</summary>
    public static void UseIncidents(this WebApplication app)
    {
        IncidentFlow flow = app.Services.GetRequiredService<IncidentFlow>();
        app.Services.GetRequiredService<Lookout>().OnRound(flow.Take);
        app.Services.GetRequiredService<ServerMeter>().Gauge("incidents_open", () => flow.Open, "Incidents open or in hand");
        app.MapIncidents();
        app.MapInbound();
    }
}
