using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Vedetta.CallGate;

internal sealed class GateTables :
    IEntityTypeConfiguration<GateActivation>,
    IEntityTypeConfiguration<GateRuleRow>,
    IEntityTypeConfiguration<ProtectedContact>,
    IEntityTypeConfiguration<GateSettingsRow>
{
    public void Configure(EntityTypeBuilder<GateActivation> builder)
    {
        builder.ToTable("gate_activations");
        builder.Property(a => a.Id).HasColumnName("id");
        builder.Property(a => a.IncidentId).HasColumnName("incident_id");
        builder.Property(a => a.FloodId).HasColumnName("flood_id");
        builder.Property(a => a.State).HasColumnName("state").HasConversion<string>();
        builder.Property(a => a.Reason).HasColumnName("reason");
        builder.Property(a => a.Rules).HasColumnName("rules");
        builder.Property(a => a.CreatedBy).HasColumnName("created_by");
        builder.Property(a => a.CreatedAt).HasColumnName("created_at");
        builder.Property(a => a.ExpiresAt).HasColumnName("expires_at");
        builder.Property(a => a.ActivatedBy).HasColumnName("activated_by");
        builder.Property(a => a.ActivatedAt).HasColumnName("activated_at");
        builder.Property(a => a.TakenBackBy).HasColumnName("taken_back_by");
        builder.Property(a => a.TakenBackAt).HasColumnName("taken_back_at");
        builder.Property(a => a.ProposalJson).HasColumnName("proposal");
        builder.Property(a => a.ForecastJson).HasColumnName("forecast");
        builder.Property(a => a.Stopped).HasColumnName("stopped");
        builder.Property(a => a.LooksHonest).HasColumnName("looks_honest");
        builder.Property(a => a.ReportedHonest).HasColumnName("reported_honest");
        builder.Property(a => a.WouldStop).HasColumnName("would_stop");
        builder.HasIndex(a => a.IncidentId);
        builder.HasIndex(a => a.State);
    }

    public void Configure(EntityTypeBuilder<GateRuleRow> builder)
    {
        builder.ToTable("gate_rules");
        builder.Property(r => r.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(r => r.ActivationId).HasColumnName("activation_id");
        builder.Property(r => r.Owner).HasColumnName("owner");
        builder.Property(r => r.Reason).HasColumnName("reason");
        builder.Property(r => r.MatchJson).HasColumnName("match");
        builder.Property(r => r.Act).HasColumnName("act");
        builder.Property(r => r.Target).HasColumnName("target");
        builder.Property(r => r.Refusal).HasColumnName("refusal");
        builder.HasIndex(r => r.ActivationId);
    }

    public void Configure(EntityTypeBuilder<ProtectedContact> builder)
    {
        builder.ToTable("gate_protected");
        builder.HasKey(p => p.Number);
        builder.Property(p => p.Number).HasColumnName("number");
        builder.Property(p => p.Name).HasColumnName("name");
        builder.Property(p => p.AddedBy).HasColumnName("added_by");
        builder.Property(p => p.AddedAt).HasColumnName("added_at");
    }

    public void Configure(EntityTypeBuilder<GateSettingsRow> builder)
    {
        builder.ToTable("gate_settings");
        builder.Property(s => s.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(s => s.Json).HasColumnName("json");
    }
}
