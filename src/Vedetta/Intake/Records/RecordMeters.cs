using System.Diagnostics.Metrics;
using Vedetta.Web;

namespace Vedetta.Intake.Records;

/// <summary>What the reading of call records counts about itself.</summary>
public sealed class RecordMeters
{
    private readonly ServerMeter _meter;

    /// <summary>Makes the instruments.</summary>
    public RecordMeters(ServerMeter meter)
    {
        _meter = meter;
        Texts = meter.Counter("record_texts", "Texts recognised as call records, by layout");
        AmiEvents = meter.Counter("ami_events", "Messages received from Asterisk's manager interface");
        AmiRefused = meter.Counter("ami_refused", "Events of Asterisk's manager interface that could not be used");
        AmiLosses = meter.Counter("ami_losses", "Connections to Asterisk's manager interface that failed or ended");
    }

    /// <summary>Texts recognised as call records.</summary>
    public Counter<long> Texts { get; }

    /// <summary>Messages received.</summary>
    public Counter<long> AmiEvents { get; }

    /// <summary>Events that could not be used.</summary>
    public Counter<long> AmiRefused { get; }

    /// <summary>Connections that failed or ended.</summary>
    public Counter<long> AmiLosses { get; }

    /// <summary>Shows whether the connection stands.</summary>
    internal void WatchAmi(Func<bool> isConnected) =>
        _meter.Gauge("ami_connected", () => isConnected() ? 1 : 0,
            "Whether Asterisk's manager interface is signed in to");
}
