using System.Runtime.InteropServices;

namespace Vedetta.Engine.Surges;

/// <summary>
/// One value per hour of the local week for each series of a chunk, hour by hour: a bin reads one hour of all series in
/// one go, and hours in which nothing was said yet take no room.
/// </summary>
/// <param name="empty">Value where nothing was said.</param>
internal sealed class WeekBlock(Half empty)
{
    private readonly Half[]?[] _hours = new Half[]?[LocalClock.Slots];

    public float this[int slot, int at]
    {
        get => _hours[slot] is { } hour ? (float)hour[at] : (float)empty;
        set => (_hours[slot] ?? Make(slot))[at] = (Half)value;
    }

    /// <summary>A series' whole week.</summary>
    public void Read(int at, Span<float> week)
    {
        for (int slot = 0; slot < week.Length; slot++) week[slot] = this[slot, at];
    }

    public void Write(int at, ReadOnlySpan<double> week)
    {
        for (int slot = 0; slot < week.Length; slot++) this[slot, at] = (float)week[slot];
    }

    /// <summary>Says nothing of a series any more.</summary>
    public void Clear(int at)
    {
        foreach (Half[]? hour in _hours)
            if (hour is not null) hour[at] = empty;
    }

    public void Save(BinaryWriter to, int series)
    {
        foreach (Half[]? hour in _hours)
        {
            to.Write(hour is not null);
            if (hour is not null) to.Write(MemoryMarshal.AsBytes(hour.AsSpan(0, series)));
        }
    }

    public void Load(BinaryReader from, int series)
    {
        for (int slot = 0; slot < _hours.Length; slot++)
            if (from.ReadBoolean()) from.ReadExactly(MemoryMarshal.AsBytes(Make(slot).AsSpan(0, series)));
    }

    private Half[] Make(int slot)
    {
        var hour = new Half[SeriesChunk.Size];
        Array.Fill(hour, empty);
        return _hours[slot] = hour;
    }
}
