using System.Threading.Channels;

namespace Vedetta.Messaging;

/// <summary>
/// Tells every listener in this process that something changed. A listener that is slow only ever sees the newest
/// message: what it missed is superseded by it.
/// </summary>
public sealed class Broadcast<T>(int listenersMax)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Channel<T>> _listeners = [];

    /// <summary>How many listen now.</summary>
    public int Listeners
    {
        get { lock (_lock) return _listeners.Count; }
    }

    /// <summary>Sends to everyone listening.</summary>
    public void Send(T message)
    {
        lock (_lock)
            foreach (Channel<T> listener in _listeners) listener.Writer.TryWrite(message);
    }

    /// <summary>Messages from now on; ends at once when too many listen already.</summary>
    public async IAsyncEnumerable<T> Listen(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            if (_listeners.Count >= listenersMax) yield break;
            _listeners.Add(channel);
        }
        try
        {
            await foreach (T message in channel.Reader.ReadAllAsync(stop)) yield return message;
        }
        finally
        {
            lock (_lock) _listeners.Remove(channel);
        }
    }
}
