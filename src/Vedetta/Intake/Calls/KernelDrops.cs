using System.Globalization;
using System.Net;

namespace Vedetta.Intake.Calls;

/// <summary>What the kernel dropped because a UDP socket's buffer was full, as Linux says in /proc/net/udp.</summary>
internal static class KernelDrops
{
    /// <summary>Datagrams dropped at the sockets of a port; 0 where there is none or the system does not say.</summary>
    public static long Of(IPEndPoint? address)
    {
        if (address is null) return 0;
        string file = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? "/proc/net/udp"
            : "/proc/net/udp6";
        return File.Exists(file) ? Sum(File.ReadLines(file), address.Port) : 0;
    }

    /// <summary>Whether a socket is bound to a port.</summary>
    internal static bool IsBound(IEnumerable<string> rows, int port) => Drops(rows, port).Any();

    /// <summary>Sums the last column of the rows whose local address has a port.</summary>
    internal static long Sum(IEnumerable<string> rows, int port) => Drops(rows, port).Sum();

    private static IEnumerable<long> Drops(IEnumerable<string> rows, int port)
    {
        string mark = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        return from row in rows
               let columns = row.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where columns.Length > 2 && columns[1].EndsWith(mark, StringComparison.Ordinal)
               select long.TryParse(columns[^1], CultureInfo.InvariantCulture, out long dropped) ? dropped : 0;
    }
}
