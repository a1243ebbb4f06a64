namespace Vedetta.Statements;

/// <summary>Wires notices and components.</summary>
public static class StatementsSetup
{
    /// <summary>Adds what people publish and how it is read.</summary>
    public static IServiceCollection AddStatements(this IServiceCollection services)
    {
        services.AddSingleton<NoticeSignal>();
        services.AddSingleton<NoticeStore>();
        services.AddSingleton<NoticeDesk>();
        services.AddSingleton<HealthFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<HealthFollower>());
        services.AddSingleton<MaintenanceClock>();
        services.AddHostedService(provider => provider.GetRequiredService<MaintenanceClock>());
        return services;
    }
}
