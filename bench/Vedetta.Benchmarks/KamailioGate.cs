using System.Diagnostics;
using Vedetta.Intake.Calls;

namespace Vedetta.Benchmarks;

/// <summary>Kamailio with two workers and two htable counters an INVITE; 608 above five calls to a line.</summary>
internal sealed class KamailioGate : IDisposable
{
    public const string Program = "/usr/sbin/kamailio";

    private readonly Process _process;
    private readonly string _folder;

    private KamailioGate(Process process, string folder) => (_process, _folder) = (process, folder);

    public static KamailioGate Start(int port)
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-kamailio-").FullName;
        string file = Path.Combine(folder, "kamailio.cfg");
        File.WriteAllText(file, $$"""
            debug=1
            log_stderror=yes
            children=2
            listen=udp:127.0.0.1:{{port}}
            disable_tcp=yes
            auto_aliases=no
            loadmodule "kex.so"
            loadmodule "sl.so"
            loadmodule "pv.so"
            loadmodule "textops.so"
            loadmodule "siputils.so"
            loadmodule "htable.so"
            modparam("htable", "htable", "callers=>size=14;autoexpire=60;")
            modparam("htable", "htable", "lines=>size=14;autoexpire=60;")
            request_route {
              if (is_method("ACK")) { exit; }
              $var(c) = $shtinc(callers=>$fU);
              if ($shtinc(lines=>$rU) > 5) { sl_send_reply("608", "Rejected"); exit; }
              sl_send_reply("404", "Not Found");
            }
            """);
        var start = new ProcessStartInfo(Program,
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
            if (process.HasExited) throw new InvalidOperationException("Kamailio did not start.");
            Thread.Sleep(TimeSpan.FromMilliseconds(20));
        }
        return new KamailioGate(process, folder);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
