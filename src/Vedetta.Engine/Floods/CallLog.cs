namespace Vedetta.Engine.Floods;

/// <summary>One call as the search for floods sees it.</summary>
internal struct LoggedCall
{
    /// <summary>Its start.</summary>
    public long AtUnixMilliseconds;

    /// <summary>The number shown.</summary>
    public NumberKey Caller;

    /// <summary>The line called.</summary>
    public NumberKey Line;

    /// <summary>User-Agent, SDP origin and trunk by their number in <see cref="TraitNames"/>.</summary>
    public ushort Agent, Sdp, Trunk;

    /// <summary>Number of the open flood it belongs to; 0 for none.</summary>
    public ushort Flood;

    /// <summary>Final status, 0 while unknown.</summary>
    public ushort Status;

    /// <summary>Seconds rung and talked; NaN while unknown.</summary>
    public float RingSeconds, TalkSeconds;

    /// <summary>Whether it was counted as an ordinary call.</summary>
    public bool IsLearnt;

    /// <summary>Whether our own lines had called the caller lately.</summary>
    public bool IsCallBack;

    /// <summary>The second of its start.</summary>
    public readonly long Second => AtUnixMilliseconds / 1000;

    /// <summary>Whether it is known how it ended.</summary>
    public readonly bool HasEnded => Status != 0 || !float.IsNaN(RingSeconds);

    /// <summary>Whether it was given up after one ring, unanswered.</summary>
    public readonly bool IsOneRing => RingSeconds < FloodRules.OneRingSecondsMax && !(TalkSeconds > 0) && Status != 200;
}

/// <summary>The calls of the last hours in order of arrival, in a ring. Positions count up for ever.</summary>
internal sealed class CallLog(int callsMax)
{
    private readonly LoggedCall[] _calls = new LoggedCall[callsMax];
    private readonly string?[] _ids = new string?[callsMax];
    private readonly Dictionary<string, long> _open = new(StringComparer.Ordinal);

    /// <summary>Position of the oldest call still known.</summary>
    public long First => Math.Max(0, Next - callsMax);

    /// <summary>Position the next call gets.</summary>
    public long Next { get; private set; }

    /// <summary>The call at a position.</summary>
    public ref LoggedCall this[long position] => ref _calls[position & (callsMax - 1)];

    /// <summary>Adds a call; its id joins its end to it, null where no end will be told.</summary>
    public long Add(in LoggedCall call, string? id)
    {
        long position = Next++;
        int place = (int)(position & (callsMax - 1));
        if (_ids[place] is { } gone && _open.TryGetValue(gone, out long was) && was == position - callsMax) _open.Remove(gone);
        _calls[place] = call;
        _ids[place] = id;
        if (id is not null) _open[id] = position;
        return position;
    }

    /// <summary>Whether a call of this id is waiting for its end.</summary>
    public bool IsOpen(string id) => _open.ContainsKey(id);

    /// <summary>The position of a call that ends now; -1 when its start is not known.</summary>
    public long End(string id)
    {
        if (!_open.Remove(id, out long position)) return -1;
        _ids[position & (callsMax - 1)] = null;
        return position;
    }

    /// <summary>The first position whose call started at or after a time; calls are nearly in order.</summary>
    public long PositionAt(long unixMilliseconds)
    {
        (long low, long high) = (First, Next);
        while (low < high)
        {
            long middle = low + (high - low) / 2;
            if (this[middle].AtUnixMilliseconds < unixMilliseconds) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Writes the calls.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(Next);
        to.Write(First);
        for (long at = First; at < Next; at++)
        {
            Write(to, this[at]);
            to.Write(_ids[at & (callsMax - 1)] ?? "");
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader from)
    {
        long next = from.ReadInt64();
        Next = from.ReadInt64();
        if (next < Next || next - Next > callsMax) throw new InvalidDataException("The calls do not fit.");
        while (Next < next)
        {
            LoggedCall call = Read(from);
            string id = from.ReadString();
            Add(call, id.Length == 0 ? null : id);
        }
    }

    private static void Write(BinaryWriter to, in LoggedCall call)
    {
        to.Write(call.AtUnixMilliseconds);
        to.Write(call.Caller.Bits);
        to.Write(call.Line.Bits);
        foreach (ushort value in (ushort[])[call.Agent, call.Sdp, call.Trunk, call.Flood, call.Status]) to.Write(value);
        to.Write(call.RingSeconds);
        to.Write(call.TalkSeconds);
        to.Write((byte)((call.IsLearnt ? 1 : 0) | (call.IsCallBack ? 2 : 0)));
    }

    private static LoggedCall Read(BinaryReader from)
    {
        var call = new LoggedCall
        {
            AtUnixMilliseconds = from.ReadInt64(),
            Caller = new NumberKey(from.ReadUInt64()),
            Line = new NumberKey(from.ReadUInt64()),
            Agent = from.ReadUInt16(),
            Sdp = from.ReadUInt16(),
            Trunk = from.ReadUInt16(),
            Flood = from.ReadUInt16(),
            Status = from.ReadUInt16(),
            RingSeconds = from.ReadSingle(),
            TalkSeconds = from.ReadSingle(),
        };
        byte flags = from.ReadByte();
        (call.IsLearnt, call.IsCallBack) = ((flags & 1) != 0, (flags & 2) != 0);
        return call;
    }
}
