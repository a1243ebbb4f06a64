using System.Diagnostics;
using Vedetta.Intake.Calls;

namespace Vedetta.Benchmarks;

/// <summary>Starts a real Kamailio for the benchmarks.</summary>
internal static class KamailioProcess
{
    /// <summary>Writes the configuration into a folder, starts Kamailio there and waits until it listens.</summary>
    /// <param name="folder">A folder of its own.</param>
    /// <param name="configuration">Text of kamailio.cfg.</param>
    /// <param name="port">UDP port it listens on.</param>
    /// <exception cref="InvalidOperationException">It ended at once.</exception>
    public static Process Start(string folder, string configuration, int port)
    {
        string file = Path.Combine(folder, "kamailio.cfg");
        File.WriteAllText(file, configuration);
        var start = new ProcessStartInfo(KamailioGate.Program,
            ["-f", file, "-DD", "-E", "-m", "256", "-M", "16", "-Y", folder, "-P", Path.Combine(folder, "pid")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        while (!KernelDrops.IsBound(File.ReadLines("/proc/net/udp"), port))
        {
            if (process.WaitForExit(TimeSpan.FromMilliseconds(20)))
                throw new InvalidOperationException("Kamailio did not start.");
        }
        return process;
    }
}
