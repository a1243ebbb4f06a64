namespace Vedetta;

/// <summary>Reads what environment variables say.</summary>
internal static class OptionText
{
    /// <summary>Reads yes or no; unsaid is no.</summary>
    /// <exception cref="ArgumentException">It is neither; the message names the variable.</exception>
    public static bool IsYes(string name, string? text) => text switch
    {
        null or "" or "no" => false,
        "yes" => true,
        _ => throw new ArgumentException($"{name} {text}: say yes or no."),
    };
}
