using Microsoft.AspNetCore.Builder;
using Vedetta.Detection;
using Vedetta.StatusPage.Pictures;

namespace Vedetta.StatusPage.Reports;

/// <summary>Wires the outage radar: reports of customers, states of services.</summary>
public static class ReportsSetup
{
    private static readonly string[] Pages =
        ["/s", "/s/{service}", "/s/{service}/reported", "/s/{service}/reported/{place}", "/s/{service}/thanks"];

    /// <summary>Adds gate, collector and radar.</summary>
    public static IServiceCollection AddReports(this IServiceCollection services)
    {
        services.AddSingleton<ServiceDirectory>();
        services.AddSingleton<ReportMeters>();
        services.AddSingleton<ReportGate>();
        services.AddSingleton<ReportCollector>();
        services.AddHostedService(provider => provider.GetRequiredService<ReportCollector>());
        services.AddSingleton<ReportDetails>();
        services.AddHostedService(provider => provider.GetRequiredService<ReportDetails>());
        services.AddSingleton<RadarStore>();
        services.AddSingleton<ReportNotices>();
        services.AddSingleton<RadarFlow>();
        services.AddSingleton<ServiceFactsReader>();
        services.AddSingleton<ReportPages>();
        services.AddSingleton<PictureSource>(provider => provider.GetRequiredService<ReportPages>());
        services.AddSingleton<ReportEndpoint>();
        return services;
    }

    /// <summary>Lets the radar take every round of detection and maps the forms and the API.</summary>
    public static void UseReports(this WebApplication app)
    {
        IServiceProvider services = app.Services;
        services.GetRequiredService<Lookout>().OnRound(services.GetRequiredService<RadarFlow>().Take);
        services.GetRequiredService<ReportMeters>().Watch(
            services.GetRequiredService<ReportGate>(), services.GetRequiredService<ReportCollector>());
        services.GetRequiredService<ReportEndpoint>().Map(app);
        foreach (string page in Pages) app.MapPictures(page);
        app.MapServices();
    }
}
