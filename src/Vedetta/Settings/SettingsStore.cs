using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Vedetta.Storage;

namespace Vedetta.Settings;

/// <summary>One saved version of the organisation's settings.</summary>
public sealed class SettingsVersion
{
    /// <summary>Number, from 1.</summary>
    public long Version { get; set; }

    /// <summary>When it was saved.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who saved it.</summary>
    public string Who { get; set; } = "";

    /// <summary>The document.</summary>
    public string Json { get; set; } = "";
}

/// <summary>Settings that may not be saved, with every fault and its key.</summary>
public sealed class SettingsException(ImmutableArray<SettingFault> faults)
    : Exception(string.Join("; ", faults.Select(f => $"{f.Key} {f.Reason}")))
{
    /// <summary>What is wrong.</summary>
    public ImmutableArray<SettingFault> Faults { get; } = faults;
}

/// <summary>Keeps the organisation's settings: the newest version in memory, every version in the database.</summary>
public sealed class SettingsStore(
    IDbContextFactory<VedettaContext> contexts, AuditLog audit, ServerOptions options, TimeProvider time) : IDisposable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly SemaphoreSlim _saving = new(1);
    private Organisation? _current;

    /// <summary>Told after every save, with the new settings.</summary>
    public event Action<Organisation>? Changed;

    /// <summary>The settings in force; before the first save the defaults, with services most people ask about.</summary>
    public Organisation Current => _current ??= options.Organisation ?? Load();

    /// <summary>Checks and saves settings as the next version.</summary>
    /// <exception cref="SettingsException">They do not make sense; nothing was saved.</exception>
    public async Task Save(string who, Organisation organisation, CancellationToken cancel = default)
    {
        ImmutableArray<SettingFault> faults = OrganisationRules.Check(organisation);
        if (!faults.IsEmpty) throw new SettingsException(faults);
        await _saving.WaitAsync(cancel);
        try
        {
            await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
            long version = 1 + (await context.Set<SettingsVersion>().MaxAsync(v => (long?)v.Version, cancel) ?? 0);
            DateTimeOffset at = time.GetUtcNow();
            context.Add(new SettingsVersion { Version = version, At = at, Who = who, Json = Write(organisation) });
            context.Add(audit.Entry(who, "settings.save", "organisation", $"version {version}"));
            await context.SaveChangesAsync(cancel);
            _current = organisation;
        }
        finally
        {
            _saving.Release();
        }
        Changed?.Invoke(organisation);
    }

    /// <summary>The versions saved, newest first.</summary>
    public async Task<IReadOnlyList<SettingsVersion>> Versions(CancellationToken cancel = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<SettingsVersion>().AsNoTracking().OrderByDescending(v => v.Version).ToListAsync(cancel);
    }

    /// <summary>The document as JSON.</summary>
    public static string Write(Organisation organisation) => JsonSerializer.Serialize(organisation, Options);

    /// <summary>Reads what <see cref="Write"/> wrote; keys left out take their defaults.</summary>
    /// <exception cref="JsonException">It is not such a document.</exception>
    public static Organisation Read(string json) => JsonSerializer.Deserialize<Organisation>(json, Options) ?? new Organisation();

    /// <inheritdoc/>
    public void Dispose() => _saving.Dispose();

    private Organisation Load()
    {
        using VedettaContext context = contexts.CreateDbContext();
        string? json = context.Set<SettingsVersion>().AsNoTracking()
            .OrderByDescending(v => v.Version).Select(v => v.Json).FirstOrDefault();
        return json is null ? new Organisation { Services = KnownServices.Usual } : Read(json);
    }
}

internal sealed class SettingsTable : IEntityTypeConfiguration<SettingsVersion>
{
    public void Configure(EntityTypeBuilder<SettingsVersion> builder)
    {
        builder.ToTable("settings");
        builder.HasKey(v => v.Version);
        builder.Property(v => v.Version).HasColumnName("version").ValueGeneratedNever();
        builder.Property(v => v.At).HasColumnName("at");
        builder.Property(v => v.Who).HasColumnName("who");
        builder.Property(v => v.Json).HasColumnName("json");
    }
}
