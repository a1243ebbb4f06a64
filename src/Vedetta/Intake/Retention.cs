using System.IO.Compression;
using Microsoft.Extensions.Hosting;
using Vedetta.Engine.Signals;
using Vedetta.Settings;
using Vedetta.Storage;

namespace Vedetta.Intake;

/// <summary>
/// Forgets on time: names in stored signals become keyed hashes after
/// <see cref="Organisation.PseudonymiseAfterDays"/>; signals and the minutes of charts go after
/// <see cref="Organisation.DeleteSignalsAfterDays"/>. Tiles stay.
/// </summary>
public sealed class Retention(
    RetentionStore store, CountHistory history, SettingsStore settings, ServerOptions options, TimeProvider time,
    ILogger<Retention> log)
    : BackgroundService
{
    /// <summary>How often the job runs.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>File of the key that pseudonyms, and hashes of sources in tiles, are made under.</summary>
    internal const string KeyName = "pseudonyms.key";
    private const int PageBlocks = 32;

    /// <summary>Does what is due now; returns blocks rewritten and blocks deleted.</summary>
    public async Task<(int Rewritten, int Deleted)> RunOnce(CancellationToken cancel = default)
    {
        Organisation organisation = settings.Current;
        DateTimeOffset now = time.GetUtcNow();
        // Deleted first: what goes anyway need not be rewritten.
        int deleted = await store.Delete(Before(now, organisation.DeleteSignalsAfterDays), cancel);
        await history.DeleteBefore(Before(now, organisation.DeleteSignalsAfterDays) / 60_000, cancel);
        int rewritten = await Pseudonymise(Before(now, organisation.PseudonymiseAfterDays), cancel);
        return (rewritten, deleted);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunLoops) return;
        await Rounds.BeginAndRepeat(Every, time, RunOnce, error => Log.RetentionFailed(log, error), stoppingToken);
    }

    private async Task<int> Pseudonymise(long before, CancellationToken cancel)
    {
        var names = new Pseudonyms(KeyFile.ReadOrCreate(options.DataDirectory, KeyName));
        int rewritten = 0;
        while (await store.NamingPeople(before, PageBlocks, cancel) is { Count: > 0 } page)
        {
            foreach (SignalBlock block in page) await store.Replace(block.Sequence, Rewrite(block, names), cancel);
            rewritten += page.Count;
        }
        return rewritten;
    }

    private static byte[] Rewrite(SignalBlock block, Pseudonyms names)
    {
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionLevel.Fastest))
        {
            // Line by line as stored, not as signals: what an older version took must not get lost here.
            ReadOnlySpan<byte> lines = StoredSignals.Unpack(block.Body);
            foreach (Range line in lines.Split((byte)'\n'))
            {
                if (lines[line].IsEmpty) continue;
                packing.Write(names.Rewrite(lines[line]));
                packing.WriteByte((byte)'\n');
            }
        }
        return packed.ToArray();
    }

    private static long Before(DateTimeOffset now, int days) => now.AddDays(-days).ToUnixTimeMilliseconds();
}
