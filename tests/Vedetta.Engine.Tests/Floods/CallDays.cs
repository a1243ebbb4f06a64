using System.Globalization;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Floods;

namespace Vedetta.Engine.Tests.Floods;

/// <summary>Made-up call traffic with a seed: honest days and what may happen in them.</summary>
internal sealed class CallDays(int seed, int lines = 800)
{
    private readonly Random _random = new(seed);
    private readonly List<CallAttempt> _calls = [];
    private int _ids;

    /// <summary>A Monday, 00:00 UTC.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The calls so far, in time order.</summary>
    public IEnumerable<CallAttempt> Calls => _calls.OrderBy(c => c.AtUnixMilliseconds);

    public Random Random => _random;

    public int Lines => lines;

    /// <summary>Line number of an index: desks first, the service numbers last.</summary>
    public static string Line(int index) => string.Create(CultureInfo.InvariantCulture, $"+39029876{index:0000}");

    /// <summary>An honest caller: mobiles, landlines of Italian cities, a few from abroad.</summary>
    public string Caller() => _random.Next(100) switch
    {
        < 55 => $"+39{Pick("340", "347", "328", "333", "338", "320", "392", "366")}{_random.Next(10_000_000):0000000}",
        < 90 => $"+39{Pick("02", "06", "041", "011", "051", "081", "055")}{_random.Next(10_000_000):0000000}",
        < 97 => $"+{Pick("49", "33", "41", "43", "44")}{_random.Next(1_000_000_000):000000000}",
        _ => $"+{_random.Next(20, 999)}{_random.Next(100_000_000):00000000}",
    };

    public CallAttempt Add(
        DateTimeOffset at, string from, string to, bool answered = true, double ring = 12, double talk = 150, string agent = "",
        bool outgoing = false)
    {
        string id = $"c{_ids++}";
        long start = at.ToUnixTimeMilliseconds();
        var call = new CallAttempt
        {
            AtUnixMilliseconds = start,
            CallId = id,
            From = from,
            To = to,
            Trunk = "trunk-1",
            UserAgent = agent,
            Stage = CallStage.Start,
            IsOutgoing = outgoing,
        };
        _calls.Add(call);
        double talked = answered ? talk : 0;
        _calls.Add(call with
        {
            AtUnixMilliseconds = start + (long)((ring + talked) * 1000),
            Stage = CallStage.End,
            Status = answered ? 200 : 487,
            RingSeconds = ring,
            DurationSeconds = talked,
        });
        return call;
    }

    /// <summary>Poisson calls at a rate that follows the day and week, most to desk lines, some to service numbers.</summary>
    public CallDays Honest(DateTimeOffset from, TimeSpan length, double perDay, int serviceLines = 3, double serviceShare = 0.4)
    {
        double peak = perDay / 86_400 * 3.2;
        for (double t = Exponential(1 / peak); t < length.TotalSeconds; t += Exponential(1 / peak))
        {
            DateTimeOffset at = from.AddSeconds(t);
            if (_random.NextDouble() > Shape(at) / 3.2) continue;
            HonestCall(at, serviceLines, serviceShare);
        }
        return this;
    }

    /// <summary>Poisson calls at an even rate to all lines.</summary>
    public CallDays Even(DateTimeOffset from, TimeSpan length, double perSecond, Func<string>? caller = null)
    {
        for (double t = Exponential(1 / perSecond); t < length.TotalSeconds; t += Exponential(1 / perSecond))
            Add(from.AddSeconds(t), (caller ?? Caller)(), Line(_random.Next(lines)), ring: 4 + _random.NextDouble() * 15, talk: Exponential(160));
        return this;
    }

    /// <summary>A dialler: every line once a period, with jitter; a number for each call or one for all.</summary>
    public CallDays Dialler(
        DateTimeOffset from, TimeSpan length, int count, double period, Func<string> caller, double jitter = 0.03,
        double coverage = 1, bool answered = true, double ring = 4, double talk = 20, bool inOrder = false, string agent = "")
    {
        int[] order = [.. Enumerable.Range(0, lines)];
        if (!inOrder) _random.Shuffle(order);
        for (int i = 0; i < count; i++)
        {
            double offset = (i + _random.NextDouble()) / count * period;
            for (double t = offset; t < length.TotalSeconds; t += period)
            {
                if (_random.NextDouble() > coverage) continue;
                double moved = Math.Max(0, t + (_random.NextDouble() * 2 - 1) * jitter * period);
                Add(from.AddSeconds(moved), caller(), Line(order[i]), answered, ring, talk, agent);
            }
        }
        return this;
    }

    /// <summary>Calls one after the other at a rate, to lines in turn.</summary>
    public CallDays Stream(DateTimeOffset from, TimeSpan length, double perSecond, Func<string> caller)
    {
        int count = (int)(length.TotalSeconds * perSecond);
        for (int i = 0; i < count; i++) Add(from.AddSeconds(i / perSecond), caller(), Line(i % lines), ring: 5, talk: 15);
        return this;
    }

    /// <summary>Many customers call the service numbers; some who do not get through call again.</summary>
    public CallDays Outage(DateTimeOffset from, TimeSpan length, double perMinute, int serviceLines = 3, string? region = null)
    {
        for (double t = 0; t < length.TotalSeconds; t += Exponential(60 / perMinute))
        {
            double ramp = Math.Min(1, t / 300);
            if (_random.NextDouble() > ramp) continue;
            string caller = region is null ? Caller() : $"{region}{_random.Next(10_000_000):0000000}";
            string line = Line(lines - 1 - _random.Next(serviceLines));
            for (double again = t; ; again += 20 + Exponential(120))
            {
                bool through = _random.NextDouble() < 0.4;
                Add(from.AddSeconds(again), caller, line, through, 5 + Exponential(20), Exponential(200));
                if (through || _random.NextDouble() < 0.4) break;
            }
        }
        return this;
    }

    /// <summary>Our dialler calls customers, who call back to whatever line they think it was.</summary>
    public CallDays CallBacks(DateTimeOffset from, int customers, bool toAnyLine)
    {
        for (int i = 0; i < customers; i++)
        {
            string customer = Caller();
            DateTimeOffset at = from.AddSeconds(i * 0.7);
            string own = Line(toAnyLine ? _random.Next(lines) : 7);
            Add(at, own, customer, _random.NextDouble() < 0.4, outgoing: true);
            if (_random.NextDouble() < 0.3) Add(at.AddSeconds(30 + Exponential(600)), customer, own);
        }
        return this;
    }

    /// <summary>A fax that calls a telephone again and again.</summary>
    public CallDays Fax(DateTimeOffset from, int tries, double period)
    {
        string fax = $"+3902{_random.Next(10_000_000):0000000}";
        int line = _random.Next(lines);
        for (int i = 0; i < tries; i++) Add(from.AddSeconds(i * period + _random.NextDouble()), fax, Line(line), ring: 6, talk: 9);
        return this;
    }

    /// <summary>One number rings each of many lines once, and once more those who did not answer.</summary>
    public CallDays School(DateTimeOffset from, int parents, double perMinute, double againMinutes = 10)
    {
        int[] order = [.. Enumerable.Range(0, lines)];
        _random.Shuffle(order);
        for (int i = 0; i < Math.Min(parents, lines); i++)
        {
            DateTimeOffset at = from.AddSeconds(i * 60 / perMinute + _random.NextDouble() * 2);
            bool answered = _random.NextDouble() < 0.65;
            Add(at, "+39024455667", Line(order[i]), answered, answered ? 9 : 25, 35);
            if (!answered) Add(at.AddMinutes(againMinutes), "+39024455667", Line(order[i]), answered: true, ring: 8, talk: 35);
        }
        return this;
    }

    /// <summary>Gives the calls to a watch second by second and returns what it said.</summary>
    public List<FloodChange> Watch(FloodWatch watch, DateTimeOffset until)
    {
        var said = new List<FloodChange>();
        DateTimeOffset now = DateTimeOffset.MinValue;
        foreach (CallAttempt call in Calls)
        {
            DateTimeOffset second = DateTimeOffset.FromUnixTimeSeconds(call.AtUnixMilliseconds / 1000);
            if (second > until) break;
            if (second > now) said.AddRange(watch.Advance(now = second));
            watch.Add(call);
        }
        said.AddRange(watch.Advance(until));
        return said;
    }

    public double Exponential(double mean) => -mean * Math.Log(1 - _random.NextDouble());

    public string Pick(params ReadOnlySpan<string> values) => values[_random.Next(values.Length)];

    private void HonestCall(DateTimeOffset at, int serviceLines, double serviceShare)
    {
        bool isService = _random.NextDouble() < serviceShare;
        int line = isService ? lines - 1 - _random.Next(serviceLines) : _random.Next(lines - serviceLines);
        string caller = Caller();
        bool answered = _random.NextDouble() < 0.75;
        Add(at, caller, Line(line), answered, 3 + Exponential(9), Exponential(180));
        // People try again.
        for (int again = 0; !answered && again < 3 && _random.NextDouble() < 0.4; again++)
            Add(at.AddSeconds(30 + again * 60 + Exponential(40)), caller, Line(line), _random.NextDouble() < 0.5, 15, 120);
    }

    private static double Shape(DateTimeOffset at)
    {
        double hour = at.TimeOfDay.TotalHours;
        double day = at.DayOfWeek switch
        {
            DayOfWeek.Saturday => 0.3,
            DayOfWeek.Sunday => 0.15,
            DayOfWeek.Monday => 1.3,
            _ => 1,
        };
        double shape = hour < 7 || hour > 21 ? 0.08 : hour is >= 8.5 and < 12.5 or >= 14 and < 18 ? 2.2 : 0.8;
        return Math.Min(3.2, shape * day);
    }
}
