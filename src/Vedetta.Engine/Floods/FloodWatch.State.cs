using Vedetta.Engine.Calls;

namespace Vedetta.Engine.Floods;

public sealed partial class FloodWatch
{
    private const int StateVersion = 1;

    /// <summary>Writes everything learnt and still open.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(StateVersion);
        foreach (long value in (long[])[_second, _learntUpTo, _loggedInSecond, _lastNumber, CallsSeen, CallsNotSearched,
            CallsDropped, EndsUnmatched, .. _lookedAt]) to.Write(value);
        _ordinary.Save(to);
        _log.Save(to);
        to.Write(_open.Count);
        foreach (OpenFlood flood in _open) flood.Save(to);
        to.Write(_pending.Count);
        foreach (CallAttempt call in _pending) Write(to, call);
    }

    /// <summary>Goes on from what <see cref="Save"/> wrote; on a watch that has taken nothing yet.</summary>
    /// <exception cref="InvalidDataException">It is of another version or damaged.</exception>
    /// <exception cref="EndOfStreamException">It was cut off.</exception>
    public void Load(BinaryReader from)
    {
        int version = from.ReadInt32();
        if (version != StateVersion)
            throw new InvalidDataException($"Floods of version {version}; this Vedetta reads {StateVersion}.");
        (_second, _learntUpTo, _loggedInSecond) = (from.ReadInt64(), from.ReadInt64(), from.ReadInt64());
        _lastNumber = (ushort)from.ReadInt64();
        (CallsSeen, CallsNotSearched) = (from.ReadInt64(), from.ReadInt64());
        (CallsDropped, EndsUnmatched) = (from.ReadInt64(), from.ReadInt64());
        for (int i = 0; i < _lookedAt.Length; i++) _lookedAt[i] = from.ReadInt64();
        _ordinary.Load(from);
        _log.Load(from);
        for (int i = from.ReadInt32(); i > 0; i--) _open.Add(OpenFlood.Load(from));
        for (int i = from.ReadInt32(); i > 0; i--) _pending.Add(ReadCall(from));
    }

    private static void Write(BinaryWriter to, CallAttempt call)
    {
        to.Write(call.AtUnixMilliseconds);
        foreach (string text in (string[])[call.CallId, call.From, call.To, call.Trunk, call.SourceAddress, call.UserAgent,
            call.SdpOrigin]) to.Write(text);
        to.Write(call.Attestation ?? '\0');
        to.Write(call.IsOutgoing);
        to.Write((byte)call.Stage);
        to.Write(call.Status);
        to.Write(call.RingSeconds);
        to.Write(call.DurationSeconds);
    }

    private static CallAttempt ReadCall(BinaryReader from) => new()
    {
        AtUnixMilliseconds = from.ReadInt64(),
        CallId = from.ReadString(),
        From = from.ReadString(),
        To = from.ReadString(),
        Trunk = from.ReadString(),
        SourceAddress = from.ReadString(),
        UserAgent = from.ReadString(),
        SdpOrigin = from.ReadString(),
        Attestation = from.ReadChar() is var c && c == '\0' ? null : c,
        IsOutgoing = from.ReadBoolean(),
        Stage = (CallStage)from.ReadByte(),
        Status = from.ReadInt32(),
        RingSeconds = from.ReadDouble(),
        DurationSeconds = from.ReadDouble(),
    };
}
