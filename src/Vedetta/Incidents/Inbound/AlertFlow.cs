using Microsoft.EntityFrameworkCore;
using Vedetta.Settings;
using Vedetta.Storage;

namespace Vedetta.Incidents.Inbound;

/// <summary>
/// Carries alerts into incidents: a group that fires opens one, and when its last alert ended it closes, unless surges
/// still speak for it. The same telling twice changes nothing.
/// </summary>
public sealed class AlertFlow(IncidentDesk desk, SettingsStore settings, TimeProvider time)
{
    /// <summary>Incidents of alerts open at one time; beyond it new groups are turned away.</summary>
    public const int OpenMax = 200;

    private static readonly TimeSpan KeepResolved = TimeSpan.FromDays(90);
    private long _turnedAway;

    /// <summary>Alerts turned away because too many incidents were open.</summary>
    public long TurnedAway => Volatile.Read(ref _turnedAway);

    /// <summary>Takes one notification of a source.</summary>
    public Task<AlertReceipt> Take(string source, AlertBatch batch, CancellationToken stop = default) => desk.InTurn(
        async context =>
        {
            var turn = new Turn(context, source, batch, settings.Current, time.GetUtcNow());
            AlertReceipt receipt = await turn.Run(stop);
            Interlocked.Add(ref _turnedAway, turn.TurnedAway);
            DateTimeOffset before = time.GetUtcNow() - KeepResolved;
            await context.Set<IncidentAlert>().Where(a => a.EndsAt != null && a.EndsAt < before)
                .ExecuteDeleteAsync(stop);
            return receipt;
        }, stop);

    private sealed class Turn(
        VedettaContext context, string source, AlertBatch batch, Organisation organisation, DateTimeOffset now)
    {
        private readonly List<Incident> _touched = [];
        private int _opened, _joined, _repeated, _resolved;

        public int TurnedAway { get; private set; }

        public async Task<AlertReceipt> Run(CancellationToken stop)
        {
            foreach (Alert alert in batch.Alerts) await (alert.IsFiring ? Fire(alert, stop) : Resolve(alert, stop));
            if (batch.IsWholeGroupResolved) await ResolveGroup(stop);
            await context.SaveChangesAsync(stop);
            int closed = 0;
            foreach (Incident incident in _touched.Distinct()) closed += await CloseIfOver(incident, stop) ? 1 : 0;
            return new AlertReceipt(
                _opened, _joined, _repeated, _resolved, closed, batch.LeftOut + TurnedAway, batch.Refused);
        }

        private async Task Fire(Alert alert, CancellationToken stop)
        {
            IncidentAlert? known = await Find(alert, stop);
            if (known is { EndsAt: null })
            {
                _repeated++;
                return;
            }
            // Without a start of its own, or with one that was told as over, firing again is a new alert.
            DateTimeOffset starts = known is null ? alert.StartsAt ?? now : now;
            if (await IncidentOf(alert, starts, stop) is not { } incident)
            {
                TurnedAway++;
                return;
            }
            context.Add(new IncidentAlert
            {
                Source = source,
                Fingerprint = alert.Fingerprint,
                StartsAt = starts,
                GroupKey = batch.GroupKey,
                IncidentId = incident.Id,
                Title = alert.Title,
            });
            await context.SaveChangesAsync(stop);
        }

        private async Task<Incident?> IncidentOf(Alert alert, DateTimeOffset starts, CancellationToken stop)
        {
            int? id = await Open(alert, stop);
            if (id is { } found && await context.Set<Incident>().FindAsync([found], stop) is { } joined)
            {
                _joined++;
                joined.EndedAt = null;
                if (starts < joined.Onset) joined.Onset = starts;
                await Note(joined, TimelineAct.AlertFired, alert.Title, stop);
                return joined;
            }
            int open = await context.Set<IncidentAlert>().Where(a => a.EndsAt == null).Select(a => a.IncidentId)
                .Distinct().CountAsync(stop);
            return open >= OpenMax ? null : await Begin(alert, starts, stop);
        }

        // The group's incident first; else one about the same subject, whatever opened it.
        private async Task<int?> Open(Alert alert, CancellationToken stop) =>
            await (from known in context.Set<IncidentAlert>()
                   join incident in context.Set<Incident>() on known.IncidentId equals incident.Id
                   where known.Source == source && known.GroupKey == batch.GroupKey
                       && incident.State != IncidentState.Closed
                   orderby incident.Id descending
                   select (int?)incident.Id).FirstOrDefaultAsync(stop)
            ?? await context.Set<Incident>()
                .Where(i =>
                    i.State != IncidentState.Closed && i.SubjectKind == alert.Subject.Kind
                        && i.SubjectId == alert.Subject.Id)
                .OrderByDescending(i => i.Id).Select(i => (int?)i.Id).FirstOrDefaultAsync(stop);

        private async Task<Incident> Begin(Alert alert, DateTimeOffset starts, CancellationToken stop)
        {
            IReadOnlyList<RankedCause> causes = CauseRules.Rank(new CauseFacts
            {
                Subject = alert.Subject,
                Service = organisation.Services.FirstOrDefault(
                    s => alert.Subject.Kind == SubjectKind.Service && s.Id == alert.Subject.Id),
                Alerts = [alert.Title],
            });
            var incident = new Incident
            {
                Id = await IncidentDesk.NextId(context, stop),
                OpenedAt = now,
                Onset = starts < now ? starts : now,
                SubjectKind = alert.Subject.Kind,
                SubjectId = alert.Subject.Id,
                Cause = causes[0].Cause,
                Confidence = causes[0].Confidence,
                CostPerContact = organisation.CostPerContact,
                Currency = organisation.Currency,
                FindingsJson = IncidentJson.Write(new IncidentFindings { Causes = causes }),
                UpdatedAt = now,
            };
            context.Add(incident);
            _opened++;
            await Note(incident, TimelineAct.Opened, alert.Title, stop);
            await Note(incident, TimelineAct.AlertFired, alert.Title, stop);
            return incident;
        }

        private async Task Resolve(Alert alert, CancellationToken stop)
        {
            if (await Find(alert, stop) is { EndsAt: null } known) await End(known, alert.EndsAt ?? now, stop);
        }

        private async Task ResolveGroup(CancellationToken stop)
        {
            List<IncidentAlert> rest = await context.Set<IncidentAlert>()
                .Where(a => a.Source == source && a.GroupKey == batch.GroupKey && a.EndsAt == null).ToListAsync(stop);
            foreach (IncidentAlert alert in rest.Where(a => a.EndsAt is null)) await End(alert, now, stop);
        }

        private async Task End(IncidentAlert alert, DateTimeOffset at, CancellationToken stop)
        {
            alert.EndsAt = at < alert.StartsAt ? alert.StartsAt : at;
            _resolved++;
            if (await context.Set<Incident>().FindAsync([alert.IncidentId], stop) is not { } incident) return;
            await Note(incident, TimelineAct.AlertEnded, alert.Title, stop);
            _touched.Add(incident);
        }

        private async Task<bool> CloseIfOver(Incident incident, CancellationToken stop)
        {
            if (incident.State == IncidentState.Closed) return false;
            if (await context.Set<IncidentAlert>()
                .AnyAsync(a => a.IncidentId == incident.Id && a.EndsAt == null, stop))
                return false;
            // Where surges or floods belong to it too, their flow ends it in its own time.
            if (await context.Set<IncidentSurge>().AnyAsync(s => s.IncidentId == incident.Id, stop)) return false;
            if (await context.Set<IncidentFlood>().AnyAsync(f => f.IncidentId == incident.Id, stop)) return false;
            incident.State = IncidentState.Closed;
            incident.EndedAt = incident.ClosedAt = now;
            incident.UpdatedAt = now;
            await Note(incident, TimelineAct.Closed, "", stop);
            return true;
        }

        private async Task<IncidentAlert?> Find(Alert alert, CancellationToken stop) => alert.StartsAt is { } starts
            ? await context.Set<IncidentAlert>().FindAsync([source, alert.Fingerprint, starts], stop)
            : await context.Set<IncidentAlert>().Where(a => a.Source == source && a.Fingerprint == alert.Fingerprint)
                .OrderByDescending(a => a.StartsAt).FirstOrDefaultAsync(stop);

        private Task Note(Incident incident, TimelineAct act, string detail, CancellationToken stop) =>
            IncidentDesk.Write(context, incident.Id, now, "vedetta", new TimelineNote(act, detail), stop);
    }
}
