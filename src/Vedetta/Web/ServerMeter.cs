using System.Diagnostics.Metrics;

namespace Vedetta.Web;

/// <summary>
/// The meter of one server. Its scope is the server's options, so that two servers in one process are not counted as one.
/// </summary>
public sealed class ServerMeter(ServerOptions options) : IDisposable
{
    /// <summary>Name of the meter, and first word of every metric.</summary>
    public const string Name = "vedetta";

    private readonly Meter _meter = new(new MeterOptions(Name) { Scope = options });

    /// <summary>A number that only grows, counted where it happens.</summary>
    public Counter<long> Counter(string name, string description, string? unit = null) =>
        _meter.CreateCounter<long>(name, unit, description);

    /// <summary>A number that only grows, asked for when metrics are read.</summary>
    public void Total(string name, Func<long> read, string description) =>
        _meter.CreateObservableCounter(name, read, description: description);

    /// <summary>Numbers that only grow, one for each mark, asked for when metrics are read.</summary>
    public void Totals(string name, string mark, Func<IEnumerable<(string Mark, long Value)>> read, string description) =>
        _meter.CreateObservableCounter(
            name,
            () => read().Select(one => new Measurement<long>(one.Value, new KeyValuePair<string, object?>(mark, one.Mark))),
            description: description);

    /// <summary>A number that goes up and down, asked for when metrics are read.</summary>
    public void Gauge(string name, Func<long> read, string description) =>
        _meter.CreateObservableGauge(name, read, description: description);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
