using System.IO.Pipelines;

namespace Vedetta.StatusPage.Pictures;

/// <summary>
/// A connection whose reader goes on with a thread of the pool. Sockets complete on the few threads that watch all of
/// them, which is fast for pictures; what may count, wait or ask a database must not hold those threads.
/// </summary>
internal sealed class PooledTransport(IDuplexPipe inner) : IDuplexPipe
{
    public PipeReader Input { get; } = new PooledReader(inner.Input);

    public PipeWriter Output { get; } = new PooledWriter(inner.Output);

    private static ValueTask<T> OnPool<T>(ValueTask<T> pending) =>
        pending.IsCompleted ? pending : Continue(pending);

    private static async ValueTask<T> Continue<T>(ValueTask<T> pending)
    {
        T result = await pending;
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return result;
    }

    private sealed class PooledReader(PipeReader reader) : PipeReader
    {
        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
            OnPool(reader.ReadAsync(cancellationToken));

        public override bool TryRead(out ReadResult result) => reader.TryRead(out result);

        public override void AdvanceTo(SequencePosition consumed) => reader.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
            reader.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => reader.CancelPendingRead();

        public override void Complete(Exception? exception = null) => reader.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => reader.CompleteAsync(exception);
    }

    private sealed class PooledWriter(PipeWriter writer) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => writer.CanGetUnflushedBytes;

        public override long UnflushedBytes => writer.UnflushedBytes;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            OnPool(writer.FlushAsync(cancellationToken));

        public override void Advance(int bytes) => writer.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => writer.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => writer.GetSpan(sizeHint);

        public override void CancelPendingFlush() => writer.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => writer.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => writer.CompleteAsync(exception);
    }
}
