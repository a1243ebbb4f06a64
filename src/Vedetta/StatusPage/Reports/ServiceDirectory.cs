using System.Collections.Frozen;
using System.Collections.Immutable;
using Vedetta.Settings;

namespace Vedetta.StatusPage.Reports;

/// <summary>The services people may report, by the word in their address; follows the settings.</summary>
public sealed class ServiceDirectory
{
    private readonly SettingsStore _settings;
    private Listing? _listing;

    /// <summary>Follows the settings from now on.</summary>
    public ServiceDirectory(SettingsStore settings)
    {
        _settings = settings;
        settings.Changed += organisation => Volatile.Write(ref _listing, new Listing(organisation));
    }

    /// <summary>All services, as the settings order them.</summary>
    public ImmutableArray<ServiceSetting> All => Current.Organisation.Services;

    /// <summary>The organisation's settings.</summary>
    public Organisation Organisation => Current.Organisation;

    /// <summary>The service whose address has this word; null where there is none.</summary>
    public ServiceSetting? Find(string slug) => Current.BySlug.GetValueOrDefault(slug);

    /// <summary>What of a form this service and these settings know; the rest is as good as unsaid.</summary>
    public ReportForm Known(ServiceSetting service, ReportForm form) => new(
        form.Reason is { } reason && ReportReasons.Of(service.KindOrKnown).Contains(reason) ? reason : null,
        form.Place is { } place && Current.Places.Contains(place) ? place : null,
        form.Network is { } network && Current.Networks.Contains(network) ? network : null);

    private Listing Current => Volatile.Read(ref _listing) ?? (_listing = new Listing(_settings.Current));

    private sealed class Listing(Organisation organisation)
    {
        public Organisation Organisation { get; } = organisation;

        public FrozenDictionary<string, ServiceSetting> BySlug { get; } =
            organisation.Services.DistinctBy(s => s.Slug).ToFrozenDictionary(s => s.Slug, StringComparer.Ordinal);

        public FrozenSet<string> Places { get; } = organisation.Places.Select(p => p.Id).ToFrozenSet();

        public FrozenSet<string> Networks { get; } = organisation.Networks.Select(n => n.Id).ToFrozenSet();
    }
}
