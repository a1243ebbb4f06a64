using System.Globalization;

namespace Vedetta.Engine.Scenarios;

/// <summary>
/// A dialler supplier in dispute makes every line and mobile of a company ring every minute for over two hours, with one
/// recorded message. Two weeks of ordinary calls come before; customers go on calling
/// during it, over the same trunk.
/// </summary>
internal static class AdrexoFlood
{
    public const string Name = "adrexo-flood";

    private const int Desks = 480, Mobiles = 320, ServiceLines = 3;
    private const double CallsPerMinute = 3.2;
    private const int PeriodSeconds = 60;
    private const string Trunk = "sbc-paris", Dialler = "+33974590117";
    private const string Machine = "AutoCampaign 4.2", Offer = "acdialer 198.51.100.7";

    private static readonly DateTimeOffset From = ScenarioZone.At(2023, 5, 1);
    private static readonly DateTimeOffset Onset = ScenarioZone.At(2023, 5, 16, 9, 42);
    private static readonly DateTimeOffset End = ScenarioZone.At(2023, 5, 16, 11, 57);
    private static readonly DateTimeOffset Until = ScenarioZone.At(2023, 5, 16, 15);

    public static Scenario Create(ulong seed, double scale) => new(() => Play(seed, scale))
    {
        Name = Name,
        From = From,
        WarmUntil = ScenarioZone.At(2023, 5, 15),
        Until = Until,
        LinePrefixes = ["+3317642", "+33612400"],
        LineCount = LinesOf(scale),
        Incidents = [new("call-flood", "line", "all", Onset, End)],
    };

    private static IEnumerable<ScenarioSignal> Play(ulong seed, double scale)
    {
        var traffic = new CallTraffic(From, Until);
        ScenarioRandom random = new ScenarioRandom(seed).Fork(Name);
        int lines = LinesOf(scale);
        traffic.Add(new Customers(random.Fork("customers"), lines, CallsPerMinute * scale).OfMinute);
        traffic.Add(new Flood(random.Fork("flood"), lines).OfMinute);
        return traffic.Play();
    }

    private static int LinesOf(double scale) => Math.Max(20, (int)Math.Round((Desks + Mobiles) * scale));

    private static string Line(int index, int lines)
    {
        int desks = lines * Desks / (Desks + Mobiles);
        return index < desks ? Number("+3317642", index, "0000") : Number("+33612400", index - desks, "000");
    }

    private static string Number(string range, int rest, string format) =>
        range + rest.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>Ordinary calls: mostly to the service numbers, the rest to whoever is wanted; some try again.</summary>
    private sealed class Customers(ScenarioRandom random, int lines, double perMinute)
    {
        private static readonly WeightedChoice Ranges = new(
            ("+336", 0.35), ("+337", 0.2), ("+331", 0.18), ("+332", 0.06), ("+333", 0.05), ("+334", 0.06), ("+335", 0.05),
            ("+32", 0.02), ("+39", 0.02), ("+44", 0.01));

        private static readonly WeightedChoice Machines = new(("", 0.4), ("Cisco-SIPGateway/IOS-15", 0.4), ("OpenScape", 0.2));

        private readonly DayShape _shape = new();
        private readonly List<CallTraffic.PlannedCall> _again = [];

        public IEnumerable<CallTraffic.PlannedCall> OfMinute(long minute)
        {
            foreach (CallTraffic.PlannedCall again in _again.Where(c => c.Second < minute + 60).ToArray())
            {
                _again.Remove(again);
                yield return again with { Second = Math.Max(minute, again.Second) };
            }
            int count = random.Poisson(perMinute * _shape.At(Timeline.Local(minute)));
            for (int i = 0; i < count; i++) yield return Draw(minute + random.Below(60));
        }

        private CallTraffic.PlannedCall Draw(long second)
        {
            bool isService = random.Share() < 0.4;
            string to = Line(isService ? random.Below(ServiceLines) : random.Below(lines), lines);
            string range = Ranges.Draw(random);
            string from = Number(range, random.Below((int)Math.Pow(10, 12 - range.Length)), new string('0', 12 - range.Length));
            bool answered = random.Share() < 0.75;
            var call = new CallTraffic.PlannedCall(
                second, new CallStatement("", from, to, Trunk, UserAgent: Machines.Draw(random)),
                2 + random.Below(18), answered ? 5 + (int)random.Exponential(170) : 0);
            if (!answered && random.Share() < 0.5)
                _again.Add(call with { Second = second + 40 + random.Below(200), TalkSeconds = random.Below(120) });
            return call;
        }
    }

    /// <summary>Every line once a minute, in an order of its own, from one number.</summary>
    private sealed class Flood(ScenarioRandom random, int lines)
    {
        private readonly int[] _order = Shuffled(random, lines);

        public IEnumerable<CallTraffic.PlannedCall> OfMinute(long minute)
        {
            if (minute < Onset.ToUnixTimeSeconds() || minute >= End.ToUnixTimeSeconds()) yield break;
            for (int i = 0; i < lines; i++)
            {
                int late = random.Below(3);
                bool answered = random.Share() < 0.3;
                yield return new CallTraffic.PlannedCall(
                    minute + Math.Min(PeriodSeconds - 1, i * PeriodSeconds / lines + late),
                    new CallStatement("", Dialler, Line(_order[i], lines), Trunk, UserAgent: Machine, SdpOrigin: Offer),
                    answered ? 3 + random.Below(6) : 18, answered ? 21 : 0);
            }
        }

        private static int[] Shuffled(ScenarioRandom random, int count)
        {
            int[] order = [.. Enumerable.Range(0, count)];
            for (int i = count - 1; i > 0; i--)
            {
                int other = random.Below(i + 1);
                (order[i], order[other]) = (order[other], order[i]);
            }
            return order;
        }
    }
}
