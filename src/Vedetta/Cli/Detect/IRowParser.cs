namespace Vedetta.Cli.Detect;

/// <summary>Turns blocks of lines into counts. One instance serves one block at a time and remembers its leaves.</summary>
public interface IRowParser
{
    /// <summary>Reads the lines of <paramref name="block"/> into it.</summary>
    void Parse(ParsedBlock block);
}
