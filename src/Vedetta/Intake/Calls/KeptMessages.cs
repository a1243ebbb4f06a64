using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Vedetta.Storage;

namespace Vedetta.Intake.Calls;

/// <summary>One message kept as evidence of an incident, as it was seen.</summary>
public sealed class KeptMessage
{
    /// <summary>Number of the row.</summary>
    public long Id { get; set; }

    /// <summary>Id of the incident that holds it.</summary>
    public int IncidentId { get; set; }

    /// <summary>Id of its call, as the attempt says.</summary>
    public string CallId { get; set; } = "";

    /// <summary>When it was seen.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Address and port it came from.</summary>
    public string Source { get; set; } = "";

    /// <summary>Address and port it went to.</summary>
    public string Destination { get; set; } = "";

    /// <summary>UDP, TCP, TLS or another.</summary>
    public string Transport { get; set; } = "";

    /// <summary>SHA-256 of the message, for whoever has to prove that nothing was changed.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>The message.</summary>
    public byte[] Bytes { get; set; } = [];
}

/// <summary>
/// Evidence: messages of an incident's calls, copied from memory into the database before they make room for others.
/// Out of reach of retention until the incident lets go of them.
/// </summary>
public sealed class KeptMessages(CallIntake intake, IDbContextFactory<VedettaContext> contexts)
{
    /// <summary>Most messages one incident holds; of more, the first stay.</summary>
    public const int MessagesMax = 20_000;

    /// <summary>
    /// Copies what is in memory of these calls; what was copied before is not copied again. Returns how many were new.
    /// </summary>
    public async Task<int> Hold(int incidentId, IReadOnlyCollection<string> callIds, CancellationToken cancel = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
        DbSet<KeptMessage> kept = context.Set<KeptMessage>();
        var known = (await kept.AsNoTracking().Where(m => m.IncidentId == incidentId)
            .Select(m => new { m.CallId, m.At, m.Source, m.Hash }).ToListAsync(cancel))
            .Select(m => new Mark(m.CallId, m.At, m.Source, Convert.ToHexString(m.Hash))).ToHashSet();
        int added = 0;
        foreach (KeptMessage message in callIds.SelectMany(id => ToKeep(incidentId, id)))
        {
            if (known.Count >= MessagesMax) break;
            var mark = new Mark(message.CallId, message.At, message.Source, Convert.ToHexString(message.Hash));
            if (!known.Add(mark)) continue;
            kept.Add(message);
            added++;
        }
        await context.SaveChangesAsync(cancel);
        return added;
    }

    /// <summary>The messages an incident holds, of one call or of all, in order of time.</summary>
    public async Task<IReadOnlyList<KeptMessage>> Of(
        int incidentId, string? callId = null, CancellationToken cancel = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<KeptMessage>().AsNoTracking()
            .Where(m => m.IncidentId == incidentId && (callId == null || m.CallId == callId))
            .OrderBy(m => m.At).ThenBy(m => m.Id).Take(MessagesMax).ToListAsync(cancel);
    }

    /// <summary>Lets go of an incident's messages; returns how many there were.</summary>
    public async Task<int> Release(int incidentId, CancellationToken cancel = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<KeptMessage>().Where(m => m.IncidentId == incidentId).ExecuteDeleteAsync(cancel);
    }

    private IEnumerable<KeptMessage> ToKeep(int incidentId, string callId) =>
        intake.MessagesOf(callId).Select(message => Keep(incidentId, callId, message));

    private static KeptMessage Keep(int incidentId, string callId, CallMessage message) => new()
    {
        IncidentId = incidentId,
        CallId = callId,
        At = message.At,
        Source = message.Source,
        Destination = message.Destination,
        Transport = message.Transport,
        Hash = SHA256.HashData(message.Bytes),
        Bytes = message.Bytes,
    };

    private sealed record Mark(string CallId, DateTimeOffset At, string Source, string Hash);
}

internal sealed class KeptMessageTables : IEntityTypeConfiguration<KeptMessage>
{
    public void Configure(EntityTypeBuilder<KeptMessage> builder)
    {
        builder.ToTable("kept_messages");
        builder.HasKey(m => m.Id);
        builder.HasIndex(m => new { m.IncidentId, m.CallId });
    }
}
