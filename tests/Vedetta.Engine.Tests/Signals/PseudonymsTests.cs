using System.Text;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Tests.Signals;

public sealed class PseudonymsTests
{
    private static readonly Pseudonyms Names = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    private static string Rewrite(string json) => Encoding.UTF8.GetString(Names.Rewrite(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Numbers_and_customers_go_and_everything_else_stays()
    {
        string line = Rewrite("""{"at":"2022-10-25T09:04:00Z","kind":"call","call_id":"a1","from":"+33612345678","to":"+33176000001","trunk":"t","odd":{"x":[1]}}""");
        Assert.DoesNotContain("+33", line, StringComparison.Ordinal);
        Assert.Contains("""
            "call_id":"a1"
            """, line, StringComparison.Ordinal);
        Assert.Contains("""
            "odd":{"x":[1]}
            """, line, StringComparison.Ordinal);
        Assert.Equal(SignalKind.Call, SignalText.Good(line).Kind);
    }

    [Fact]
    public void The_same_value_gives_the_same_pseudonym_and_only_under_the_same_key()
    {
        Assert.Equal(Names.Of("+336"), Names.Of("+336"));
        Assert.NotEqual(Names.Of("+336"), Names.Of("+337"));
        Assert.NotEqual(Names.Of("+336"), new Pseudonyms(new byte[32]).Of("+336"));
    }

    [Fact]
    public void A_second_pass_changes_nothing()
    {
        string once = Rewrite("""{"kind":"contact","customer":4711,"topic":"è"}""");
        Assert.Equal(once, Rewrite(once));
    }

    [Fact]
    public void The_start_of_a_planned_signal_stays_a_time()
    {
        const string line = """{"kind":"planned","from":"2022-10-25T09:04:00Z"}""";
        Assert.Equal(line, Rewrite(line));
    }
}
