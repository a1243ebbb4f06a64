using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Vedetta.Incidents;

internal sealed class IncidentTable : IEntityTypeConfiguration<Incident>
{
    public void Configure(EntityTypeBuilder<Incident> builder)
    {
        builder.ToTable("incidents");
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.Property(i => i.SubjectKind).HasConversion<string>();
        builder.Property(i => i.State).HasConversion<string>();
        builder.Property(i => i.CostPerContact).HasColumnType("TEXT").HasConversion<string>();
        builder.Ignore(i => i.Subject);
        builder.HasIndex(i => i.State);
        builder.HasIndex(i => i.OpenedAt);
    }
}

internal sealed class IncidentSurgeTable : IEntityTypeConfiguration<IncidentSurge>
{
    public void Configure(EntityTypeBuilder<IncidentSurge> builder)
    {
        builder.ToTable("incident_surges");
        builder.HasKey(s => s.SurgeId);
        builder.HasIndex(s => s.IncidentId);
    }
}

internal sealed class IncidentFloodTable : IEntityTypeConfiguration<IncidentFlood>
{
    public void Configure(EntityTypeBuilder<IncidentFlood> builder)
    {
        builder.ToTable("incident_floods");
        builder.HasKey(f => f.FloodId);
        builder.HasIndex(f => f.IncidentId);
    }
}

internal sealed class TimelineTable : IEntityTypeConfiguration<TimelineEntry>
{
    public void Configure(EntityTypeBuilder<TimelineEntry> builder)
    {
        builder.ToTable("incident_timeline");
        builder.Property(t => t.Act).HasConversion<string>();
        builder.HasIndex(t => t.IncidentId);
    }
}
