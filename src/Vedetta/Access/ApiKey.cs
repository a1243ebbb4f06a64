using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Vedetta.Access;

/// <summary>What a key may do.</summary>
public static class ApiScopes
{
    /// <summary>Send signals.</summary>
    public const string SignalsWrite = "signals:write";

    /// <summary>Read incidents and series.</summary>
    public const string Read = "read";

    /// <summary>Fetch checks and report what a prober sees.</summary>
    public const string Probe = "probe";

    /// <summary>Send alerts that open and close incidents.</summary>
    public const string AlertsWrite = "alerts:write";

    /// <summary>Read rules, lists and decisions of the call gate.</summary>
    public const string GateRead = "gate:read";

    /// <summary>Write rules of the call gate as drafts and try them.</summary>
    public const string GatePropose = "gate:propose";

    /// <summary>Put rules of the call gate to work, take them back, protect contacts.</summary>
    public const string GateActivate = "gate:activate";

    /// <summary>All scopes there are.</summary>
    public static IReadOnlyList<string> All { get; } = [SignalsWrite, AlertsWrite, Probe, Read, GateRead, GatePropose, GateActivate];
}

/// <summary>A key with which a program, not a person, speaks to the server. The key itself is shown once, never stored.</summary>
public sealed class ApiKey
{
    /// <summary>Public part of the key: 16 hexadecimal digits.</summary>
    public string Id { get; set; } = "";

    /// <summary>What people call it.</summary>
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the secret part.</summary>
    public byte[] SecretHash { get; set; } = [];

    /// <summary>What it may do, separated by spaces.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>When it stopped working; null while it works.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>Whether it may do this now.</summary>
    public bool Allows(string scope) => RevokedAt is null && Scopes.Split(' ').Contains(scope);
}

internal sealed class ApiKeyTable : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.HasKey(k => k.Id);
        builder.Property(k => k.Id).HasColumnName("id");
        builder.Property(k => k.Name).HasColumnName("name");
        builder.Property(k => k.SecretHash).HasColumnName("secret_hash");
        builder.Property(k => k.Scopes).HasColumnName("scopes");
        builder.Property(k => k.CreatedAt).HasColumnName("created_at");
        builder.Property(k => k.CreatedBy).HasColumnName("created_by");
        builder.Property(k => k.RevokedAt).HasColumnName("revoked_at");
    }
}
