using Vedetta.Detection;

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
        return services;
    }

    /// <summary>Lets incidents take every round of detection.</summary>
    public static void UseIncidents(this WebApplication app) =>
        app.Services.GetRequiredService<Lookout>().OnRound(app.Services.GetRequiredService<IncidentFlow>().Take);
}
