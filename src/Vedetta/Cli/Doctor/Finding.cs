namespace Vedetta.Cli.Doctor;

/// <summary>How a check came out.</summary>
public enum FindingState
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, but not well or not for long.</summary>
    Warn,

    /// <summary>The server cannot run like this.</summary>
    Fail,
}

/// <summary>What one check found.</summary>
/// <param name="Check">What was checked, such as "data folder".</param>
/// <param name="Says">What was seen.</param>
/// <param name="Mend">What to do about it; null when all is well.</param>
public sealed record Finding(string Check, FindingState State, string Says, string? Mend = null)
{
    /// <summary>A check that came out well.</summary>
    public static Finding Ok(string check, string says) => new(check, FindingState.Ok, says);

    /// <summary>A check that came out so-so.</summary>
    public static Finding Warn(string check, string says, string mend) => new(check, FindingState.Warn, says, mend);

    /// <summary>A check that came out badly.</summary>
    public static Finding Fail(string check, string says, string mend) => new(check, FindingState.Fail, says, mend);
}
