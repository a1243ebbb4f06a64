namespace Vedetta.Engine.Surges;

/// <summary>The watched series, in chunks.</summary>
/// <param name="fast">Whether they are watched by seconds too.</param>
internal sealed class SeriesTable(bool fast)
{
    private readonly List<SeriesChunk> _chunks = [];
    private SlotMap<ElementKey> _keys = new();

    /// <summary>Slots in use or freed; indices run below it.</summary>
    public int Slots => _keys.Slots;

    /// <summary>Series alive.</summary>
    public int Count => _keys.Count;

    public int Chunks => _chunks.Count;

    public ref WatchedSeries this[int index] => ref ChunkOf(index).Series[At(index)];

    public SeriesChunk Chunk(int chunk) => _chunks[chunk];

    /// <summary>How many slots of a chunk were ever used.</summary>
    public int SlotsOf(int chunk) => Math.Min(SeriesChunk.Size, Slots - FirstOf(chunk));

    public static int FirstOf(int chunk) => chunk << SeriesChunk.Bits;

    public SeriesChunk ChunkOf(int index) => _chunks[index >> SeriesChunk.Bits];

    /// <summary>An index' place in its chunk.</summary>
    public static int At(int index) => index & (SeriesChunk.Size - 1);

    public ref SeriesTally Tally(int index) => ref ChunkOf(index).Tallies[At(index)];

    public ref FastWatch Fast(int index) => ref ChunkOf(index).Fast[At(index)];

    public ElementKey KeyOf(int index) => _keys[index];

    public bool IsAlive(int index) => Tally(index).IsAlive;

    public int Find(in ElementKey key) => _keys.Find(key);

    /// <summary>Expected count of a bin.</summary>
    /// <param name="index">The series.</param>
    /// <param name="slot">Hour of the week.</param>
    /// <param name="scale">True length over nominal length, times calendar factors.</param>
    public double Expect(int index, int slot, double scale)
    {
        SeriesChunk chunk = ChunkOf(index);
        return chunk.Series[At(index)].Baseline.Level * (double)chunk.Profiles[slot, At(index)] * scale;
    }

    public int Add(in ElementKey key, uint atUnixSeconds)
    {
        int index = _keys.Add(key);
        if (index >> SeriesChunk.Bits >= _chunks.Count) _chunks.Add(new SeriesChunk(fast));
        ChunkOf(index).Add(At(index), atUnixSeconds, key.Depth <= 1);
        return index;
    }

    public void Remove(int index)
    {
        _keys.Remove(index);
        ChunkOf(index).Remove(At(index));
    }

    /// <summary>The evidence gathered for a series goes.</summary>
    public void ForgetRuns(int index) => ChunkOf(index).ForgetRuns(At(index));

    public void Save(BinaryWriter to)
    {
        _keys.Save(to, (writer, key) => key.Save(writer));
        for (int c = 0; c < Chunks; c++) _chunks[c].Save(to, SlotsOf(c));
    }

    public static SeriesTable Load(BinaryReader from, bool fast)
    {
        var table = new SeriesTable(fast) { _keys = SlotMap<ElementKey>.Load(from, ElementKey.Load) };
        for (int c = 0; FirstOf(c) < table.Slots; c++)
        {
            table._chunks.Add(new SeriesChunk(fast));
            table._chunks[c].Load(from, table.SlotsOf(c));
        }
        return table;
    }
}
