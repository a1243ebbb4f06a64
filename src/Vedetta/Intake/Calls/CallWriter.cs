using System.Buffers;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Cdr;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;
using Vedetta.Settings;

namespace Vedetta.Intake.Calls;

/// <summary>
/// Brings attempts into the journal, four times a second in batches: what a sender over HTTP would send as lines is
/// built from the attempts at once, so that storage, retention and restart know no difference.
/// </summary>
public sealed class CallWriter(
    CallIntake intake, Journal journal, IntakeMeters meters, SourceKey sources, ServerOptions options,
    SettingsStore settings, TimeProvider time, ILogger<CallWriter> log)
    : BackgroundService
{
    /// <summary>How often attempts are written.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private static readonly JsonWriterOptions Unchecked = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ArrayBufferWriter<byte> _lines = new(1 << 16);

    /// <summary>Writes what waits, and what still waits at the end.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Hep.IsOn && !options.GateFeedsCalls) return;
        using var timer = new PeriodicTimer(Every, time);
        while (await Next(timer, stoppingToken))
        {
            try
            {
                await WriteTold(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Log.CallsFailed(log, error);
            }
        }
        // What the listeners took last; the journal still takes it, or never will.
        await WriteTold(new CancellationToken(canceled: true));
    }

    private static async Task<bool> Next(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    internal async Task WriteTold(CancellationToken cancel)
    {
        List<CallAttempt> told = intake.TakeTold();
        for (int from = 0; from < told.Count; from += Limits.PartLinesMax)
        {
            AcceptedBatch batch = Build(told[from..Math.Min(told.Count, from + Limits.PartLinesMax)]);
            JournalAnswer answer = await journal.Append(batch);
            while (answer.Outcome is not JournalOutcome.Written && !cancel.IsCancellationRequested)
            {
                if (answer.Outcome == JournalOutcome.Failed) Log.CallsWait(log, told.Count - from);
                await Task.Delay(TimeSpan.FromSeconds(Limits.RetryAfterSeconds), time, CancellationToken.None);
                answer = await journal.Append(batch);
            }
            if (answer.Outcome == JournalOutcome.Written) meters.Accepted.Add(batch.Count);
        }
    }

    private AcceptedBatch Build(List<CallAttempt> told)
    {
        ImmutableArray<CallAttempt> attempts = Directed(
            told, settings.Current.Lines.Prefixes, options.Hep.TrunksOnly);
        var tiles = new TileSet(sources);
        long first = long.MaxValue, last = long.MinValue;
        _lines.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_lines, Unchecked);
        foreach (CallAttempt attempt in attempts)
        {
            json.Reset();
            CallLine.Write(attempt, json);
            _lines.Write("\n"u8);
            first = Math.Min(first, attempt.AtUnixMilliseconds);
            last = Math.Max(last, attempt.AtUnixMilliseconds);
            Count(attempt, tiles);
        }
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return new AcceptedBatch(now, Pack(_lines.WrittenSpan), tiles, tiles.ToBytes(), [], attempts, attempts.Length, first,
            last, IdempotencyKey: null, BodyHash: [], Answer: "");
    }

    // The end of a call tells of an attempt that was counted at its start; what we call ourselves is no call to us.
    private static void Count(CallAttempt attempt, TileSet tiles)
    {
        if (attempt.Stage == CallStage.End || attempt.IsOutgoing) return;
        tiles.Add(attempt.AtUnixMilliseconds / 1000, new Leaf(SignalKind.Call, attempt.Trunk),
            Observation.None with { Source = attempt.From, HandleSeconds = attempt.DurationSeconds });
    }

    private static ImmutableArray<CallAttempt> Directed(
        List<CallAttempt> told, ImmutableArray<string> own, bool trunksOnly) =>
        [.. told.Select(a => IsOurs(a, own, trunksOnly) ? a with { IsOutgoing = true } : a)];

    private static bool IsOurs(CallAttempt call, ImmutableArray<string> own, bool trunksOnly) =>
        (trunksOnly && call.Trunk.Length == 0) || (IsOf(call.From, own) && !IsOf(call.To, own));

    private static bool IsOf(string number, ImmutableArray<string> prefixes)
    {
        foreach (string prefix in prefixes)
            if (number.StartsWith(prefix, StringComparison.Ordinal)) return true;
        return false;
    }

    private static byte[] Pack(ReadOnlySpan<byte> lines)
    {
        using var packed = new MemoryStream(lines.Length / 4);
        using (var packing = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) packing.Write(lines);
        return packed.ToArray();
    }
}
