using System.Buffers;
using System.Text;
using System.Text.Json;
using Vedetta.Engine.Scenarios;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;

namespace Vedetta.Engine.Tests.Scenarios;

public sealed class ScenarioTests
{
    private static readonly string[] Causes =
    [
        "third-party-outage", "own-outage", "call-flood", "harassment-campaign", "own-send-out", "demand-peak",
        "data-leak",
        "wrong-contact-data",
    ];

    public static TheoryData<string> Names => [.. ScenarioCatalogue.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Signals_come_in_time_order_within_the_scenario(string name)
    {
        Scenario scenario = Small(name);
        long before = scenario.From.ToUnixTimeSeconds();
        foreach (ScenarioSignal signal in scenario.Signals().Take(60_000))
        {
            Assert.InRange(signal.UnixSecond, before, scenario.Until.ToUnixTimeSeconds() - 1);
            before = signal.UnixSecond;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_writes_the_same_bytes_and_another_seed_others(string name)
    {
        byte[] once = LinesOf(Small(name), 20_000);
        Assert.Equal(once, LinesOf(Small(name), 20_000));
        Assert.NotEqual(once, LinesOf(Small(name, seed: 2), 20_000));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Truth_and_description_say_what_the_scenario_holds(string name)
    {
        Scenario scenario = Small(name);
        JsonElement description = JsonDocument.Parse(ScenarioDocuments.Description(scenario)).RootElement;
        JsonElement truth = JsonDocument.Parse(ScenarioDocuments.Truth(scenario)).RootElement.GetProperty("incidents");
        Assert.Equal(name, description.GetProperty("name").GetString());
        Assert.Equal(scenario.WarmUntil, description.GetProperty("warm_until").GetDateTimeOffset());
        Assert.Equal(scenario.Incidents.Length, truth.GetArrayLength());
        foreach (JsonElement incident in truth.EnumerateArray())
        {
            Assert.Contains(incident.GetProperty("cause").GetString(), Causes);
            DateTimeOffset onset = incident.GetProperty("onset").GetDateTimeOffset();
            Assert.InRange(onset, scenario.WarmUntil, incident.GetProperty("end").GetDateTimeOffset());
        }
    }

    [Fact]
    public void The_WhatsApp_day_has_the_published_figures_exactly()
    {
        ScenarioCatalogue.TryCreate("whatsapp-tim", 3, 1, out Scenario? scenario);
        ScenarioIncident outage = Assert.Single(scenario!.Incidents);
        List<ScenarioSignal> during = [.. scenario.Signals().Where(s => s.At >= outage.Onset && s.At < outage.End)];
        int contacts = during.Count(s => s.Leaf.Kind == SignalKind.Contact);
        int caused = during.Count(s => s.Leaf.Kind == SignalKind.Contact && s.Leaf.C == "whatsapp");
        Assert.Equal(65_000, contacts);
        Assert.InRange(caused, 49_146, 49_146 + 300);
        Assert.Equal(40_000m, contacts * scenario.CostPerContact, 0);
        Assert.InRange(during.Count(s => s.Leaf is { Kind: SignalKind.Report, A: "whatsapp" }), 25_000, 25_500);
    }

    [Fact]
    public void Callers_who_give_up_call_again_under_their_name()
    {
        ScenarioCatalogue.TryCreate("whatsapp-tim", 3, 0.1, out Scenario? scenario);
        DateTimeOffset onset = scenario!.Incidents[0].Onset;
        List<ScenarioSignal> callers = [.. scenario.Signals().Where(s => s.At >= onset && s.Leaf.C == "whatsapp")];
        var gaveUp = new HashSet<string>();
        int again = 0;
        foreach (ScenarioSignal caller in callers.Where(c => c.Leaf.Kind == SignalKind.Contact))
        {
            if (gaveUp.Contains(caller.Source!)) again++;
            if (caller.Outcome == ContactOutcome.Abandoned) gaveUp.Add(caller.Source!);
        }

        Assert.InRange((double)again / callers.Count, 0.05, 0.4);
    }

    [Fact]
    public void A_quiet_months_half_hours_are_overdispersed_as_promised()
    {
        ScenarioCatalogue.TryCreate("quiet-month", 5, 1, out Scenario? scenario);
        var counts = new double[168 * 2, 8];
        foreach (ScenarioSignal signal in scenario!.Signals().Where(s => s.Leaf.A == "mobile"))
        {
            long halfHour = (signal.UnixSecond - scenario.From.ToUnixTimeSeconds()) / 1_800;
            if (halfHour / 336 < 8) counts[halfHour % 336, halfHour / 336]++;
        }

        double excessVariance = 0, squaredMeans = 0;
        for (int slot = 0; slot < 336; slot++)
        {
            double[] weeks = [.. Enumerable.Range(0, 8).Select(week => counts[slot, week])];
            double mean = weeks.Average();
            excessVariance += weeks.Sum(c => (c - mean) * (c - mean)) / 7 - mean;
            squaredMeans += mean * mean;
        }

        Assert.InRange(squaredMeans / excessVariance, 17, 27);
    }

    [Fact]
    public void A_line_says_what_the_signal_says()
    {
        var contact = new ScenarioSignal(
            1_666_681_203, 120, new Leaf(SignalKind.Contact, "mobile", "voice", "whatsapp", "IT-25"), "c0000012",
            ContactOutcome.Abandoned, 41.6);
        Assert.Equal(
            """{"at":"2022-10-25T09:00:03+02:00","kind":"contact","queue":"mobile","channel":"voice","topic":"whatsapp",""" +
            "\"place\":\"IT-25\",\"customer\":\"c0000012\",\"outcome\":\"abandoned\",\"wait_s\":42}\n",
            LineOf(contact));
    }

    [Fact]
    public void Texts_of_any_kind_are_escaped()
    {
        const string name = "Sconto \"20 %\" è\\\n";
        var at = DateTimeOffset.FromUnixTimeSeconds(1_666_681_203);
        string line = LineOf(new ScenarioSignal(
            1_666_681_203, 60, new Leaf(SignalKind.Planned, ""),
            Planned: new PlannedStatement("send-out", name, at, at.AddHours(2), 50_000, "billing")));
        JsonElement read = JsonDocument.Parse(line).RootElement;
        Assert.Equal(name, read.GetProperty("name").GetString());
        Assert.Equal(50_000, read.GetProperty("audience_size").GetInt32());
        Assert.Equal(at, read.GetProperty("from").GetDateTimeOffset());
    }

    [Fact]
    public void The_day_of_the_clock_change_has_25_hours_of_local_time()
    {
        ScenarioCatalogue.TryCreate("call-centre-year", 1, 1, out Scenario? scenario);
        Assert.Equal(TimeSpan.FromHours(1), scenario!.From.Offset);
        DateTimeOffset change = new(2023, 10, 29, 1, 0, 0, TimeSpan.Zero);
        List<ScenarioSignal> around = [.. scenario.Signals()
            .SkipWhile(s => s.At < change.AddHours(-1)).TakeWhile(s => s.At < change.AddHours(1))];
        Assert.All(around, s => Assert.Equal(s.At < change ? TimeSpan.FromHours(2) : TimeSpan.FromHours(1),
            s.At.Offset));
        Assert.NotEmpty(around);
    }

    [Fact]
    public void An_unknown_name_makes_no_scenario() =>
        Assert.False(ScenarioCatalogue.TryCreate("no-such-day", 1, 1, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(1e9)]
    public void An_impossible_scale_is_refused(double scale) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ScenarioCatalogue.TryCreate("quiet-month", 1, scale, out _));

    private static Scenario Small(string name, ulong seed = 1) =>
        ScenarioCatalogue.TryCreate(name, seed, 0.2, out Scenario? scenario)
            ? scenario
            : throw new InvalidOperationException(name);

    private static byte[] LinesOf(Scenario scenario, int signals)
    {
        var to = new ArrayBufferWriter<byte>();
        foreach (ScenarioSignal signal in scenario.Signals().Take(signals)) ScenarioLine.Write(signal, to);
        return to.WrittenSpan.ToArray();
    }

    private static string LineOf(in ScenarioSignal signal)
    {
        var to = new ArrayBufferWriter<byte>();
        ScenarioLine.Write(signal, to);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }
}
