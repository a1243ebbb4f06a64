using Vedetta.Engine.Hep;
using Vedetta.Engine.Sip;

namespace Vedetta.Intake.Calls;

/// <summary>What the call intake counts; written in a listener's turn, read at any time.</summary>
public sealed class CallCounts
{
    private static readonly HepFault[] HepFaults = [.. Enum.GetValues<HepFault>().Skip(1)];
    private static readonly SipFault[] SipFaults = [.. Enum.GetValues<SipFault>().Skip(1)];

    private readonly long[] _hep = new long[HepFaults.Length + 1];
    private readonly long[] _sip = new long[SipFaults.Length + 1];
    private long _connectionsRefused;

    /// <summary>Packets that came.</summary>
    public long Packets { get; internal set; }

    /// <summary>Packets that did not show the key.</summary>
    public long WrongKey { get; internal set; }

    /// <summary>Packets with something else than SIP.</summary>
    public long OtherProtocol { get; internal set; }

    /// <summary>Packets whose compressed payload does not unpack.</summary>
    public long BadCompression { get; internal set; }

    /// <summary>Packets whose time was too far from the server's.</summary>
    public long TimesCorrected { get; internal set; }

    /// <summary>Attempts dropped because too many waited.</summary>
    public long AttemptsDropped { get; internal set; }

    /// <summary>Connections closed because what came was no HEP3, or turned away because there were too many.</summary>
    public long ConnectionsRefused => Volatile.Read(ref _connectionsRefused);

    /// <summary>Packets refused, by reason.</summary>
    public IEnumerable<(string Reason, long Packets)> Refused() =>
    [
        .. HepFaults.Select(f => ($"hep_{f}", _hep[(int)f])), .. SipFaults.Select(f => ($"sip_{f}", _sip[(int)f])),
        ("wrong_key", WrongKey), ("other_protocol", OtherProtocol), ("bad_compression", BadCompression),
    ];

    internal void RefuseConnection() => Interlocked.Increment(ref _connectionsRefused);

    internal void Refuse(HepFault fault) => _hep[(int)fault]++;

    internal void Refuse(SipFault fault) => _sip[(int)fault]++;
}
