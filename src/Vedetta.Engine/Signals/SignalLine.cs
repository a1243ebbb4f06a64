using System.Text;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Tiles;

namespace Vedetta.Engine.Signals;

/// <summary>One accepted signal. Reused by its reader: take what is needed before the next line is read.</summary>
public sealed class SignalLine
{
    /// <summary>When it happened.</summary>
    public long AtUnixMilliseconds { get; internal set; }

    /// <summary>Offset it was written in, in seconds east of UTC.</summary>
    public int OffsetSeconds { get; internal set; }

    /// <summary>The whole second it happened in; the second of its tile.</summary>
    public long UnixSecond => AtUnixMilliseconds / 1000;

    /// <summary>What it observes.</summary>
    public SignalKind Kind { get; internal set; }

    /// <summary>The key it is counted under.</summary>
    public Leaf Leaf { get; internal set; }

    /// <summary>What it adds to a tile beside its key.</summary>
    public Observation Observation { get; internal set; }

    /// <summary>The whole signal, for the kinds that are not counted; null for the others.</summary>
    public SideSignal? Side { get; internal set; }

    /// <summary>The call attempt, where the signal is a call; null for other kinds.</summary>
    public CallAttempt? Call { get; internal set; }

    /// <summary>
    /// Whether a tile counts it: the end of a call only completes the attempt that was counted before, and calls of our
    /// own lines are kept, but are no calls to us.
    /// </summary>
    public bool IsCounted => Side is null && Call is not ({ Stage: CallStage.End } or { IsOutgoing: true });

    internal FieldSlots Slots { get; } = new();
}

/// <summary>The known fields a line said.</summary>
internal readonly ref struct SaidFields(FieldSlots slots, ReadOnlySpan<byte> line)
{
    private readonly ReadOnlySpan<byte> _line = line;

    public ReadOnlySpan<byte> this[SignalField field] => slots.Value(field, _line);

    public bool Has(SignalField field) => slots.Has(field);

    public int Column(SignalField field) => slots.Column(field);

    public WrittenAs WrittenAs(SignalField field) => slots.WrittenAs(field);

    public string? Text(SignalField field)
    {
        ReadOnlySpan<byte> value = this[field];
        return value.IsEmpty ? null : Encoding.UTF8.GetString(value);
    }
}
