namespace Vedetta.Cli;

/// <summary>One line of an input that was left out, and why.</summary>
/// <param name="Line">Line number in the file, 1 for the first.</param>
/// <param name="Column">Position of the first character at fault, 1 for the first; 0 where the whole line is.</param>
/// <param name="Field">Name of the field at fault; empty where the whole line is.</param>
/// <param name="Reason">What is wrong and what is expected.</param>
public readonly record struct Refusal(long Line, int Column, string Field, string Reason)
{
    /// <summary>The refusal as one line of text.</summary>
    public string In(string file)
    {
        string column = Column > 0 ? $", column {Column}" : "";
        string field = Field.Length > 0 ? $", field {Field}" : "";
        return $"{file}: line {Line}{column}{field}: {Reason}";
    }
}

/// <summary>Keeps the first refusals and counts the rest, so a wholly wrong file of any size stays readable.</summary>
public sealed class RefusalLog
{
    /// <summary>Refusals told one by one.</summary>
    public const int ToldMax = 20;

    private readonly List<string> _told = [];

    /// <summary>Lines refused.</summary>
    public long Count { get; private set; }

    /// <summary>Takes one refusal.</summary>
    public void Add(string file, Refusal refusal)
    {
        if (_told.Count < ToldMax) _told.Add(refusal.In(file));
        Count++;
    }

    /// <summary>Counts lines refused by somebody who told the first ones already.</summary>
    public void AddUntold(long lines) => Count += lines;

    /// <summary>Writes the first refusals and how many more there were.</summary>
    public void WriteTo(TextWriter error)
    {
        foreach (string line in _told) error.WriteLine(line);
        if (Count > _told.Count) error.WriteLine($"and {Text.Count(Count - _told.Count)} more lines refused.");
    }
}
