using Microsoft.AspNetCore.Builder;

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
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(time);
        WebApplication app = builder.Build();
        app.Urls.Add(options.Urls);
        return app;
    }
}
