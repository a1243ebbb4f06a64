using Vedetta.Engine.Reports;
using Vedetta.Settings;
using Vedetta.StatusPage.Pictures;
using Vedetta.StatusPage.Reports.Pages;
using Vedetta.Web;

namespace Vedetta.StatusPage.Reports;

/// <summary>
/// The pages on which customers report: all services, one service, and what follows a report. Nobody's page differs
/// from anybody else's, so they are pictures like the rest; the guessed region is part of the address.
/// </summary>
public sealed class ReportPages(
    ServiceDirectory services, RadarFlow radar, ReportNotices notices, ServiceFactsReader facts,
    PublicRenderer renderer, TimeProvider time) : PictureSource
{
    private const string ServicePath = "/s/", ReportedPart = "reported", ThanksPart = "thanks";

    // Rounds come every second; without one for this long the page says that its data are old.
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public override PicturePlan? Plan(string path)
    {
        if (LanguagePath.Split(path) is not { } asked) return null;
        if (asked.Page == "/s") return new PicturePlan(ListVersion, _ => PaintSearch(asked.Language, ""));
        if (!asked.Page.StartsWith(ServicePath, StringComparison.Ordinal)) return null;
        string[] parts = asked.Page[ServicePath.Length..].Split('/');
        if (services.Find(parts[0]) is not { } service || StepOf(parts) is not { } step) return null;
        string place = parts.Length > 2 ? parts[2] : "";
        return new PicturePlan(
            () => VersionOf(service), stop => PaintService(service, asked.Language, step, place, stop));
    }

    /// <summary>The page that a search came to.</summary>
    public Task<Painted> PaintSearch(Language language, string query) =>
        PaintList(language, query, [.. services.All.Where(s => Fits(s, query))]);

    /// <summary>The page that says why a form was not taken.</summary>
    public Task<Painted> PaintRefusal(Language language, int status) =>
        renderer.Render<RefusalPage>(View(language), new() { ["View"] = View(language), ["Status"] = status });

    private ReportStep? StepOf(string[] parts) => parts switch
    {
        [_] => ReportStep.Ask,
        [_, ReportedPart] => ReportStep.Reported,
        [_, ReportedPart, var place] when services.Organisation.Places.Any(p => p.Id == place) => ReportStep.Reported,
        [_, ThanksPart] => ReportStep.Thanked,
        _ => null,
    };

    private Task<Painted> PaintList(Language language, string query, ServiceSetting[] found) =>
        renderer.Render<ServicesPage>(View(language), new()
        {
            ["View"] = View(language),
            ["Picture"] = radar.Picture,
            ["Services"] = found,
            ["Query"] = query,
        });

    private async Task<Painted> PaintService(
        ServiceSetting service, Language language, ReportStep step, string place, CancellationToken stop)
    {
        ServiceFacts read = await facts.Read(service, stop);
        return await renderer.Render<ServicePage>(View(language), new()
        {
            ["View"] = View(language),
            ["Facts"] = read,
            ["Step"] = step,
            ["Place"] = place,
        });
    }

    private bool IsStale => time.GetUtcNow() - facts.Now > StaleAfter;

    private PublicView View(Language language) =>
        new(language, services.Organisation, facts.Now, radar.Picture.Version > 0 && IsStale);

    private long ListVersion()
    {
        var hash = new HashCode();
        hash.Add(Minute());
        hash.Add(services.Organisation);
        foreach (ServiceReading reading in radar.Picture.Readings) hash.Add(reading.State);
        return hash.ToHashCode();
    }

    private long VersionOf(ServiceSetting service)
    {
        ServiceReading? reading = radar.Picture.Find(service.Id);
        return HashCode.Combine(
            Minute(), services.Organisation, reading?.State, reading?.Evidence.Reports, reading?.Evidence.Networks,
            reading?.Shadow?.Victim, notices.Names(service.Id));
    }

    private long Minute() => time.GetUtcNow().ToUnixTimeSeconds() / 60;

    private static bool Fits(ServiceSetting service, string query) =>
        query.Length == 0 || service.Name.Contains(query, StringComparison.CurrentCultureIgnoreCase)
        || service.Slug.Contains(KnownServices.SlugOf(query), StringComparison.Ordinal);
}

/// <summary>How far somebody is on the page of a service.</summary>
public enum ReportStep
{
    /// <summary>They look, and may report.</summary>
    Ask,

    /// <summary>They have reported, and may say more.</summary>
    Reported,

    /// <summary>They have said more.</summary>
    Thanked,
}
