using Microsoft.EntityFrameworkCore;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Gate;
using Vedetta.Incidents;
using Vedetta.Storage;

namespace Vedetta.CallGate;

/// <summary>
/// The floods known of the last days, at their last state: what is not in one of them counts as honest.
/// </summary>
public sealed class FloodBook(IDbContextFactory<VedettaContext> contexts)
{
    /// <summary>Most floods remembered; the oldest go.</summary>
    public const int FloodsMax = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Flood> _floods = [];

    /// <summary>Notes a flood, or what became of it.</summary>
    public void Note(Flood flood)
    {
        lock (_lock)
        {
            _floods[flood.Id] = flood;
            if (_floods.Count <= FloodsMax) return;
            _floods.Remove(_floods.Values.MinBy(f => f.EndedAt ?? DateTimeOffset.MaxValue)!.Id);
        }
    }

    /// <summary>Reads the floods of past incidents: at the start, when no round has told of them.</summary>
    public async Task Load(DateTimeOffset from, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        List<string> stored = await context.Set<IncidentFlood>().AsNoTracking().Select(f => f.FloodJson)
            .ToListAsync(stop);
        foreach (Flood flood in stored.Select(IncidentJson.Flood))
            if ((flood.EndedAt is null || flood.EndedAt >= from) && Find(flood.Id) is null) Note(flood);
    }

    /// <summary>A flood, or null.</summary>
    public Flood? Find(string id)
    {
        lock (_lock) return _floods.GetValueOrDefault(id);
    }

    /// <summary>The floods that lasted into the time forecasts look back on.</summary>
    public IReadOnlyList<Flood> Since(DateTimeOffset from)
    {
        lock (_lock) return [.. _floods.Values.Where(f => f.EndedAt is null || f.EndedAt >= from)];
    }

    /// <summary>Those of the days that <see cref="CallHistory"/> holds.</summary>
    public IReadOnlyList<Flood> Lately(DateTimeOffset now) => Since(now - CallHistory.AgeMax);
}
