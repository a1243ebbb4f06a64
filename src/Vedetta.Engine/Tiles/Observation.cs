namespace Vedetta.Engine.Tiles;

/// <summary>What one signal adds to a tile beside its leaf.</summary>
/// <param name="Source">Who it came from (customer, caller, reporter) for distinct counts; null when unsaid.</param>
/// <param name="Outcome">How a contact ended.</param>
/// <param name="WaitSeconds">Time in queue; NaN when unsaid.</param>
/// <param name="HandleSeconds">Handling time; NaN when unsaid.</param>
public readonly record struct Observation(string? Source, ContactOutcome Outcome, double WaitSeconds,
    double HandleSeconds)
{
    /// <summary>An observation of which only the leaf is known.</summary>
    public static Observation None => new(null, ContactOutcome.Unsaid, double.NaN, double.NaN);
}

/// <summary>How a contact ended.</summary>
public enum ContactOutcome : byte
{
    /// <summary>Not said (yet).</summary>
    Unsaid = 0,

    /// <summary>Someone answered.</summary>
    Answered = 1,

    /// <summary>The customer gave up waiting.</summary>
    Abandoned = 2,

    /// <summary>An announcement or page answered.</summary>
    Deflected = 3,
}
