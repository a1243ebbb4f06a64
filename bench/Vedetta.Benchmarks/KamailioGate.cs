using System.Diagnostics;

namespace Vedetta.Benchmarks;

/// <summary>A real Kamailio as a rival of the gate, or as a system whose table the gate fills.</summary>
internal sealed class KamailioGate : IDisposable
{
    public const string Program = "/usr/sbin/kamailio";

    private readonly Process _process;
    private readonly string _folder;

    private KamailioGate(Process process, string folder) => (_process, _folder) = (process, folder);

    /// <summary>Two workers and two htable counters an INVITE; 608 above five calls to a line.</summary>
    public static KamailioGate Start(int port) => Launch(port, $$"""
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
            modparam("htable", "htable", "callers=>size=14;autoexpire=60;initval=0;")
            modparam("htable", "htable", "lines=>size=14;autoexpire=60;initval=0;")
            request_route {
              if (is_method("ACK")) { exit; }
              $var(c) = $shtinc(callers=>$fU);
              if ($shtinc(lines=>$rU) > 5) { sl_send_reply("608", "Rejected"); exit; }
              sl_send_reply("404", "Not Found");
            }
            """);

    /// <summary>The table "block" of the guide, written over JSON-RPC in datagrams or over HTTP.</summary>
    public static KamailioGate StartTable(int sip, int rpc, int http, int workers) => Launch(sip, $$"""
            debug=1
            log_stderror=yes
            children=1
            tcp_children=2
            listen=udp:127.0.0.1:{{sip}}
            listen=tcp:127.0.0.1:{{http}}
            auto_aliases=no
            tcp_accept_no_cl=yes
            loadmodule "kex.so"
            loadmodule "corex.so"
            loadmodule "sl.so"
            loadmodule "pv.so"
            loadmodule "xhttp.so"
            loadmodule "jsonrpcs.so"
            loadmodule "htable.so"
            modparam("jsonrpcs", "transport", 5)
            modparam("jsonrpcs", "dgram_socket", "udp:127.0.0.1:{{rpc}}")
            modparam("jsonrpcs", "dgram_workers", {{workers}})
            modparam("jsonrpcs", "pretty_format", 0)
            modparam("htable", "htable", "block=>size=16;")
            event_route[xhttp:request] { jsonrpc_dispatch(); }
            request_route { sl_send_reply("404", "Not Found"); }
            """);

    private static KamailioGate Launch(int port, string configuration)
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-kamailio-").FullName;
        return new KamailioGate(KamailioProcess.Start(folder, configuration, port), folder);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
