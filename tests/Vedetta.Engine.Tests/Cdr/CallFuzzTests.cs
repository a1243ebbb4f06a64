using System.Globalization;
using System.Text;
using Vedetta.Benchmarks;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Cdr;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Tests.Cdr;

/// <summary>Whatever a file holds, reading it ends, breaks nothing and says of each record what became of it.</summary>
public sealed class CallFuzzTests
{
    private static readonly long Now = DateTimeOffset.Parse("2026-03-01T00:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Mutated_records_of_every_layout_are_taken_or_refused(int seed)
    {
        var mutations = new RecordMutations(seed);
        for (int i = 0; i < 20_000; i++) mutations.ReadOne();
        Assert.True(mutations.Accepted > 1000 && mutations.Refused > 1000);
    }

    [Fact]
    public void What_is_written_as_a_master_row_is_read_back_whatever_the_texts()
    {
        var random = new Random(11);
        CallRecords records = new(CallRecognition.Of(Row("x", 1_770_105_907, 5, 3))!, RecordText.Rome);
        for (int i = 0; i < 20_000; i++)
        {
            string name = new([.. Enumerable.Range(0, random.Next(12)).Select(_ => ",\"; \\<>äx7"[random.Next(10)])]);
            long at = OnceShown(1_500_000_000 + random.Next(300_000_000));
            int ring = random.Next(60), talk = random.Next(2) * random.Next(600);
            Assert.Equal(CallRecordOutcome.Call, records.Read(Row(name, at, ring, talk)));
            CallAttempt call = records.Attempt!;
            Assert.Equal((at * 1000, "+393401234567", "+390639740000", (double)talk),
                (call.AtUnixMilliseconds, call.From, call.To, call.DurationSeconds));
        }
    }

    [Fact]
    public void Chunks_of_any_size_give_the_same_calls()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40)
            .Select(i => Encoding.UTF8.GetString(Row("a", 1_770_105_907 + i, 5, i)) + "\n")));
        string whole = ReadAll(text, text.Length);
        for (int size = 1; size < 300; size += 7) Assert.Equal(whole, ReadAll(text, size));
        Assert.Equal(40, whole.Split('\n').Length - 1);
    }

    // The hour that clocks show twice in autumn cannot be told from its local time.
    private static long OnceShown(long unix)
    {
        TimeZoneInfo zone = RecordText.Rome.Zone;
        bool isTwice = zone.IsAmbiguousTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(unix), zone).DateTime);
        return isTwice ? unix + 86_400 : unix;
    }

    private static byte[] Row(string name, long at, int ring, int talk)
    {
        TimeZoneInfo zone = RecordText.Rome.Zone;
        string Local(long unix) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(unix), zone)
            .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        string clid = "\"\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"\" <3401234567>";
        return Encoding.UTF8.GetBytes($"\"\",\"3401234567\",\"0639740000\",\"from-trunk\",\"{clid}\",\"PJSIP/c-00000001\",\"\","
            + $"\"Dial\",\"\",\"{Local(at)}\",\"{(talk > 0 ? Local(at + ring) : "")}\",\"{Local(at + ring + talk)}\","
            + $"{ring + talk},{talk},\"{(talk > 0 ? "ANSWERED" : "NO ANSWER")}\",\"DOCUMENTATION\"");
    }

    private static string ReadAll(byte[] text, int chunkBytes)
    {
        var reader = new SignalReader(SignalFormat.Csv, Now);
        reader.Restart(SignalFormat.Csv, Now, new CallRecords(CallRecognition.Of(text)!, RecordText.Rome));
        var lines = new StringBuilder();
        for (int at = 0; at < text.Length; at += chunkBytes)
        {
            ReadOnlySpan<byte> chunk = text.AsSpan(at, Math.Min(chunkBytes, text.Length - at));
            while (reader.Read(ref chunk, out ReadOnlySpan<byte> json)) lines.Append(Encoding.UTF8.GetString(json)).Append('\n');
        }
        while (reader.Complete(out ReadOnlySpan<byte> json)) lines.Append(Encoding.UTF8.GetString(json)).Append('\n');
        return lines.ToString();
    }
}
