namespace Vedetta.Engine.Surges;

/// <summary>Names a watched element: which dimensions are fixed and to which values (ids; −1 where open).</summary>
internal readonly record struct ElementKey(int A, int B, int C, int D)
{
    public static ElementKey Total => new(-1, -1, -1, -1);

    public int this[int dimension] => dimension switch { 0 => A, 1 => B, 2 => C, _ => D };

    /// <summary>How many dimensions are fixed.</summary>
    public int Depth => (A >= 0 ? 1 : 0) + (B >= 0 ? 1 : 0) + (C >= 0 ? 1 : 0) + (D >= 0 ? 1 : 0);

    /// <summary>The element that keeps only the dimensions in <paramref name="mask"/>.</summary>
    public ElementKey Keep(int mask) =>
        new((mask & 1) != 0 ? A : -1, (mask & 2) != 0 ? B : -1, (mask & 4) != 0 ? C : -1, (mask & 8) != 0 ? D : -1);

    /// <summary>Bit mask of the fixed dimensions.</summary>
    public int Mask => (A >= 0 ? 1 : 0) | (B >= 0 ? 2 : 0) | (C >= 0 ? 4 : 0) | (D >= 0 ? 8 : 0);

    /// <summary>Whether every dimension fixed here is fixed to the same value in <paramref name="other"/>.</summary>
    public bool Contains(in ElementKey other) =>
        (A < 0 || A == other.A) && (B < 0 || B == other.B) && (C < 0 || C == other.C) && (D < 0 || D == other.D);

    /// <summary>Whether some leaf can belong to both.</summary>
    public bool Overlaps(in ElementKey other) => Fits(A, other.A) && Fits(B, other.B) && Fits(C, other.C) && Fits(D, other.D);

    public void Save(BinaryWriter to)
    {
        to.Write(A);
        to.Write(B);
        to.Write(C);
        to.Write(D);
    }

    public static ElementKey Load(BinaryReader from) =>
        new(from.ReadInt32(), from.ReadInt32(), from.ReadInt32(), from.ReadInt32());

    private static bool Fits(int mine, int theirs) => mine < 0 || theirs < 0 || mine == theirs;
}
