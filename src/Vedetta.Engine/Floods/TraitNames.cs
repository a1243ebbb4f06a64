namespace Vedetta.Engine.Floods;

/// <summary>
/// Texts that calls carry, each with a small number and how many ordinary calls had it. Bounded: what comes after the
/// table is full shares the number 1. The number 0 is the empty text.
/// </summary>
internal sealed class TraitNames
{
    /// <summary>Most texts told apart.</summary>
    public const int NamesMax = 4_096;

    private readonly Dictionary<string, ushort> _numbers = new(StringComparer.Ordinal) { [""] = 0, ["…"] = 1 };
    private readonly List<string> _names = ["", "…"];
    private readonly List<long> _learnt = [0, 0];

    /// <summary>Texts left out because the table was full.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The text of a number.</summary>
    public string this[ushort number] => _names[number];

    /// <summary>The number of a text.</summary>
    public ushort NumberOf(string name)
    {
        if (_numbers.TryGetValue(name, out ushort number)) return number;
        if (_names.Count >= NamesMax)
        {
            LeftOut++;
            return 1;
        }
        _numbers[name] = number = (ushort)_names.Count;
        _names.Add(name);
        _learnt.Add(0);
        return number;
    }

    /// <summary>Counts an ordinary call with a text, or takes it back.</summary>
    public void Learn(ushort number, int by = 1) => _learnt[number] = Math.Max(0, _learnt[number] + by);

    /// <summary>Ordinary calls with a text.</summary>
    public long LearntOf(ushort number) => _learnt[number];

    /// <summary>Writes the texts and their counts.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(_names.Count);
        for (int i = 0; i < _names.Count; i++)
        {
            to.Write(_names[i]);
            to.Write(_learnt[i]);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader from)
    {
        int count = from.ReadInt32();
        if (count > NamesMax) throw new InvalidDataException("Too many texts.");
        for (int i = 0; i < count; i++) _learnt[NumberOf(from.ReadString())] = from.ReadInt64();
    }
}
