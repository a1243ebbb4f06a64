using System.Threading.Channels;

namespace Vedetta.Cli.Detect;

/// <summary>
/// Reads blocks, parses them on several cores and hands the results back in file order. At most
/// <see cref="BlocksAheadMax"/> blocks are under way, so memory does not grow with the input.
/// </summary>
public sealed class BlockPipeline(LineBlockReader reader, IReadOnlyList<IRowParser> parsers)
{
    private const int BlocksAheadMax = 16;

    /// <summary>The parsed blocks in file order.</summary>
    /// <param name="first">The block that was read to recognise the input, rows only; null for none.</param>
    public IEnumerable<ParsedBlock> Run(LineBlock? first, CancellationToken cancel)
    {
        var free = Channel.CreateUnbounded<int>();
        for (int i = 0; i < parsers.Count; i++) free.Writer.TryWrite(i);
        var ordered = Channel.CreateBounded<Task<ParsedBlock>>(BlocksAheadMax);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task reading = Task.Run(() => ReadAsync(first, free, ordered.Writer, stop.Token), CancellationToken.None);
        try
        {
            while (ordered.Reader.WaitToReadAsync(cancel).AsTask().GetAwaiter().GetResult())
            {
                while (ordered.Reader.TryRead(out Task<ParsedBlock>? parsing))
                {
                    ParsedBlock block = parsing.GetAwaiter().GetResult();
                    yield return block;
                    reader.Return(block.Source);
                }
            }
        }
        finally
        {
            stop.Cancel();
            ((IAsyncResult)reading).AsyncWaitHandle.WaitOne();
        }
    }

    private async Task ReadAsync(
        LineBlock? first, Channel<int> free, ChannelWriter<Task<ParsedBlock>> ordered, CancellationToken cancel)
    {
        try
        {
            for (LineBlock? block = first ?? reader.Next(); block is not null; block = reader.Next())
            {
                LineBlock lines = block;
                int parser = await free.Reader.ReadAsync(cancel);
                await ordered.WriteAsync(Task.Run(() => Parse(lines, parser, free), cancel), cancel);
            }
            ordered.Complete();
        }
        catch (Exception failure)
        {
            ordered.Complete(failure);
        }
    }

    private ParsedBlock Parse(LineBlock lines, int parser, Channel<int> free)
    {
        var parsed = new ParsedBlock(lines, parser);
        parsers[parser].Parse(parsed);
        free.Writer.TryWrite(parser);
        return parsed;
    }
}
