using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Vedetta.Storage;

/// <summary>One act of a person or key that changed something.</summary>
public sealed class AuditEntry
{
    /// <summary>Number, in order of writing.</summary>
    public long Id { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who: a user's name or a key's id.</summary>
    public string Who { get; set; } = "";

    /// <summary>What was done, such as <c>settings.save</c>.</summary>
    public string Action { get; set; } = "";

    /// <summary>What it was done to.</summary>
    public string Subject { get; set; } = "";

    /// <summary>More about it, for people.</summary>
    public string Detail { get; set; } = "";
}

/// <summary>Who changed what, and when. Entries are only ever added.</summary>
public sealed class AuditLog(IDbContextFactory<VedettaContext> contexts, TimeProvider time)
{
    /// <summary>Adds an entry.</summary>
    public async Task Write(string who, string action, string subject, string detail = "", CancellationToken cancel = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
        context.Add(Entry(who, action, subject, detail));
        await context.SaveChangesAsync(cancel);
    }

    /// <summary>An entry to save together with the change it tells of.</summary>
    public AuditEntry Entry(string who, string action, string subject, string detail = "") => new()
    {
        At = time.GetUtcNow(),
        Who = who,
        Action = action,
        Subject = subject,
        Detail = detail,
    };

    /// <summary>The newest entries, newest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> Newest(int count, CancellationToken cancel = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<AuditEntry>().AsNoTracking().OrderByDescending(e => e.Id).Take(count).ToListAsync(cancel);
    }
}

internal sealed class AuditTable : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Id).HasColumnName("id");
        builder.Property(e => e.At).HasColumnName("at");
        builder.Property(e => e.Who).HasColumnName("who");
        builder.Property(e => e.Action).HasColumnName("action");
        builder.Property(e => e.Subject).HasColumnName("subject");
        builder.Property(e => e.Detail).HasColumnName("detail");
        builder.HasIndex(e => e.At);
    }
}
