namespace Vedetta.Engine.Phone;

/// <summary>
/// The numbering plan of one country or territory, or of one calling code of no country. Its automata are built when
/// first asked for: most installations meet a handful of plans.
/// </summary>
internal sealed class PhoneRegion
{
    // Bit 0 is the general description; the others are the types in the order of the metadata.
    private const int General = 1;

    // First match wins: libphonenumber's order (phonenumberutil, _number_type_helper), fixed and mobile apart.
    private static readonly (int Bit, PhoneType Type)[] Special =
    [
        (4, PhoneType.PremiumRate), (3, PhoneType.TollFree), (10, PhoneType.SharedCost), (9, PhoneType.Voip),
        (5, PhoneType.PersonalNumber), (8, PhoneType.Pager), (7, PhoneType.Uan), (6, PhoneType.VoiceMail),
    ];

    private const int Fixed = 1 << 1, Mobile = 1 << 2;

    private readonly PhonePlan _plan;
    private readonly Lazy<DigitAutomaton> _types;
    private readonly Lazy<DigitAutomaton> _international;
    private readonly DigitAutomaton? _leading;
    private readonly uint _lengths;
    private readonly uint[] _bitsOfLength = new uint[PhoneBook.NationalDigitsMax + 1];
    private readonly int _shortest, _longest;

    /// <summary>Takes a plan.</summary>
    public PhoneRegion(PhonePlan plan)
    {
        _plan = plan;
        foreach (int length in plan.Lengths) _lengths |= 1u << length;
        (_shortest, _longest) = (plan.Lengths.Min(), plan.Lengths.Max());
        for (int length = 0; length < _bitsOfLength.Length; length++) _bitsOfLength[length] = BitsOf(length);
        _types = new Lazy<DigitAutomaton>(
            () => DigitAutomaton.Of([plan.Pattern, .. plan.Types.Select(t => t?.Pattern)]));
        _international = new Lazy<DigitAutomaton>(() => DigitAutomaton.Of([plan.InternationalPrefix]));
        _leading = plan.LeadingDigits is null ? null : DigitAutomaton.Of([plan.LeadingDigits]);
        Prefix = NationalPrefix.Of(plan);
        Formats = new PhoneFormats(plan);
    }

    /// <summary>ISO 3166-1 alpha-2, or 001.</summary>
    public string Id => _plan.Id;

    /// <summary>Its calling code.</summary>
    public int CallingCode => _plan.CallingCode;

    /// <summary>What is dialled before a national number; null for nothing.</summary>
    public NationalPrefix? Prefix { get; }

    /// <summary>How its numbers are written.</summary>
    public PhoneFormats Formats { get; }

    /// <summary>
    /// The type of a national significant number here; <see cref="PhoneType.Unknown"/> when it is not valid.
    /// </summary>
    public PhoneType TypeOf(ReadOnlySpan<byte> national)
    {
        uint found = _types.Value.Whole(national) & _bitsOfLength[national.Length];
        if ((found & General) == 0 || found == General) return PhoneType.Unknown;
        if ((found & (Fixed | Mobile)) == found - General)
            return (found & Fixed) == 0 ? PhoneType.Mobile
                : (found & Mobile) == 0 ? PhoneType.FixedLine : PhoneType.FixedLineOrMobile;
        foreach ((int bit, PhoneType type) in Special)
            if ((found & (1u << bit)) != 0) return type;
        return PhoneType.Unknown;
    }

    /// <summary>Whether a number looks like one of this plan, whatever its length may say.</summary>
    public bool Fits(ReadOnlySpan<byte> national) => (_types.Value.Whole(national) & General) != 0;

    /// <summary>
    /// Whether the region owns a number among those that share its calling code: by the digits it begins with where
    /// the plan names them, else by being valid here.
    /// </summary>
    public bool Owns(ReadOnlySpan<byte> national, out PhoneType type)
    {
        type = PhoneType.Unknown;
        if (_leading is not null && _leading.Beginning(national) == 0) return false;
        type = TypeOf(national);
        return _leading is not null || type != PhoneType.Unknown;
    }

    /// <summary>Whether a number has a length the plan knows, or is longer than any.</summary>
    public bool MayBe(int digits) => digits > _longest || (digits >= _shortest && (_lengths & (1u << digits)) != 0);

    /// <summary>Whether a number is longer than any of the plan.</summary>
    public bool IsTooLong(int digits) => digits > _longest;

    /// <summary>Digits of the international prefix a dialled number begins with; 0 for none.</summary>
    public int InternationalPrefix(ReadOnlySpan<byte> dialled)
    {
        if (_plan.InternationalPrefix is null) return 0;
        int length = _international.Value.LongestBeginning(dialled);
        // Calling codes do not begin with 0, so such a beginning was something else.
        return length <= 0 || (length < dialled.Length && dialled[length] == 0) ? 0 : length;
    }

    private uint BitsOf(int length)
    {
        uint bits = _plan.Lengths.Contains(length) ? 1u : 0;
        for (int i = 0; i < _plan.Types.Length; i++)
            if (_plan.Types[i] is { } type && (type.Lengths ?? _plan.Lengths).Contains(length)) bits |= 2u << i;
        return bits;
    }
}
