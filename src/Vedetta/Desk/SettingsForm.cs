using System.Collections.Immutable;
using System.Globalization;
using Vedetta.Settings;
using Vedetta.Web;

namespace Vedetta.Desk;

/// <summary>The settings as somebody typed them, and what is wrong with each field.</summary>
internal sealed class SettingsForm
{
    private const int RowsMax = 300;
    private readonly IReadOnlyDictionary<string, string> _typed;
    private readonly Visitor _visitor;
    private readonly Dictionary<string, string> _errors = [];

    private SettingsForm(IReadOnlyDictionary<string, string> typed, Visitor visitor)
    {
        _typed = typed;
        _visitor = visitor;
    }

    /// <summary>Faults by field.</summary>
    public IReadOnlyDictionary<string, string> Errors => _errors;

    /// <summary>The form as it shows saved settings.</summary>
    public static SettingsForm Of(Organisation saved, Visitor visitor) => new(Fields(saved, visitor.Language.Culture), visitor);

    /// <summary>The form as it was sent.</summary>
    public static SettingsForm Of(IFormCollection sent, Visitor visitor) =>
        new(sent.ToDictionary(f => f.Key, f => f.Value.ToString().Trim()), visitor);

    /// <summary>The text in a field.</summary>
    public string this[string field] => _typed.GetValueOrDefault(field, "");

    /// <summary>What is wrong with a field, or null.</summary>
    public string? Error(string field) => _errors.GetValueOrDefault(field);

    /// <summary>Rows of a table, with an empty one at the end to fill.</summary>
    public int Rows(string table, string field)
    {
        int rows = 0;
        while (rows < RowsMax && _typed.ContainsKey($"{table}[{rows}].{field}")) rows++;
        return rows == 0 || this[$"{table}[{rows - 1}].{field}"].Length > 0 ? rows + 1 : rows;
    }

    /// <summary>Reads the fields; where some are wrong, <see cref="Errors"/> says so and the result is not to be saved.</summary>
    public Organisation Read(Organisation before) => before with
    {
        Name = Text("name", 100),
        TimeZone = Checked("timeZone", IsZone, _visitor.Texts.Settings.NotATimeZone),
        Currency = Checked("currency", IsCurrency, _visitor.Texts.Settings.NotACurrency).ToUpperInvariant(),
        CostPerContact = (decimal)Number("costPerContact", 0, 100_000),
        AlarmsPerYear = Number("alarmsPerYear", 0.01, 1000),
        PseudonymiseAfterDays = (int)Number("pseudonymiseAfterDays", 0, 36_500),
        DeleteSignalsAfterDays = DeleteAfter(),
        Lines = new LinesSetting { Prefixes = LinePrefixes(), Count = LineCount() },
        Services = [.. Table("services", "id").Select(Service)],
        Places = [.. Table("places", "id").Select(Choice)],
        Networks = [.. Table("networks", "id").Select(Choice)],
        Queues = [.. Table("queues", "id").Select(Queue)],
        Holidays = [.. Table("holidays", "date").Select(Holiday).OrderBy(h => h.Date)],
    };

    private ServiceSetting Service(string row) => new(
        this[row + ".id"], NameOr(row), this[row + ".owner"] == "own" ? ServiceOwner.Own : ServiceOwner.ThirdParty,
        Enum.TryParse(this[row + ".kind"], out ServiceKind kind) ? kind : null, this[row + ".group"]);

    private ReportChoice Choice(string row) => new(this[row + ".id"], NameOr(row));

    private QueueSetting Queue(string row) => new(
        this[row + ".id"], NameOr(row),
        Number(row + ".handleSeconds", 1, 36_000), Number(row + ".patienceSeconds", 1, 36_000),
        Number(row + ".targetShare", 0, 100) / 100, Number(row + ".targetSeconds", 0, 36_000),
        Number(row + ".shrinkage", 0, 99) / 100, Number(row + ".redialShare", 0, 99) / 100);

    private HolidaySetting Holiday(string row)
    {
        if (!DateOnly.TryParseExact(this[row + ".date"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
            _errors[row + ".date"] = _visitor.Texts.Settings.NotADate;
        return new HolidaySetting(
            date, this[row + ".name"], Enum.TryParse(this[row + ".behavesLike"], out DayOfWeek day) ? day : DayOfWeek.Sunday);
    }

    // A row counts when its id is filled; the empty last one and emptied ones do not.
    private IEnumerable<string> Table(string table, string id)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < Rows(table, id); i++)
        {
            string row = $"{table}[{i}]";
            string value = this[$"{row}.{id}"];
            if (value.Length == 0) continue;
            if (!seen.Add(value)) _errors[$"{row}.{id}"] = _visitor.Texts.Settings.Twice;
            yield return row;
        }
    }

    private string NameOr(string row) => this[row + ".name"] is { Length: > 0 } name ? name : this[row + ".id"];

    private string Text(string field, int lengthMax) => Checked(field, t => t.Length <= lengthMax, _visitor.Texts.Settings.Required);

    private string Checked(string field, Func<string, bool> isGood, string otherwise)
    {
        string text = this[field];
        if (text.Length == 0) _errors[field] = _visitor.Texts.Settings.Required;
        else if (!isGood(text)) _errors[field] = otherwise;
        return text;
    }

    private int LineCount() => this["lineCount"].Length == 0 ? 0 : (int)Number("lineCount", 0, 10_000_000);

    private ImmutableArray<string> LinePrefixes()
    {
        string[] prefixes = [.. this["linePrefixes"].Split([' ', ',', ';', '\n'], StringSplitOptions.RemoveEmptyEntries).Distinct()];
        if (!prefixes.All(OrganisationRules.IsPrefix)) _errors["linePrefixes"] = _visitor.Texts.Settings.NotAPrefix;
        return [.. prefixes];
    }

    private int DeleteAfter()
    {
        int days = (int)Number("deleteSignalsAfterDays", 1, 36_500);
        if (Error("deleteSignalsAfterDays") is null && days < Number("pseudonymiseAfterDays", 0, 36_500))
            _errors["deleteSignalsAfterDays"] = _visitor.Texts.Settings.DeleteBeforePseudonymise;
        return days;
    }

    private double Number(string field, double low, double high)
    {
        if (TryNumber(this[field], _visitor.Language.Culture, out double value) && value >= low && value <= high) return value;
        _errors[field] = _visitor.Texts.Settings.Between(
            low.ToString("0.##", _visitor.Language.Culture), high.ToString("#,0", _visitor.Language.Culture));
        return low;
    }

    // People type both 7,25 and 7.25, whatever their language writes: the last separator is the decimal one.
    private static bool TryNumber(string text, CultureInfo culture, out double value)
    {
        string plain = text.Replace(" ", "", StringComparison.Ordinal).Replace("\u00a0", "", StringComparison.Ordinal);
        if (plain.Count(c => c is '.' or ',') == 1) plain = plain.Replace(',', '.');
        else return double.TryParse(plain, NumberStyles.Float | NumberStyles.AllowThousands, culture, out value);
        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private static bool IsZone(string text) => TimeZoneInfo.TryFindSystemTimeZoneById(text, out _);

    private static bool IsCurrency(string text) => text.Length == 3 && text.All(char.IsAsciiLetter);

    private static Dictionary<string, string> Fields(Organisation saved, CultureInfo culture)
    {
        string Say(double value) => value.ToString("0.####", culture);
        var fields = new Dictionary<string, string>
        {
            ["name"] = saved.Name,
            ["timeZone"] = saved.TimeZone,
            ["currency"] = saved.Currency,
            ["costPerContact"] = saved.CostPerContact.ToString("0.00##", culture),
            ["alarmsPerYear"] = Say(saved.AlarmsPerYear),
            ["linePrefixes"] = string.Join(' ', saved.Lines.Prefixes),
            ["lineCount"] = Say(saved.Lines.Count),
            ["pseudonymiseAfterDays"] = Say(saved.PseudonymiseAfterDays),
            ["deleteSignalsAfterDays"] = Say(saved.DeleteSignalsAfterDays),
        };
        for (int i = 0; i < saved.Services.Length; i++)
            Put(fields, $"services[{i}]", ("id", saved.Services[i].Id), ("name", saved.Services[i].Name),
                ("owner", saved.Services[i].Owner == ServiceOwner.Own ? "own" : "third-party"),
                ("kind", saved.Services[i].KindOrKnown.ToString()), ("group", saved.Services[i].Group));
        for (int i = 0; i < saved.Places.Length; i++)
            Put(fields, $"places[{i}]", ("id", saved.Places[i].Id), ("name", saved.Places[i].Name));
        for (int i = 0; i < saved.Networks.Length; i++)
            Put(fields, $"networks[{i}]", ("id", saved.Networks[i].Id), ("name", saved.Networks[i].Name));
        for (int i = 0; i < saved.Queues.Length; i++)
        {
            QueueSetting queue = saved.Queues[i];
            Put(fields, $"queues[{i}]", ("id", queue.Id), ("name", queue.Name), ("handleSeconds", Say(queue.HandleSeconds)),
                ("patienceSeconds", Say(queue.PatienceSeconds)), ("targetShare", Say(queue.TargetShare * 100)),
                ("targetSeconds", Say(queue.TargetSeconds)), ("shrinkage", Say(queue.Shrinkage * 100)),
                ("redialShare", Say(queue.RedialShare * 100)));
        }
        for (int i = 0; i < saved.Holidays.Length; i++)
            Put(fields, $"holidays[{i}]", ("date", saved.Holidays[i].Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                ("name", saved.Holidays[i].Name), ("behavesLike", saved.Holidays[i].BehavesLike.ToString()));
        return fields;
    }

    private static void Put(Dictionary<string, string> fields, string row, params (string Field, string Value)[] values)
    {
        foreach ((string field, string value) in values) fields[$"{row}.{field}"] = value;
    }
}
