using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Engine.Tiles;
using Vedetta.Intake.Calls;
using Vedetta.Intake.Checks;
using Vedetta.Intake.Records;
using Vedetta.Storage;
using Vedetta.Web;

namespace Vedetta.Intake;

/// <summary>Wires the intake.</summary>
public static class IntakeSetup
{
    /// <summary>Adds journal, intake, API keys and the OpenAPI document.</summary>
    public static IServiceCollection AddIntake(this IServiceCollection services)
    {
        services.AddSingleton(provider => SourceKey.From(
            KeyFile.ReadOrCreate(provider.GetRequiredService<ServerOptions>().DataDirectory, Retention.KeyName)));
        services.AddSingleton<Journal>();
        services.AddHostedService(provider => provider.GetRequiredService<Journal>());
        services.AddSingleton<IntakeMeters>();
        services.AddSingleton<RecordMeters>();
        services.AddSingleton<SignalIntake>();
        services.AddSingleton<AmiClient>();
        services.AddHostedService(provider => provider.GetRequiredService<AmiClient>());
        services.AddSingleton<ImportFolder>();
        services.AddHostedService(provider => provider.GetRequiredService<ImportFolder>());
        services.AddSingleton<Retention>();
        services.AddHostedService(provider => provider.GetRequiredService<Retention>());
        services.AddHealthChecks().AddCheck<JournalHealth>("journal", tags: [Telemetry.Ready]);
        services.AddSingleton<ApiKeyStore>();
        services.AddChecks();
        services.AddCalls();
        services.AddProblemDetails();
        services.AddOpenApi();
        return services;
    }

    /// <summary>Maps the signal endpoint and <c>/openapi/v1.json</c>.</summary>
    public static void MapIntake(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        IntakeApi.MapSignals(app);
        app.MapHealthChecking();
        app.MapCalls();
    }
}
