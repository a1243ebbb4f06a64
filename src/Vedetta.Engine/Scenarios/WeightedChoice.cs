namespace Vedetta.Engine.Scenarios;

/// <summary>Draws one of several values, each with its weight.</summary>
internal sealed class WeightedChoice
{
    private readonly string[] _values;
    private readonly double[] _upTo;

    public WeightedChoice(params (string Value, double Weight)[] weighted)
    {
        _values = [.. weighted.Select(w => w.Value)];
        _upTo = new double[weighted.Length];
        double sum = 0;
        for (int i = 0; i < weighted.Length; i++) _upTo[i] = sum += weighted[i].Weight;
    }

    public string Draw(ScenarioRandom random)
    {
        double at = random.Share() * _upTo[^1];
        int i = 0;
        while (at >= _upTo[i] && i < _upTo.Length - 1) i++;
        return _values[i];
    }
}
