using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Vedetta.Engine.Tiles;

namespace Vedetta.Intake.Calls;

/// <summary>A message as it was seen.</summary>
/// <param name="At">When, by the clock of who saw it.</param>
/// <param name="Source">Address and port it came from.</param>
/// <param name="Destination">Address and port it went to.</param>
/// <param name="Transport">UDP, TCP, TLS or another.</param>
/// <param name="Bytes">The message.</param>
public sealed record CallMessage(DateTimeOffset At, string Source, string Destination, string Transport, byte[] Bytes);

/// <summary>
/// The last messages of calls in one block of memory: the oldest make room for the newest. Messages of one call are
/// chained from the newest back. Not for two threads at once.
/// </summary>
internal sealed class MessageRing
{
    private const int IdBytesMax = 240;
    private const long None = -1;

    private readonly byte[] _bytes;
    private readonly long[] _newest;
    private long _head, _tail;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="bytes">Room for messages.</param>
    public MessageRing(int bytes)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(bytes);
        // One chain start for every two kibibytes: about one a message pair.
        _newest = new long[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1024, bytes / 2048))];
        Array.Fill(_newest, None);
    }

    /// <summary>Messages held.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes in use.</summary>
    public long Bytes => _head - _tail;

    /// <summary>Messages that made room before their time.</summary>
    public long Dropped { get; private set; }

    /// <summary>Adds a message of a call.</summary>
    /// <param name="callId">Id of the call.</param>
    /// <param name="route">When and between whom.</param>
    /// <param name="message">The message.</param>
    public void Add(ReadOnlySpan<char> callId, in MessageRoute route, ReadOnlySpan<byte> message)
    {
        Span<byte> id = stackalloc byte[IdBytesMax];
        id = id[..Encoding.Latin1.GetBytes(callId[..Math.Min(callId.Length, IdBytesMax)], id)];
        int length = Head.Size + id.Length + message.Length;
        if (length > _bytes.Length / 4) return;
        long at = MakeRoom(length);
        ref long newest = ref _newest[StableHash.Of(id) & (ulong)(_newest.Length - 1)];
        Span<byte> place = Place(at, length);
        var head = new Head { Length = length, IdLength = id.Length, Previous = newest, Route = route };
        MemoryMarshal.Write(place, head);
        id.CopyTo(place[Head.Size..]);
        message.CopyTo(place[(Head.Size + id.Length)..]);
        newest = at;
        Count++;
    }

    /// <summary>Gives the room of messages before a time back.</summary>
    public void DropBefore(long unixMilliseconds)
    {
        while (_tail < _head)
        {
            SkipGap();
            if (_tail == _head || HeadAt(_tail).Route.AtUnixMilliseconds >= unixMilliseconds) return;
            DropOldest();
        }
    }

    /// <summary>The messages of a call in order of time.</summary>
    public List<CallMessage> Of(ReadOnlySpan<char> callId)
    {
        Span<byte> id = stackalloc byte[IdBytesMax];
        id = id[..Encoding.Latin1.GetBytes(callId[..Math.Min(callId.Length, IdBytesMax)], id)];
        var found = new List<CallMessage>();
        long at = _newest[StableHash.Of(id) & (ulong)(_newest.Length - 1)];
        while (at >= _tail)
        {
            Head head = HeadAt(at);
            ReadOnlySpan<byte> rest = Place(at, head.Length)[Head.Size..];
            if (rest[..head.IdLength].SequenceEqual(id)) found.Add(head.Route.ToMessage(rest[head.IdLength..]));
            at = head.Previous;
        }
        found.Reverse();
        found.Sort(static (a, b) => a.At.CompareTo(b.At));
        return found;
    }

    // A message never wraps round the end: what is left there stays a gap, marked by a length of zero.
    private long MakeRoom(int length)
    {
        int left = _bytes.Length - (int)(_head % _bytes.Length);
        int gap = left < length ? left : 0;
        while (_head + gap + length - _tail > _bytes.Length)
        {
            SkipGap();
            DropOldest();
            Dropped++;
        }
        if (gap > 0)
        {
            if (gap >= Head.Size) Place(_head, sizeof(int)).Clear();
            if (_tail == _head) _tail += gap;
            _head += gap;
        }
        long at = _head;
        _head += length;
        return at;
    }

    private void SkipGap()
    {
        int left = _bytes.Length - (int)(_tail % _bytes.Length);
        if (_tail < _head && (left < Head.Size || HeadAt(_tail).Length == 0)) _tail += left;
    }

    private void DropOldest()
    {
        _tail += HeadAt(_tail).Length;
        Count--;
    }

    private Head HeadAt(long at) => MemoryMarshal.Read<Head>(Place(at, Head.Size));

    private Span<byte> Place(long at, int length) => _bytes.AsSpan((int)(at % _bytes.Length), length);

    private struct Head
    {
        public static readonly int Size = Unsafe.SizeOf<Head>();

        public int Length, IdLength;
        public long Previous;
        public MessageRoute Route;
    }
}
