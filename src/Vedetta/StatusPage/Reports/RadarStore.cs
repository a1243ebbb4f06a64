using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Vedetta.Storage;

namespace Vedetta.StatusPage.Reports;

/// <summary>Keeps the moves of services between states. Written by the radar's rounds only.</summary>
public sealed class RadarStore(IDbContextFactory<VedettaContext> contexts)
{
    /// <summary>Most changes listed.</summary>
    public const int ListedMax = 200;

    /// <summary>Adds changes in one transaction.</summary>
    public async Task Add(IReadOnlyList<StateChange> changes, CancellationToken cancel = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
        long last = await context.Set<StateChange>().MaxAsync(c => (long?)c.Id, cancel) ?? 0;
        foreach (StateChange change in changes) change.Id = ++last;
        context.AddRange(changes);
        await context.SaveChangesAsync(cancel);
    }

    /// <summary>The last change of every service.</summary>
    public async Task<IReadOnlyList<StateChange>> Latest(CancellationToken cancel = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
        DbSet<StateChange> all = context.Set<StateChange>();
        IQueryable<long> last = all.GroupBy(c => c.Service).Select(g => g.Max(c => c.Id));
        return await all.AsNoTracking().Where(c => last.Contains(c.Id)).OrderBy(c => c.Id).ToListAsync(cancel);
    }

    /// <summary>Changes since an instant, newest first, at most <see cref="ListedMax"/>.</summary>
    public async Task<IReadOnlyList<StateChange>> Since(
        DateTimeOffset from, string? service = null, CancellationToken cancel = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<StateChange>().AsNoTracking()
            .Where(c => c.At >= from && (service == null || c.Service == service))
            .OrderByDescending(c => c.Id).Take(ListedMax).ToListAsync(cancel);
    }
}

/// <summary>How often a detail was named about a service in one quarter of an hour. Written by plain ADO.NET.</summary>
public sealed class ReportDetailCount
{
    /// <summary>Id of the service.</summary>
    public string Service { get; set; } = "";

    /// <summary>Unix seconds divided by 900.</summary>
    public long Quarter { get; set; }

    /// <summary>reason, place or network.</summary>
    public string Dimension { get; set; } = "";

    /// <summary>What was named.</summary>
    public string Value { get; set; } = "";

    /// <summary>How often.</summary>
    public long Count { get; set; }
}

internal sealed class RadarTables : IEntityTypeConfiguration<StateChange>, IEntityTypeConfiguration<ReportDetailCount>
{
    public void Configure(EntityTypeBuilder<StateChange> builder)
    {
        builder.ToTable("report_states");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.State).HasConversion<string>();
        builder.HasIndex(c => new { c.Service, c.Id });
        builder.HasIndex(c => c.At);
    }

    public void Configure(EntityTypeBuilder<ReportDetailCount> builder)
    {
        builder.ToTable("report_details");
        builder.HasKey(d => new { d.Service, d.Quarter, d.Dimension, d.Value });
        builder.Property(d => d.Service).HasColumnName("service");
        builder.Property(d => d.Quarter).HasColumnName("quarter");
        builder.Property(d => d.Dimension).HasColumnName("dimension");
        builder.Property(d => d.Value).HasColumnName("value");
        builder.Property(d => d.Count).HasColumnName("count");
        builder.HasIndex(d => d.Quarter);
    }
}
