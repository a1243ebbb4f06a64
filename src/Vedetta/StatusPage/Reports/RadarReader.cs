using Vedetta.Detection;
using Vedetta.Engine.Reports;
using Vedetta.Engine.Surges;
using Vedetta.Settings;

namespace Vedetta.StatusPage.Reports;

/// <summary>Reads from the live watch what states and shadows are decided on.</summary>
internal sealed class RadarReader(LiveWatch watch, DateTimeOffset now)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly IReadOnlyList<Surge> _open = watch.OpenOf("report");

    /// <summary>The numbers of one service.</summary>
    public ReportEvidence Evidence(ServiceSetting service, ReportStanding standing)
    {
        SeriesKey series = ServiceReading.SeriesOf(service.Id);
        DateTimeOffset from = now.AddMinutes(-ReportStateRules.WindowMinutes);
        long reports = watch.Measure(series, from, now)?.Observed ?? 0;
        if (reports == 0 && standing.State == ReportState.None) return new ReportEvidence { At = now, Reports = 0 };
        DateTimeOffset recently = now.AddMinutes(-ReportStateRules.RecentMinutes);
        Band? usual = watch.Measure(series, from, now)?.Expected;
        Band? recentUsual = watch.Measure(series, recently, now)?.Expected;
        ReportSources sources = watch.ReportOrigins.Sources(service.Id, from, now);
        return new ReportEvidence
        {
            At = now,
            Reports = reports,
            Expected = usual?.Expected,
            High = usual?.High,
            Recent = watch.Measure(series, recently, now)?.Observed ?? 0,
            RecentHigh = recentUsual?.High,
            Networks = (int)Math.Round(sources.Distinct),
            IsVouchedBySenders = ReportGateRules.AreVouchedBySenders(reports, sources.WithSource, sources.Distinct),
            InSurge = _open.Any(s => IsOf(s, service.Id)),
        };
    }

    /// <summary>Reports of the last hour.</summary>
    public long LastHour(ServiceSetting service) =>
        watch.Measure(ServiceReading.SeriesOf(service.Id), now.AddHours(-1), now)?.Observed ?? 0;

    /// <summary>The shadows among these services; nothing is looked at while no reports could make a victim.</summary>
    public IReadOnlyList<SpillOver> Shadows(IEnumerable<ServiceSetting> services)
    {
        DateTimeOffset from = now.AddMinutes(-SpillOverRules.WindowMinutes);
        ServiceSetting[] all = [.. services];
        bool anyVictim = all.Any(s =>
            watch.Measure(ServiceReading.SeriesOf(s.Id), from, now)?.Observed >= SpillOverRules.VictimExcessMin);
        return anyVictim ? SpillOverRules.Find([.. all.Select(s => Reported(s, from))]) : [];
    }

    private ReportedService Reported(ServiceSetting service, DateTimeOffset from)
    {
        SeriesKey series = ServiceReading.SeriesOf(service.Id);
        Band usual = watch.Measure(series, from, now)?.Expected ?? default;
        return new ReportedService(
            service.Id, service.KindOrKnown == ServiceKind.Network, watch.Counts(series, from, now, Minute),
            usual.Expected / SpillOverRules.WindowMinutes, usual.High);
    }

    // Named by the series itself or by the part that carries most of its excess.
    private static bool IsOf(Surge surge, string service) => surge.Direction == SurgeDirection.Rise
        && (surge.Series["service"] == service || surge.ExplainedBy.Any(e =>
            e.Share >= 0.5 && e.Dimensions.Any(d => d.Dimension == "service" && d.Value == service)));
}
