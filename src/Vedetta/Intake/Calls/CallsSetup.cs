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
        CallIntake calls = app.Services.GetRequiredService<CallIntake>();
        HepDatagramListener datagrams = app.Services.GetRequiredService<HepDatagramListener>();
        HepStreamListener streams = app.Services.GetRequiredService<HepStreamListener>();
        meter.Total("hep_packets", () => calls.Counts.Packets, "Packets of copied signalling that came");
        meter.Totals("hep_refused", "reason", calls.Counts.Refused, "Packets refused, by reason");
        meter.Total("hep_times_corrected", () => calls.Counts.TimesCorrected, "Packets given the server's time");
        meter.Total("hep_kernel_drops", () => KernelDrops.Of(datagrams.Address), "Datagrams the kernel dropped");
        meter.Total("hep_connections_refused", () => calls.Counts.ConnectionsRefused, "Connections closed by us");
        meter.Gauge("hep_connections", () => streams.Connections, "Connections of senders now");
        meter.Gauge("calls_in_flight", () => calls.InFlight, "Calls followed now");
        meter.Total("calls_evicted", () => calls.Evicted, "Calls given up because a bound was reached");
        meter.Total("call_messages_unmatched", () => calls.Unmatched, "Messages of calls whose beginning was not seen");
        meter.Total("call_attempts_dropped", () => calls.Counts.AttemptsDropped, "Attempts dropped: too many waited");
        meter.Gauge("call_messages_kept", () => calls.MessagesHeld, "Messages of calls held in memory");
        meter.Gauge("call_message_bytes_kept", () => calls.MessageBytesHeld, "Bytes of messages held in memory");
        meter.Total("call_messages_dropped", () => calls.MessagesDropped, "Messages that made room before their time");
    }
}
