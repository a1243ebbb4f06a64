using Vedetta.Engine.Calls;
using Vedetta.Engine.Hep;
using Vedetta.Engine.Sip;
using Vedetta.Engine.Tests.Hep;

namespace Vedetta.Engine.Tests.Calls;

/// <summary>
/// Feeds mutated packets and messages to everything that reads signalling. Any exception is a fault; so is growth. Also
/// compiled into the benchmarks, which run it for longer.
/// </summary>
internal sealed class SignallingFuzz(int seed)
{
    public const int CallsMax = 1_000;

    private readonly Random _random = new(seed);
    private readonly CallTracker _tracker = new(new CallTrackerOptions { CallsMax = CallsMax }, TrunkTable.Empty);
    private readonly List<CallAttempt> _told = [];
    private readonly byte[] _bytes = new byte[20_000];
    private readonly byte[] _into = new byte[70_000];
    private readonly byte[] _unpacked = new byte[HepPayload.BytesMax];

    /// <summary>Inputs fed.</summary>
    public long Fed { get; private set; }

    /// <summary>Inputs that are a HEP packet.</summary>
    public long Packets { get; private set; }

    /// <summary>Inputs that are, or carry, a SIP message.</summary>
    public long Messages { get; private set; }

    /// <summary>Messages that keep to all rules.</summary>
    public long Accepted { get; private set; }

    /// <summary>Attempts told.</summary>
    public long Attempts => _tracker.Attempts;

    /// <summary>Calls in flight.</summary>
    public int InFlight => _tracker.InFlight;

    /// <summary>Feeds inputs.</summary>
    public void Run(int inputs)
    {
        byte[][] seeds = Seeds();
        for (int i = 0; i < inputs; i++)
            Feed(Mutate(seeds[_random.Next(seeds.Length)], seeds[_random.Next(seeds.Length)]));
    }

    private void Feed(ReadOnlySpan<byte> bytes)
    {
        Fed++;
        SipFraming.Find(bytes, out _, out _);
        HepReader.LengthOf(bytes);
        ReadOnlySpan<byte> payload = bytes;
        if (HepReader.TryRead(bytes, out HepPacket packet, out _))
        {
            Packets++;
            payload = packet.Payload;
            if (packet.IsCompressed && HepPayload.TryUnpack(payload, _unpacked, out int length)) payload = _unpacked.AsSpan(0, length);
        }
        if (!SipMessage.TryRead(payload, out SipMessage message, out _)) return;
        Messages++;
        if (SipRules.Judge(message, Fed % 2 == 0 ? SipRole.Endpoint : SipRole.Proxy).Outcome == SipOutcome.Accept) Accepted++;
        var answer = new SipAnswer(603) { Reason = "Decline"u8, ToTag = "x"u8, SourceAddress = "::1"u8, SourcePort = 5060 };
        SipResponseWriter.TryWrite(message, answer, _into, out _);
        _told.Clear();
        _tracker.Take(message, new SeenMessage { AtUnixMilliseconds = Fed, SourceAddress = packet.SourceAddress }, _told);
    }

    /// <summary>Flips, cuts, repeats, inserts and splices bytes of a seed.</summary>
    private ReadOnlySpan<byte> Mutate(byte[] seed, byte[] other)
    {
        ReadOnlySpan<byte> sharp = ";,<>\"\\:@%=? \t\r\n/\0"u8;
        seed.CopyTo(_bytes, 0);
        int length = seed.Length;
        for (int edits = _random.Next(1, 8); edits > 0; edits--)
        {
            int at = _random.Next(length), run = Math.Min(_random.Next(1, 40), length - at);
            switch (_random.Next(24))
            {
                case < 6: _bytes[at] = (byte)_random.Next(256); break;
                case < 12: _bytes[at] = sharp[_random.Next(sharp.Length)]; break;
                case < 16: _bytes[at] ^= (byte)(1 << _random.Next(8)); break;
                case < 17: length = Math.Max(1, at); break;
                case < 20: Insert(ref length, at, _bytes.AsSpan(at, run).ToArray()); break;
                default: Insert(ref length, at, other.AsSpan(_random.Next(other.Length / 2), other.Length / 4)); break;
            }
        }
        return _bytes.AsSpan(0, length);
    }

    private void Insert(ref int length, int at, ReadOnlySpan<byte> text)
    {
        if (length + text.Length > _bytes.Length) return;
        _bytes.AsSpan(at, length - at).CopyTo(_bytes.AsSpan(at + text.Length));
        text.CopyTo(_bytes.AsSpan(at));
        length += text.Length;
    }

    private static byte[][] Seeds()
    {
        const string offer = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nm=audio 6000 RTP/AVP 8 0\r\n";
        SipText[] calls =
        [
            new() { Body = offer },
            new() { CallId = "b", From = "\"A \\\" B\" <sip:%41b@[::1]:5060;x=y>;tag=2" },
            new()
            {
                CallId = "c",
                More = "Identity: aa.eyJhdHRlc3QiOiJBIn0.cc;info=<x>\r\nX-CID: b\r\nPrivacy: id;user\r\nRequire: a, b\r\n"
                    + "v: SIP/2.0/TCP a;branch=x , SIP / 2.0/UDP b:5;rport\r\nContact: <sip:a@b>;q=1, \"x\" <sip:c@d>\r\n",
            },
            new()
            {
                CallId = "d", Target = "tel:+39-02;phone-context=+39", To = "Unquoted Name <tel:02>",
                Body = "--x\r\n\r\n" + offer,
            },
        ];
        string[] texts = [.. calls.SelectMany(call => (string[])
            [call.Request("INVITE"), call.Response(180), call.Response(486), call.InDialog("BYE"), call.Request("CANCEL")])];
        return
        [
            .. texts.Select(SipText.Bytes),
            .. texts.Select((text, i) => new HepText { Payload = text, IsLong = i % 2 == 0, Node = "n", Correlation = "b" }.Bytes()),
        ];
    }
}
