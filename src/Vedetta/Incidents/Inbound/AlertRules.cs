using System.Globalization;
using System.Text.Json;
using Vedetta.Settings;

namespace Vedetta.Incidents.Inbound;

/// <summary>
/// Reads notifications of other systems. Whatever is wrong with one alert is said of that alert alone.
/// </summary>
public static class AlertRules
{
    /// <summary>Alerts read from one notification; further ones are counted as left out.</summary>
    public const int AlertsMax = 500;

    /// <summary>Longest headline, name or key kept, in characters.</summary>
    public const int TextMax = 300;

    // Labels that name what an alert is about, most telling first.
    private static readonly string[] ComponentLabels = ["component", "job", "instance", "alertname"];

    /// <summary>
    /// Reads an Alertmanager webhook of version 4 (prometheus.io, "webhook_config"); Grafana's further fields are
    /// passed over. A body without a list of alerts is no such webhook.
    /// </summary>
    public static bool TryAlertmanager(JsonElement body, Organisation organisation, out AlertBatch batch,
        out string reason)
    {
        batch = new AlertBatch("", false, [], [], 0);
        reason = "";
        if (body.ValueKind != JsonValueKind.Object) return Fail("the body is not a JSON object", out reason);
        if (Text(body, "version") is { } version and not ("4" or "1"))
            return Fail($"version is '{version}', not 4", out reason);
        if (!body.TryGetProperty("alerts", out JsonElement alerts) || alerts.ValueKind != JsonValueKind.Array)
            return Fail("alerts is not a list", out reason);
        (List<Alert> read, List<AlertRefusal> refused, long rest) = ReadEach(
            alerts, item => ReadPrometheus(item, organisation));
        string group = Text(body, "groupKey") ?? read.FirstOrDefault()?.Fingerprint ?? "";
        batch = new AlertBatch(Clip(group), Text(body, "status") == "resolved", read, refused, rest + Truncated(body));
        return true;
    }

    /// <summary>Reads a notification by the pointers of its source.</summary>
    public static bool TryMapped(
        JsonElement body, InboundSource source, Organisation organisation, out AlertBatch batch, out string reason)
    {
        batch = new AlertBatch("", false, [], [], 0);
        reason = "";
        if (source.ItemsPointer.Length == 0)
        {
            (Alert? one, string wrong) = ReadMapped(body, source, organisation);
            if (one is null) return Fail(wrong, out reason);
            batch = new AlertBatch(one.Fingerprint, false, [one], [], 0);
            return true;
        }
        if (JsonPointer.Find(body, source.ItemsPointer) is not { ValueKind: JsonValueKind.Array } items)
            return Fail($"{source.ItemsPointer} is not a list", out reason);
        (List<Alert> alerts, List<AlertRefusal> refused, long rest) = ReadEach(
            items, item => ReadMapped(item, source, organisation));
        batch = new AlertBatch(alerts.FirstOrDefault()?.Fingerprint ?? "", false, alerts, refused, rest);
        return true;
    }

    /// <summary>What is wrong with a source, by field; empty when it may be saved.</summary>
    public static IReadOnlyList<string> Faults(InboundSource source)
    {
        bool isName = source.Name.Length is > 0 and <= 50 && source.Name != "alertmanager"
            && source.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        (string Field, bool IsGood)[] fields =
        [
            (nameof(source.Name), isName),
            (nameof(source.ItemsPointer), IsOptional(source.ItemsPointer)),
            (nameof(source.IdPointer), JsonPointer.IsValid(source.IdPointer)),
            (nameof(source.StatusPointer), JsonPointer.IsValid(source.StatusPointer)),
            (nameof(source.FiringValues), Values(source.FiringValues).Length > 0),
            (nameof(source.ResolvedValues), Values(source.ResolvedValues).Length > 0),
            (nameof(source.TitlePointer), JsonPointer.IsValid(source.TitlePointer)),
            (nameof(source.ComponentPointer), IsOptional(source.ComponentPointer)),
            (nameof(source.StartPointer), IsOptional(source.StartPointer)),
        ];
        return [.. fields.Where(f => !f.IsGood).Select(f => f.Field)];
    }

    private static bool IsOptional(string pointer) => pointer.Length == 0 || JsonPointer.IsValid(pointer);

    private static (Alert? Alert, string Reason) ReadPrometheus(JsonElement item, Organisation organisation)
    {
        if (item.ValueKind != JsonValueKind.Object) return (null, "is not an object");
        if (Text(item, "status") is not ("firing" or "resolved") and var status) return (null, $"status is '{status}'");
        if (Text(item, "fingerprint") is not { Length: > 0 } fingerprint) return (null, "fingerprint is missing");
        if (!TryTime(Text(item, "startsAt"), out DateTimeOffset? starts)
            || starts is null)
            return (null, "startsAt is no time");
        if (!TryTime(Text(item, "endsAt"), out DateTimeOffset? ends)) return (null, "endsAt is no time");
        bool firing = Text(item, "status") == "firing";
        string name = Label(item, "labels", "alertname") ?? "alert";
        string title = Label(item, "annotations", "summary") ?? Label(item, "annotations", "description") ?? name;
        DateTimeOffset? over = firing ? null : ends;
        return (new Alert(Clip(fingerprint), starts, over, firing, SubjectOf(item, organisation), Clip(title)), "");
    }

    // A label that names one of our services wins: that is what customers call about.
    private static Subject SubjectOf(JsonElement item, Organisation organisation)
    {
        if (Label(item, "labels", "service") is { } service)
            return SubjectRules.ServiceOf(service, organisation) is { } known
                ? new Subject(SubjectKind.Service, known.Id) : new Subject(SubjectKind.Component, Clip(service));
        string? named = ComponentLabels.Select(l => Label(item, "labels", l)).FirstOrDefault(l => l is not null);
        return new Subject(SubjectKind.Component, Clip(named ?? "alert"));
    }

    private static (Alert? Alert, string Reason) ReadMapped(JsonElement item, InboundSource source,
        Organisation organisation)
    {
        if (Said(item, source.IdPointer) is not { Length: > 0 } id) return (null, $"{source.IdPointer} is missing");
        if (Said(item, source.StatusPointer) is not { } status) return (null, $"{source.StatusPointer} is missing");
        bool firing = Values(source.FiringValues).Contains(status, StringComparer.OrdinalIgnoreCase);
        if (!firing && !Values(source.ResolvedValues).Contains(status, StringComparer.OrdinalIgnoreCase))
            return (null, $"{source.StatusPointer} is '{Clip(status)}'");
        string? start = source.StartPointer.Length == 0 ? null : Said(item, source.StartPointer);
        if (!TryTime(start, out DateTimeOffset? starts)) return (null, $"{source.StartPointer} is no time");
        string? component = source.ComponentPointer.Length == 0 ? null : Said(item, source.ComponentPointer);
        Subject subject = SubjectRules.ServiceOf(component, organisation) is { } known
            ? new Subject(SubjectKind.Service, known.Id)
            : new Subject(SubjectKind.Component, Clip(component is { Length: > 0 } ? component : source.Name));
        return (new Alert(Clip(id), starts, null, firing, subject, Clip(Said(item, source.TitlePointer) ?? id)), "");
    }

    private static (List<Alert>, List<AlertRefusal>, long LeftOver) ReadEach(
        JsonElement items, Func<JsonElement, (Alert? Alert, string Reason)> read)
    {
        var alerts = new List<Alert>();
        var refused = new List<AlertRefusal>();
        foreach ((int index, JsonElement item) in items.EnumerateArray().Take(AlertsMax).Index())
        {
            (Alert? alert, string reason) = read(item);
            if (alert is not null) alerts.Add(alert);
            else refused.Add(new AlertRefusal(index, reason));
        }
        return (alerts, refused, Math.Max(0, items.GetArrayLength() - AlertsMax));
    }

    private static long Truncated(JsonElement body) =>
        body.TryGetProperty("truncatedAlerts", out JsonElement count) && count.ValueKind == JsonValueKind.Number
            && count.TryGetInt64(out long truncated) ? Math.Max(0, truncated) : 0;

    // Alertmanager writes the year 1 for "not yet".
    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset read))
            return false;
        if (read.Year > 1) time = DateTimeOffset.FromUnixTimeMilliseconds(read.ToUnixTimeMilliseconds());
        return true;
    }

    private static string? Said(JsonElement item, string pointer) => JsonPointer.Find(item, pointer) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } value => value.GetRawText(),
        _ => null,
    };

    private static string? Label(JsonElement item, string set, string name) =>
        item.TryGetProperty(set, out JsonElement labels) && labels.ValueKind == JsonValueKind.Object
            ? Text(labels, name) is { Length: > 0 } text ? text : null : null;

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    private static string[] Values(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Clip(string text) => text.Length <= TextMax ? text : text[..TextMax];

    private static bool Fail(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
