using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Detection;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Surges;
using Vedetta.Engine.Tiles;
using Vedetta.Incidents;
using Vedetta.Settings;
using Vedetta.Storage;
using Vedetta.Tests.Access;

namespace Vedetta.Tests.Browser;

/// <summary>A contact centre's morning with one incident that rings, one in hand and one that is over.</summary>
internal static class SampleDay
{
    private static readonly Organisation Organisation = new()
    {
        Name = "Telefonia Esempio",
        CostPerContact = 0.62m,
        Services = [new("whatsapp", "WhatsApp", ServiceOwner.ThirdParty), new("fibre", "Fibra", ServiceOwner.Own)],
        Queues = [new("residential", "Clienti privati"), new("business", "Aziende", HandleSeconds: 320)],
        Holidays = [new(new DateOnly(2026, 12, 25), "Natale")],
    };

    public static async Task Fill(DeskHost host)
    {
        IServiceProvider services = host.App.Services;
        await services.GetRequiredService<SettingsStore>().Save("anna", Organisation);
        await services.GetRequiredService<ApiKeyStore>().Create("anna", "Centralino Torino", [ApiScopes.SignalsWrite]);
        Watch(services.GetRequiredService<LiveWatch>(), host.Time.GetUtcNow());
        await using VedettaContext context = await services.GetRequiredService<IDbContextFactory<VedettaContext>>().CreateDbContextAsync();
        AddIncidents(context, host.Time.GetUtcNow());
        await context.SaveChangesAsync();
    }

    private static void Watch(LiveWatch watch, DateTimeOffset now)
    {
        var random = new Random(7);
        long end = now.ToUnixTimeSeconds(), onset = end - 40 * 60;
        Leaf[] leaves =
        [
            new(SignalKind.Contact, "residential", "voice", "whatsapp", "Torino"),
            new(SignalKind.Contact, "residential", "voice", "bill", "Milano"),
            new(SignalKind.Contact, "business", "chat", "fibre", "Roma"),
            new(SignalKind.Report, "whatsapp", "Torino"),
        ];
        double[] perSecond = [0.02, 0.3, 0.15, 0.02];
        for (long hour = end - 3 * 86_400; hour < end; hour += 3600)
        {
            var tiles = new TileSet();
            for (long second = hour; second < Math.Min(hour + 3600, end); second++)
                for (int i = 0; i < leaves.Length; i++)
                {
                    double rate = perSecond[i] * (1 + 0.5 * Math.Sin(second / 86_400.0 * 2 * Math.PI));
                    if (second >= onset && i is 0 or 3 && second >= onset) rate *= 40;
                    for (double left = rate - random.NextDouble(); left > 0; left -= random.NextDouble())
                        tiles.Add(second, leaves[i], Observation.None);
                }
            DateTimeOffset at = DateTimeOffset.FromUnixTimeSeconds(Math.Min(hour + 3600, end));
            watch.Take(tiles, [], at);
            watch.Advance(at);
        }
        watch.Paint(now);
    }

    private static void AddIncidents(VedettaContext context, DateTimeOffset now)
    {
        Incident ringing = Make(3, "whatsapp", now.AddMinutes(-40), CauseWords.ThirdPartyOutage, 0.94, "contact{topic=whatsapp}");
        ringing.FindingsJson = IncidentJson.Write(Findings(now));
        Incident inHand = Make(2, "fibre", now.AddHours(-3), CauseWords.OwnOutage, 0.71, "contact{topic=fibre}");
        inHand.State = IncidentState.Acknowledged;
        inHand.AcknowledgedBy = "Anna Bianchi";
        Incident over = Make(1, "fibre", now.AddDays(-2), CauseWords.DemandPeak, 1, "contact{}");
        over.State = IncidentState.Closed;
        over.CauseNamedBy = "Anna Bianchi";
        over.EndedAt = over.ClosedAt = now.AddDays(-2).AddHours(3);
        Incident small = Make(4, "business", now.AddMinutes(-9), CauseWords.Unknown, 0.6, "contact{queue=business}");
        small.SubjectKind = SubjectKind.Queue;
        context.AddRange(ringing, inHand, over, small);
        context.AddRange(SurgeOf(3, "contact{topic=whatsapp}", now.AddMinutes(-40)), SurgeOf(3, "report{service=whatsapp}", now.AddMinutes(-44)));
        context.AddRange(
            Entry(3, now.AddMinutes(-39), "vedetta", TimelineAct.Opened, ""),
            Entry(3, now.AddMinutes(-38), "vedetta", TimelineAct.SurgeJoined, "report{service=whatsapp}"),
            Entry(3, now.AddMinutes(-37), "vedetta", TimelineAct.CauseRanked, CauseWords.ThirdPartyOutage),
            Entry(3, now.AddMinutes(-20), "Anna Bianchi", TimelineAct.Noted, "Il fornitore conferma il guasto. Annuncio in preparazione."));
    }

    private static Incident Make(int id, string subject, DateTimeOffset onset, string cause, double confidence, string series) => new()
    {
        Id = id,
        OpenedAt = onset.AddSeconds(40),
        Onset = onset,
        State = IncidentState.Open,
        SubjectKind = SubjectKind.Service,
        SubjectId = subject,
        Cause = cause,
        Confidence = confidence,
        MeasuredSeries = series,
        Observed = 65_000 / id,
        Expected = 15_854.0 / id,
        RatioLow = 4.05,
        RatioHigh = 4.15,
        CostPerContact = 0.62m,
        UpdatedAt = onset,
    };

    private static IncidentFindings Findings(DateTimeOffset now) => new()
    {
        Causes =
        [
            new(CauseWords.ThirdPartyOutage, 0.94,
                [new("service-is-third-party", "WhatsApp", 3), new("reports-surge", "+1840 %", 1.5), new("own-components-well", "", 0.5)]),
            new(CauseWords.DemandPeak, 0.06, [new("contacts-surge", "49146", 2.2), new("service-is-third-party", "WhatsApp", -2.5)]),
        ],
        Parts = [new("topic", "whatsapp", 0.91), new("place", "Torino", 0.62), new("place", "Milano", 0.21), new("channel", "voice", 0.97)],
        Planned = [new("maintenance", "Aggiornamento CRM", now.AddHours(-2), now.AddHours(1), null)],
    };

    private static IncidentSurge SurgeOf(int id, string series, DateTimeOffset onset) => new()
    {
        SurgeId = series + id,
        IncidentId = id,
        Series = series,
        Onset = onset,
        SurgeJson = IncidentJson.Write(new Surge(
            series + id, SeriesKey.Parse(series), SurgeDirection.Rise, onset, onset.AddSeconds(40), null, 15_854, 65_000, 4.1, 4.05, 4.15,
            31.4, 17.2, [])),
    };

    private static TimelineEntry Entry(int id, DateTimeOffset at, string who, TimelineAct act, string detail) =>
        new() { IncidentId = id, At = at, Who = who, Act = act, Detail = detail };
}
