using System.Globalization;
using System.Net;

namespace Vedetta.Intake.Calls;

/// <summary>What the kernel dropped because a UDP socket's buffer was full, as Linux says in /proc/net/udp.</summary>
internal static class KernelDrops
{
    /// <summary>Datagrams dropped at the sockets of a port; 0 where the system does not say.</summary>
    public static long Of(IPEndPoint address)
    {
        string file = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? "/proc/net/udp"
            : "/proc/net/udp6";
        return File.Exists(file) ? Sum(File.ReadLines(file), address.Port) : 0;
    }

    /// <summary>Sums the last column of the rows whose local address has a port.</summary>
    internal static long Sum(IEnumerable<string> rows, int port)
    {
        string mark = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        long drops = 0;
        foreach (string row in rows)
        {
            string[] columns = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length < 3 || !columns[1].EndsWith(mark, StringComparison.Ordinal)) continue;
            if (long.TryParse(columns[^1], CultureInfo.InvariantCulture, out long dropped)) drops += dropped;
        }
        return drops;
    }
}
