using System.Collections.Immutable;
using Vedetta.Incidents;
using Vedetta.Statements;

namespace Vedetta.StatusPage.Reports;

/// <summary>
/// Which published notices in force speak of which service: those made from an incident about it, and those that name
/// a component with its id.
/// </summary>
public sealed class ReportNotices(PublicFacts facts, IncidentDesk incidents)
{
    private volatile ImmutableArray<(string Service, NoticeView Notice)>[] _found = [[]];
    private long _seen = -1;

    /// <summary>Whether a notice in force names a service.</summary>
    public bool Names(string service) =>
        _found[0].Any(f => f.Service == service && f.Notice.Notice.Kind == NoticeKind.Incident);

    /// <summary>The notices in force about a service.</summary>
    public IReadOnlyList<NoticeView> Of(string service) =>
        [.. _found[0].Where(f => f.Service == service).Select(f => f.Notice)];

    /// <summary>Looks anew if what is published has changed; called by the radar's rounds.</summary>
    public async Task Refresh(CancellationToken stop)
    {
        long version = facts.Version;
        if (version == _seen) return;
        var found = ImmutableArray.CreateBuilder<(string, NoticeView)>();
        foreach (NoticeView notice in StatusRules.Open(facts.Current.Record))
            foreach (string service in await ServicesOf(notice.Notice, stop)) found.Add((service, notice));
        _found = [found.ToImmutable()];
        _seen = version;
    }

    private async Task<IEnumerable<string>> ServicesOf(Notice notice, CancellationToken stop)
    {
        IEnumerable<string> named = notice.Affected.Select(a => a.Id);
        if (notice.IncidentId is not { } id || await incidents.Find(id, stop) is not { } view) return named;
        return view.Incident.SubjectKind == SubjectKind.Service
            ? named.Append(view.Incident.SubjectId).Distinct() : named;
    }
}
