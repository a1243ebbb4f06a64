namespace Vedetta.Engine.Hep;

/// <summary>Why bytes are no HEP packet; counted, never logged one by one.</summary>
public enum HepFault : byte
{
    None = 0,

    /// <summary>Neither HEP3 nor version 1 or 2.</summary>
    NotHep,

    /// <summary>Its length, or that of a chunk, is not that of what came.</summary>
    BadLength,

    /// <summary>Longer than <see cref="HepReader.BytesMax"/>.</summary>
    TooLong,

    /// <summary>More chunks than <see cref="HepReader.ChunksMax"/>.</summary>
    TooManyChunks,

    /// <summary>It has no addresses or no payload.</summary>
    Incomplete,
}

/// <summary>What a packet carries (HEP3, chunk 0x0b).</summary>
public enum HepProtocol : byte
{
    Unknown = 0,

    /// <summary>A SIP message.</summary>
    Sip = 1,
}

/// <summary>
/// One HEP packet of version 1, 2 or 3 over the bytes it came in; nothing is copied. Times are Unix time.
/// </summary>
public ref struct HepPacket
{
    /// <summary>Version, 1 to 3.</summary>
    public int Version { get; internal set; }

    /// <summary>Source address of what was captured: 4 or 16 bytes.</summary>
    public ReadOnlySpan<byte> SourceAddress { get; internal set; }

    /// <summary>Destination address: 4 or 16 bytes.</summary>
    public ReadOnlySpan<byte> DestinationAddress { get; internal set; }

    /// <summary>Source port.</summary>
    public int SourcePort { get; internal set; }

    /// <summary>Destination port.</summary>
    public int DestinationPort { get; internal set; }

    /// <summary>When it was captured, in milliseconds; 0 when unsaid (version 1).</summary>
    public long AtUnixMilliseconds { get; internal set; }

    /// <summary>IANA number of the transport: 6 TCP, 17 UDP, 132 SCTP.</summary>
    public byte Transport { get; internal set; }

    /// <summary>What it carries; version 1 and 2 carry SIP only.</summary>
    public HepProtocol Protocol { get; internal set; }

    /// <summary>Number of the node that captured it.</summary>
    public uint CaptureId { get; internal set; }

    /// <summary>Name of the node that captured it; empty when unsaid.</summary>
    public ReadOnlySpan<byte> NodeName { get; internal set; }

    /// <summary>The key the node shows; empty when unsaid.</summary>
    public ReadOnlySpan<byte> AuthenticationKey { get; internal set; }

    /// <summary>Id that joins packets of one call; empty when unsaid.</summary>
    public ReadOnlySpan<byte> CorrelationId { get; internal set; }

    /// <summary>What was captured.</summary>
    public ReadOnlySpan<byte> Payload { get; internal set; }

    /// <summary>Whether the payload is compressed; <see cref="HepPayload"/> unpacks it.</summary>
    public bool IsCompressed { get; internal set; }
}
