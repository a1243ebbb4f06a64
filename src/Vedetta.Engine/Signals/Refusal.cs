namespace Vedetta.Engine.Signals;

/// <summary>Why one line was not taken.</summary>
/// <param name="Line">Number of the line, from 1; blank lines and a CSV header count.</param>
/// <param name="Field">Name of the field at fault; null when the line as a whole is.</param>
/// <param name="Column">Byte of the line at which the fault starts, from 1.</param>
/// <param name="Reason">A sentence without its subject, such as "is missing".</param>
public readonly record struct Refusal(long Line, string? Field, int Column, string Reason);

/// <summary>A fault in a line whose number the caller knows.</summary>
internal readonly record struct LineFault(string? Field, int Column, string Reason)
{
    public LineFault(SignalField field, int column, string reason) : this(field.Written(), column, reason)
    {
    }
}
