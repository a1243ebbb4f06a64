#:property TargetFramework=net10.0
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
// The one developer command: dotnet run dev.cs demo | peers | test | check | bench | serve
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

string root = Path.GetDirectoryName(Here())!;
string verb = args.Length > 0 ? args[0] : "help";
string[] rest = [.. args.Skip(1)];
return verb switch
{
    "build" => Build(),
    "peers" => Peers(),
    "test" => Test(rest),
    "check" => Check(),
    "demo" => Demo(),
    "serve" => Product("serve", rest),
    "bench" => Bench(rest),
    _ => Help(),
};

static string Here([CallerFilePath] string path = "") => path;

int Help()
{
    Console.WriteLine("""
        dotnet run dev.cs demo     build, start with the WhatsApp day playing, print a sign-in link
        dotnet run dev.cs peers    install what the tests need, when allowed
        dotnet run dev.cs test     the same, then run all tests
        dotnet run dev.cs check    formatting, then all tests
        dotnet run dev.cs bench    run a benchmark: bench NAME [options]
        dotnet run dev.cs serve    build and start the server: serve [options]
        """);
    return verb is "help" or "--help" or "-h" ? 0 : 2;
}

int Build(string configuration = "Release") =>
    Run("dotnet", ["build", "Vedetta.slnx", "-c", configuration, "--nologo", "-v", "q", "-clp:NoSummary"]);

int Product(string productVerb, string[] options)
{
    int built = Run("dotnet", ["build", "src/Vedetta/Vedetta.csproj", "-c", "Release", "--nologo", "-v", "q", "-clp:NoSummary"]);
    return built != 0 ? built : Run("dotnet", [Binary("Vedetta", "vedetta"), productVerb, .. options]);
}

int Peers()
{
    InstallPeers();
    InstallAsterisk();
    return 0;
}

int Demo()
{
    // The flood of calls is played by real peers.
    if (rest.Contains("--telephony")) InstallPeers();
    return Product("serve", ["--demo", .. rest]);
}

int Bench(string[] options)
{
    int built = Build();
    return built != 0 ? built : Run("dotnet", [Binary("Vedetta.Benchmarks", "Vedetta.Benchmarks"), .. options]);
}

int Check()
{
    int formatted = Run("dotnet", ["format", "Vedetta.slnx", "--verify-no-changes"]);
    return formatted != 0 ? formatted : Test([]);
}

int Test(string[] options)
{
    _ = Peers();
    if (Build() is not 0 and int failed) return Summary(0, 1, 0, failed);
    int passed = 0, failures = 0, skipped = 0, code = 0;
    var told = new List<string>();
    foreach (string project in (string[])["Vedetta.Engine.Tests", "Vedetta.Tests"])
    {
        Console.WriteLine($"== {project}");
        var (exit, output) = RunAndRead("dotnet", [Binary(project, project), "--no-progress", "--no-ansi", .. options]);
        passed += Count(output, "succeeded");
        failures += Count(output, "failed");
        skipped += Count(output, "skipped");
        // Exit code 8 is "no test matched the filter", which only a filtered run may see.
        if (exit != 0 && !(exit == 8 && options.Length > 0)) code = exit;
        told.AddRange(Failures(output));
    }
    // Said again at the end, where the reader of a long log looks first.
    foreach (string line in told) Console.WriteLine(line);
    return Summary(passed, failures, skipped, code);
}

int Summary(int passed, int failures, int skipped, int code)
{
    if (code != 0 && failures == 0) failures = 1;
    Console.WriteLine($"{passed} passed, {failures} failed, {skipped} skipped");
    return code != 0 || failures > 0 ? 1 : 0;
}

static IEnumerable<string> Failures(string output)
{
    const int LinesOfEach = 12;
    string[] lines = output.Split('\n');
    return Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith("failed ", StringComparison.Ordinal))
        .SelectMany(i => lines.Skip(i).Take(1).Concat(lines.Skip(i + 1).Take(LinesOfEach).TakeWhile(l => l.StartsWith(' '))));
}

static int Count(string output, string word)
{
    Match match = Regex.Match(output, $@"^\s*{word}:\s*(\d+)\s*$", RegexOptions.Multiline | RegexOptions.RightToLeft);
    return match.Success ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0;
}

// Real peers the tests use. Without root or apt the tests that need them skip and say so.
void InstallPeers()
{
    (string Package, string Probe)[] peers =
    [
        ("chromium", "/usr/bin/chromium"), ("postgresql", "/usr/lib/postgresql"),
        ("nginx", "/usr/sbin/nginx"), ("wrk", "/usr/bin/wrk"), ("libxml2-utils", "/usr/bin/xmllint"),
        ("python3-feedparser", "/usr/lib/python3/dist-packages/feedparser"),
        ("python3-phonenumbers", "/usr/lib/python3/dist-packages/phonenumbers"),
        ("python3-icalendar", "/usr/lib/python3/dist-packages/icalendar"),
        ("prometheus-alertmanager", "/usr/bin/prometheus-alertmanager"), ("postfix", "/usr/sbin/smtp-sink"),
        // Kamailio copies signalling out and is measured beside us; sipp places calls.
        ("kamailio", "/usr/sbin/kamailio"), ("sip-tester", "/usr/bin/sipp"),
        ("kamailio-extra-modules", "/usr/share/doc/kamailio-extra-modules"),
        // Sets of addresses are tested in a network namespace of their own.
        ("nftables", "/usr/sbin/nft"),
    ];
    InstallClients();
    string[] missing = [.. peers.Where(p => !Path.Exists(p.Probe)).Select(p => p.Package)];
    if (missing.Length == 0) return;
    if (Environment.UserName != "root" || !File.Exists("/usr/bin/apt-get"))
    {
        Console.WriteLine($"Not installed, their tests will be skipped: {string.Join(", ", missing)}");
        return;
    }
    Console.WriteLine($"Installing {string.Join(", ", missing)}");
    Environment.SetEnvironmentVariable("DEBIAN_FRONTEND", "noninteractive");
    Run("apt-get", ["update", "-qq"]);
    Run("apt-get", ["install", "-y", "-qq", .. missing]);
}

// A client of the status page's API, beside the build's output; its test skips without it.
void InstallClients()
{
    string peers = Path.Combine(root, "artifacts", "peers");
    if (Directory.Exists(Path.Combine(peers, "node_modules", "statuspage.io")) || !File.Exists("/usr/bin/npm")) return;
    Directory.CreateDirectory(peers);
    Run("npm", ["install", "--prefix", peers, "--no-audit", "--no-fund", "--loglevel=error", "statuspage.io@3.3.8"]);
}

// Debian's releases of today have no Asterisk, its next one has: unpacked into a folder of the user's cache with the
// loader and libraries it was built for. The machine's own packages and package lists stay as they are; needs no root.
void InstallAsterisk()
{
    const string Keys = "/usr/share/keyrings/debian-archive-keyring.gpg", Suite = "forky";
    string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
    string home = Path.Combine(cache, "vedetta", "asterisk");
    if (Directory.Exists(home)) return;
    if (!File.Exists("/usr/bin/apt-get") || !File.Exists(Keys))
    {
        Console.WriteLine($"Asterisk is not installed, its tests will be skipped: that needs apt-get and {Keys}");
        return;
    }
    Directory.CreateDirectory(Path.GetDirectoryName(home)!);
    string work = Directory.CreateDirectory($"{home}.{Environment.ProcessId}").FullName;
    try
    {
        Console.WriteLine($"Unpacking Asterisk of Debian's {Suite} into {home}");
        if (Unpack(work, $"deb [signed-by={Keys}] {DebianMirror()} {Suite} main\n") && !Directory.Exists(home))
            Directory.Move(Path.Combine(work, "root"), home);
        else Console.WriteLine("Asterisk could not be fetched, its tests will be skipped");
    }
    finally
    {
        Directory.Delete(work, recursive: true);
    }
}

// The mirror the machine itself uses, else Debian's own.
string DebianMirror() =>
    RunAndRead("apt-get", ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"], isQuiet: true).Output.Split('\n')
        .FirstOrDefault(u => u.TrimEnd('/').EndsWith("/debian", StringComparison.Ordinal)) ?? "http://deb.debian.org/debian";

// Resolved as for an empty machine, so that everything down to the C library comes along.
bool Unpack(string work, string source)
{
    File.WriteAllText(Path.Combine(work, "sources.list"), source);
    File.WriteAllText(Path.Combine(work, "status"), "");
    string packages = Path.Combine(work, "archives"), unpacked = Path.Combine(work, "root");
    foreach (string folder in (string[])[Path.Combine(work, "lists", "partial"), Path.Combine(packages, "partial"), unpacked])
        Directory.CreateDirectory(folder);
    string[] settings =
    [
        $"Dir::Etc::sourcelist={work}/sources.list", "Dir::Etc::sourceparts=/dev/null", $"Dir::State::status={work}/status",
        $"Dir::State::lists={work}/lists", $"Dir::Cache::archives={packages}", "Dir::Cache::pkgcache=", "Dir::Cache::srcpkgcache=",
        "Debug::NoLocking=1", "APT::Sandbox::User=", "APT::Install-Recommends=0", "Acquire::Languages=none", "Acquire::Retries=1",
        "Acquire::http::Timeout=15", "Acquire::https::Timeout=15", "APT::Update::Error-Mode=any",
    ];
    string[] options = ["-qq", "-y", .. settings.SelectMany(s => (string[])["-o", s])];
    if (RunAndRead("apt-get", [.. options, "update"], isQuiet: true).Exit != 0) return false;
    if (RunAndRead("apt-get", [.. options, "--download-only", "install", "asterisk"], isQuiet: true).Exit != 0) return false;
    bool isWhole = Directory.GetFiles(packages, "*.deb") is { Length: > 0 } found
        && found.All(p => Run("dpkg-deb", ["-x", p, unpacked]) == 0);
    foreach (string unread in (string[])["doc", "locale", "man"])
        if (Path.Combine(unpacked, "usr/share", unread) is var folder && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    return isWhole;
}

string Binary(string project, string assembly) =>
    Path.Combine(root, "artifacts", "bin", project, "release", assembly + ".dll");

int Run(string program, string[] arguments)
{
    using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = root })!;
    process.WaitForExit();
    return process.ExitCode;
}

(int Exit, string Output) RunAndRead(string program, string[] arguments, bool isQuiet = false)
{
    var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = root, RedirectStandardOutput = true };
    using Process process = Process.Start(start)!;
    var lines = new List<string>();
    while (process.StandardOutput.ReadLine() is { } line)
    {
        if (!isQuiet) Console.WriteLine(line);
        lines.Add(line);
    }
    process.WaitForExit();
    return (process.ExitCode, string.Join('\n', lines));
}
