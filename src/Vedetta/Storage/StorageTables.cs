using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Vedetta.Storage;

/// <summary>One accepted batch of signals as it is stored. Written by plain ADO.NET; mapped so that migrations cover it.</summary>
public sealed class SignalBlock
{
    /// <summary>Position in the journal, from 1, without gaps.</summary>
    public long Sequence { get; set; }

    /// <summary>When it was taken, Unix milliseconds.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>Earliest signal, Unix milliseconds.</summary>
    public long FirstAt { get; set; }

    /// <summary>Latest signal, Unix milliseconds.</summary>
    public long LastAt { get; set; }

    /// <summary>Signals in it.</summary>
    public int Count { get; set; }

    /// <summary>Signals in it that are not counted but kept whole (health, planned).</summary>
    public int SideCount { get; set; }

    /// <summary>The sender's idempotency key, with the sender's name before it; null without one.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>SHA-256 of the body as sent (uncompressed).</summary>
    public byte[] BodyHash { get; set; } = [];

    /// <summary>The answer given, as JSON.</summary>
    public string Answer { get; set; } = "";

    /// <summary>Whether numbers and customers were replaced by keyed hashes.</summary>
    public bool IsPseudonymised { get; set; }

    /// <summary>The accepted lines as NDJSON, gzip.</summary>
    public byte[] Body { get; set; } = [];
}

/// <summary>The tiles of one accepted batch; they outlive its signals.</summary>
public sealed class TileBlock
{
    /// <summary>Position in the journal; the same as the signals'.</summary>
    public long Sequence { get; set; }

    /// <summary>The tiles in their binary form.</summary>
    public byte[] Bytes { get; set; } = [];
}

/// <summary>State of one reader of the journal, and up to where it has read.</summary>
public sealed class Snapshot
{
    /// <summary>Which reader.</summary>
    public string Name { get; set; } = "";

    /// <summary>Last journal position in the state.</summary>
    public long Sequence { get; set; }

    /// <summary>When it was taken, Unix milliseconds.</summary>
    public long TakenAt { get; set; }

    /// <summary>The state.</summary>
    public byte[] Bytes { get; set; } = [];
}

/// <summary>The number under which a series' minutes are stored.</summary>
public sealed class SeriesName
{
    /// <summary>The number.</summary>
    public long Id { get; set; }

    /// <summary>The text of its series key.</summary>
    public string Key { get; set; } = "";
}

/// <summary>What one series showed and should have shown in one minute.</summary>
public sealed class SeriesMinute
{
    /// <summary>Number of the series.</summary>
    public long SeriesId { get; set; }

    /// <summary>Unix minute (Unix seconds / 60).</summary>
    public long Minute { get; set; }

    /// <summary>Signals counted.</summary>
    public long Observed { get; set; }

    /// <summary>Signals expected.</summary>
    public double Expected { get; set; }

    /// <summary>Lower end of the expected band.</summary>
    public double Low { get; set; }

    /// <summary>Upper end of the expected band.</summary>
    public double High { get; set; }
}

internal sealed class StorageTables :
    IEntityTypeConfiguration<SignalBlock>,
    IEntityTypeConfiguration<TileBlock>,
    IEntityTypeConfiguration<Snapshot>,
    IEntityTypeConfiguration<SeriesName>,
    IEntityTypeConfiguration<SeriesMinute>
{
    public void Configure(EntityTypeBuilder<SignalBlock> builder)
    {
        builder.ToTable("signal_blocks");
        builder.HasKey(b => b.Sequence);
        builder.Property(b => b.Sequence).HasColumnName("sequence").ValueGeneratedNever();
        builder.Property(b => b.ReceivedAt).HasColumnName("received_at");
        builder.Property(b => b.FirstAt).HasColumnName("first_at");
        builder.Property(b => b.LastAt).HasColumnName("last_at");
        builder.Property(b => b.Count).HasColumnName("count");
        builder.Property(b => b.SideCount).HasColumnName("side_count");
        builder.Property(b => b.IdempotencyKey).HasColumnName("idempotency_key");
        builder.Property(b => b.BodyHash).HasColumnName("body_hash");
        builder.Property(b => b.Answer).HasColumnName("answer");
        builder.Property(b => b.IsPseudonymised).HasColumnName("is_pseudonymised");
        builder.Property(b => b.Body).HasColumnName("body");
        builder.HasIndex(b => b.IdempotencyKey).IsUnique();
        builder.HasIndex(b => b.LastAt);
    }

    public void Configure(EntityTypeBuilder<TileBlock> builder)
    {
        builder.ToTable("tile_blocks");
        builder.HasKey(b => b.Sequence);
        builder.Property(b => b.Sequence).HasColumnName("sequence").ValueGeneratedNever();
        builder.Property(b => b.Bytes).HasColumnName("bytes");
    }

    public void Configure(EntityTypeBuilder<Snapshot> builder)
    {
        builder.ToTable("snapshots");
        builder.HasKey(s => s.Name);
        builder.Property(s => s.Name).HasColumnName("name");
        builder.Property(s => s.Sequence).HasColumnName("sequence");
        builder.Property(s => s.TakenAt).HasColumnName("taken_at");
        builder.Property(s => s.Bytes).HasColumnName("bytes");
    }

    public void Configure(EntityTypeBuilder<SeriesName> builder)
    {
        builder.ToTable("series");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(s => s.Key).HasColumnName("key");
        builder.HasIndex(s => s.Key).IsUnique();
    }

    public void Configure(EntityTypeBuilder<SeriesMinute> builder)
    {
        builder.ToTable("series_minutes");
        builder.HasKey(m => new { m.SeriesId, m.Minute });
        builder.Property(m => m.SeriesId).HasColumnName("series_id");
        builder.Property(m => m.Minute).HasColumnName("minute");
        builder.Property(m => m.Observed).HasColumnName("observed");
        builder.Property(m => m.Expected).HasColumnName("expected");
        builder.Property(m => m.Low).HasColumnName("low");
        builder.Property(m => m.High).HasColumnName("high");
    }
}
