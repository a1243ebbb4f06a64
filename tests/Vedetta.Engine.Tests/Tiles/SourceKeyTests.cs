using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;

namespace Vedetta.Engine.Tests.Tiles;

public sealed class SourceKeyTests
{
    private static readonly byte[] Counting = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly SourceKey One = SourceKey.From(Counting), Other = SourceKey.From(new byte[32]);

    // Vectors of the authors' reference code: key 00 01 … 0f, input 00 01 … of the given length.
    [Theory]
    [InlineData(0, 0x726FDB47DD0E0E31)]
    [InlineData(1, 0x74F839C593DC67FD)]
    [InlineData(8, 0x93F5F5799A932462)]
    [InlineData(15, 0xA129CA6149BE45E5)]
    public void It_is_SipHash_2_4(int length, ulong hash) =>
        Assert.Equal(hash, new SourceKey(Counting.AsSpan(0, 16)).HashOf(Counting.AsSpan(0, length)));

    [Theory]
    [InlineData("+393470000001")]
    [InlineData("anna.però@example.org")]
    public void Two_keys_hash_a_person_differently_and_one_key_the_same(string source)
    {
        Assert.NotEqual(One.HashOf(source), Other.HashOf(source));
        Assert.NotEqual(StableHash.Of(source), One.HashOf(source));
        Assert.Equal(One.HashOf(source), SourceKey.From(Counting).HashOf(source));
    }

    [Fact]
    public void Long_sources_hash_as_their_bytes()
    {
        string source = string.Concat(Enumerable.Repeat("però", 100));
        Assert.Equal(One.HashOf(System.Text.Encoding.UTF8.GetBytes(source)), One.HashOf(source));
    }

    [Fact]
    public void A_key_made_from_another_does_not_repeat_it() =>
        Assert.NotEqual(new SourceKey(Counting.AsSpan(0, 16)).HashOf("x"), One.HashOf("x"));

    [Fact]
    public void A_key_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => new SourceKey(Counting));

    [Fact]
    public void Tiles_of_nodes_with_one_key_merge_a_person_into_one() => Assert.Equal(3, Distinct(One, SourceKey.From(Counting)));

    [Fact]
    public void Tiles_counted_under_two_keys_do_not() => Assert.Equal(4, Distinct(One, Other));

    // Two nodes hear of two people each, one of them the same.
    private static double Distinct(SourceKey first, SourceKey second)
    {
        TileSet left = Of(first, "a", "b"), right = Of(second, "b", "c");
        left.Merge(right);
        return left.InTimeOrder().Single().Subjects["mobile"].DistinctSources;
    }

    private static TileSet Of(SourceKey key, params string[] sources)
    {
        var set = new TileSet(key);
        foreach (string source in sources)
            set.Add(0, new Leaf(SignalKind.Contact, "mobile"), Observation.None with { Source = source });
        return set;
    }
}
