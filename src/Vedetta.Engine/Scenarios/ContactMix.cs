using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;

namespace Vedetta.Engine.Scenarios;

/// <summary>
/// Who contacts a queue and how it goes. Waits grow with the load, callers give up when their patience ends first, and
/// half of those call again some minutes later under the same name.
/// </summary>
internal sealed class ContactMix(ScenarioRandom random, string queue)
{
    private const double OrdinaryWaitSeconds = 25;
    private const double PatienceSeconds = 240;
    private const double RedialShare = 0.5;
    private const double RedialMeanSeconds = 600;
    private const int RedialsMax = 20_000;

    private readonly PriorityQueue<(string Customer, string Topic, string Place), long> _redials = new();

    public required WeightedChoice Channels { get; init; }

    public required WeightedChoice Topics { get; init; }

    public required WeightedChoice Places { get; init; }

    /// <summary>Number of customers.</summary>
    public int Customers { get; init; } = 2_000_000;

    /// <summary>Average handling time of a call; a chat takes 1.6 times as long.</summary>
    public double HandleSeconds { get; init; } = 240;

    /// <summary>Arrivals over the ordinary ones, by Unix second.</summary>
    public Func<long, double> Load { get; init; } = _ => 1;

    public ScenarioSignal Draw(long second, int offsetMinutes)
    {
        if (_redials.TryPeek(out var again, out long due) && due <= second)
        {
            _redials.Dequeue();
            return Contact(second, offsetMinutes, "voice", again.Topic, again.Place, again.Customer);
        }

        return Contact(
            second, offsetMinutes, Channels.Draw(random), Topics.Draw(random), Places.Draw(random),
            $"c{random.Below(Customers):D7}");
    }

    private ScenarioSignal Contact(
        long second, int offsetMinutes, string channel, string topic, string place, string customer)
    {
        bool voice = channel == "voice";
        double wait = random.Exponential(OrdinaryWaitSeconds * Math.Pow(Load(second), 1.5));
        double patience = random.Exponential(voice ? PatienceSeconds : 2 * PatienceSeconds);
        var leaf = new Leaf(SignalKind.Contact, queue, channel, topic, place);
        if (patience < wait)
        {
            if (voice && random.Share() < RedialShare && _redials.Count < RedialsMax)
                _redials.Enqueue((customer, topic, place),
                    second + (long)(patience + 45 + random.Exponential(RedialMeanSeconds)));
            return new ScenarioSignal(second, offsetMinutes, leaf, customer, ContactOutcome.Abandoned, patience);
        }

        double handle = HandleSeconds * (voice ? 1 : 1.6) * Math.Exp((0.6 * random.Normal()) - 0.18);
        return new ScenarioSignal(second, offsetMinutes, leaf, customer, ContactOutcome.Answered, wait, handle);
    }
}
