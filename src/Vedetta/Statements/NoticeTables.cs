using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Vedetta.Statements;

internal sealed class NoticeTables :
    IEntityTypeConfiguration<Notice>,
    IEntityTypeConfiguration<NoticeUpdate>,
    IEntityTypeConfiguration<NoticeDraft>,
    IEntityTypeConfiguration<Component>,
    IEntityTypeConfiguration<ComponentSpan>
{
    public void Configure(EntityTypeBuilder<Notice> builder)
    {
        builder.ToTable("notices");
        builder.HasKey(n => n.Id);
        builder.Property(n => n.Kind).HasConversion<string>();
        builder.Property(n => n.State).HasConversion<string>();
        builder.Property(n => n.Impact).HasConversion<string>();
        Text(builder.Property(n => n.Title));
        Text(builder.Property(n => n.Announcement));
        builder.Ignore(n => n.Affected);
        builder.HasIndex(n => n.PublishedAt);
        builder.HasIndex(n => n.IncidentId);
    }

    public void Configure(EntityTypeBuilder<NoticeUpdate> builder)
    {
        builder.ToTable("notice_updates");
        builder.HasKey(u => u.Id);
        builder.Property(u => u.Id).ValueGeneratedNever();
        builder.Property(u => u.State).HasConversion<string>();
        builder.Property(u => u.Impact).HasConversion<string>();
        Text(builder.Property(u => u.Text));
        builder.Ignore(u => u.Affected);
        builder.HasIndex(u => u.NoticeId);
    }

    public void Configure(EntityTypeBuilder<NoticeDraft> builder)
    {
        builder.ToTable("notice_drafts");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Ignore(d => d.Edit);
        builder.HasIndex(d => d.NoticeId);
    }

    public void Configure(EntityTypeBuilder<Component> builder)
    {
        builder.ToTable("components");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.BaseState).HasConversion<string>();
        builder.Property(c => c.State).HasConversion<string>();
        Text(builder.Property(c => c.Name));
        Text(builder.Property(c => c.Description));
    }

    public void Configure(EntityTypeBuilder<ComponentSpan> builder)
    {
        builder.ToTable("component_spans");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.State).HasConversion<string>();
        builder.HasIndex(s => new { s.ComponentId, s.From });
    }

    private static void Text(PropertyBuilder<PublicText> property) =>
        property.HasConversion(text => text.Write(), json => PublicText.Read(json));
}
