using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Vedetta.Engine.Gate;

namespace Vedetta.CallGate.Pushes;

/// <summary>
/// Keeps two sets of a table of nftables (family inet), one of IPv4 addresses and one of IPv6 addresses, at the addresses
/// refused, each with the time it has left. Both change at once or not at all; what else is in the table is not touched.
/// </summary>
internal sealed class NftSets(PushTarget target, NftProgram program, TimeProvider time)
{
    private const string Missing = "No such file or directory";

    /// <summary>The addresses both sets hold now; none where there are no such sets.</summary>
    /// <exception cref="PushException">They cannot be read.</exception>
    public async Task<IReadOnlySet<string>> Read(CancellationToken stop)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (string set in (string[])[Set4(target.Table), Set6(target.Table)])
        {
            NftAnswer answer = await program.Run(["-j", "list", "set", "inet", target.Address, set], "", stop);
            if (answer.ExitCode == 0) held.UnionWith(AddressesOf(answer.Output));
            else if (!answer.Fault.Contains(Missing, StringComparison.Ordinal)) throw Refused(answer);
        }
        return held;
    }

    /// <summary>Makes both sets hold these addresses and no others.</summary>
    /// <exception cref="PushException">nft refused it; the sets are as they were.</exception>
    public async Task Tell(IReadOnlyDictionary<string, PushEntry> entries, CancellationToken stop)
    {
        string script = Script(target.Address, target.Table, entries, time.GetUtcNow());
        NftAnswer answer = await program.Run(["-f", "-"], script, stop);
        if (answer.ExitCode != 0) throw Refused(answer);
    }

    /// <summary>
    /// The commands that make both sets hold these addresses: nft takes all of them in one transaction. Emptied and
    /// filled, because an element that is added again keeps the end it had.
    /// </summary>
    internal static string Script(
        string table, string set, IReadOnlyDictionary<string, PushEntry> entries, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"add table inet {table}\n");
        ILookup<bool, KeyValuePair<string, PushEntry>> bySix = entries.Where(e => e.Value.ExpiresAt > now)
            .OrderBy(e => e.Key, StringComparer.Ordinal).ToLookup(e => e.Key.Contains(':', StringComparison.Ordinal));
        Append(text, table, Set4(set), "ipv4_addr", bySix[false], now);
        Append(text, table, Set6(set), "ipv6_addr", bySix[true], now);
        return text.ToString();
    }

    private static void Append(
        StringBuilder text, string table, string set, string type, IEnumerable<KeyValuePair<string, PushEntry>> entries,
            DateTimeOffset now)
    {
        text.Append(CultureInfo.InvariantCulture, $"add set inet {table} {set} {{ type {type}; flags timeout; }}\n")
            .Append(CultureInfo.InvariantCulture, $"flush set inet {table} {set}\n");
        foreach ((string address, PushEntry entry) in entries)
        {
            // What goes into a command is an address as the library writes it, whatever a rule says.
            long seconds = Math.Max(1, (long)(entry.ExpiresAt - now).TotalSeconds);
            text.Append(CultureInfo.InvariantCulture,
                $"add element inet {table} {set} {{ {IPAddress.Parse(address)} timeout {seconds}s }}\n");
        }
    }

    private static string Set4(string name) => name + "4";

    private static string Set6(string name) => name + "6";

    // {"nftables":[{"metainfo":…},{"set":{…,"elem":["192.0.2.1",{"elem":{"val":"192.0.2.2","timeout":…}}]}}]}
    private static IEnumerable<string> AddressesOf(string json)
    {
        using JsonDocument document = Parse(json);
        if (!document.RootElement.TryGetProperty("nftables", out JsonElement parts)) yield break;
        foreach (JsonElement part in parts.EnumerateArray())
        {
            if (!part.TryGetProperty("set", out JsonElement set) || !set.TryGetProperty("elem", out JsonElement elements))
                continue;
            foreach (JsonElement element in elements.EnumerateArray()) yield return AddressOf(element);
        }
    }

    // A network somebody put there by hand is no address of ours and counts as one that does not belong.
    private static string AddressOf(JsonElement element)
    {
        JsonElement value = element.ValueKind == JsonValueKind.Object && element.TryGetProperty("elem", out JsonElement whole)
            && whole.TryGetProperty("val", out JsonElement said) ? said : element;
        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return PeerAddress.Canonical(text) is { Length: > 0 } address ? address : text;
    }

    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            throw new PushException("nft's list cannot be read");
        }
    }

    private static PushException Refused(NftAnswer answer) => new(
        answer.Fault.Contains("Operation not permitted", StringComparison.Ordinal)
            ? "nft may not change the sets: the server needs the capability CAP_NET_ADMIN" : "nft says: " + answer.Fault);
}
