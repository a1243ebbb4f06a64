using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vedetta.Access;
using Vedetta.CallGate;
using Vedetta.Desk.Floods;
using Vedetta.Detection;
using Vedetta.Detection.Floods;
using Vedetta.Incidents;
using Vedetta.Web;

namespace Vedetta.Desk;

/// <summary>The desk: pages people work on, and what keeps them live.</summary>
public static class DeskSetup
{
    /// <summary>Adds what the desk needs.</summary>
    public static void AddDesk(this IServiceCollection services)
    {
        services.AddSingleton<RecentCharts>();
        services.AddSingleton<LiveStream>();
        services.AddSingleton<FloodLadder>();
        services.AddSingleton<EvidencePack>();
    }

    /// <summary>Maps live streams and acts; the pages map themselves.</summary>
    public static void MapDesk(this WebApplication routes)
    {
        LiveStream live = routes.Services.GetRequiredService<LiveStream>();
        ServerMeter meter = routes.Services.GetRequiredService<ServerMeter>();
        meter.Gauge("live_viewers", () => live.Viewers, "Pages followed now");
        meter.Total("live_viewers_refused", () => live.Refused, "Pages told to come back later because too many are followed");
        RouteGroupBuilder desk = routes.MapGroup("/desk").RequireAuthorization(Policies.CanView).ExcludeFromDescription();
        desk.MapGet("/live", FollowBoard);
        desk.MapGet("/incidents/{id:int}/live", FollowIncident);
        desk.MapGet("/lines/live", FollowLines);
        desk.MapGet("/incidents/{id:int}/flood/live", FollowFlood);
        FloodForms.MapIncident(desk.MapGroup("/incidents/{id:int}").RequireAuthorization(Policies.CanOperate));
        FloodForms.MapGate(desk.MapGroup("/gate"));
        RadarForms.Map(desk.MapGroup("/radar").RequireAuthorization(Policies.CanOperate));
        NoticeForms.Map(desk);
        IncidentForms.Map(desk.MapGroup("/incidents/{id:int}").RequireAuthorization(Policies.CanOperate));
    }

    private static Task FollowBoard(
        HttpContext context, LiveStream stream, IncidentDesk desk, LiveWatch watch, RecentCharts charts, Visitor visitor,
        TimeProvider time, IHostApplicationLifetime lifetime) => stream.Send(
            context,
            async stop =>
            {
                visitor.MoveTo(time.GetUtcNow());
                return (await BoardView.Read(desk, watch, charts, visitor, stop)).Live;
            },
            lifetime.ApplicationStopping);

    private static Task FollowIncident(
        int id, HttpContext context, LiveStream stream, IncidentDesk desk, LiveWatch watch, Visitor visitor,
        TimeProvider time, IHostApplicationLifetime lifetime) => stream.Send(
            context,
            async stop =>
            {
                visitor.MoveTo(time.GetUtcNow());
                return await desk.Find(id, stop) is { } found ? IncidentPicture.Of(found, watch, visitor).Live : null;
            },
            lifetime.ApplicationStopping);

    private static Task FollowLines(
        HttpContext context, LiveStream stream, LiveFloods floods, GateFlow gate, Visitor visitor, TimeProvider time,
        IHostApplicationLifetime lifetime) => stream.Send(
            context,
            _ =>
            {
                visitor.MoveTo(time.GetUtcNow());
                return Task.FromResult<LivePage?>(LinesPicture.OfAll(floods, gate, visitor).Live);
            },
            lifetime.ApplicationStopping);

    private static Task FollowFlood(
        int id, HttpContext context, LiveStream stream, IncidentDesk desk, LiveFloods floods, GateFlow gate, GateStore rules,
        Visitor visitor, TimeProvider time, IHostApplicationLifetime lifetime) => stream.Send(
            context,
            async stop =>
            {
                visitor.MoveTo(time.GetUtcNow());
                if (await desk.Find(id, stop) is not { } view) return null;
                return LinesPicture.OfIncident(view, floods, gate, await rules.List(id, 0, FloodForms.ActivationsShown, stop), visitor).Live;
            },
            lifetime.ApplicationStopping);
}
