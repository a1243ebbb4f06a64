using Microsoft.AspNetCore.Builder;
using Vedetta.Access;
using Vedetta.CallGate;
using Vedetta.Desk;
using Vedetta.Detection;
using Vedetta.Incidents;
using Vedetta.Intake;
using Vedetta.Outreach;
using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.StatusPage;
using Vedetta.StatusPage.Reports;
using Vedetta.Storage;
using Vedetta.Web;

namespace Vedetta;

/// <summary>The composition root: one straight line in flow order. It is long on purpose; nothing is wired elsewhere.</summary>
public static class Server
{
    /// <summary>Builds a server that is ready to start; serves <c>vedetta serve</c>, tests and replay.</summary>
    public static WebApplication Create(ServerOptions options, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // Keys at rest are protected by the data folder's permissions; the framework's hint on each start would hide news.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(time);
        builder.Services.AddVedettaStorage(options);
        builder.Services.AddSingleton<SettingsStore>();
        builder.Services.AddTelemetry(options);
        builder.Services.AddIntake();
        builder.Services.AddDetection();
        builder.Services.AddIncidents();
        builder.Services.AddStatements();
        builder.AddStatusPage();
        builder.Services.AddReports();
        builder.Services.AddOutreach();
        builder.Services.AddCallGate();
        builder.Services.AddAccess(options);
        builder.Services.AddWeb();
        builder.Services.AddDesk();
        WebApplication app = builder.Build();
        app.UseTrustedProxies(options);
        app.UseAccess();
        app.MapTelemetry();
        app.MapIntake();
        app.MapDetection();
        app.UseIncidents();
        app.MapStatusPage();
        app.UseReports();
        app.MapOutreach();
        app.MapCallGate();
        app.MapAccess();
        app.MapDesk();
        app.MapWeb();
        app.Urls.Add(options.Urls);
        return app;
    }
}
