using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Vedetta.Tests.Asterisk;

/// <summary>
/// A real Asterisk on loopback and free ports, with a trunk callers come in over and a desk calls are put through to.
/// Its files are written by the test into a folder of their own; the snippets of the guide go in as they are printed.
/// </summary>
internal sealed class AsteriskPeer : IAsyncDisposable
{
    /// <summary>Modules that every test needs; what a test asks for comes on top.</summary>
    private const string Modules =
        "res_timing_timerfd pbx_config bridge_simple codec_alaw res_sorcery_config res_sorcery_memory res_sorcery_astdb res_pjproject "
        + "res_pjsip res_pjsip_session res_pjsip_sdp_rtp res_pjsip_caller_id res_pjsip_endpoint_identifier_ip res_pjsip_pubsub "
        + "res_rtp_asterisk chan_pjsip app_dial app_playtones func_callerid";

    /// <summary>What the desk's numbers do, wherever they are called from.</summary>
    private const string Inside = """
        [inside]
        exten => 0639740001,1,Dial(PJSIP/answer@desk,20)
        exten => 0639740002,1,Dial(PJSIP/busy@desk,20)
        exten => 0639740003,1,Dial(PJSIP/ring@desk,1)
        exten => 0639740004,1,Dial(PJSIP/ring@desk&PJSIP/answer@desk&PJSIP/busy@desk,20)
        exten => 0639740005,1,Dial(Local/0639740001@inside,20)
        exten => 0639740006,1,Dial(PJSIP/ring@desk,20)
        """;

    private static readonly string Home = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "vedetta", "asterisk");

    private static readonly string Libraries =
        Directory.Exists(Home) ? Directory.GetDirectories(Path.Combine(Home, "usr/lib"), "*-linux-gnu").Single() : "";

    private Process? _process;

    private AsteriskPeer(int desk) => Desk = desk;

    /// <summary>Where its files are; <c>log</c> holds its records.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("vedetta-asterisk-").FullName;

    /// <summary>Port of its trunk.</summary>
    public int Sip { get; } = FreePort(SocketType.Dgram);

    /// <summary>Port of its manager interface.</summary>
    public int Ami { get; } = FreePort(SocketType.Stream);

    /// <summary>Port of the same over TLS, where a test switches that on.</summary>
    public int AmiTls { get; } = FreePort(SocketType.Stream);

    /// <summary>Port its desk listens on.</summary>
    public int Desk { get; }

    /// <summary>Secret of the test's own user, and of others it makes.</summary>
    public string Secret { get; } = RandomNumberGenerator.GetHexString(32);

    /// <summary>Starts one; skips the test where there is none.</summary>
    /// <param name="configure">Adds files to what every peer has.</param>
    /// <param name="modules">Further modules, separated by spaces.</param>
    /// <param name="desk">The port calls are put through to.</param>
    public static async Task<AsteriskPeer> Start(Action<AsteriskPeer> configure, string modules = "", int desk = 9)
    {
        if (Libraries.Length == 0)
            Assert.Skip($"needs Asterisk in {Home}: dotnet run dev.cs peers puts it there (Debian with apt-get and a mirror)");
        var peer = new AsteriskPeer(desk);
        peer.WriteBase(modules);
        configure(peer);
        await peer.Run();
        return peer;
    }

    /// <summary>Text of a sample file as Asterisk's makers ship it.</summary>
    public static string Sample(string name) => File.ReadAllText(Path.Combine(Home, "etc/asterisk", name));

    /// <summary>Writes a file of the configuration, or adds to it.</summary>
    public void Write(string name, params string[] texts) =>
        File.AppendAllText(Path.Combine(Folder, "etc", name), string.Join('\n', texts) + "\n");

    /// <summary>Takes it away at once, as a failing machine does, and starts it again.</summary>
    public async Task Restart(Func<Task>? inBetween = null)
    {
        await Stop();
        if (inBetween is not null) await inBetween();
        await Run();
    }

    /// <summary>Asks over the manager interface as the test's own user and returns the whole answer.</summary>
    public async Task<string> Ask(string action, params string[] lines)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Ami);
        await using NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { NewLine = "\r\n" };
        await writer.WriteLineAsync($"Action: Login\r\nUsername: tester\r\nSecret: {Secret}\r\nEvents: off\r\n");
        await writer.WriteLineAsync($"Action: {action}\r\nActionID: asked\r\n{string.Concat(lines.Select(l => l + "\r\n"))}");
        await writer.WriteLineAsync("Action: Logoff\r\n");
        await writer.FlushAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string said = await reader.ReadToEndAsync(patience.Token);
        return said[Math.Max(0, said.IndexOf("ActionID: asked", StringComparison.Ordinal))..];
    }

    /// <summary>What its command line answers.</summary>
    public Task<string> Command(string command) => Ask("Command", "Command: " + command);

    /// <summary>Waits until no call is up, so that all its records are written.</summary>
    public Task IsQuiet() => Wait.Until(async () =>
        (await Command("core show channels")).Contains("0 active channels", StringComparison.Ordinal), "Calls stay up.");

    public async ValueTask DisposeAsync()
    {
        await Stop();
        TestContext.Current.SendDiagnosticMessage(await File.ReadAllTextAsync(Path.Combine(Folder, "log/messages.log")));
        Directory.Delete(Folder, recursive: true);
    }

    internal static int FreePort(SocketType type)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private void WriteBase(string modules)
    {
        foreach (string folder in (string[])["etc", "lib", "db", "keys", "agi", "spool", "run", "log/cdr-csv", "log/cdr-custom", "log/cel-custom"])
            Directory.CreateDirectory(Path.Combine(Folder, folder));
        foreach (string empty in (string[])["acl", "ccss", "cdr", "cel", "codecs", "features", "res_pjsip", "sorcery", "stasis", "udptl", "indications"])
            Write(empty + ".conf");
        Write("asterisk.conf", $"""
            [directories]
            astetcdir => {Folder}/etc
            astmoddir => {Libraries}/asterisk/modules
            astvarlibdir => {Folder}/lib
            astdbdir => {Folder}/db
            astkeydir => {Folder}/keys
            astdatadir => {Home}/usr/share/asterisk
            astagidir => {Folder}/agi
            astspooldir => {Folder}/spool
            astrundir => {Folder}/run
            astlogdir => {Folder}/log
            """);
        Write("modules.conf", ["[modules]\nautoload=no",
            .. $"{Modules} {modules}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(m => $"load => {m}.so")]);
        Write("logger.conf", "[logfiles]\nmessages.log => warning,error");
        Write("rtp.conf", "[general]\nrtpstart=20000\nrtpend=29999\nicesupport=no");
        Write("pjsip.conf", Signalling());
        Write("extensions.conf", Inside);
    }

    private string Signalling() => $"""
        [udp]
        type=transport
        protocol=udp
        bind=127.0.0.1:{Sip}
        [carrier]
        type=endpoint
        context=from-trunk
        disallow=all
        allow=alaw
        [carrier]
        type=identify
        endpoint=carrier
        match={Phones.Carrier}
        [desk]
        type=endpoint
        context=inside
        disallow=all
        allow=alaw
        direct_media=no
        aors=desk
        [desk]
        type=aor
        contact=sip:127.0.0.1:{Desk}
        """;

    private async Task Run()
    {
        if (!File.Exists(Path.Combine(Folder, "etc/manager.conf"))) Write("manager.conf", Guide.ManagerGeneral(this));
        if (!File.ReadAllText(Path.Combine(Folder, "etc/manager.conf")).Contains("[tester]", StringComparison.Ordinal))
            Write("manager.conf", $"[tester]\nsecret = {Secret}\nread = all\nwrite = all");
        var start = new ProcessStartInfo(Directory.GetFiles(Libraries, "ld-linux*").Single(),
            ["--library-path", Libraries, Path.Combine(Home, "usr/sbin/asterisk"), "-f", "-C", Path.Combine(Folder, "etc/asterisk.conf")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        _process = Process.Start(start)!;
        DataReceivedEventHandler keep = (_, line) => TestContext.Current.SendDiagnosticMessage(line.Data ?? "");
        _process.ErrorDataReceived += keep;
        _process.OutputDataReceived += keep;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await Wait.Until(IsBooted, "Asterisk does not answer.");
    }

    private async Task<bool> IsBooted()
    {
        if (_process!.HasExited) throw new InvalidOperationException($"Asterisk ended with {_process.ExitCode}.");
        try
        {
            return (await Command("core waitfullybooted")).Contains("fully booted", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return false;
        }
    }

    private async Task Stop()
    {
        if (_process is null) return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }
}
