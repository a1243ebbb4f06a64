using System.Collections.Immutable;
using System.Text;
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

/// <summary>
/// Keeps the organisation's settings: the newest version in memory, every version in the database, and a copy in the data
/// folder for starts at which the database does not answer.
/// </summary>
public sealed class SettingsStore : IDisposable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly IDbContextFactory<VedettaContext> _contexts;
    private readonly Database _database;
    private readonly AuditLog _audit;
    private readonly ServerOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _saving = new(1);
    private Organisation? _current;
    private bool _isCopy;

    /// <summary>Reads nothing yet: the first question does.</summary>
    public SettingsStore(
        IDbContextFactory<VedettaContext> contexts, Database database, AuditLog audit, ServerOptions options, TimeProvider time)
    {
        (_contexts, _database, _audit, _options, _time) = (contexts, database, audit, options, time);
        database.Prepared += LeaveCopy;
    }

    /// <summary>Told after every save, with the new settings.</summary>
    public event Action<Organisation>? Changed;

    /// <summary>The settings in force; before the first save the defaults, with services most people ask about.</summary>
    public Organisation Current => _current ??= _options.Organisation ?? LoadOrCopy();

    /// <summary>Checks and saves settings as the next version.</summary>
    /// <exception cref="SettingsException">They do not make sense; nothing was saved.</exception>
    public async Task Save(string who, Organisation organisation, CancellationToken cancel = default)
    {
        ImmutableArray<SettingFault> faults = OrganisationRules.Check(organisation);
        if (!faults.IsEmpty) throw new SettingsException(faults);
        await _saving.WaitAsync(cancel);
        try
        {
            await using VedettaContext context = await _contexts.CreateDbContextAsync(cancel);
            long version = 1 + (await context.Set<SettingsVersion>().MaxAsync(v => (long?)v.Version, cancel) ?? 0);
            DateTimeOffset at = _time.GetUtcNow();
            context.Add(new SettingsVersion { Version = version, At = at, Who = who, Json = Write(organisation) });
            context.Add(_audit.Entry(who, "settings.save", "organisation", $"version {version}"));
            await context.SaveChangesAsync(cancel);
            (_current, _isCopy) = (organisation, false);
            WriteCopy(organisation);
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
        await using VedettaContext context = await _contexts.CreateDbContextAsync(cancel);
        return await context.Set<SettingsVersion>().AsNoTracking().OrderByDescending(v => v.Version).ToListAsync(cancel);
    }

    /// <summary>The document as JSON.</summary>
    public static string Write(Organisation organisation) => JsonSerializer.Serialize(organisation, Options);

    /// <summary>Reads what <see cref="Write"/> wrote; keys left out take their defaults.</summary>
    /// <exception cref="JsonException">It is not such a document.</exception>
    public static Organisation Read(string json) => JsonSerializer.Deserialize<Organisation>(json, Options) ?? new Organisation();

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Prepared -= LeaveCopy;
        _saving.Dispose();
    }

    private Organisation LoadOrCopy()
    {
        try
        {
            return Load();
        }
        catch (Exception error) when (Database.IsAway(error))
        {
            Organisation copy = ReadCopy() ?? new Organisation { Services = KnownServices.Usual };
            _isCopy = true;
            return copy;
        }
    }

    // The database answers now: what it says holds.
    private void LeaveCopy()
    {
        if (!_isCopy) return;
        (_current, _isCopy) = (Load(), false);
        Changed?.Invoke(_current);
    }

    private string CopyPath => Path.Combine(_options.DataDirectory, "organisation.json");

    private Organisation? ReadCopy()
    {
        try
        {
            return File.Exists(CopyPath) ? Read(File.ReadAllText(CopyPath)) : null;
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return null;
        }
    }

    // A copy that cannot be written costs nothing now; the version is in the database.
    private void WriteCopy(Organisation organisation)
    {
        try
        {
            PrivateFile.Replace(CopyPath, Encoding.UTF8.GetBytes(Write(organisation)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    private Organisation Load()
    {
        using VedettaContext context = _contexts.CreateDbContext();
        string? json = context.Set<SettingsVersion>().AsNoTracking()
            .OrderByDescending(v => v.Version).Select(v => v.Json).FirstOrDefault();
        if (json is null) return new Organisation { Services = KnownServices.Usual };
        Organisation organisation = Read(json);
        WriteCopy(organisation);
        return organisation;
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
