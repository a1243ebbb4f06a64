namespace Vedetta.Engine.Causes;

/// <summary>
/// One choice of fixed dimensions. Its elements (the combinations of their values) partition the leaves that have a
/// value in each of them.
/// </summary>
internal sealed class Cuboid
{
    // A table of at most this many cells per leaf is indexed directly; sparser ones number their elements by hashing.
    private const int DenseCellsPerLeaf = 4;

    private readonly double[] _observed;
    private readonly double[] _expected;

    private Cuboid(int[] dimensions, int[] elementOfLeaf, int cells, ReadOnlySpan<double> observed)
    {
        Dimensions = dimensions;
        ElementOfLeaf = elementOfLeaf;
        _observed = new double[cells];
        _expected = new double[cells];
        var seen = new bool[cells];
        for (int leaf = 0; leaf < elementOfLeaf.Length; leaf++)
        {
            int element = elementOfLeaf[leaf];
            if (element < 0) continue;
            _observed[element] += observed[leaf];
            if (seen[element]) continue;
            seen[element] = true;
            Elements++;
        }
    }

    /// <summary>The fixed dimensions, ascending.</summary>
    public int[] Dimensions { get; }

    /// <summary>The element of each leaf, or -1.</summary>
    public int[] ElementOfLeaf { get; }

    /// <summary>How many elements have leaves.</summary>
    public int Elements { get; }

    /// <summary>Nats a cause of this cuboid must gain to be worth naming.</summary>
    public double PenaltyNats { get; set; }

    /// <summary>Counts seen, per element.</summary>
    public ReadOnlySpan<double> Observed => _observed;

    /// <summary>Sums the expectations of the leaves per element.</summary>
    public ReadOnlySpan<double> Sum(double[] expectedOfLeaf)
    {
        double[] sums = _expected;
        Array.Clear(sums);
        int[] elements = ElementOfLeaf;
        for (int leaf = 0; leaf < elements.Length && leaf < expectedOfLeaf.Length; leaf++)
        {
            int element = elements[leaf];
            if ((uint)element < (uint)sums.Length) sums[element] += expectedOfLeaf[leaf];
        }

        return sums;
    }

    /// <summary>Numbers the elements of the cuboid over <paramref name="dimensions"/>.</summary>
    public static Cuboid Over(int[] dimensions, in ScanInput input, ReadOnlySpan<int> sizes)
    {
        int leaves = input.Observed.Length;
        var element = new int[leaves];
        long cells = 1;
        foreach (int d in dimensions) cells = Math.Min(cells * sizes[d], long.MaxValue / int.MaxValue);
        if (cells <= Math.Max(1024L, (long)leaves * DenseCellsPerLeaf))
        {
            NumberDirectly(element, dimensions, input, sizes);
            return new Cuboid(dimensions, element, (int)cells, input.Observed);
        }

        int found = NumberByHash(element, dimensions, input);
        return new Cuboid(dimensions, element, found, input.Observed);
    }

    private static void NumberDirectly(int[] element, int[] dimensions, in ScanInput input, ReadOnlySpan<int> sizes)
    {
        ReadOnlySpan<int> codes = input.Codes;
        for (int leaf = 0; leaf < element.Length; leaf++)
        {
            int number = 0;
            foreach (int d in dimensions)
            {
                int code = codes[(leaf * input.Dimensions) + d];
                number = code < 0 || number < 0 ? -1 : (number * sizes[d]) + code;
            }

            element[leaf] = number;
        }
    }

    private static int NumberByHash(int[] element, int[] dimensions, in ScanInput input)
    {
        var numbers = new Dictionary<(int, int, int), int>();
        Span<int> key = stackalloc int[3];
        for (int leaf = 0; leaf < element.Length; leaf++)
        {
            key.Clear();
            bool whole = true;
            for (int i = 0; i < dimensions.Length; i++)
            {
                key[i] = input.Codes[(leaf * input.Dimensions) + dimensions[i]];
                whole &= key[i] >= 0;
            }

            element[leaf] = whole ? NumberOf(numbers, (key[0], key[1], key[2])) : -1;
        }

        return numbers.Count;
    }

    private static int NumberOf(Dictionary<(int, int, int), int> numbers, (int, int, int) key)
    {
        if (!numbers.TryGetValue(key, out int number)) numbers[key] = number = numbers.Count;
        return number;
    }
}
