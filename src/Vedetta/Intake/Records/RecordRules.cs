using System.Collections.Frozen;
using Vedetta.Engine.Cdr;
using Vedetta.Settings;

namespace Vedetta.Intake.Records;

/// <summary>What call records leave unsaid, by the organisation's settings.</summary>
public static class RecordRules
{
    // A telephone system's national numbers and local times are those of its own country.
    private static readonly FrozenDictionary<string, string> RegionOfZone = new (string Region, string Zones)[]
    {
        ("IT", "Europe/Rome"), ("VA", "Europe/Vatican"), ("SM", "Europe/San_Marino"), ("FR", "Europe/Paris"),
        ("CH", "Europe/Zurich"), ("DE", "Europe/Berlin Europe/Busingen"), ("AT", "Europe/Vienna"),
        ("BE", "Europe/Brussels"),
        ("NL", "Europe/Amsterdam"), ("LU", "Europe/Luxembourg"), ("MC", "Europe/Monaco"), ("LI", "Europe/Vaduz"),
        ("ES", "Europe/Madrid Atlantic/Canary Africa/Ceuta"), ("PT", "Europe/Lisbon Atlantic/Madeira Atlantic/Azores"),
        ("GB", "Europe/London"), ("IE", "Europe/Dublin"), ("DK", "Europe/Copenhagen"), ("SE", "Europe/Stockholm"),
        ("NO", "Europe/Oslo"), ("FI", "Europe/Helsinki"), ("PL", "Europe/Warsaw"), ("CZ", "Europe/Prague"),
        ("SK", "Europe/Bratislava"), ("HU", "Europe/Budapest"), ("SI", "Europe/Ljubljana"), ("HR", "Europe/Zagreb"),
        ("RO", "Europe/Bucharest"), ("BG", "Europe/Sofia"), ("GR", "Europe/Athens"), ("MT", "Europe/Malta"),
        ("EE", "Europe/Tallinn"), ("LV", "Europe/Riga"), ("LT", "Europe/Vilnius"),
        ("US", "America/New_York America/Chicago America/Denver America/Los_Angeles"),
    }.SelectMany(r => r.Zones.Split(' '), (region, zone) => (region.Region, zone))
        .ToFrozenDictionary(z => z.zone, z => z.Region, StringComparer.Ordinal);

    /// <summary>Country of national numbers and zone of local times of an organisation's records.</summary>
    public static CallRecordOptions OptionsOf(Organisation organisation) =>
        OptionsOf(TimeZoneInfo.FindSystemTimeZoneById(organisation.TimeZone));

    /// <summary>The same, by a time zone alone.</summary>
    public static CallRecordOptions OptionsOf(TimeZoneInfo zone) => new(RegionOfZone.GetValueOrDefault(zone.Id), zone);

    /// <summary>What reads a text of call records; null when the text is something else.</summary>
    /// <param name="head">The beginning of the text.</param>
    /// <param name="organisation">Whose records they are.</param>
    public static CallRecords? ReaderFor(ReadOnlySpan<byte> head, Organisation organisation) =>
        CallRecognition.Of(head) is { } layout ? new CallRecords(layout, OptionsOf(organisation)) : null;
}
