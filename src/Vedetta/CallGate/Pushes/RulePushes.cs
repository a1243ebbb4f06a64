using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using System.Threading.Channels;
using Vedetta.Access;
using Vedetta.Engine.Gate;

namespace Vedetta.CallGate.Pushes;

/// <summary>How a system stands that rules are pushed to.</summary>
public enum PushPhase
{
    /// <summary>It has what it shall have.</summary>
    Synced,

    /// <summary>It is being told.</summary>
    Behind,

    /// <summary>It could not be told; it is tried again.</summary>
    Failed,
}

/// <summary>One system and how it stands.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Phase">How it stands.</param>
/// <param name="Entries">Keys it holds, as far as known.</param>
/// <param name="NotSayable">Rules at work it cannot express.</param>
/// <param name="SyncedAt">When it last had what it should; null before.</param>
/// <param name="Fault">Why it could not be told; empty otherwise.</param>
public sealed record PushState(
    string Target, PushPhase Phase, int Entries, int NotSayable, DateTimeOffset? SyncedAt, string Fault)
{
    /// <summary>Addresses that rules refuse and that it is not given, because honest calls come from there.</summary>
    public ImmutableArray<ShieldedAddress> Shielded { get; init; } = [];
}

/// <summary>
/// Keeps the systems of the settings at the rules at work: told at once when these change, tried again with growing
/// pauses when they do not answer, and told everything again when they have started afresh.
/// </summary>
public sealed class RulePushes(
    GateKeeper keeper, GateStore store, AddressShield shield, ServerOptions options, TimeProvider time,
    ILogger<RulePushes> log)
    : BackgroundService
{
    /// <summary>How often a system is asked whether it started afresh.</summary>
    public static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(1);
    private readonly GuardedConnections _guard = new(TargetPolicy.PrivateToo);
    private readonly NftProgram _nft = new(options.Nft, time);
    private readonly ConcurrentDictionary<string, PushState> _states = new();
    private readonly Dictionary<string, Held> _held = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _failures;

    /// <summary>Every system and how it stands.</summary>
    public IReadOnlyList<PushState> States => [.. _states.Values.OrderBy(s => s.Target, StringComparer.Ordinal)];

    /// <summary>Tries that failed.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Brings every system that is due to the rules at work; systems at the same time.</summary>
    public async Task Round(CancellationToken stop = default)
    {
        ImmutableArray<PushTarget> targets = keeper.Settings.Targets;
        foreach (string gone in _held.Keys.Except(targets.Select(t => t.Id)).ToArray())
        {
            _held.Remove(gone);
            _states.TryRemove(gone, out _);
        }
        foreach (PushTarget target in targets)
            if (!_held.TryGetValue(target.Id, out Held? held)
                || held.Target != target) _held[target.Id] = new Held(target);
        await Task.WhenAll(_held.Values.Where(h => h.NextAt <= time.GetUtcNow()).Select(h => Sync(h, stop)));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunLoops) return;
        keeper.Changed += Wake;
        try
        {
            Task<bool> woken = _wake.Reader.WaitToReadAsync(stoppingToken).AsTask();
            while (!stoppingToken.IsCancellationRequested)
            {
                await Task.WhenAny(woken, Task.Delay(LookEvery, time, stoppingToken));
                if (woken.IsCompleted
                    && _wake.Reader.TryRead(out _)) woken = _wake.Reader.WaitToReadAsync(stoppingToken).AsTask();
                await Round(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
        finally
        {
            keeper.Changed -= Wake;
        }
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private async Task Sync(Held held, CancellationToken stop)
    {
        DateTimeOffset now = time.GetUtcNow();
        PushSet wanted = Wanted(held, now);
        try
        {
            if (held.Target.Kind == PushKind.AsteriskManager && !held.KnowsLeftovers) await AddLeftovers(held, stop);
            if (now - held.AskedAt >= AskEvery) await AskWhetherAfresh(held, wanted, now, stop);
            IReadOnlyList<PushChange> changes = ReferenceEquals(held.Entries, wanted.Entries)
                ? [] : PushRules.Changes(held.Entries, wanted.Entries);
            if (changes.Count > 0)
            {
                Say(held, PushPhase.Behind, wanted, "");
                await Tell(held.Target, changes, wanted, stop);
                held.Entries = wanted.Entries;
            }
            held.SyncedAt = time.GetUtcNow();
            held.Failures = 0;
            Say(held, PushPhase.Synced, wanted, "");
        }
        catch (PushException error)
        {
            Fail(held, wanted, error.Message);
        }
    }

    // Addresses are judged again at every look, for calls come meanwhile. Numbers change only with the rules and with
    // time, and there may be half a million of them.
    private PushSet Wanted(Held held, DateTimeOffset now)
    {
        GateBook book = keeper.Live.State.Book;
        if (held.Target.Kind == PushKind.NftablesSet)
            return PushAddresses.SetFor(book.Rules, addresses => shield.Judge(addresses, keeper.Settings.Targets), now);
        if (held.Wanted is { } made && ReferenceEquals(held.Book, book) && now < held.WantedUntil) return made;
        PushSet wanted = PushRules.SetFor(held.Target.Kind, book.Rules, keeper.Protection, keeper.Settings.Plan, now);
        held.Book = book;
        held.WantedUntil = book.Rules.Where(r => r.ExpiresAt > now).Select(r => r.ExpiresAt)
            .DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        return held.Wanted = wanted;
    }

    // What it holds now is not known: next time it is told everything that it shall hold, and what it shall not.
    private void Fail(Held held, PushSet wanted, string reason)
    {
        held.Entries = held.Entries.ToImmutableDictionary(e => e.Key, e => e.Value with { Value = -1 })
            .SetItems(wanted.Entries.Select(w => KeyValuePair.Create(w.Key, w.Value with { Value = -1 })));
        held.NextAt = time.GetUtcNow() + Pause(held.Failures++);
        Interlocked.Increment(ref _failures);
        if (held.Failures == 1) Log.PushFailed(log, held.Target.Id, reason);
        Say(held, PushPhase.Failed, wanted, reason);
    }

    private static TimeSpan Pause(int failures) =>
        TimeSpan.FromSeconds(Math.Min(PauseMax.TotalSeconds, Math.Pow(2, Math.Min(failures, 10))));

    private async Task AddLeftovers(Held held, CancellationToken stop)
    {
        try
        {
            held.Entries = PushRules.Leftovers(held.Target.Kind,
                await store.RulesThatEnded(PushRules.EntriesMax, stop), keeper.Settings.Plan);
            held.KnowsLeftovers = true;
        }
        catch (DbException)
        {
            throw new PushException("the rules that ended cannot be read");
        }
    }

    private async Task AskWhetherAfresh(Held held, PushSet wanted, DateTimeOffset now, CancellationToken stop)
    {
        held.AskedAt = now;
        if (held.Target.Kind == PushKind.AsteriskManager) return;
        if (held.Target.Kind == PushKind.NftablesSet)
        {
            IReadOnlySet<string> found = await new NftSets(held.Target, _nft, time).Read(stop);
            // Somebody emptied the sets or put something in: then all of it is told again.
            if (!found.SetEquals(wanted.Entries.Keys))
                held.Entries = found.ToImmutableDictionary(a => a, _ => new PushEntry(-1, now));
            return;
        }
        string started = await new KamailioTable(held.Target, _guard, time).StartedAt(stop);
        if (held.Started.Length > 0 && started != held.Started) held.Entries = ImmutableDictionary<string,
            PushEntry>.Empty;
        held.Started = started;
    }

    private Task Tell(PushTarget target, IReadOnlyList<PushChange> changes, PushSet wanted, CancellationToken stop) =>
        target.Kind switch
        {
            PushKind.AsteriskManager => new AsteriskFamily(target, _guard, time).Tell(changes, stop),
            PushKind.NftablesSet => new NftSets(target, _nft, time).Tell(wanted.Entries, stop),
            _ => new KamailioTable(target, _guard, time).Tell(changes, stop),
        };

    private void Say(Held held, PushPhase phase, PushSet wanted, string fault) =>
        _states[held.Target.Id] = new PushState(
            held.Target.Id, phase, held.Entries.Count, wanted.NotSayable, held.SyncedAt, fault)
        { Shielded = wanted.Shielded };

    /// <summary>What is known of one system.</summary>
    private sealed class Held(PushTarget target)
    {
        public PushTarget Target { get; } = target;

        public ImmutableDictionary<string, PushEntry> Entries { get; set; } = ImmutableDictionary<string,
            PushEntry>.Empty;

        public PushSet? Wanted { get; set; }

        public GateBook? Book { get; set; }

        public DateTimeOffset WantedUntil { get; set; }

        public DateTimeOffset NextAt { get; set; } = DateTimeOffset.MinValue;

        public DateTimeOffset AskedAt { get; set; } = DateTimeOffset.MinValue;

        public DateTimeOffset? SyncedAt { get; set; }

        public string Started { get; set; } = "";

        public int Failures { get; set; }

        /// <summary>Whether it is known what it may hold of rules that ended before this server started.</summary>
        public bool KnowsLeftovers { get; set; }
    }
}
