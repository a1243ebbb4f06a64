using Vedetta.Engine.Signals;

namespace Vedetta.Cli;

/// <summary>Keeps the first refused lines and counts the rest, so a wholly wrong file of any size stays readable.</summary>
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
        if (_told.Count < ToldMax) _told.Add(Say(file, refusal));
        Count++;
    }

    /// <summary>Counts lines refused beyond those that are told.</summary>
    public void AddUntold(long lines) => Count += lines;

    /// <summary>Writes the first refusals and how many more there were.</summary>
    public void WriteTo(TextWriter error)
    {
        foreach (string line in _told) error.WriteLine(line);
        if (Count > _told.Count) error.WriteLine($"and {Text.Count(Count - _told.Count)} more lines refused.");
    }

    /// <summary>One refusal as text: file, line, column, field and what is wrong.</summary>
    public static string Say(string file, Refusal refusal)
    {
        string column = refusal.Column > 0 ? $", column {refusal.Column}" : "";
        string field = string.IsNullOrEmpty(refusal.Field) ? "" : $", field {refusal.Field}";
        return $"{file}: line {refusal.Line}{column}{field}: {refusal.Reason}";
    }
}
