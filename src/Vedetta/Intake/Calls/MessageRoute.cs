using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vedetta.Intake.Calls;

/// <summary>When a message was seen and between whom, in fixed size.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MessageRoute
{
    public long AtUnixMilliseconds;
    public Address Source, Destination;
    public ushort SourcePort, DestinationPort;
    public byte AddressLength, Transport;

    /// <summary>Sets both addresses; both have 4 bytes or both 16.</summary>
    public void SetAddresses(ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination)
    {
        AddressLength = (byte)source.Length;
        source.CopyTo(Source);
        destination.CopyTo(Destination);
    }

    /// <summary>The message that came this way.</summary>
    public readonly CallMessage ToMessage(ReadOnlySpan<byte> bytes) => new(
        DateTimeOffset.FromUnixTimeMilliseconds(AtUnixMilliseconds), Text(Source, SourcePort),
        Text(Destination, DestinationPort), TransportName(Transport), bytes.ToArray());

    private readonly string Text(Address address, int port) =>
        new IPEndPoint(new IPAddress(((ReadOnlySpan<byte>)address)[..AddressLength]), port).ToString();

    private static string TransportName(byte number) => number switch
    {
        6 => "TCP",
        17 => "UDP",
        22 => "TLS",
        132 => "SCTP",
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    [InlineArray(16)]
    internal struct Address
    {
        private byte _first;
    }
}
