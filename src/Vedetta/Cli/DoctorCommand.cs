using System.CommandLine;

namespace Vedetta.Cli;

/// <summary><c>vedetta doctor</c>: checks what the product stands on.</summary>
public static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("doctor", "Check configuration, limits, connections and versions.");
}
