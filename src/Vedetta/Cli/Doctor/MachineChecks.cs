using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Vedetta.Cli.Doctor;

/// <summary>Checks of the machine the server is to run on.</summary>
public static class MachineChecks
{
    private const long DiskBytesMin = 200L << 20, DiskBytesGood = 2L << 30;
    private const long MemoryBytesGood = 512L << 20;
    private const int FilesGood = 4096;

    /// <summary>Which versions run here.</summary>
    public static Finding Versions()
    {
        string vedetta = typeof(MachineChecks).Assembly.GetName().Version?.ToString(3) ?? "unknown";
        return Finding.Ok("versions", $"vedetta {vedetta}, {RuntimeInformation.FrameworkDescription}, "
            + $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}");
    }

    /// <summary>Whether the data folder can be written and has room.</summary>
    public static Finding DataFolder(string folder)
    {
        const string Check = "data folder";
        string path = Path.GetFullPath(folder);
        try
        {
            string existing = Existing(path);
            string probe = Path.Combine(existing, $".vedetta-doctor-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            long free = new DriveInfo(existing).AvailableFreeSpace;
            string says = existing == path ? $"{path}, {Size(free)} free" : $"{path} is made at the first start, {Size(free)} free";
            if (free < DiskBytesMin) return Finding.Fail(Check, says, "Free some space or name another folder with --data.");
            return free < DiskBytesGood ? Finding.Warn(Check, says, "Keep at least 2 GB free.") : Finding.Ok(Check, says);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Finding.Fail(Check, $"{path}: {failure.Message}", "Let this user write there or name another folder with --data.");
        }
    }

    /// <summary>Whether the address to listen on is free.</summary>
    public static Finding Address(string urls)
    {
        const string Check = "address";
        if (!Uri.TryCreate(urls, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            return Finding.Fail(Check, $"'{urls}' is not an address", "Give --urls like http://127.0.0.1:8080.");
        if (!IPAddress.TryParse(url.Host, out IPAddress? address))
            address = url.Host == "localhost" ? IPAddress.Loopback : IPAddress.Any;
        try
        {
            using var listener = new TcpListener(address, url.Port);
            listener.Start();
            return Finding.Ok(Check, $"{urls} is free");
        }
        catch (SocketException taken)
        {
            return Finding.Warn(Check, $"{urls}: {taken.Message}",
                "If a Vedetta runs there, all is well; otherwise stop the other program or give another --urls.");
        }
    }

    /// <summary>Whether the server may open enough files and connections.</summary>
    public static Finding OpenFiles()
    {
        const string Check = "open files";
        const string Limits = "/proc/self/limits";
        string? line = File.Exists(Limits)
            ? File.ReadLines(Limits).FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal))
            : null;
        string[] words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (words.Length < 4 || !int.TryParse(words[3], CultureInfo.InvariantCulture, out int files))
            return Finding.Ok(Check, "no limit known on this system");
        return files >= FilesGood
            ? Finding.Ok(Check, $"{Text.Count(files)} allowed")
            : Finding.Warn(Check, $"only {Text.Count(files)} allowed", "Raise it: ulimit -n 65536, or LimitNOFILE= in the unit.");
    }

    /// <summary>Whether there is memory enough for the detectors.</summary>
    public static Finding Memory()
    {
        long bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        string says = $"{Size(bytes)} for {Environment.ProcessorCount} cores";
        return bytes >= MemoryBytesGood
            ? Finding.Ok("memory", says)
            : Finding.Warn("memory", says, "Give the process at least 512 MB; a million series take about 1 GB.");
    }

    /// <summary>Whether time zones are known, without which hours and clock changes are wrong.</summary>
    public static Finding TimeZones() => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Rome", out _)
        ? Finding.Ok("time zones", $"known; this machine is on {TimeZoneInfo.Local.Id}")
        : Finding.Fail("time zones", "Europe/Rome is not known here", "Install the package tzdata.");

    private static string Existing(string path)
    {
        for (; !Directory.Exists(path); path = Path.GetDirectoryName(path) ?? "/")
            if (File.Exists(path)) throw new IOException($"{path} is a file, not a folder.");
        return path;
    }

    private static string Size(long bytes) => bytes >= 1L << 30
        ? $"{Text.Count(bytes / (double)(1L << 30))} GB"
        : $"{Text.Count(bytes / (double)(1L << 20))} MB";
}
