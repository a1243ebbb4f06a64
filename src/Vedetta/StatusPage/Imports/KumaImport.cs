using System.Globalization;
using System.Text.Json;
using Vedetta.Intake.Checks;

namespace Vedetta.StatusPage.Imports;

/// <summary>Reads a backup of Uptime Kuma: monitors become components and checks, groups become groups.</summary>
public static class KumaImport
{
    /// <summary>Reads a backup.</summary>
    public static ImportedStatus Read(JsonElement backup)
    {
        var found = new ImportedStatus("Uptime Kuma");
        (JsonElement Item, string Where)[] all = [.. backup.Items("monitorList")];
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((JsonElement item, string where) in all.Where(m => m.Item.Text("type") == "group"))
            if (found.Group($"{where}.name", item.Text("name")) is { } group) groups[item.Text("id") ?? ""] = group;
        foreach ((JsonElement item, string where) in all.Where(m => m.Item.Text("type") != "group"))
        {
            string? group = item.Text("parent") is { } parent ? groups.GetValueOrDefault(parent) : null;
            if (Check(item) is not { } check)
                found.Refuse($"{where}.type", $"is '{item.Text("type")}', which has no check here");
            else if (Component(item, where, group, found) is { } id)
            {
                check.Component = id;
                found.Add(where, check);
            }
        }
        return found;
    }

    private static string? Component(JsonElement item, string where, string? group, ImportedStatus found) =>
        found.Add($"{where}.name", item.Text("name") ?? "", group, description: item.Text("description") ?? "");

    private static HealthCheck? Check(JsonElement item)
    {
        CheckKind? kind = item.Text("type") switch
        {
            "http" or "keyword" => CheckKind.Http,
            "port" => CheckKind.Tcp,
            "ping" => CheckKind.Ping,
            "dns" => CheckKind.Dns,
            "push" => CheckKind.Heartbeat,
            _ => null,
        };
        if (kind is null) return null;
        return new HealthCheck
        {
            Name = ImportText.Clip(item.Text("name") ?? "", 100),
            Kind = kind.Value,
            Target = Target(item, kind.Value),
            EverySeconds = Math.Clamp(item.Number("interval") ?? 60, 5, 86_400),
            TimeoutSeconds = Math.Clamp((int)Math.Ceiling(Seconds(item.Text("timeout"))), 1, 60),
            Retries = Math.Clamp(item.Number("maxretries") ?? 2, 0, 10),
            ExpectStatus = Codes(item),
            Keyword = item.Text("type") == "keyword" ? item.Text("keyword") ?? "" : "",
            FollowsRedirects = item.Number("maxredirects") is > 0,
            IsOn = !item.TryGetProperty("active", out _) || item.Flag("active"),
        };
    }

    private static string Target(JsonElement item, CheckKind kind) => kind switch
    {
        CheckKind.Http => item.Text("url") ?? "",
        CheckKind.Tcp => $"{item.Text("hostname")}:{item.Text("port")}",
        CheckKind.Heartbeat => "",
        _ => item.Text("hostname") ?? "",
    };

    private static string Codes(JsonElement item)
    {
        if (!item.TryGetProperty("accepted_statuscodes", out JsonElement codes)
            || codes.ValueKind != JsonValueKind.Array)
            return "200-299";
        string[] said = [.. codes.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.String)
            .Select(c => c.GetString()!)];
        return said.Length == 0 ? "200-299" : string.Join(',', said);
    }

    private static double Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds > 0
            ? Math.Min(seconds, 60) : 10;
}
