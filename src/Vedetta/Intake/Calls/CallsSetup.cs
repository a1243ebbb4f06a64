using Microsoft.AspNetCore.Builder;
using Vedetta.Web;

namespace Vedetta.Intake.Calls;

/// <summary>Wires listening to call signalling.</summary>
public static class CallsSetup
{
    /// <summary>Adds listeners, the intake of calls and what is kept of them.</summary>
    public static IServiceCollection AddCalls(this IServiceCollection services)
    {
        services.AddSingleton<CallIntake>();
        services.AddSingleton<KeptMessages>();
        services.AddSingleton<CallWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<CallWriter>());
        // Listeners end before the writer: what they took last is still written.
        services.AddSingleton<HepDatagramListener>();
        services.AddHostedService(provider => provider.GetRequiredService<HepDatagramListener>());
        services.AddSingleton<HepStreamListener>();
        services.AddHostedService(provider => provider.GetRequiredService<HepStreamListener>());
        return services;
    }

    /// <summary>Counts on <c>/metrics</c>, where anything is listened for.</summary>
    public static void MapCalls(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<ServerOptions>().Hep.IsOn) return;
        ServerMeter meter = app.Services.GetRequiredService<ServerMeter>();
        CallIntake intake = app.Services.GetRequiredService<CallIntake>();
        HepDatagramListener datagrams = app.Services.GetRequiredService<HepDatagramListener>();
        HepStreamListener streams = app.Services.GetRequiredService<HepStreamListener>();
        meter.Total("hep_packets", () => intake.Counts.Packets, "Packets of copied signalling that came");
        meter.Totals("hep_refused", "reason", intake.Counts.Refused, "Packets refused, by reason");
        meter.Total("hep_times_corrected", () => intake.Counts.TimesCorrected, "Packets whose time was too far from the server's");
        meter.Total("hep_kernel_drops", () => datagrams.Address is { } at ? KernelDrops.Of(at) : 0, "Datagrams the kernel dropped before they were read");
        meter.Total("hep_connections_refused", () => intake.Counts.ConnectionsRefused, "Connections closed: no HEP3, or too many");
        meter.Gauge("hep_connections", () => streams.Connections, "Connections of senders now");
        meter.Gauge("calls_in_flight", () => intake.InFlight, "Calls followed now");
        meter.Total("calls_evicted", () => intake.Evicted, "Calls given up because a bound was reached");
        meter.Total("call_messages_unmatched", () => intake.Unmatched, "Messages of calls whose beginning was not seen");
        meter.Total("call_attempts_dropped", () => intake.Counts.AttemptsDropped, "Attempts dropped because too many waited");
        meter.Gauge("call_messages_kept", () => intake.MessagesHeld, "Messages of calls held in memory");
        meter.Gauge("call_message_bytes_kept", () => intake.MessageBytesHeld, "Bytes of messages held in memory");
        meter.Total("call_messages_dropped", () => intake.MessagesDropped, "Messages that made room before their time");
    }
}
