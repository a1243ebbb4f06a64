using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Tests.Signals;

public sealed class SignalCsvTests
{
    private const string At = "2022-10-25T09:04:00Z";

    private static (List<SignalText.Accepted> Accepted, List<Refusal> Refused) Read(string text, int chunkBytes = int.MaxValue) =>
        SignalText.Read(text, SignalFormat.Csv, chunkBytes);

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void Columns_may_stand_in_any_order_and_under_any_separator(char separator)
    {
        string text = $"queue,colour,Kind,at,channel,wait_s\nmobile,red,contact,{At},voice,12.5\n".Replace(',', separator);
        var signal = Assert.Single(Read(text).Accepted);
        Assert.Equal(new Leaf(SignalKind.Contact, "mobile", "voice", "", ""), signal.Leaf);
        Assert.Equal(12.5, signal.Observation.WaitSeconds);
        Assert.Contains("\"colour\":\"red\"", signal.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_kept_as_json_reads_back_as_the_same_signal()
    {
        var csv = Assert.Single(Read($"at,kind,service,place\n{At},report,\"a \"\"b\"\", c\nd\",Zürich").Accepted);
        Assert.Equal("a \"b\", c\nd", csv.Leaf.A);
        Assert.DoesNotContain('\n', csv.Json);
        Assert.Equal(csv.Leaf, SignalText.Good(csv.Json).Leaf);
    }

    [Theory]
    [InlineData("2022-10-25T09:04:00Z,report", "has 2 fields where the header has 3")]
    [InlineData("2022-10-25T09:04:00Z,report,x,y", "has more than 3 fields")]
    [InlineData("2022-10-25T09:04:00Z,report,x\"y", "has a quote in the wrong place")]
    [InlineData("2022-10-25T09:04:00Z,report,\"x\"y", "has a quote in the wrong place")]
    [InlineData("2022-10-25T09:04:00Z,report,", "is missing")]
    public void A_bad_row_is_refused_alone(string row, string reason)
    {
        var (accepted, refused) = Read($"at,kind,service\n{At},report,x\n{row}\n");
        Assert.Single(accepted);
        Assert.Equal((3L, reason), (Assert.Single(refused).Line, refused[0].Reason));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void A_quote_that_never_closes_costs_its_own_line_only(int chunkBytes)
    {
        string rows = string.Concat(Enumerable.Repeat($"{At},report,x\n", 40));
        var (accepted, refused) = Read($"at,kind,service\n{At},report,\"x\n{rows}", chunkBytes);
        Assert.Equal(40, accepted.Count);
        Assert.Equal(2, Assert.Single(refused).Line);
    }

    [Fact]
    public void Without_a_needed_column_every_row_says_so()
    {
        var (accepted, refused) = Read($"at,service\n{At},x\n{At},y\n");
        Assert.Empty(accepted);
        Assert.All(refused, r => Assert.Equal(("kind", "is missing"), (r.Field, r.Reason)));
    }

    [Fact]
    public void Any_values_survive_quoting_whatever_the_chunks() =>
        Prop.ForAll<NonEmptyArray<NonEmptyString>, PositiveInt>((values, chunk) =>
        {
            string[] services = [.. values.Get.Select(v => Printable(v.Get))];
            string text = "at,kind,service\r\n" + string.Concat(services.Select(s => $"{At},report,\"{s.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\r\n"));
            return Read(text, chunk.Get).Accepted.Select(a => a.Leaf.A).SequenceEqual(services);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_damage_never_throws_and_keeps_stored_lines_readable()
    {
        var random = new Random(7);
        byte[] seed = Encoding.UTF8.GetBytes($"at;kind;service;place\n{At};report;\"a;b\";c\n{At};report;\"a\"\"b\nd\";\n");
        for (int round = 0; round < 5_000; round++)
        {
            byte[] text = [.. seed];
            for (int i = 0; i < 3; i++) text[random.Next(text.Length)] = "\";,\n\rab\0é"u8[random.Next(9)];
            foreach (var signal in SignalText.Read(text, SignalFormat.Csv, 1 + random.Next(30)).Accepted)
                Assert.Equal(signal.Leaf, SignalText.Good(signal.Json).Leaf);
        }
    }

    // At most four letters are kept, so that no record spans more lines than one may.
    private static string Printable(string text)
    {
        string kept = string.Concat(text.EnumerateRunes().Where(r => r.Value != '\0').Take(4)).Trim('\uFFFD');
        return kept.Length == 0 ? "x" : kept;
    }
}
