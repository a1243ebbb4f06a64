using System.Text;
using Vedetta.Engine.Phone;

namespace Vedetta.Benchmarks;

/// <summary>One written number and the region it is dialled from.</summary>
internal readonly record struct PhoneSample(string Text, string Region);

/// <summary>
/// Seeded numbers over all regions: valid by construction (walks through the patterns of the plans), the same with one
/// digit wrong, missing or too many, and random digits of any length; written abroad and at home, with and without
/// prefixes, punctuation and extensions.
/// </summary>
internal sealed class PhoneSamples
{
    private static readonly string[] Separators = ["", "", "", " ", "-", ".", "/"];
    private static readonly string[] Extensions = [" ext. ", ";ext=", " x", "#", " int "];

    private readonly Random _random;
    private readonly PhonePlan[] _plans;
    private readonly string[] _regions;
    private readonly Dictionary<string, DigitPattern> _patterns = new(StringComparer.Ordinal);

    public PhoneSamples(ReadOnlyMemory<byte> metadata, int seed)
    {
        _random = new Random(seed);
        _plans = [.. PhonePlan.ReadAll(metadata)];
        _regions = [.. _plans.Select(p => p.Id).Where(id => id != PhoneBook.NoCountry)];
    }

    public IEnumerable<PhoneSample> Take(int count)
    {
        for (int i = 0; i < count; i++) yield return Next();
    }

    private PhoneSample Next()
    {
        PhonePlan plan = _plans[_random.Next(_plans.Length)];
        string national = National(plan);
        string home = plan.Id == PhoneBook.NoCountry || _random.Next(4) == 0 ? Any(_regions) : plan.Id;
        string text = _random.Next(10) switch
        {
            < 5 => $"+{plan.CallingCode}{Broken(national)}",
            5 => $"00{plan.CallingCode}{Broken(national)}",
            6 => $"{plan.CallingCode}{national}",
            7 => Broken(national),
            8 => $"0{national}",
            _ => $"+{plan.CallingCode} ({(_random.Next(2) == 0 ? "0" : "")}{national}",
        };
        if (_random.Next(20) == 0) text += Any(Extensions) + _random.Next(1, 10_000);
        return new PhoneSample(text, home);
    }

    private string National(PhonePlan plan)
    {
        if (_random.Next(5) == 0) return Digits(_random.Next(1, 16));
        PhonePlanType[] types = [.. plan.Types.OfType<PhonePlanType>()];
        string pattern = types.Length == 0 || _random.Next(6) == 0 ? plan.Pattern : Any(types).Pattern;
        if (!_patterns.TryGetValue(pattern, out DigitPattern? parsed))
            _patterns[pattern] = parsed = DigitPattern.Parse(pattern);
        var text = new StringBuilder();
        Walk(parsed, text);
        return _random.Next(4) == 0 ? Wrong(text) : text.ToString();
    }

    private void Walk(DigitPattern pattern, StringBuilder into)
    {
        switch (pattern)
        {
            case DigitSet set:
                int[] digits = [.. Enumerable.Range(0, 10).Where(d => (set.Digits & (1 << d)) != 0)];
                into.Append(Any(digits));
                break;
            case DigitSequence sequence:
                foreach (DigitPattern part in sequence.Parts) Walk(part, into);
                break;
            case DigitChoice choice:
                Walk(Any(choice.Options), into);
                break;
            case DigitRepeat repeat:
                for (int i = _random.Next(repeat.Least, repeat.Most + 1); i > 0; i--) Walk(repeat.Part, into);
                break;
        }
    }

    private string Wrong(StringBuilder number)
    {
        int at = _random.Next(number.Length);
        switch (_random.Next(3))
        {
            case 0: number[at] = (char)('0' + _random.Next(10)); break;
            case 1: number.Remove(at, 1); break;
            default: number.Insert(at, _random.Next(10)); break;
        }
        return number.ToString();
    }

    private string Broken(string digits)
    {
        string separator = Any(Separators);
        if (separator.Length == 0 || digits.Length < 4) return digits;
        int first = _random.Next(1, 4), second = first + _random.Next(1, digits.Length - first);
        return $"{separator}{digits[..first]}{separator}{digits[first..second]}{separator}{digits[second..]}";
    }

    private string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => _random.Next(10)));

    private T Any<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];
}
