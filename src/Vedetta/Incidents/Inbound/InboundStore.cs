using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Vedetta.Storage;

namespace Vedetta.Incidents.Inbound;

/// <summary>Keeps the inbound sources.</summary>
public sealed class InboundStore(IDbContextFactory<VedettaContext> contexts, AuditLog audit)
{
    /// <summary>Most sources.</summary>
    public const int SourcesMax = 100;

    /// <summary>Every source, by name.</summary>
    public async Task<IReadOnlyList<InboundSource>> List(CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        return await context.Set<InboundSource>().AsNoTracking().OrderBy(s => s.Name).ToListAsync(stop);
    }

    /// <summary>The source of a name, or null.</summary>
    public async Task<InboundSource?> Find(string name, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        return await context.Set<InboundSource>().AsNoTracking().FirstOrDefaultAsync(s => s.Name == name, stop);
    }

    /// <summary>Saves a source under its name; the fields at fault instead when it makes no sense.</summary>
    public async Task<IReadOnlyList<string>> Save(string who, InboundSource source, CancellationToken stop = default)
    {
        IReadOnlyList<string> faults = AlertRules.Faults(source);
        if (faults.Count > 0) return faults;
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        DbSet<InboundSource> sources = context.Set<InboundSource>();
        bool isKnown = await sources.AnyAsync(s => s.Name == source.Name, stop);
        if (!isKnown && await sources.CountAsync(stop) >= SourcesMax) return [nameof(InboundSource.Name)];
        if (isKnown) sources.Update(source);
        else sources.Add(source);
        context.Add(audit.Entry(who, "inbound.save", "inbound:" + source.Name));
        await context.SaveChangesAsync(stop);
        return faults;
    }

    /// <summary>Removes a source; false when there is none.</summary>
    public async Task<bool> Remove(string who, string name, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        if (await context.Set<InboundSource>().FindAsync([name], stop) is not { } source) return false;
        context.Remove(source);
        context.Add(audit.Entry(who, "inbound.remove", "inbound:" + name));
        await context.SaveChangesAsync(stop);
        return true;
    }
}

internal sealed class InboundTables : IEntityTypeConfiguration<IncidentAlert>, IEntityTypeConfiguration<InboundSource>
{
    public void Configure(EntityTypeBuilder<IncidentAlert> builder)
    {
        builder.ToTable("incident_alerts");
        builder.HasKey(a => new { a.Source, a.Fingerprint, a.StartsAt });
        builder.HasIndex(a => a.IncidentId);
        builder.HasIndex(a => new { a.Source, a.GroupKey });
    }

    public void Configure(EntityTypeBuilder<InboundSource> builder)
    {
        builder.ToTable("inbound_sources");
        builder.HasKey(s => s.Name);
    }
}
