using System.IO.Compression;
using System.Net;
using System.Text;
using Vedetta.Engine.Hep;
using Vedetta.Engine.Sip;

namespace Vedetta.Engine.Tests.Hep;

public sealed class HepTests
{
    [Fact]
    public void Version_3_of_another_sender_is_read()
    {
        Assert.True(HepReader.TryRead(SharedData.Read("hep/hep3_200ok.bin"), out HepPacket packet, out _));
        Assert.Equal((3, 5060, 5060, HepProtocol.Sip, (byte)17),
            (packet.Version, packet.SourcePort, packet.DestinationPort, packet.Protocol, packet.Transport));
        Assert.Equal("192.168.247.250", new IPAddress(packet.SourceAddress).ToString());
        Assert.Equal(1_520_606_104_119, packet.AtUnixMilliseconds);
        Assert.True(SipMessage.TryRead(packet.Payload, out SipMessage message, out _));
        Assert.Equal(200, message.Status);
    }

    [Fact]
    public void Version_1_of_another_sender_is_read()
    {
        Assert.True(HepReader.TryRead(SharedData.Read("hep/hep2_200ok.bin"), out HepPacket packet, out _));
        Assert.Equal((1, 5060, "10.0.1.100"), (packet.Version, packet.SourcePort, new IPAddress(packet.SourceAddress).ToString()));
        Assert.True(SipMessage.TryRead(packet.Payload, out SipMessage message, out _));
        Assert.Equal(200, message.Status);
    }

    [Fact]
    public void Version_2_tells_its_time_and_node()
    {
        byte[] bytes = [2, 16, 2, 17, 0x13, 0xC4, 0x13, 0xC5, 10, 0, 0, 1, 10, 0, 0, 2,
            0x80, 0x96, 0x98, 0x00, 0x40, 0x42, 0x0F, 0x00, 7, 0, 0, 0, (byte)'x'];
        Assert.True(HepReader.TryRead(bytes, out HepPacket packet, out _));
        Assert.Equal((10_000_001_000, 7u, 5061), (packet.AtUnixMilliseconds, packet.CaptureId, packet.DestinationPort));
        Assert.Equal("x"u8, packet.Payload);
    }

    [Fact]
    public void All_chunks_are_read_and_unknown_ones_passed_over()
    {
        byte[] bytes = new HepText { Payload = "hello", Node = "sbc-1", Correlation = "abc", Key = "secret", IsLong = true }.Bytes();
        Assert.True(HepReader.TryRead(bytes, out HepPacket packet, out _));
        Assert.Equal("hello"u8, packet.Payload);
        Assert.Equal("sbc-1"u8, packet.NodeName);
        Assert.Equal("abc"u8, packet.CorrelationId);
        Assert.Equal("secret"u8, packet.AuthenticationKey);
        Assert.Equal((16, 2001u, HepText.At), (packet.SourceAddress.Length, packet.CaptureId, packet.AtUnixMilliseconds));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Compressed_payloads_are_unpacked_up_to_a_bound(bool gzip)
    {
        byte[] into = new byte[HepPayload.BytesMax];
        Assert.True(HepPayload.TryUnpack(Pack(new string('a', 9_000), gzip), into, out int written));
        Assert.Equal(9_000, written);
        Assert.False(HepPayload.TryUnpack(Pack(new string('a', 9_000_000), gzip), into, out _));
        Assert.False(HepPayload.TryUnpack("no such thing"u8, into, out _));
    }

    [Theory]
    [InlineData("", HepFault.NotHep)]
    [InlineData("HEP3", HepFault.BadLength)]
    [InlineData("HEP3\0\u0006", HepFault.BadLength)]
    [InlineData("HEP3\0\u00ff....", HepFault.BadLength)]
    [InlineData("HEP3\0\u000b....x", HepFault.BadLength)]
    [InlineData("HEP3\0\u000c\0\0\0\u0001\0\u0006", HepFault.Incomplete)]
    [InlineData("HEP3\0\u000c\0\0\0\u0001\0\u0001", HepFault.BadLength)]
    [InlineData("INVITE sip:a SIP/2.0\r\n", HepFault.NotHep)]
    public void What_is_no_packet_is_refused_with_a_reason(string text, HepFault expected)
    {
        Assert.False(HepReader.TryRead(Encoding.Latin1.GetBytes(text), out _, out HepFault fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void A_packet_of_endless_chunks_is_refused()
    {
        byte[] bytes = [.. "HEP3"u8, 0x02, 0xAC, .. Enumerable.Repeat<byte[]>([0, 0, 0, 99, 0, 6], 113).SelectMany(c => c)];
        Assert.False(HepReader.TryRead(bytes, out _, out HepFault fault));
        Assert.Equal(HepFault.TooManyChunks, fault);
    }

    [Fact]
    public void A_stream_says_where_each_packet_ends()
    {
        byte[] bytes = new HepText { Payload = "hello" }.Bytes();
        for (int cut = 0; cut < 6; cut++) Assert.Equal(0, HepReader.LengthOf(bytes.AsSpan(0, cut)));
        Assert.Equal(bytes.Length, HepReader.LengthOf([.. bytes, .. bytes]));
        Assert.Equal(-1, HepReader.LengthOf("HEX"u8));
    }

    private static byte[] Pack(string text, bool gzip)
    {
        using var packed = new MemoryStream();
        using (Stream packing = gzip ? new GZipStream(packed, CompressionMode.Compress) : new ZLibStream(packed, CompressionMode.Compress))
            packing.Write(Encoding.ASCII.GetBytes(text));
        return packed.ToArray();
    }
}
