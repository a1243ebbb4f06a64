namespace Vedetta.Engine.Signals;

/// <summary>
/// The finest key a signal is counted under: its kind and one value per dimension of
/// <see cref="SignalSchema.Dimensions"/>, empty where the signal did not say. Not a series: a series may leave
/// dimensions open.
/// </summary>
public readonly record struct Leaf(SignalKind Kind, string A, string B = "", string C = "", string D = "")
{
    /// <summary>The value of the dimension at <paramref name="index"/> (0 to 3).</summary>
    public string this[int index] => index switch
    {
        0 => A,
        1 => B,
        2 => C,
        3 => D,
        _ => throw new ArgumentOutOfRangeException(nameof(index), index, "A leaf has four dimensions."),
    };

    /// <summary>The value under a dimension's name, empty where unsaid or where the kind has no such dimension.</summary>
    public string ValueOf(string dimension)
    {
        int index = SignalSchema.Dimensions(Kind).IndexOf(dimension);
        return index < 0 ? "" : this[index];
    }
}
