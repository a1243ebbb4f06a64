using System.Text;

namespace Vedetta.Engine.Phone;

/// <summary>How the numbers of one plan are written, at home and abroad.</summary>
internal sealed class PhoneFormats
{
    private readonly PhonePlan _plan;
    private readonly Lazy<Writing[]> _national;
    private readonly Lazy<Writing[]> _international;
    private readonly Lazy<DigitAutomaton> _leading;

    /// <summary>Takes the formats of a plan.</summary>
    public PhoneFormats(PhonePlan plan)
    {
        _plan = plan;
        _leading = new Lazy<DigitAutomaton>(() => DigitAutomaton.Of([.. plan.Formats.Select(f => f.Leading)]));
        _national = new Lazy<Writing[]>(() => [.. plan.Formats.Select(f => new Writing(f, National(f)))]);
        _international = new Lazy<Writing[]>(() =>
            [.. plan.Formats.Select(f => new Writing(f, f.International ?? f.Format))]);
    }

    /// <summary>What stands between number and extension.</summary>
    public string ExtensionPrefix => _plan.ExtensionPrefix;

    /// <summary>A national significant number in groups; as it is where no format fits.</summary>
    public string Write(ReadOnlySpan<byte> national, bool atHome)
    {
        Writing[] writings = (atHome ? _national : _international).Value;
        uint leading = _leading.Value.Beginning(national);
        for (int i = 0; i < writings.Length; i++)
        {
            if ((leading & (1u << i)) == 0 && _plan.Formats[i].Leading is not null) continue;
            if (writings[i].Fits(national.Length)) return writings[i].Write(national);
        }
        return string.Create(national.Length, national, (chars, digits) =>
        {
            for (int i = 0; i < digits.Length; i++) chars[i] = (char)('0' + digits[i]);
        });
    }

    // The rule's $1 stands for whichever group the format writes first.
    private static string National(PhonePlanFormat format)
    {
        int first = format.Format.IndexOf('$');
        if (format.NationalRule is not { } rule || first < 0) return format.Format;
        string group = format.Format.Substring(first, 2);
        return string.Concat(format.Format.AsSpan(0, first), rule.Replace("$1", group, StringComparison.Ordinal),
            format.Format.AsSpan(first + 2));
    }

    /// <summary>Groups of digits and the text they are put in.</summary>
    private sealed class Writing
    {
        private readonly (int Least, int Most)[] _groups;
        private readonly string _text;
        private readonly int _least, _most;

        public Writing(PhonePlanFormat format, string text)
        {
            _groups = GroupsOf(format.Groups);
            _text = text;
            _least = _groups.Sum(g => g.Least);
            _most = _groups.Sum(g => g.Most);
        }

        public bool Fits(int digits) => digits >= _least && digits <= _most && _text != "NA";

        public string Write(ReadOnlySpan<byte> national)
        {
            Span<Range> groups = stackalloc Range[_groups.Length];
            int at = 0, spare = national.Length - _least;
            for (int i = 0; i < groups.Length; i++)
            {
                // As a regular expression does: the first group takes all it may.
                int more = Math.Min(_groups[i].Most - _groups[i].Least, spare);
                spare -= more;
                groups[i] = at..(at += _groups[i].Least + more);
            }
            var text = new StringBuilder(_text.Length + national.Length);
            for (int i = 0; i < _text.Length; i++)
            {
                if (_text[i] != '$') text.Append(_text[i]);
                else foreach (byte digit in national[groups[_text[++i] - '1']]) text.Append((char)('0' + digit));
            }
            return text.ToString();
        }

        private static (int, int)[] GroupsOf(string pattern) => [.. pattern.Split(')')[..^1].Select(GroupOf)];

        private static (int, int) GroupOf(string group)
        {
            if (DigitPattern.Parse(group + ")") is not { } pattern) throw new FormatException(group);
            return pattern switch
            {
                DigitSet => (1, 1),
                DigitRepeat repeat => (repeat.Least, repeat.Most),
                _ => throw new FormatException($"Group {group} is not made of digits only."),
            };
        }
    }
}
