namespace Vedetta.Engine.Phone;

/// <summary>
/// A pattern over digits as libphonenumber's metadata writes them: digits, <c>\d</c>, classes, groups, alternation, and
/// the quantifiers <c>?</c>, <c>{n}</c>, <c>{n,m}</c>. It is anchored at its start.
/// </summary>
internal abstract record DigitPattern
{
    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">It uses anything else of regular expressions.</exception>
    public static DigitPattern Parse(string pattern)
    {
        var reader = new DigitPatternReader(pattern);
        return reader.ReadAll();
    }
}

/// <summary>One digit of a set; bit d stands for digit d.</summary>
internal sealed record DigitSet(int Digits) : DigitPattern;

/// <summary>One after the other.</summary>
internal sealed record DigitSequence(IReadOnlyList<DigitPattern> Parts) : DigitPattern;

/// <summary>One of several.</summary>
internal sealed record DigitChoice(IReadOnlyList<DigitPattern> Options) : DigitPattern;

/// <summary>The same, from <paramref name="Least"/> to <paramref name="Most"/> times.</summary>
internal sealed record DigitRepeat(DigitPattern Part, int Least, int Most) : DigitPattern;

/// <summary>Reads one pattern from left to right.</summary>
internal ref struct DigitPatternReader(string pattern)
{
    private const int AllDigits = (1 << 10) - 1;

    private readonly ReadOnlySpan<char> _text = pattern;
    private int _at;

    private readonly char Next => _at < _text.Length ? _text[_at] : '\0';

    public DigitPattern ReadAll()
    {
        DigitPattern whole = Choice();
        return _at == _text.Length ? whole : throw Unexpected();
    }

    private DigitPattern Choice()
    {
        List<DigitPattern> options = [Sequence()];
        while (Next == '|')
        {
            _at++;
            options.Add(Sequence());
        }
        return options.Count == 1 ? options[0] : new DigitChoice(options);
    }

    private DigitPattern Sequence()
    {
        List<DigitPattern> parts = [];
        while (Next is not ('\0' or '|' or ')')) parts.Add(Repeated(Single()));
        return parts.Count == 1 ? parts[0] : new DigitSequence(parts);
    }

    private DigitPattern Single()
    {
        char first = _text[_at++];
        switch (first)
        {
            case '(':
                if (_text[_at..].StartsWith("?:")) _at += 2;
                DigitPattern inner = Choice();
                Expect(')');
                return inner;
            case '[':
                return Class();
            case '\\':
                Expect('d');
                return new DigitSet(AllDigits);
            case >= '0' and <= '9':
                return new DigitSet(1 << (first - '0'));
            default:
                throw Unexpected();
        }
    }

    private DigitSet Class()
    {
        int digits = 0;
        while (Next != ']')
        {
            int from = Digit(), until = from;
            if (Next == '-')
            {
                _at++;
                until = Digit();
            }
            for (int d = from; d <= until; d++) digits |= 1 << d;
        }
        Expect(']');
        return new DigitSet(digits);
    }

    private DigitPattern Repeated(DigitPattern part)
    {
        if (Next == '?')
        {
            _at++;
            return new DigitRepeat(part, 0, 1);
        }
        if (Next != '{') return part;
        _at++;
        int least = Number(), most = least;
        if (Next == ',')
        {
            _at++;
            most = Number();
        }
        Expect('}');
        return new DigitRepeat(part, least, most);
    }

    private int Number()
    {
        int number = Digit();
        while (char.IsAsciiDigit(Next)) number = (number * 10) + Digit();
        return number;
    }

    private int Digit() => char.IsAsciiDigit(Next) ? _text[_at++] - '0' : throw Unexpected();

    private void Expect(char wanted)
    {
        if (Next != wanted) throw Unexpected();
        _at++;
    }

    private readonly FormatException Unexpected() => new($"Pattern {_text} is not understood at character {_at + 1}.");
}
