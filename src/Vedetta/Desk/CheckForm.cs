using System.Collections.Immutable;
using System.Globalization;
using Vedetta.Intake.Checks;

namespace Vedetta.Desk;

/// <summary>A check as somebody typed it, and which fields do not fit.</summary>
internal sealed class CheckForm
{
    private readonly Dictionary<string, string> _typed;
    private readonly HashSet<string> _wrong = [];

    private CheckForm(Dictionary<string, string> typed) => _typed = typed;

    /// <summary>The text in a field.</summary>
    public string this[string field] => _typed.GetValueOrDefault(field, "");

    /// <summary>Whether anything does not fit.</summary>
    public bool IsWrong => _wrong.Count > 0;

    /// <summary>The form as it shows a check.</summary>
    public static CheckForm Of(HealthCheck check) => new(new Dictionary<string, string>
    {
        [nameof(check.Id)] = Text(check.Id),
        [nameof(check.Name)] = check.Name,
        [nameof(check.Component)] = check.Component,
        [nameof(check.Kind)] = check.Kind.ToString(),
        [nameof(check.Target)] = check.Target,
        [nameof(check.EverySeconds)] = Text(check.EverySeconds),
        [nameof(check.TimeoutSeconds)] = Text(check.TimeoutSeconds),
        [nameof(check.Retries)] = Text(check.Retries),
        [nameof(check.Quorum)] = Text(check.Quorum),
        [nameof(check.ExpectStatus)] = check.ExpectStatus,
        [nameof(check.Keyword)] = check.Keyword,
        [nameof(check.FollowsRedirects)] = check.FollowsRedirects ? "true" : "",
        [nameof(check.WarnDays)] = Text(check.WarnDays),
        [nameof(check.GraceSeconds)] = Text(check.GraceSeconds),
        [nameof(check.IsOn)] = check.IsOn ? "true" : "",
    });

    /// <summary>The form as it was sent.</summary>
    public static CheckForm Of(IFormCollection sent) =>
        new(sent.ToDictionary(f => f.Key, f => f.Value.ToString().Trim()));

    /// <summary>What is wrong with a field, in the reader's words; null when nothing is.</summary>
    public string? Error(string field, string words) => _wrong.Contains(field) ? words : null;

    /// <summary>Marks the fields of faults.</summary>
    public void Mark(ImmutableArray<CheckFault> faults) => _wrong.UnionWith(faults.Select(f => f.Field));

    /// <summary>The check that was typed; a number that is none marks its field.</summary>
    public HealthCheck Read() => new()
    {
        Id = Number(nameof(HealthCheck.Id)),
        Name = this[nameof(HealthCheck.Name)],
        Component = this[nameof(HealthCheck.Component)],
        Kind = Enum.TryParse(this[nameof(HealthCheck.Kind)], out CheckKind kind) && Enum.IsDefined(kind)
            ? kind : CheckKind.Http,
        Target = this[nameof(HealthCheck.Target)],
        EverySeconds = Number(nameof(HealthCheck.EverySeconds)),
        TimeoutSeconds = Number(nameof(HealthCheck.TimeoutSeconds)),
        Retries = Number(nameof(HealthCheck.Retries)),
        Quorum = Number(nameof(HealthCheck.Quorum)),
        ExpectStatus = this[nameof(HealthCheck.ExpectStatus)],
        Keyword = this[nameof(HealthCheck.Keyword)],
        FollowsRedirects = this[nameof(HealthCheck.FollowsRedirects)] == "true",
        WarnDays = Number(nameof(HealthCheck.WarnDays)),
        GraceSeconds = Number(nameof(HealthCheck.GraceSeconds)),
        IsOn = this[nameof(HealthCheck.IsOn)] == "true",
    };

    private int Number(string field)
    {
        if (int.TryParse(this[field], NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return number;
        _wrong.Add(field);
        return 0;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
