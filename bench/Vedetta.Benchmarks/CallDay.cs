using System.Globalization;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Floods;

namespace Vedetta.Benchmarks;

/// <summary>A customer line-up of calls with a seed: honest days, and what else may ring.</summary>
internal sealed class CallDay(int seed, int lines)
{
    private static readonly string[] Mobiles = ["+39340", "+39347", "+39328", "+39333", "+39338", "+39320", "+39392", "+39366"];
    private static readonly string[] Cities = ["+3902", "+3906", "+39041", "+39011", "+39051", "+39081", "+39055"];

    private readonly PriorityQueue<CallAttempt, long> _calls = new();
    private int _ids;

    /// <summary>A Monday, 00:00 UTC.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Its chance.</summary>
    public Random Chance { get; } = new(seed);

    /// <summary>Number of a line.</summary>
    public static string Line(int index) => string.Create(CultureInfo.InvariantCulture, $"+39029876{index:0000}");

    /// <summary>A number of a range, drawn from all of it.</summary>
    public string Of(string range, int length = 13) =>
        range + Chance.NextInt64((long)Math.Pow(10, length - range.Length)).ToString(CultureInfo.InvariantCulture)
            .PadLeft(length - range.Length, '0');

    /// <summary>A number from anywhere.</summary>
    public string World() => string.Create(CultureInfo.InvariantCulture, $"+{Chance.NextInt64(20_000_000_000, 999_000_000_000)}");

    /// <summary>An honest caller.</summary>
    public string Caller() => Chance.Next(100) switch
    {
        < 55 => Of(Mobiles[Chance.Next(Mobiles.Length)]),
        < 92 => Of(Cities[Chance.Next(Cities.Length)]),
        _ => World(),
    };

    /// <summary>Adds a call and its end.</summary>
    public void Add(
        DateTimeOffset at, string from, string to, bool answered = true, double ring = 10, double talk = 120,
        bool outgoing = false)
    {
        long start = at.ToUnixTimeMilliseconds();
        var call = new CallAttempt
        {
            AtUnixMilliseconds = start,
            CallId = (++_ids).ToString(CultureInfo.InvariantCulture),
            From = from,
            To = to,
            Trunk = "trunk",
            Stage = CallStage.Start,
            IsOutgoing = outgoing,
        };
        _calls.Enqueue(call, start);
        long end = start + (long)((ring + (answered ? talk : 0)) * 1000);
        _calls.Enqueue(
            call with
            {
                AtUnixMilliseconds = end,
                Stage = CallStage.End,
                Status = answered ? 200 : 487,
                RingSeconds = ring,
                DurationSeconds = answered ? talk : 0,
            }, end);
    }

    /// <summary>Honest calls that follow day and week; some are tried again.</summary>
    public CallDay Honest(double days, double perDay, int serviceLines, double serviceShare)
    {
        double peak = perDay / 86_400 * 3.2;
        for (double t = Pause(1 / peak); t < days * 86_400; t += Pause(1 / peak))
        {
            DateTimeOffset at = Start.AddSeconds(t);
            if (Chance.NextDouble() > Shape(at) / 3.2) continue;
            bool isService = Chance.NextDouble() < serviceShare;
            string line = Line(isService ? lines - 1 - Chance.Next(serviceLines) : Chance.Next(lines)), caller = Caller();
            bool answered = Chance.NextDouble() < 0.75;
            Add(at, caller, line, answered, 2 + Pause(9), Pause(180));
            for (int again = 0; !answered && again < 3 && Chance.NextDouble() < 0.4; again++)
                Add(at.AddSeconds(25 + 60 * again + Pause(40)), caller, line, Chance.NextDouble() < 0.5, 14);
        }
        return this;
    }

    /// <summary>Every line once a period, in chance order, with jitter and gaps.</summary>
    public CallDay Dialler(
        DateTimeOffset from, double minutes, int count, double period, Func<string> caller, double jitter, double coverage,
        bool answered, bool inOrder)
    {
        int[] order = [.. Enumerable.Range(0, lines)];
        if (!inOrder) Chance.Shuffle(order);
        for (int i = 0; i < count; i++)
            for (double t = (i + Chance.NextDouble()) / count * period; t < minutes * 60; t += period)
            {
                if (Chance.NextDouble() > coverage) continue;
                double moved = Math.Max(0, t + (Chance.NextDouble() * 2 - 1) * jitter * period);
                Add(from.AddSeconds(moved), caller(), Line(order[i]), answered, answered ? 4 : 18, 20);
            }
        return this;
    }

    /// <summary>Customers ring the service numbers, many of them twice.</summary>
    public CallDay Outage(DateTimeOffset from, double minutes, double perMinute, int serviceLines, string? region)
    {
        for (double t = 0; t < minutes * 60; t += Pause(60 / perMinute))
        {
            if (Chance.NextDouble() > t / 300) continue;
            string caller = region is null ? Caller() : Of(region), line = Line(lines - 1 - Chance.Next(serviceLines));
            for (double again = t; ; again += 20 + Pause(120))
            {
                bool through = Chance.NextDouble() < 0.4;
                Add(from.AddSeconds(again), caller, line, through, 5 + Pause(20), Pause(200));
                if (through || Chance.NextDouble() < 0.4) break;
            }
        }
        return this;
    }

    /// <summary>Our calls to customers, and those who call back.</summary>
    public CallDay CallBacks(DateTimeOffset from, int customers, bool toAnyLine)
    {
        for (int i = 0; i < customers; i++)
        {
            string customer = Caller(), own = Line(toAnyLine ? Chance.Next(lines) : 7 % lines);
            DateTimeOffset at = from.AddSeconds(i * 0.7);
            Add(at, own, customer, Chance.NextDouble() < 0.4, outgoing: true);
            if (Chance.NextDouble() < 0.3) Add(at.AddSeconds(30 + Pause(600)), customer, own);
        }
        return this;
    }

    /// <summary>A fax at a telephone.</summary>
    public CallDay Fax(DateTimeOffset from, int tries, double period)
    {
        (string fax, string line) = (Of("+3902"), Line(Chance.Next(lines)));
        for (int i = 0; i < tries; i++) Add(from.AddSeconds(i * period + Chance.NextDouble()), fax, line, ring: 6, talk: 9);
        return this;
    }

    /// <summary>One number rings many lines once, and those who did not answer once more.</summary>
    public CallDay School(DateTimeOffset from, int parents, double perMinute)
    {
        string school = Of("+39049");
        int[] order = [.. Enumerable.Range(0, lines)];
        Chance.Shuffle(order);
        for (int i = 0; i < Math.Min(parents, lines); i++)
        {
            DateTimeOffset at = from.AddSeconds(i * 60 / perMinute + Chance.NextDouble() * 2);
            bool answered = Chance.NextDouble() < 0.65;
            Add(at, school, Line(order[i]), answered, answered ? 9 : 25, 35);
            if (!answered) Add(at.AddMinutes(8), school, Line(order[i]), ring: 8, talk: 35);
        }
        return this;
    }

    /// <summary>Gives everything to a watch, second by second, until a time; what it said.</summary>
    public List<FloodChange> Watch(FloodWatch watch, DateTimeOffset until)
    {
        var said = new List<FloodChange>();
        long now = long.MinValue, last = until.ToUnixTimeMilliseconds();
        while (_calls.TryDequeue(out CallAttempt? call, out long at) && at < last)
        {
            if (at / 1000 > now)
            {
                now = at / 1000;
                said.AddRange(watch.Advance(DateTimeOffset.FromUnixTimeSeconds(now)));
            }
            watch.Add(call);
        }
        said.AddRange(watch.Advance(until));
        return said;
    }

    /// <summary>An exponential pause in seconds.</summary>
    public double Pause(double mean) => -mean * Math.Log(1 - Chance.NextDouble());

    private static double Shape(DateTimeOffset at)
    {
        double hour = at.TimeOfDay.TotalHours;
        double day = at.DayOfWeek switch { DayOfWeek.Saturday => 0.3, DayOfWeek.Sunday => 0.15, DayOfWeek.Monday => 1.4, _ => 1 };
        return Math.Min(3.2, (hour < 7 || hour > 21 ? 0.08 : hour is >= 8.5 and < 12.5 or >= 14 and < 18 ? 2.2 : 0.8) * day);
    }
}
