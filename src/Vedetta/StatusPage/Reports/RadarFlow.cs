using System.Text.Json;
using Vedetta.Detection;
using Vedetta.Engine.Reports;
using Vedetta.Settings;

namespace Vedetta.StatusPage.Reports;

/// <summary>
/// Decides every service's state anew with each round of detection, keeps the moves and shows the newest picture.
/// Called once a round, never twice at once; rounds played again after a restart are passed over up to the last kept
/// move.
/// </summary>
public sealed class RadarFlow(
    LiveWatch watch, ServiceDirectory services, RadarStore store, ReportNotices notices, ServerOptions options,
    TimeProvider time)
{
    private const string Vedetta = "vedetta";

    private readonly Lock _actsLock = new();
    private readonly Dictionary<string, ReportStanding> _standings = [];
    private readonly Dictionary<string, string> _confirmedBy = [];
    private readonly Dictionary<string, Act> _acts = [];
    private DateTimeOffset? _keptUntil;
    private RadarPicture _picture = RadarPicture.Empty;

    /// <summary>The newest picture.</summary>
    public RadarPicture Picture => Volatile.Read(ref _picture);

    /// <summary>Somebody at the desk says that a service does fail; it counts from the next round on.</summary>
    public void Confirm(string service, string who) => Note(service, confirms: true, who);

    /// <summary>Somebody takes such a confirmation back: the state starts anew from "possible".</summary>
    public void Withdraw(string service, string who) => Note(service, confirms: false, who);

    /// <summary>Takes one round of detection. A round whose moves cannot be kept counts as not taken.</summary>
    public async Task Take(DetectionRound round, CancellationToken stop)
    {
        _keptUntil ??= await Load(stop);
        if (round.At <= _keptUntil || round.At < options.WarmUntil) return;
        await notices.Refresh(stop);
        var reader = new RadarReader(watch, round.At);
        Dictionary<string, SpillOver> shadows = reader.Shadows(services.All).ToDictionary(s => s.Shadow);
        Dictionary<string, Act> acts = ReadActs();
        Move[] moves = [.. services.All.Select(s =>
            MoveOf(s, reader, shadows.GetValueOrDefault(s.Id), acts.GetValueOrDefault(s.Id)))];
        StateChange[] changes = [.. moves.Where(m => m.IsChange).Select(ChangeOf)];
        if (changes.Length > 0) await store.Add(changes, stop);
        foreach (Move move in moves) Keep(move);
        ForgetActs(acts);
        ServiceReading[] readings = [.. moves.Select(m => ReadingOf(m, reader))];
        Volatile.Write(ref _picture, new RadarPicture(round.At, _picture.Version + 1, [.. readings]));
    }

    private Move MoveOf(ServiceSetting service, RadarReader reader, SpillOver? shadow, Act? act)
    {
        ReportStanding known = _standings.GetValueOrDefault(service.Id, ReportStanding.Quiet), before = known;
        ReportEvidence evidence = reader.Evidence(service, before) with
        {
            HasNotice = notices.Names(service.Id),
            IsConfirmedByDesk = act is { Confirms: true },
            IsShadow = shadow is not null,
        };
        if (act is { Confirms: false } && before.State != ReportState.None)
            before = before with { State = ReportState.Possible, Since = evidence.At };
        ReportStanding next = ReportStateRules.Next(before, evidence);
        return new Move(service, known.State, next, evidence, shadow, act?.Who ?? Vedetta);
    }

    private void Keep(Move move)
    {
        string id = move.Service.Id;
        _standings[id] = move.Standing;
        if (move.Standing.State != ReportState.Confirmed) _confirmedBy.Remove(id);
        else if (move.Evidence.IsConfirmedByDesk) _confirmedBy[id] = move.Who;
    }

    private ServiceReading ReadingOf(Move move, RadarReader reader) => new(
        move.Service, move.Standing, move.Evidence, reader.LastHour(move.Service),
        ReportStateRules.IsAboveBand(move.Evidence) ? move.Shadow : null, _confirmedBy.GetValueOrDefault(move.Service.Id));

    private static StateChange ChangeOf(Move move) => new()
    {
        Service = move.Service.Id,
        At = move.Evidence.At,
        State = move.Standing.State,
        RisenAt = move.Standing.RisenAt,
        Peak = move.Standing.Peak,
        Who = move.Who,
        EvidenceJson = JsonSerializer.Serialize(move.Evidence),
    };

    private async Task<DateTimeOffset> Load(CancellationToken stop)
    {
        DateTimeOffset last = DateTimeOffset.MinValue;
        foreach (StateChange change in await store.Latest(stop))
        {
            _standings[change.Service] = new ReportStanding(change.State, change.At, change.RisenAt, change.Peak);
            if (change.State == ReportState.Confirmed && change.Who != Vedetta)
                _confirmedBy[change.Service] = change.Who;
            if (change.At > last) last = change.At;
        }
        // A clock that was set back must not silence the radar.
        return last <= time.GetUtcNow() ? last : DateTimeOffset.MinValue;
    }

    private void Note(string service, bool confirms, string who)
    {
        lock (_actsLock) _acts[service] = new Act(confirms, who);
    }

    private Dictionary<string, Act> ReadActs()
    {
        lock (_actsLock) return _acts.Count == 0 ? [] : new Dictionary<string, Act>(_acts);
    }

    private void ForgetActs(Dictionary<string, Act> done)
    {
        lock (_actsLock)
            foreach ((string service, Act act) in done)
                if (ReferenceEquals(_acts.GetValueOrDefault(service), act)) _acts.Remove(service);
    }

    private sealed record Act(bool Confirms, string Who);

    private sealed record Move(
        ServiceSetting Service, ReportState Before, ReportStanding Standing, ReportEvidence Evidence, SpillOver? Shadow,
        string Who)
    {
        public bool IsChange => Standing.State != Before;
    }
}
