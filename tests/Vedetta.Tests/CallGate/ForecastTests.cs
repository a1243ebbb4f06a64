using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.CallGate;
using Vedetta.Engine.Gate;
using Vedetta.Engine.Signals;
using Vedetta.Incidents;
using Vedetta.Intake;

namespace Vedetta.Tests.CallGate;

/// <summary>What the desk says rules would do to honest calls, beside what the gate then does in the month after.</summary>
public sealed class ForecastTests
{
    private const int Days = 29, CallsPerDay = 320;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_month_of_calls_at_the_gate_is_stopped_as_the_month_before_foretold(int seed)
    {
        await using GateHost host = await GateHost.Begin();
        var customers = new Customers(seed);
        await Read(host, customers);
        GateActResult written = await host.Desk.Write(GateHost.Ada, new GateDraft(
            "a flood", TimeSpan.FromDays(Days + 1),
            [
                GateHost.Refuse("+393401"),
                new WantedRule(new GateMatch { CallerPrefix = "+39340", Called = "+390200000003" }, GateAction.Refuse),
                new WantedRule(new GateMatch { CallerPrefix = "+3934015" }, GateAction.Pass),
            ]));
        CollateralForecast foretold = (await host.Desk.NoteForecast(written.Activation!.Id))!;
        Assert.Equal(ActOutcome.Done, (await host.Desk.Activate(GateHost.Ada, written.Activation.Id)).Outcome);
        await Ask(host, customers);
        GateActivation after = (await host.Store.Find(written.Activation.Id))!;
        Assert.Equal(Days * CallsPerDay, foretold.HonestCalls);
        Assert.InRange(after.Stopped, 400, Days * CallsPerDay / 4);
        Assert.InRange(foretold.HonestStopped / (double)after.Stopped, 0.8, 1.2);
    }

    // The month before, told through the intake as a border controller's signalling would.
    private static async Task Read(GateHost host, Customers customers)
    {
        SignalIntake intake = host.App.Services.GetRequiredService<SignalIntake>();
        var lines = new StringBuilder();
        for (int i = 0; i < Days * CallsPerDay; i++)
        {
            DateTimeOffset at = GateHost.Start.AddDays(-Days).AddSeconds((i + 1) * (86_400.0 / CallsPerDay) - 60);
            (string from, string to) = customers.Next();
            lines.Append(CultureInfo.InvariantCulture,
                $$"""{"at":"{{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}","kind":"call","stage":"start","call_id":"c{{i}}","from":"{{from}}","to":"{{to}}"}""")
                .Append('\n');
        }
        JournalAnswer answer = await intake.Take(new MemoryStream(Encoding.UTF8.GetBytes(lines.ToString())), SignalFormat.Ndjson);
        Assert.Equal(JournalOutcome.Written, answer.Outcome);
        await host.App.Services.GetRequiredService<HistoryFeed>().CatchUp();
    }

    private static async Task Ask(GateHost host, Customers customers)
    {
        for (int day = 0; day < Days; day++)
        {
            for (int i = 0; i < CallsPerDay; i++)
            {
                (string from, string to) = customers.Next();
                await host.Ask(from, to);
            }
            host.Time.Advance(TimeSpan.FromDays(1));
            await host.Flow.Round();
        }
    }

    /// <summary>People who call: some often, most once.</summary>
    private sealed class Customers(int seed)
    {
        private readonly Random _chance = new(seed);
        private readonly string[] _regulars =
            [.. new int[3_000].Select((_, i) => $"+39340{new Random(seed * 7_919 + i).Next(10_000_000):0000000}")];

        public (string From, string To) Next()
        {
            string from = _chance.Next(5) < 2 ? $"+39340{_chance.Next(10_000_000):0000000}"
                : _regulars[(int)(_regulars.Length * Math.Pow(_chance.NextDouble(), 1.5))];
            return (from, $"+3902000000{_chance.Next(20):00}");
        }
    }
}
