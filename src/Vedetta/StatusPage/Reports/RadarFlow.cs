using System.Text.Json;
using Vedetta.Detection;
using Vedetta.Engine.Reports;
using Vedetta.Settings;

namespace Vedetta.StatusPage.Reports;

/// <summary>
/// Decides every service's state anew with each round of detection, keeps the moves and shows the newest picture.
/// Called
/// once a round, never twice at once; rounds played again after a restart are passed over up to the last kept move.
/// </summary>
public sealed class RadarFlow(
    LiveWatch watch, ServiceDirectory services, RadarStore store, ReportNotices notices, ServerOptions options,
    TimeProvider time)
{
    private const string Vedetta = "vedetta";

    private readonly Lock _actsLock = new();
    private readonly Dictionary<string, ReportStanding> _standings = [];
    private readonly Dictionary<string, string> _confirmedBy = [];
    private readonly Dictionary<string, (bool Confirms, string Who)> _acts = [];
    private DateTimeOffset? _keptUntil;
    private RadarPicture _picture = RadarPicture.Empty;

    /// <summary>The newest picture.</summary>
    public RadarPicture Picture => Volatile.Read(ref _picture);

    /// <summary>Told after every round that changed the picture.</summary>
    public event Action<RadarPicture>? Changed;

    /// <summary>Somebody at the desk says that a service does fail; it counts from the next round on.</summary>
    public void Confirm(string service, string who) => Note(service, confirms: true, who);

    /// <summary>Somebody takes such a confirmation back: the state starts anew from "possible".</summary>
    public void Withdraw(string service, string who) => Note(service, confirms: false, who);

    /// <summary>Takes one round of detection.</summary>
    public async Task Take(DetectionRound round, CancellationToken stop)
    {
        _keptUntil ??= await Load(stop);
        if (round.At <= _keptUntil || round.At < options.WarmUntil) return;
        await notices.Refresh(stop);
        var reader = new RadarReader(watch, round.At);
        Dictionary<string, SpillOver> shadows = reader.Shadows(services.All).ToDictionary(s => s.Shadow);
        Dictionary<string, (bool Confirms, string Who)> acts = TakeActs();
        var changes = new List<StateChange>();
        var readings = new List<ServiceReading>(services.All.Length);
        foreach (ServiceSetting service in services.All)
            readings.Add(Read(service, reader, shadows.GetValueOrDefault(service.Id), acts, changes));
        if (changes.Count > 0) await store.Add(changes, stop);
        Show(new RadarPicture(round.At, _picture.Version + 1, [.. readings]));
    }

    private ServiceReading Read(
        ServiceSetting service, RadarReader reader, SpillOver? shadow, Dictionary<string, (bool Confirms, string Who)> acts,
        List<StateChange> changes)
    {
        ReportStanding before = _standings.GetValueOrDefault(service.Id, ReportStanding.Quiet);
        ReportEvidence evidence = reader.Evidence(service, before) with
        {
            HasNotice = notices.Names(service.Id), IsShadow = shadow is not null,
        };
        string who = Vedetta;
        if (acts.TryGetValue(service.Id, out var act))
        {
            who = act.Who;
            evidence = evidence with { IsConfirmedByDesk = act.Confirms };
            if (!act.Confirms && before.State != ReportState.None)
                before = before with { State = ReportState.Possible, Since = evidence.At };
        }
        ReportStanding next = ReportStateRules.Next(before, evidence);
        ReportState known = _standings.GetValueOrDefault(service.Id, ReportStanding.Quiet).State;
        _standings[service.Id] = next;
        if (next.State != ReportState.Confirmed) _confirmedBy.Remove(service.Id);
        else if (evidence.IsConfirmedByDesk) _confirmedBy[service.Id] = who;
        if (next.State != known) changes.Add(ChangeOf(service.Id, next, evidence, who));
        return new ServiceReading(
            service, next, evidence, reader.LastHour(service), shadow, _confirmedBy.GetValueOrDefault(service.Id));
    }

    private static StateChange ChangeOf(string service, ReportStanding standing, ReportEvidence evidence, string who) => new()
    {
        Service = service,
        At = evidence.At,
        State = standing.State,
        RisenAt = standing.RisenAt,
        Peak = standing.Peak,
        Who = who,
        EvidenceJson = JsonSerializer.Serialize(evidence),
    };

    private async Task<DateTimeOffset> Load(CancellationToken stop)
    {
        DateTimeOffset last = DateTimeOffset.MinValue;
        foreach (StateChange change in await store.Latest(stop))
        {
            _standings[change.Service] = new ReportStanding(change.State, change.At, change.RisenAt, change.Peak);
            if (change.State == ReportState.Confirmed && change.Who != Vedetta) _confirmedBy[change.Service] = change.Who;
            if (change.At > last) last = change.At;
        }
        // A clock that was set back must not silence the radar.
        return last <= time.GetUtcNow() ? last : DateTimeOffset.MinValue;
    }

    private void Note(string service, bool confirms, string who)
    {
        lock (_actsLock) _acts[service] = (confirms, who);
    }

    private Dictionary<string, (bool Confirms, string Who)> TakeActs()
    {
        lock (_actsLock)
        {
            if (_acts.Count == 0) return [];
            var taken = new Dictionary<string, (bool Confirms, string Who)>(_acts);
            _acts.Clear();
            return taken;
        }
    }

    private void Show(RadarPicture picture)
    {
        Volatile.Write(ref _picture, picture);
        Changed?.Invoke(picture);
    }
}
