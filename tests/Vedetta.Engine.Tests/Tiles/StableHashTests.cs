using System.Text;
using Vedetta.Engine.Tiles;

namespace Vedetta.Engine.Tests.Tiles;

public sealed class StableHashTests
{
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    public void It_is_xxHash64(string text, ulong hash) => Assert.Equal(hash, StableHash.Of(text));

    [Fact]
    public void Long_texts_hash_as_their_bytes()
    {
        string text = string.Concat(Enumerable.Repeat("però è così ", 100));
        Assert.Equal(StableHash.Of(Encoding.UTF8.GetBytes(text)), StableHash.Of(text));
    }
}
