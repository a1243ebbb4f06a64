using Vedetta.Engine.Surges;

namespace Vedetta.Cli.Detect;

/// <summary>The surges found so far, each at its last state.</summary>
public sealed class SurgeBook
{
    private readonly Dictionary<string, Surge> _surges = [];

    /// <summary>Takes what changed in one bin.</summary>
    public void Take(List<SurgeChange> changes)
    {
        foreach (SurgeChange change in changes) _surges[change.Surge.Id] = change.Surge;
    }

    /// <summary>The surges of one direction in the order of their alarms.</summary>
    public IEnumerable<Surge> InAlarmOrder(SurgeDirection direction) => InAlarmOrder().Where(s => s.Direction == direction);

    /// <summary>All of them in the order of their alarms.</summary>
    public IEnumerable<Surge> InAlarmOrder() => _surges.Values
        .OrderBy(s => s.AlarmedAt).ThenBy(s => s.Series.ToString(), StringComparer.Ordinal);
}
