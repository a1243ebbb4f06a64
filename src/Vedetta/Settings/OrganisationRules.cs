using System.Collections.Immutable;
using System.Globalization;

namespace Vedetta.Settings;

/// <summary>One setting that cannot be as it is.</summary>
/// <param name="Key">The setting, such as <c>queues[1].patienceSeconds</c>.</param>
/// <param name="Reason">What is wrong, as a sentence without its subject.</param>
public sealed record SettingFault(string Key, string Reason);

/// <summary>Which settings of an organisation make sense.</summary>
public static class OrganisationRules
{
    private const int DaysMax = 36_500;
    private const int ChoiceCharactersMax = 80;
    private const int LinesMax = 10_000_000;
    private const int LinePrefixesMax = 200;

    /// <summary>All faults; none when the document may be saved.</summary>
    public static ImmutableArray<SettingFault> Check(Organisation organisation) =>
    [
        .. Faults(
            ("name", string.IsNullOrWhiteSpace(organisation.Name), "is empty"),
            ("timeZone", !TimeZoneInfo.TryFindSystemTimeZoneById(organisation.TimeZone, out _), "is not a known time zone"),
            ("currency", !IsCurrency(organisation.Currency), "is not three capital letters such as EUR"),
            ("costPerContact", organisation.CostPerContact < 0, "is negative"),
            ("alarmsPerYear", !(organisation.AlarmsPerYear is > 0 and <= 1000), "is not above 0 and at most 1000"),
            ("pseudonymiseAfterDays", organisation.PseudonymiseAfterDays is < 0 or > DaysMax, $"is not 0 to {DaysMax}"),
            ("deleteSignalsAfterDays", organisation.DeleteSignalsAfterDays is < 1 or > DaysMax, $"is not 1 to {DaysMax}")),
        .. StatusPageRules.Check(organisation.StatusPage),
        .. CheckLines(organisation.Lines),
        .. organisation.Services.SelectMany(CheckService),
        .. organisation.Queues.SelectMany(CheckQueue),
        .. organisation.Places.SelectMany((c, i) => CheckChoice("places", c, i)),
        .. organisation.Networks.SelectMany((c, i) => CheckChoice("networks", c, i)),
        .. Repeated("services", organisation.Services.Select(s => s.Id)),
        .. Repeated("places", organisation.Places.Select(p => p.Id)),
        .. Repeated("networks", organisation.Networks.Select(n => n.Id)),
        .. Repeated("queues", organisation.Queues.Select(q => q.Id)),
        .. Repeated("holidays", organisation.Holidays.Select(h => h.Date.ToString("O", CultureInfo.InvariantCulture))),
    ];

    private static IEnumerable<SettingFault> CheckLines(LinesSetting lines) =>
    [
        .. Faults(
            ("lines.count", lines.Count is < 0 or > LinesMax, $"is not 0 to {LinesMax}"),
            ("lines.prefixes", lines.Prefixes.Length > LinePrefixesMax, $"has more than {LinePrefixesMax} entries")),
        .. lines.Prefixes.SelectMany((prefix, i) => Faults(
            ($"lines.prefixes[{i}]", !IsPrefix(prefix), "is not 1 to 15 digits, with or without a plus"))),
        .. Repeated("lines.prefixes", lines.Prefixes),
    ];

    private static IEnumerable<SettingFault> CheckService(ServiceSetting service, int index) => Faults(
        ($"services[{index}].id", string.IsNullOrWhiteSpace(service.Id), "is empty"),
        ($"services[{index}].name", string.IsNullOrWhiteSpace(service.Name), "is empty"));

    private static IEnumerable<SettingFault> CheckChoice(string list, ReportChoice choice, int index) => Faults(
        ($"{list}[{index}].id", string.IsNullOrWhiteSpace(choice.Id), "is empty"),
        ($"{list}[{index}].id", choice.Id.Length > ChoiceCharactersMax,
            $"is longer than {ChoiceCharactersMax} characters"));

    private static IEnumerable<SettingFault> CheckQueue(QueueSetting queue, int index) => Faults(
        ($"queues[{index}].id", string.IsNullOrWhiteSpace(queue.Id), "is empty"),
        ($"queues[{index}].name", string.IsNullOrWhiteSpace(queue.Name), "is empty"),
        ($"queues[{index}].handleSeconds", !IsAbove(queue.HandleSeconds), "is not above 0"),
        ($"queues[{index}].patienceSeconds", !IsAbove(queue.PatienceSeconds), "is not above 0"),
        ($"queues[{index}].targetSeconds", !(IsAbove(queue.TargetSeconds) || queue.TargetSeconds == 0), "is negative"),
        ($"queues[{index}].targetShare", !(queue.TargetShare is >= 0 and <= 1), "is not between 0 and 1"),
        ($"queues[{index}].shrinkage", !IsShareBelowOne(queue.Shrinkage), "is not from 0 to below 1"),
        ($"queues[{index}].redialShare", !IsShareBelowOne(queue.RedialShare), "is not from 0 to below 1"));

    private static IEnumerable<SettingFault> Repeated(string list, IEnumerable<string> ids)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int index = 0;
        foreach (string id in ids)
        {
            if (!seen.Add(id)) yield return new SettingFault($"{list}[{index}]", $"repeats '{id}'");
            index++;
        }
    }

    private static IEnumerable<SettingFault> Faults(params (string Key, bool IsWrong, string Reason)[] checks) =>
        checks.Where(c => c.IsWrong).Select(c => new SettingFault(c.Key, c.Reason));

    private static bool IsCurrency(string currency) => currency.Length == 3 && currency.All(char.IsAsciiLetterUpper);

    // National writing is allowed too: what our signalling says is what counts.
    internal static bool IsPrefix(string prefix) =>
        prefix.TrimStart('+') is { Length: >= 1 and <= 15 } digits && prefix.Length - digits.Length <= 1 && digits.All(char.IsAsciiDigit);

    private static bool IsAbove(double seconds) => seconds > 0 && double.IsFinite(seconds);

    private static bool IsShareBelowOne(double share) => share is >= 0 and < 1;
}
