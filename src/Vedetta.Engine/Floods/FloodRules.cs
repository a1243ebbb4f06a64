namespace Vedetta.Engine.Floods;

/// <summary>What the calls of a cell have in common.</summary>
internal enum CellKind : byte
{
    /// <summary>One calling number.</summary>
    Caller,

    /// <summary>Numbers that each called several lines lately.</summary>
    FanOut,

    /// <summary>A range of calling numbers.</summary>
    Range,

    /// <summary>One SDP origin.</summary>
    Sdp,

    /// <summary>One User-Agent.</summary>
    Agent,

    /// <summary>No number shown.</summary>
    Withheld,

    /// <summary>Numbers of ranges that hardly ever call.</summary>
    Strange,

    /// <summary>Numbers that never called before.</summary>
    Unknown,

    /// <summary>One line called by whomever.</summary>
    Line,
}

/// <summary>By which sign a flood is told.</summary>
internal enum FloodSign : byte
{
    /// <summary>It is none.</summary>
    None,

    /// <summary>More lines in so short a time than people call.</summary>
    Speed,

    /// <summary>The same lines again and again.</summary>
    Repeats,

    /// <summary>Each line at a beat.</summary>
    Beat,

    /// <summary>One line after the other in the order of their numbers.</summary>
    InOrder,

    /// <summary>Given up after one ring.</summary>
    OneRing,
}

/// <summary>What is known of the calls of one cell in one window of time.</summary>
internal readonly record struct CellFacts
{
    /// <summary>What they have in common.</summary>
    public CellKind Kind { get; init; }

    /// <summary>Length of the window.</summary>
    public int WindowSeconds { get; init; }

    /// <summary>Calls seen and expected.</summary>
    public int Calls { get; init; }

    /// <summary>Calls expected.</summary>
    public double Expected { get; init; }

    /// <summary>Share of ordinary calls that belong to the cell; 0 where there are none.</summary>
    public double OrdinaryShare { get; init; }

    /// <summary>Lines called, of them those called at least twice and three times.</summary>
    public int Lines { get; init; }

    /// <summary>Lines called at least twice.</summary>
    public int LinesTwice { get; init; }

    /// <summary>Lines first called longer ago than one period: those due a second time.</summary>
    public int LinesDue { get; init; }

    /// <summary>Of the lines due, those called a second time.</summary>
    public int LinesReturned { get; init; }

    /// <summary>Share of the calls that the three busiest lines got.</summary>
    public double BusiestShare { get; init; }

    /// <summary>Calling numbers.</summary>
    public int Callers { get; init; }

    /// <summary>Share of the calls that the busiest number made.</summary>
    public double BusiestCallerShare { get; init; }

    /// <summary>The beat of calls to the same line.</summary>
    public Rhythm Rhythm { get; init; }

    /// <summary>Calls whose end is known, and of them those given up after one ring.</summary>
    public int Ended { get; init; }

    /// <summary>Calls given up after one ring.</summary>
    public int OneRing { get; init; }

    /// <summary>Share of successive calls that went to a next higher line.</summary>
    public double InOrderShare { get; init; }
}

/// <summary>
/// Which calls are a flood. Every threshold is a judgement stated here once, with what it must not hit: an outage (many
/// callers, few lines), a call-back wave, a fax that redials, a school that rings its parents once each, Mondays.
/// </summary>
internal static class FloodRules
{
    /// <summary>Longest ring of a call given up after one ring, in seconds.</summary>
    public const float OneRingSecondsMax = 5;

    /// <summary>Ordinary calls that must be known before anything but single numbers is judged.</summary>
    public const int OrdinaryCallsMin = 60;

    /// <summary>Half the log-likelihood ratio of the excess: at a million looks a day, less than one in a century.</summary>
    private const double ExcessNatsMin = 15;

    private const double ExcessRatioMin = 3;
    private const double RareShareMax = 0.002;
    private const double BusiestShareMax = 0.5;

    /// <summary>The sign by which the calls of a cell are a flood.</summary>
    public static FloodSign Judge(in CellFacts cell)
    {
        if (!IsExcess(cell)) return FloodSign.None;
        if (cell.Kind == CellKind.Line) return IsLineFlood(cell) ? FloodSign.Beat : FloodSign.None;
        if (!IsOfMany(cell)) return FloodSign.None;
        if (IsOneRing(cell)) return FloodSign.OneRing;
        if (IsFast(cell)) return FloodSign.Speed;
        if (IsInOrder(cell)) return FloodSign.InOrder;
        if (IsRepeating(cell) || IsRepeatingByMany(cell)) return FloodSign.Repeats;
        return IsBeating(cell) ? FloodSign.Beat : FloodSign.None;
    }

    /// <summary>Whether a cell has far more calls than usual (Poisson likelihood ratio).</summary>
    public static bool IsExcess(in CellFacts cell)
    {
        double expected = Math.Max(0.05, cell.Expected);
        if (cell.Calls < ExcessRatioMin * expected) return false;
        double nats = cell.Calls * Math.Log(cell.Calls / expected) - (cell.Calls - expected);
        return nats / 2 >= ExcessNatsMin;
    }

    /// <summary>Lines in one look from which speed alone tells.</summary>
    public static int FastLines(CellKind kind, double ordinaryShare) => kind switch
    {
        // A school that rings its parents, and once more those who did not answer, comes to some 55 a minute.
        CellKind.Caller => 70,
        CellKind.FanOut => 40,
        CellKind.Range or CellKind.Sdp or CellKind.Agent when ordinaryShare <= RareShareMax => 25,
        CellKind.Strange => 30,
        _ => 60,
    };

    // Where one number makes many of the calls, or few make most, they are judged as those numbers.
    private static bool IsOfMany(in CellFacts cell) =>
        cell.Kind is CellKind.Caller or CellKind.FanOut or CellKind.Withheld
        || (cell.BusiestCallerShare <= 0.25 && cell.Callers * 4 >= cell.Calls);

    private static bool IsFast(in CellFacts cell) =>
        cell.WindowSeconds <= 60 && cell.Lines >= FastLines(cell.Kind, cell.OrdinaryShare)
        && cell.BusiestShare <= BusiestShareMax;

    private static bool IsInOrder(in CellFacts cell) =>
        cell.WindowSeconds <= 180 && cell is { Calls: >= 15, Lines: >= 12, InOrderShare: >= 0.7 };

    // One origin that returns to the lines it called, most of them, whoever answered.
    private static bool IsRepeating(in CellFacts cell)
    {
        if (cell.Kind is not (CellKind.Caller or CellKind.FanOut)) return false;
        // A school tries again those who did not answer; a flood comes back to nearly all, and within minutes.
        (double rhythm, double returned) = cell.WindowSeconds <= 180 ? (-3, -1.9) : (-4, -2.5);
        if (cell.LinesTwice >= 8 && cell.Rhythm.Log10Chance <= rhythm)
            return Rhythm.Log10Tail(cell.LinesDue, cell.LinesReturned, 0.5) <= returned;
        return cell is { Kind: CellKind.Caller, Calls: >= 10, LinesReturned: >= 2, Rhythm.Log10Chance: <= -8 }
            && cell.LinesReturned * 3 >= cell.Lines * 2;
    }

    // New numbers that come back to the same lines within minutes, to one as to the other: however much the machine's
    // beat wavers. In an outage, callers of rare ranges grow no more than the others do.
    private static bool IsRepeatingByMany(in CellFacts cell) =>
        (cell.Kind == CellKind.Strange
            || (cell.Kind is CellKind.Range or CellKind.Sdp or CellKind.Agent && cell.OrdinaryShare <= 5 * RareShareMax))
        && cell is { WindowSeconds: <= 180, Calls: >= 30, Lines: >= 12, LinesTwice: >= 10, BusiestShare: <= 0.3 }
        && cell.LinesReturned * 3 >= cell.LinesDue * 2;

    private static bool IsBeating(in CellFacts cell) =>
        cell.Kind is not (CellKind.Caller or CellKind.FanOut) && cell.LinesReturned * 2 >= cell.LinesDue
        && (cell is { LinesReturned: >= 6, Rhythm.Log10Chance: <= -8 }
            || cell is { LinesReturned: >= 2, Calls: >= 12, Rhythm.Log10Chance: <= -10 });

    // People give up after one ring now and then; a machine does it to one line after the other.
    private static bool IsOneRing(in CellFacts cell) =>
        cell.Ended >= 12 && cell.OneRing * 5 >= cell.Ended * 4 && cell.Lines >= Math.Max(10, cell.Ended / 4)
        && cell.Kind is CellKind.Caller or CellKind.Range or CellKind.FanOut or CellKind.Strange or CellKind.Withheld
        && Rhythm.Log10Tail(cell.Ended, cell.OneRing, 0.15) <= -7;

    // A fax redials a dozen times; people give up before that.
    private static bool IsLineFlood(in CellFacts cell)
    {
        bool isRotating = cell.Callers * 2 >= cell.Calls;
        return cell.Calls >= (isRotating ? 10 : 15) && cell.Rhythm.Log10Chance <= (isRotating ? -9 : -6);
    }

    /// <summary>What a flood looks like.</summary>
    public static FloodPattern PatternOf(
        long attempts, int lines, int origins, double oneRingShare, double topTwentyShare) => lines switch
        {
            1 => FloodPattern.RepeatedLine,
            _ when oneRingShare >= 0.7 && attempts < 1.8 * lines => FloodPattern.OneRing,
            _ => topTwentyShare >= 0.8 && origins * 2 <= attempts ? FloodPattern.SameOrigin : FloodPattern.RotatingOrigins,
        };
}
