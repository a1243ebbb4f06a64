using System.Text;
using Vedetta.Engine.Cdr;
using Vedetta.Engine.Signals;

namespace Vedetta.Benchmarks;

/// <summary>
/// Seeded damage to records of every layout: bytes changed, cut, doubled and swapped between layouts.
/// </summary>
internal sealed class RecordMutations(int seed)
{
    private static readonly byte[][] Samples = [.. new[]
    {
        "\"\",\"3401234567\",\"0639740000\",\"from-trunk\",\"\"\"R\"\" <3401234567>\",\"PJSIP/c-0000001a\",\"\",\"Dial\",\"x\","
            + "\"2026-02-03 09:05:07\",\"2026-02-03 09:05:19\",\"2026-02-03 09:06:40\",93,81,\"ANSWERED\",\"DOCUMENTATION\",\"17.1\"\n",
        "\"\"\"R\"\" <3401234567>\",\"3401234567\",\"0639740000\",\"x\",\"SIP/c-01\",\"\",\"Queue\",\"q\",\"2026-02-03 09:05:07\",\"\","
            + "\"2026-02-03 09:06:40\",\"93\",\"0\",\"BUSY\",\"3\",\"\",\"17.1\",\"\"\n",
        "\"CHAN_START\",\"1770105907.5\",\"R\",\"+393401234567\",\"\",\"\",\"0639740000\",\"s\",\"x\",\"PJSIP/c-1a\",\"\",\"\",\"3\",\"\","
            + "\"1.1\",\"1.1\",\"\",\"\",\"\",\"\"\n\"HANGUP\",\"1770105908.5\",\"R\",\"\",\"\",\"\",\"\",\"s\",\"x\",\"PJSIP/c-1a\",\"\",\"\",\"3\","
            + "\"\",\"1.1\",\"1.1\",\"\",\"\",\"\",\"{\"\"hangupcause\"\":16}\"\n",
        "\"R\",\"3401234567\",\"0639740000\",\"public\",\"2026-02-03 09:05:07\",\"\",\"2026-02-03 09:05:27\",\"20\",\"0\","
            + "\"ORIGINATOR_CANCEL\",\"u1\",\"\", \"a\"\n",
        "{\"core-uuid\":\"c\",\"variables\":{\"uuid\":\"u\",\"start_epoch\":\"1770105907\",\"billsec\":\"0\"},\"callflow\":[{"
            + "\"caller_profile\":{\"caller_id_number\":\"%2B393401234567\",\"destination_number\":\"06\"}}]}\n",
        "Feb 3 kamailio: ACC: transaction answered: timestamp=1770105907;method=INVITE;call_id=c1;code=200;src_user=+39340;dst_user=06\n",
        "{\"method\":\"INVITE\",\"callid\":\"c\",\"sip_code\":\"486\",\"time\":\"2026-02-03 09:05:07\",\"src_user\":\"1\",\"dst_user\":\"2\"}\n",
        "Call 1,0001_1,00:01:21,2026/02/03 09:05:07,,2026/02/03 09:06:40,TerminatedBySrc,+393401234567,Ext.960,1,960,960,,,,,,,,Chain\n",
        "\"cdrRecordType\",\"globalCallID_callId\",\"dateTimeOrigination\",\"callingPartyNumber\",\"originalCalledPartyNumber\",\"duration\"\n"
            + "INTEGER,INTEGER,INTEGER,VARCHAR(50),VARCHAR(50),INTEGER\n1,4711,1770105907,\"00393401234567\",\"06\",81\n",
        "Start Time;Caller;Callee;Duration;Status\n03/02/2026 09:05:07;3401234567;0639740000;81;Answered\n",
    }.Select(Encoding.UTF8.GetBytes)];

    private static readonly CallRecordOptions Options = new("IT", TimeZoneInfo.Utc);

    private readonly Random _random = new(seed);
    private readonly SignalReader _reader = new(SignalFormat.Ndjson, long.MaxValue / 2);

    /// <summary>Records taken as signals so far.</summary>
    public long Accepted { get; private set; }

    /// <summary>Records refused so far.</summary>
    public long Refused { get; private set; }

    /// <summary>Damages a text and reads it, whatever it is taken for.</summary>
    public void ReadOne()
    {
        byte[] text = Mutated(Samples[_random.Next(Samples.Length)]);
        CallLayout? layout = CallRecognition.Of(text);
        _reader.Restart(SignalFormat.Csv, long.MaxValue / 2, layout is null ? null : new CallRecords(layout, Options));
        ReadOnlySpan<byte> rest = text;
        while (_reader.Read(ref rest, out _)) Count();
        while (_reader.Complete(out _)) Count();
    }

    private void Count()
    {
        if (_reader.IsAccepted) Accepted++;
        else Refused++;
    }

    private byte[] Mutated(byte[] sample)
    {
        var text = new List<byte>(sample);
        for (int times = _random.Next(4); times > 0 && text.Count > 1; times--)
        {
            int at = _random.Next(text.Count), length = Math.Min(_random.Next(1, 12), text.Count - at);
            switch (_random.Next(6))
            {
                case 0: text[at] = (byte)_random.Next(256); break;
                case 1: text.RemoveRange(at, length); break;
                case 2: text.InsertRange(at, text.GetRange(at, length)); break;
                case 3: text.Insert(at, (byte)"\",;\n{}[]:%\\0"[_random.Next(12)]); break;
                case 4: text.RemoveRange(at, text.Count - at); break;
                default: text.AddRange(Samples[_random.Next(Samples.Length)]); break;
            }
        }
        return [.. text];
    }
}
