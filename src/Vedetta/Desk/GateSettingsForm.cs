using System.Collections.Immutable;
using System.Globalization;
using Vedetta.CallGate;
using Vedetta.Engine.Gate;
using Vedetta.Web;
using Vedetta.Web.Texts;

namespace Vedetta.Desk;

/// <summary>
/// The gate's settings as somebody typed them, and what is wrong with each field. Secrets go in and never come out.
/// </summary>
internal sealed class GateSettingsForm
{
    private static readonly string[] RowFields = ["id", "address", "user", "secret"];
    private readonly Dictionary<string, string> _typed;
    private readonly Visitor _visitor;
    private readonly Dictionary<string, string> _errors = [];

    // Which row of the form each system of the settings was typed in: empty rows are none.
    private ImmutableArray<int> _rows = [];

    private GateSettingsForm(Dictionary<string, string> typed, Visitor visitor) => (_typed, _visitor) = (typed, visitor);

    /// <summary>Faults by field.</summary>
    public IReadOnlyDictionary<string, string> Errors => _errors;

    /// <summary>Rows of the table of systems, with an empty one at the end to fill.</summary>
    public int Rows
    {
        get
        {
            int rows = 0;
            while (rows < GateSettings.TargetsMax + 1 && _typed.ContainsKey($"targets[{rows}].id")) rows++;
            return rows == 0 || !IsEmpty(rows - 1) ? rows + 1 : rows;
        }
    }

    /// <summary>The text in a field.</summary>
    public string this[string field] => _typed.GetValueOrDefault(field, "");

    /// <summary>The form as it shows saved settings.</summary>
    public static GateSettingsForm Of(GateSettings saved, Visitor visitor) => new(Fields(saved), visitor);

    /// <summary>The form as it was sent.</summary>
    public static GateSettingsForm Of(IFormCollection sent, Visitor visitor) =>
        new(sent.ToDictionary(f => f.Key, f => f.Value.ToString().Trim()), visitor);

    /// <summary>What is wrong with a field, or null.</summary>
    public string? Error(string field) => _errors.GetValueOrDefault(field);

    /// <summary>Whether a secret was typed into a form that was not saved: it is not sent back and has to be typed again.</summary>
    public bool IsSecretLost(int row) => _errors.Count > 0 && this[$"targets[{row}].secret"].Length > 0;

    /// <summary>The settings that were typed; <see cref="Mark"/> says what is wrong with them.</summary>
    public GateSettings Read()
    {
        _rows = [.. Enumerable.Range(0, Rows).Where(r => !IsEmpty(r))];
        return new GateSettings
        {
            PassStatus = Whole("pass_status"),
            Refusal = Word("refusal", Refusal.Rejected),
            DivertTarget = this["divert_target"],
            LifetimeHours = Whole("lifetime_hours"),
            CountryCode = this["country_code"].TrimStart('+'),
            DropsZero = this["drops_zero"] == "true",
            EmergencyNumbers = [.. this["emergency_numbers"].Split(
                [' ', ',', ';', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Distinct()],
            RedressName = this["redress_name"],
            RedressUrl = this["redress_url"],
            RedressPhone = this["redress_phone"],
            RedressEmail = this["redress_email"],
            PublicAddress = this["public_address"],
            Targets = [.. _rows.Select(Target)],
        };
    }

    /// <summary>Marks the fields of faults, in the reader's words.</summary>
    public void Mark(ImmutableArray<GateFault> faults)
    {
        foreach (GateFault fault in faults) _errors[FieldOf(fault.Field)] = Say(fault.Field);
        if (!_errors.ContainsKey("targets") || _rows.Length > GateSettings.TargetsMax) return;
        // The fault of the whole table is one of its rows: the later of two that are alike.
        _errors.Remove("targets");
        foreach (int twice in Twice(r => this[$"targets[{r}].id"]))
            _errors[$"targets[{twice}].id"] = _visitor.Texts.Settings.Twice;
        foreach (int twice in Twice(r => IsNft(r) ? this[$"targets[{r}].address"] + " " + this[$"targets[{r}].table"] : $"{r}"))
            _errors[$"targets[{twice}].table"] = _visitor.Texts.Settings.Twice;
    }

    private IEnumerable<int> Twice(Func<int, string> key) => _rows.GroupBy(key).SelectMany(g => g.Skip(1));

    private bool IsNft(int row) => Word($"targets[{row}].kind", PushKind.KamailioHttp) == PushKind.NftablesSet;

    private bool IsEmpty(int row) => RowFields.All(f => this[$"targets[{row}].{f}"].Length == 0);

    private PushTarget Target(int row)
    {
        string at = $"targets[{row}].";
        return new PushTarget(
            this[at + "id"], Word(at + "kind", PushKind.KamailioHttp), this[at + "address"], this[at + "table"],
            this[at + "user"], this[at + "secret"]);
    }

    private int Whole(string field) =>
        int.TryParse(this[field], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;

    private T Word<T>(string field, T otherwise) where T : struct, Enum =>
        Enum.TryParse(this[field], out T value) && Enum.IsDefined(value) ? value : otherwise;

    // targets[i] counts the systems, the form counts its rows.
    private string FieldOf(string fault)
    {
        if (!fault.StartsWith("targets[", StringComparison.Ordinal)) return fault;
        int end = fault.IndexOf(']', StringComparison.Ordinal);
        int index = int.Parse(fault.AsSpan(8, end - 8), CultureInfo.InvariantCulture);
        return $"targets[{_rows[index]}]{fault[(end + 1)..]}";
    }

    private string Say(string fault)
    {
        GateTexts words = _visitor.Texts.Gate;
        return fault[(fault.LastIndexOf('.') + 1)..] switch
        {
            "divert_target" => words.NotSip,
            "lifetime_hours" => words.NotHours,
            "country_code" => words.NotCode,
            "emergency_numbers" => words.NotNumbers,
            "redress_name" => words.NotPlain,
            "redress_url" or "public_address" => words.NotHttps,
            "redress_phone" => words.NotE164,
            "redress_email" => words.NotMail,
            "id" => words.NotTargetName,
            "address" => words.NotAddress,
            "table" => words.NotTable,
            "user" => words.NotUser,
            "targets" => words.TooManyTargets(_visitor.Number(GateSettings.TargetsMax)),
            _ => _visitor.Texts.Acts.Invalid,
        };
    }

    private static Dictionary<string, string> Fields(GateSettings saved)
    {
        var fields = new Dictionary<string, string>
        {
            ["pass_status"] = Text(saved.PassStatus),
            ["refusal"] = saved.Refusal.ToString(),
            ["divert_target"] = saved.DivertTarget,
            ["lifetime_hours"] = Text(saved.LifetimeHours),
            ["country_code"] = saved.CountryCode,
            ["drops_zero"] = saved.DropsZero ? "true" : "",
            ["emergency_numbers"] = string.Join(' ', saved.EmergencyNumbers),
            ["redress_name"] = saved.RedressName,
            ["redress_url"] = saved.RedressUrl,
            ["redress_phone"] = saved.RedressPhone,
            ["redress_email"] = saved.RedressEmail,
            ["public_address"] = saved.PublicAddress,
        };
        foreach ((int row, PushTarget target) in saved.Targets.Index())
        {
            string at = $"targets[{row}].";
            fields[at + "id"] = target.Id;
            fields[at + "kind"] = target.Kind.ToString();
            fields[at + "address"] = target.Address;
            fields[at + "table"] = target.Table;
            fields[at + "user"] = target.User;
        }
        return fields;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
