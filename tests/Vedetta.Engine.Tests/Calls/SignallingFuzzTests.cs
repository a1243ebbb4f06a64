using Vedetta.Engine.Calls;
using Vedetta.Engine.Hep;
using Vedetta.Engine.Sip;
using Vedetta.Engine.Tests.Hep;

namespace Vedetta.Engine.Tests.Calls;

/// <summary>Whatever comes over the wire is read or refused, in bounded memory, without an exception.</summary>
public sealed class SignallingFuzzTests
{
    private const int Inputs = 200_000;

    [Fact]
    public void Mutated_packets_neither_crash_nor_grow()
    {
        byte[][] seeds = Seeds();
        var mutation = new Mutation(new Random(20_261_129));
        var tracker = new CallTracker(new CallTrackerOptions { CallsMax = 1_000 }, TrunkTable.Empty);
        var told = new List<CallAttempt>();
        byte[] into = new byte[70_000];
        int read = 0;
        for (int i = 0; i < Inputs; i++)
        {
            ReadOnlySpan<byte> bytes = mutation.Of(seeds[i % seeds.Length], seeds[(i / 7) % seeds.Length]);
            SipFraming.Find(bytes, out int skip, out int length);
            Assert.InRange(skip + length, 0, bytes.Length + SipMessage.BytesMax);
            ReadOnlySpan<byte> payload = HepReader.TryRead(bytes, out HepPacket packet, out _) ? packet.Payload : bytes;
            if (!SipMessage.TryRead(payload, out SipMessage message, out _)) continue;
            read++;
            SipVerdict verdict = SipRules.Judge(message, i % 2 == 0 ? SipRole.Endpoint : SipRole.Proxy);
            Assert.Equal(verdict.Outcome == SipOutcome.Refuse, verdict.Status != 0);
            SipResponseWriter.TryWrite(message, new SipAnswer(603) { Reason = "Decline"u8, ToTag = "x"u8, SourceAddress = "::1"u8 }, into, out _);
            tracker.Take(message, new SeenMessage { AtUnixMilliseconds = i, SourceAddress = packet.SourceAddress }, told);
            told.Clear();
            Assert.InRange(tracker.InFlight, 0, 1_000);
        }
        Assert.InRange(read, Inputs / 10, Inputs);
    }

    private static byte[][] Seeds()
    {
        string offer = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nm=audio 6000 RTP/AVP 8 0\r\n";
        SipText[] calls =
        [
            new() { Body = offer }, new() { CallId = "b", From = "\"A \\\" B\" <sip:%41b@[::1]:5060;x=y>;tag=2" },
            new() { CallId = "c", More = "Identity: aa.eyJhdHRlc3QiOiJBIn0.cc;info=<x>\r\nX-CID: b\r\nPrivacy: id;user\r\nRequire: a, b\r\n" },
            new() { CallId = "d", Target = "tel:+39-02;phone-context=+39", To = "Unquoted Name <tel:02>", Body = "--x\r\n\r\n" + offer },
        ];
        string[] texts = [.. calls.SelectMany(c => (string[])[c.Request("INVITE"), c.Response(180), c.Response(486), c.InDialog("BYE"), c.Request("CANCEL")])];
        return [.. texts.Select(SipText.Bytes), .. texts.Select((t, i) => new HepText { Payload = t, IsLong = i % 2 == 0, Node = "n" }.Bytes())];
    }

    /// <summary>Flips, cuts, repeats, inserts and splices bytes of a seed.</summary>
    private sealed class Mutation(Random random)
    {
        private static readonly byte[] Sharp = [.. ";,<>\"\\:@%=? \t\r\n/"u8, 0, 255];
        private readonly byte[] _bytes = new byte[20_000];

        public ReadOnlySpan<byte> Of(byte[] seed, byte[] other)
        {
            seed.CopyTo(_bytes, 0);
            int length = seed.Length;
            for (int edits = random.Next(1, 8); edits > 0; edits--)
            {
                int at = random.Next(length), run = Math.Min(random.Next(1, 40), length - at);
                switch (random.Next(6))
                {
                    case 0: _bytes[at] = (byte)random.Next(256); break;
                    case 1: _bytes[at] = Sharp[random.Next(Sharp.Length)]; break;
                    case 2: _bytes[at] ^= (byte)(1 << random.Next(8)); break;
                    case 3: length = Math.Max(1, random.Next(4) == 0 ? at : length); break;
                    case 4: Insert(ref length, at, _bytes.AsSpan(at, run).ToArray()); break;
                    default: Insert(ref length, at, other.AsSpan(random.Next(other.Length / 2), other.Length / 4)); break;
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
    }
}
