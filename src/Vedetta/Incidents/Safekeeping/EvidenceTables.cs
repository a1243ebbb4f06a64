using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Vedetta.Incidents.Safekeeping;

internal sealed class KeptCallTable : IEntityTypeConfiguration<KeptCall>
{
    public void Configure(EntityTypeBuilder<KeptCall> builder)
    {
        builder.ToTable("kept_calls");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).HasColumnName("id");
        builder.Property(c => c.IncidentId).HasColumnName("incident_id");
        builder.Property(c => c.CallId).HasColumnName("call_id");
        builder.Property(c => c.At).HasColumnName("at");
        builder.Property(c => c.Line).HasColumnName("line");
        builder.HasIndex(c => new { c.IncidentId, c.At });
    }
}

internal sealed class EvidenceHoldTable : IEntityTypeConfiguration<EvidenceHold>
{
    public void Configure(EntityTypeBuilder<EvidenceHold> builder)
    {
        builder.ToTable("evidence_holds");
        builder.HasKey(h => h.IncidentId);
        builder.Property(h => h.IncidentId).HasColumnName("incident_id").ValueGeneratedNever();
        builder.Property(h => h.Sequence).HasColumnName("sequence");
        builder.Property(h => h.LeftOut).HasColumnName("left_out");
        builder.Property(h => h.IsComplete).HasColumnName("is_complete");
        builder.Property(h => h.ReleasedBy).HasColumnName("released_by");
        builder.Property(h => h.ReleasedAt).HasColumnName("released_at");
    }
}
