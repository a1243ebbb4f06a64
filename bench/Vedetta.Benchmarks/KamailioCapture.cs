using System.Diagnostics;

namespace Vedetta.Benchmarks;

/// <summary>Kamailio's sipcapture with two workers, one line a packet into a flat file.</summary>
internal sealed class KamailioCapture : IDisposable
{
    public const string Program = KamailioGate.Program;

    private readonly Process _process;
    private readonly string _folder;

    private KamailioCapture(Process process, string folder) => (_process, _folder) = (process, folder);

    public static KamailioCapture Start(int port)
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-kamailio-").FullName;
        string flat = Path.Combine(folder, "flat");
        Directory.CreateDirectory(flat);
        // Version 5.6 of db_flatstore crashes on an address whose length is a multiple of 8.
        if ((flat.Length + "flatstore:".Length) % 8 == 0) flat += "/";
        return new KamailioCapture(KamailioProcess.Start(folder, Configuration(port, flat), port), folder);
    }

    /// <summary>Ends it, which writes its buffers; returns the lines written.</summary>
    public long Stop()
    {
        using (Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) kill.WaitForExit();
        _process.WaitForExit();
        return Directory.EnumerateFiles(Path.Combine(_folder, "flat")).Sum(f => File.ReadLines(f).LongCount());
    }

    public void Dispose()
    {
        if (!_process.HasExited) Stop();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Configuration(int port, string flat) => $$"""
        debug=1
        log_stderror=yes
        children=2
        listen=udp:127.0.0.1:{{port}}
        disable_tcp=yes
        auto_aliases=no
        loadmodule "kex.so"
        loadmodule "corex.so"
        loadmodule "pv.so"
        loadmodule "textops.so"
        loadmodule "siputils.so"
        loadmodule "sl.so"
        loadmodule "xlog.so"
        loadmodule "db_flatstore.so"
        loadmodule "sipcapture.so"
        modparam("db_flatstore", "flush", 0)
        modparam("sipcapture", "db_url", "flatstore:{{flat}}")
        modparam("sipcapture", "capture_on", 1)
        modparam("sipcapture", "hep_capture_on", 1)
        modparam("sipcapture", "insert_retries", 0)
        modparam("sipcapture", "table_name", "sip_capture")
        request_route { sip_capture(); drop; }
        onreply_route { sip_capture(); drop; }
        """;
}
