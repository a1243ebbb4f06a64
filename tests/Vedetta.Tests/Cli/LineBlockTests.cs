using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vedetta.Cli.Detect;

namespace Vedetta.Tests.Cli;

public sealed class LineBlockTests
{
    [Fact]
    public void Blocks_put_together_are_the_input_and_end_at_line_breaks() =>
        Prop.ForAll(Gen.Elements('a', 'b', '\n', '\r', ';').ArrayOf().Select(c => new string(c)).ToArbitrary(), text =>
        {
            var joined = new StringBuilder();
            foreach (LineBlock block in Blocks(new MemoryStream(Encoding.UTF8.GetBytes(text)), 64))
            {
                if (block.TooLong) return text.Split('\n').Any(line => line.Length >= 63);
                joined.Append(Encoding.UTF8.GetString(block.Bytes));
            }
            return joined.ToString() == text;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_block_does_not_end_inside_a_quoted_record()
    {
        string text = "a,\"x\ny\"\n" + "b,\"p\nqqqqqqqqqqq\"\n";
        LineBlock first = Blocks(new MemoryStream(Encoding.UTF8.GetBytes(text)), 16).First();
        Assert.Equal("a,\"x\ny\"\n", Encoding.UTF8.GetString(first.Bytes));
    }

    [Fact]
    public void A_line_of_a_gigabyte_costs_a_mark_and_no_memory()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        List<(bool TooLong, int Length)> blocks = [.. Blocks(new OneLongLine(1L << 30), 1 << 20)
            .Select(b => (b.TooLong, b.Length))];
        Assert.Contains((true, 0), blocks);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
    }

    private static IEnumerable<LineBlock> Blocks(Stream input, int blockBytes)
    {
        using InputSource source = InputSource.Open("-", () => input);
        var reader = new LineBlockReader(source, blockBytes);
        while (reader.Next() is { } block)
        {
            yield return block;
            reader.Return(block);
        }
    }

    private sealed class OneLongLine(long length) : ReadOnlyStream
    {
        private long _left = length;

        public override int Read(Span<byte> buffer)
        {
            int count = (int)Math.Min(buffer.Length, _left);
            buffer[..count].Fill((byte)'x');
            _left -= count;
            return count;
        }
    }
}
