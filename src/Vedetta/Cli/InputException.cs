namespace Vedetta.Cli;

/// <summary>An input that cannot be used as a whole; the message names it, says why and how to mend it.</summary>
public sealed class InputException(string message) : Exception(message);
