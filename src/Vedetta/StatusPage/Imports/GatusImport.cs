using System.Globalization;
using System.Text.RegularExpressions;
using Vedetta.Intake.Checks;
using YamlDotNet.RepresentationModel;

namespace Vedetta.StatusPage.Imports;

/// <summary>
/// Reads the configuration of Gatus: endpoints become components with a check, their groups become groups.
/// </summary>
public static partial class GatusImport
{
    /// <summary>Reads a configuration.</summary>
    public static ImportedStatus Read(string yaml)
    {
        var found = new ImportedStatus("Gatus");
        if (YamlText.Read(yaml, out string where, out string reason) is not { } root)
        {
            found.Refuse(where, reason);
            return found;
        }
        foreach (YamlNode endpoint in root.Items("endpoints")) Take(endpoint, isExternal: false, found);
        foreach (YamlNode endpoint in root.Items("external-endpoints")) Take(endpoint, isExternal: true, found);
        return found;
    }

    private static void Take(YamlNode endpoint, bool isExternal, ImportedStatus found)
    {
        string where = endpoint.Line(), name = endpoint.Text("name") ?? "";
        string? group = found.Group(where, endpoint.Text("group"));
        if (found.Add(where, name, group) is not { } id) return;
        var check = new HealthCheck
        {
            Name = ImportText.Clip(name, 100),
            Component = id,
            EverySeconds = (int)Math.Clamp(Seconds(endpoint.Text("interval"), 60), 5, 86_400),
            IsOn = endpoint.Text("enabled") != "false",
        };
        if (isExternal)
        {
            check.Kind = CheckKind.Heartbeat;
            check.EverySeconds = (int)Math.Clamp(Seconds(endpoint.Child("heartbeat").Text("interval"), 60), 5, 86_400);
        }
        else if (!TryTarget(endpoint, check))
        {
            found.Refuse(where, $"has an address no check here reads: '{endpoint.Text("url")}'");
            return;
        }
        foreach (YamlNode condition in endpoint.Items("conditions")) Apply(condition, check, found);
        found.Add(where, check);
    }

    private static bool TryTarget(YamlNode endpoint, HealthCheck check)
    {
        string url = endpoint.Text("url") ?? "";
        if (endpoint.Child("dns") is { } dns)
        {
            (check.Kind, check.Target) = (CheckKind.Dns, dns.Text("query-name")?.TrimEnd('.') ?? "");
            return true;
        }
        string scheme = url.Split("://", 2)[0], rest = url[Math.Min(url.Length, scheme.Length + 3)..].Split('/')[0];
        (CheckKind Kind, string Target)? target = scheme switch
        {
            "http" or "https" => (CheckKind.Http, url),
            "tcp" => (CheckKind.Tcp, rest),
            "tls" => (CheckKind.Tls, rest),
            "icmp" => (CheckKind.Ping, rest),
            _ => null,
        };
        if (target is null) return false;
        (check.Kind, check.Target) = target.Value;
        return true;
    }

    private static void Apply(YamlNode node, HealthCheck check, ImportedStatus found)
    {
        string condition = (node as YamlScalarNode)?.Value ?? "";
        if (Status().Match(condition) is { Success: true } status)
        {
            int code = int.Parse(status.Groups[2].Value, CultureInfo.InvariantCulture);
            check.ExpectStatus = status.Groups[1].Value switch
            {
                "==" => $"{code}",
                "<" => $"100-{code - 1}",
                _ => $"100-{code}",
            };
        }
        else if (Body().Match(condition) is { Success: true } body && check.Kind == CheckKind.Http)
            check.Keyword = body.Groups[1].Value;
        else if (Expiry().Match(condition) is { Success: true } expiry)
            check.WarnDays = (int)Math.Clamp(Seconds(expiry.Groups[1].Value, 0) / 86_400, 0, 365);
        else if (!condition.StartsWith("[CONNECTED]", StringComparison.Ordinal)
            && !condition.StartsWith("[DNS_RCODE]", StringComparison.Ordinal))
            found.Refuse(node.Line(), $"has a condition that is not kept: '{ImportText.Clip(condition, 100)}'");
    }

    // Go's durations: 1h30m, 90s, 500ms.
    private static double Seconds(string? text, double none)
    {
        if (string.IsNullOrEmpty(text)) return none;
        double seconds = 0;
        foreach (Match part in Duration().Matches(text))
            seconds += double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) * part.Groups[2].Value switch
            {
                "ms" => 0.001,
                "s" => 1,
                "m" => 60,
                _ => 3600,
            };
        return seconds > 0 ? seconds : none;
    }

    [GeneratedRegex(@"^\[STATUS\] (==|<|<=) ([1-5]\d\d)$")]
    private static partial Regex Status();

    [GeneratedRegex(@"^\[BODY\] == pat\(\*([^*]+)\*\)$")]
    private static partial Regex Body();

    [GeneratedRegex(@"^\[CERTIFICATE_EXPIRATION\] > (\S+)$")]
    private static partial Regex Expiry();

    [GeneratedRegex(@"(\d{1,9}(?:\.\d{1,9})?)(ms|s|m|h)")]
    private static partial Regex Duration();
}
