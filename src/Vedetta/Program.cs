using System.CommandLine;
using Vedetta.Cli;

var root = new RootCommand("Vedetta, the lookout: sees when customers call because something broke, and says why.")
{
    ServeCommand.Create(),
    DetectCommand.Create(),
    ImportCommand.Create(),
    ReplayCommand.Create(),
    SimulateCommand.Create(),
    ProbeCommand.Create(),
    DoctorCommand.Create(),
};
return await CommandLine.RunAsync(root, args);
