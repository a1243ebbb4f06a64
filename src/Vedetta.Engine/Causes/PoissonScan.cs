using System.Numerics;

namespace Vedetta.Engine.Causes;

/// <summary>
/// Says which parts of a surge explain it: greedy expectation-based Poisson scan over the combinations of one to three
/// dimension values. The likeliest part is named, its excess explained away, and the search repeated; every cause is
/// then weighed again beside the others. A rise of everything alike is explained by no part, so none is returned.
/// </summary>
public static class PoissonScan
{
    /// <summary>A part must leave its expectation by at least this ratio: smaller steps are forecast error.</summary>
    public const double RatioFloor = 1.15;

    /// <summary>Chance accepted that a part is named though nothing happened in any.</summary>
    public const double ChanceOfFalseCause = 0.02;

    private const int DepthLimit = 3;
    private const int DimensionsLimit = 8;

    /// <summary>Finds the causes, strongest first; empty where no part stands out.</summary>
    /// <exception cref="ArgumentException">The spans do not fit together, or a count is negative or not
    /// finite.</exception>
    public static IReadOnlyList<ScanCause> Find(in ScanInput input)
    {
        Check(input);
        if (input.Observed.IsEmpty) return [];
        var search = new CauseSearch(Cuboids(input), input);
        return search.Run();
    }

    private static List<Cuboid> Cuboids(in ScanInput input)
    {
        var sizes = new int[input.Dimensions];
        uint informative = InformativeDimensions(input, sizes);
        var cuboids = new List<Cuboid>();
        for (int depth = 1; depth <= Math.Min(input.DepthMax, DepthLimit); depth++)
        {
            for (uint mask = 1; mask < 1u << input.Dimensions; mask++)
                if (BitOperations.PopCount(mask) == depth && (mask & ~informative) == 0)
                    cuboids.Add(Cuboid.Over(IndexesOf(mask), input, sizes));
        }

        return cuboids;
    }

    // A dimension in which all leaves agree tells no part from the whole.
    private static uint InformativeDimensions(in ScanInput input, int[] sizes)
    {
        uint mask = 0;
        for (int d = 0; d < input.Dimensions; d++)
        {
            int first = input.Codes[d];
            for (int i = d; i < input.Codes.Length; i += input.Dimensions)
            {
                sizes[d] = Math.Max(sizes[d], input.Codes[i] + 1);
                if (input.Codes[i] != first) mask |= 1u << d;
            }
        }

        return mask;
    }

    private static int[] IndexesOf(uint mask)
    {
        var indexes = new int[BitOperations.PopCount(mask)];
        for (int i = 0; i < indexes.Length; i++, mask &= mask - 1) indexes[i] = BitOperations.TrailingZeroCount(mask);
        return indexes;
    }

    private static void Check(in ScanInput input)
    {
        if (input.Dimensions is < 1 or > DimensionsLimit)
            throw new ArgumentException($"A scan takes 1 to {DimensionsLimit} dimensions, not {input.Dimensions}.");
        int leaves = input.Observed.Length;
        if (input.Expected.Length != leaves || input.Codes.Length != leaves * input.Dimensions)
        {
            throw new ArgumentException($"{leaves} observed, {input.Expected.Length} expected and " +
                $"{input.Codes.Length} codes do not fit {input.Dimensions} dimensions.");
        }

        for (int i = 0; i < leaves; i++)
        {
            if (input.Observed[i] >= 0 && input.Expected[i] >= 0 && input.Observed[i] + input.Expected[i] < 1e15)
                continue;
            throw new ArgumentException($"Leaf {i}: {input.Observed[i]} observed, {input.Expected[i]} expected.");
        }
    }
}
