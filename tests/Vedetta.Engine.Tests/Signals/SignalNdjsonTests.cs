using System.Text;
using System.Text.Json;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;

namespace Vedetta.Engine.Tests.Signals;

public sealed class SignalNdjsonTests
{
    private const string At = "\"at\":\"2022-10-25T09:04:00Z\"";

    [Fact]
    public void A_contact_is_counted_under_its_dimensions()
    {
        var signal = SignalText.Good($$"""
            {{{At}},"kind":"contact","queue":"mobile","channel":"voice","topic":"whatsapp","place":"IT-25","customer":77,"outcome":"abandoned","wait_s":31.5,"handle_s":0,"vip":true}
            """);
        Assert.Equal(new Leaf(SignalKind.Contact, "mobile", "voice", "whatsapp", "IT-25"), signal.Leaf);
        Assert.Equal(new Observation("77", ContactOutcome.Abandoned, 31.5, 0), signal.Observation);
        Assert.Contains("\"vip\":true", signal.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_is_read()
    {
        Assert.Equal(new Leaf(SignalKind.Report, "whatsapp", "Milano", "", ""),
            SignalText.Good($$"""{{{At}},"kind":"report","service":"whatsapp","place":"Milano"}""").Leaf);
        Assert.Equal(new Leaf(SignalKind.Call, "t1"),
            SignalText.Good($$"""{{{At}},"kind":"call","call_id":"a","from":"+331","to":"+332","trunk":"t1"}""").Leaf);
        Assert.Equal(new Leaf(SignalKind.Nuisance, "sms"),
            SignalText.Good($$"""{{{At}},"kind":"nuisance","reporter":"u1","channel":"sms","from":"+44"}""").Leaf);
        Assert.Equal(new HealthSignal(SignalText.Now - 60_000, "dns", ComponentState.Down, "n1", null),
            SignalText.Good($$"""{{{At}},"kind":"health","component":"dns","state":"down","node":"n1"}""").Side);
        Assert.Equal(
            new PlannedSignal(SignalText.Now - 60_000, PlannedWhat.SendOut, "bill", 1_666_692_000_000, 1_666_695_600_000, 5000, null),
            SignalText.Good($$"""{{{At}},"kind":"planned","what":"send-out","name":"bill","from":"2022-10-25T10:00:00Z","until":"2022-10-25T11:00:00Z","audience_size":5000}""").Side);
    }

    [Theory]
    [InlineData("""{"kind":"report","service":"x"}""", "at", "is missing")]
    [InlineData("""{"at":"2022-10-25T09:04:00","kind":"report","service":"x"}""", "at", "has no time-zone offset")]
    [InlineData("""{"at":"25/10/2022 09:04","kind":"report","service":"x"}""", "at", "is not an RFC 3339 time")]
    [InlineData("""{"at":1666688640,"kind":"report","service":"x"}""", "at", "is not an RFC 3339 time")]
    [InlineData("""{"at":"1999-12-31T23:59:59Z","kind":"report","service":"x"}""", "at", "is before the year 2000")]
    [InlineData("""{"at":"2022-10-25T09:10:01Z","kind":"report","service":"x"}""", "at", "is more than 5 minutes in the future")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z"}""", "kind", "is missing")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"rumour"}""", "kind", "is not one of")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"report"}""", "service", "is missing")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"report","service":""}""", "service", "is missing")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"report","service":["x"]}""", "service", "must be a text or a number")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"report","service":"x","service":"y"}""", "service", "is said twice")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"contact","queue":"q","channel":"fax"}""", "channel", "is not one of")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"contact","queue":"q","channel":"sms","wait_s":-1}""", "wait_s", "is negative")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"contact","queue":"q","channel":"sms","wait_s":1e300}""", "wait_s", "is above")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"contact","queue":"q","channel":"sms","wait_s":1e999}""", "wait_s", "is")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"contact","queue":"q","channel":"sms","wait_s":"NaN"}""", "wait_s", "is not a number")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"planned","what":"campaign","name":"n","from":"2022-10-25T11:00:00Z","until":"2022-10-25T10:00:00Z"}""", "until", "is before from")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"report","service":"x" """, null, "is cut off")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"rep""", null, "is cut off")]
    [InlineData("""["at"]""", null, "is not a JSON object")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"report","service":"x"} {}""", null, "has more text")]
    [InlineData("""{"at":"2022-10-25T09:04:00Z","kind":"report","service":"\ud800"}""", null, "has half a surrogate pair")]
    public void A_bad_line_is_refused_with_its_field_and_reason(string line, string? field, string reason)
    {
        Refusal refusal = SignalText.Refused(line);
        Assert.Equal(field, refusal.Field);
        Assert.StartsWith(reason, refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_column_points_at_the_value()
    {
        const string line = """{"at":"2022-10-25T09:04:00Z","kind":"rumour"}""";
        Assert.Equal(line.IndexOf("\"rumour\"", StringComparison.Ordinal) + 1, SignalText.Refused(line).Column);
    }

    [Fact]
    public void Mixed_time_zones_name_the_same_instant()
    {
        string[] times = ["2022-10-25T11:04:00+02:00", "2022-10-25T09:04:00Z", "2022-10-25 05:04:00.000-04:00", "2022-10-25t14:49:00+05:45"];
        Assert.All(times, at => Assert.Equal(SignalText.Now - 60_000,
            SignalText.Good($$"""{"at":"{{at}}","kind":"report","service":"x"}""").At));
    }

    [Fact]
    public void A_clock_that_steps_back_is_believed_within_the_allowed_years()
    {
        string text = $$"""
            {{{At}},"kind":"report","service":"x"}
            {"at":"2022-10-24T09:04:00Z","kind":"report","service":"x"}
            {{{At}},"kind":"report","service":"x"}
            """;
        Assert.Equal(3, SignalText.Read(text).Accepted.Count);
    }

    [Fact]
    public void Escapes_and_names_in_any_script_are_read()
    {
        var signal = SignalText.Good($$"""{{{At}},"kind":"report","service":"caff\u00e8 \"\uD83D\uDE00\"","place":"Zürich"}""");
        Assert.Equal(("caffè \"😀\"", "Zürich"), (signal.Leaf.A, signal.Leaf.B));
    }

    [Fact]
    public void A_line_that_is_not_utf8_costs_only_itself()
    {
        byte[] good = Encoding.UTF8.GetBytes($$"""{{{At}},"kind":"report","service":"x"}""" + "\n");
        byte[] latin = Encoding.Latin1.GetBytes($$"""{{{At}},"kind":"report","service":"caffè"}""" + "\n");
        var (accepted, refused) = SignalText.Read([.. good, .. latin, .. good]);
        Assert.Equal(2, accepted.Count);
        Refusal refusal = Assert.Single(refused);
        Assert.Equal((2L, "is not valid UTF-8"), (refusal.Line, refusal.Reason));
        Assert.Equal(Array.IndexOf(latin, (byte)0xE8) + 1, refusal.Column);
    }

    [Fact]
    public void Line_numbers_count_blank_lines_and_a_mark_at_the_start_is_passed_over()
    {
        var (accepted, refused) = SignalText.Read($$"""
            {{"\uFEFF"}}{{{At}},"kind":"report","service":"x"}

            nonsense
            """.ReplaceLineEndings("\r\n"));
        Assert.Single(accepted);
        Assert.Equal(3, Assert.Single(refused).Line);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64 * 1024)]
    public void A_line_without_end_is_refused_and_the_next_is_read(int chunkBytes)
    {
        byte[] good = Encoding.UTF8.GetBytes($$"""{{{At}},"kind":"report","service":"x"}""");
        byte[] giant = new byte[300_000];
        Array.Fill(giant, (byte)'x');
        var (accepted, refused) = SignalText.Read([.. good, (byte)'\n', .. giant, (byte)'\n', .. good], chunkBytes: chunkBytes);
        Assert.Equal(2, accepted.Count);
        Assert.Equal((2L, $"is longer than {SignalReader.LineBytesMax} bytes"), (Assert.Single(refused).Line, refused[0].Reason));
    }

    [Fact]
    public void A_gigabyte_without_a_line_break_is_not_held()
    {
        var reader = new SignalReader(SignalFormat.Ndjson, SignalText.Now);
        byte[] chunk = new byte[1 << 20];
        Array.Fill(chunk, (byte)'{');
        int refusals = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1024; i++)
        {
            ReadOnlySpan<byte> rest = chunk;
            while (reader.Read(ref rest, out _)) refusals++;
        }
        Assert.Equal(1, refusals);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Ten_million_keys_do_not_fill_the_memory()
    {
        var names = new NameTable();
        Span<byte> key = stackalloc byte[16];
        for (int i = 0; i < 10_000_000; i++)
        {
            System.Buffers.Text.Utf8Formatter.TryFormat(i, key, out int length);
            _ = names[key[..length]];
        }
        Assert.InRange(names.Count, 1, NameTable.EntriesMaxDefault);
        Assert.Same(names["whatsapp"u8], names["whatsapp"u8]);
    }

    [Fact]
    public void Random_damage_never_throws_and_agrees_with_the_platform_on_what_is_json()
    {
        var random = new Random(20221025);
        byte[] seed = Encoding.UTF8.GetBytes($$"""
            {{{At}},"kind":"contact","queue":"m\u00fc\n","channel":"voice","wait_s":-3.5e1,"x":{"a":[1,true,null,{}],"b":"\\"},"y":[]}
            """);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] line = Damage(seed, random);
            bool isJson = IsJsonObject(line);
            var (accepted, refused) = SignalText.Read(line, chunkBytes: 1 + random.Next(40));
            Assert.True(isJson || accepted.Count == 0);
            if (isJson && refused is [{ Field: null } fault]) Assert.Contains("surrogate", fault.Reason, StringComparison.Ordinal);
        }
    }

    private static byte[] Damage(byte[] seed, Random random)
    {
        byte[] line = [.. seed];
        for (int hits = random.Next(1, 4); hits > 0; hits--)
        {
            int at = random.Next(line.Length);
            byte with = "{}[]\",:\\u0019.eE+-ntf \t"u8[random.Next(23)];
            line = random.Next(3) switch
            {
                0 => [.. line[..at], .. line[(at + 1)..]],
                1 => [.. line[..at], with, .. line[at..]],
                _ => [.. line[..at], with, .. line[(at + 1)..]],
            };
        }
        return line;
    }

    private static bool IsJsonObject(byte[] line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
