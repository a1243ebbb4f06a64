using System.Threading.Channels;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Gate;
using Vedetta.Intake;
using Vedetta.Settings;

namespace Vedetta.CallGate;

/// <summary>
/// What happens beside a decision: it is counted, kept among the last ones, and where it stopped a call, looked at
/// again off the road. The gate's one loop lets rules expire and writes the counts.
/// </summary>
public sealed class GateFlow(
    Journal journal, GateKeeper keeper, GateStore store, CallHistory history, FloodBook floods, SettingsStore settings,
    ServerOptions options, TimeProvider time, ILogger<GateFlow> log) : BackgroundService
{
    /// <summary>How often the loop looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private const int StoppedWaitingMax = 20_000, TriesMax = 50_000, SuspectsMax = 64;
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);

    private readonly Channel<StoppedCall> _stopped = Channel.CreateBounded<StoppedCall>(
        new BoundedChannelOptions(StoppedWaitingMax)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.DropWrite,
        });

    private readonly Dictionary<(ulong Caller, ulong Called), (int Tries, long At)> _tries = [];
    private readonly Dictionary<string, Suspect> _suspects = [];
    private readonly Dictionary<string, (long Stopped, long Looks, long Would)> _counts = [];
    private readonly long[] _acts = new long[3];
    private DateTimeOffset _forgotAt = DateTimeOffset.MinValue;
    private long _emergency, _protected, _notLookedAt;

    /// <summary>The last decisions.</summary>
    public GateRing Ring { get; } = new();

    /// <summary>Decisions of an act since the start.</summary>
    public long Decided(GateAct act) => Volatile.Read(ref _acts[(int)act]);

    /// <summary>Calls that passed because an emergency number was in them, or a protected contact called.</summary>
    public long PassedByProtection => Volatile.Read(ref _emergency) + Volatile.Read(ref _protected);

    /// <summary>Stopped calls that were not looked at for honest ones, because too many waited.</summary>
    public long NotLookedAt => Volatile.Read(ref _notLookedAt);

    /// <summary>Notes a decision; called on the road of calls, so it only counts and hands on.</summary>
    public void Note(in GateReply reply, LiveGate live, long nowUnixMilliseconds)
    {
        live.Tally.Note(reply);
        Ring.Note(reply, live.State, nowUnixMilliseconds);
        Interlocked.Increment(ref _acts[(int)reply.Verdict.Act]);
        if (reply.Verdict.Reason == GateReason.Emergency) Interlocked.Increment(ref _emergency);
        else if (reply.Verdict.Reason == GateReason.Protected) Interlocked.Increment(ref _protected);
        if (reply.Verdict.Act == GateAct.Pass) return;
        string activation = live.State.Book.Rules[reply.Verdict.Rule].Activation;
        if (_stopped.Reader.Count >= StoppedWaitingMax
            || !_stopped.Writer.TryWrite(new StoppedCall(nowUnixMilliseconds, reply.Caller, reply.Called, activation)))
            Interlocked.Increment(ref _notLookedAt);
    }

    /// <summary>One turn of the loop: what expired goes, stopped calls are looked at, counts are written.</summary>
    public async Task Round(CancellationToken stop = default)
    {
        foreach (string over in await keeper.Expire(stop)) _suspects.Remove(over);
        await Forget(stop);
        foreach ((GateRule rule, long hits, bool isTrial) in keeper.TakeRetired().Append(keeper.Live.Tally)
            .SelectMany(t => t.Take()))
            Add(rule.Activation, isTrial || rule.Action.Act == GateAct.Pass ? 0 : hits, 0, isTrial ? hits : 0);
        while (_stopped.Reader.TryRead(out StoppedCall call))
            if (await LooksHonest(call, stop)) Add(call.Activation, 0, 1, 0);
        if (_counts.Count == 0) return;
        await store.Count(_counts.ToDictionary(c => c.Key,
            c => new GateCounts(c.Value.Stopped, c.Value.Looks, c.Value.Would)), stop);
        _counts.Clear();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Until the database answers every call passes.
        await journal.Opened.WaitAsync(stoppingToken);
        await keeper.Reload(stoppingToken);
        await floods.Load(time.GetUtcNow() - CallHistory.AgeMax, stoppingToken);
        if (!options.RunLoops) return;
        await Rounds.Repeat(Every, time, Round, error => Log.RoundFailed(log, error), stoppingToken);
    }

    private async Task Forget(CancellationToken stop)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now - _forgotAt < ForgetEvery) return;
        _forgotAt = now;
        await store.Forget(now.AddDays(-settings.Current.PseudonymiseAfterDays), stop);
    }

    private void Add(string activation, long stopped, long looks, long would)
    {
        (long s, long l, long w) = _counts.GetValueOrDefault(activation);
        _counts[activation] = (s + stopped, l + looks, w + would);
    }

    private async Task<bool> LooksHonest(StoppedCall call, CancellationToken stop)
    {
        if (_tries.Count >= TriesMax) _tries.Clear();
        var key = (call.Caller, call.Called);
        (int tries, long at) = _tries.GetValueOrDefault(key);
        _tries[key] = (tries + 1, call.AtUnixMilliseconds);
        TimeSpan? since = tries == 0 ? null : TimeSpan.FromMilliseconds(call.AtUnixMilliseconds - at);
        Suspect suspect = await SuspectOf(call.Activation, stop);
        Flood? flood = suspect.FloodId.Length > 0 ? floods.Find(suspect.FloodId) : null;
        return HonestLooks.LooksHonest(call, flood, suspect.Known.Contains(call.Caller), tries + 1, since);
    }

    private async Task<Suspect> SuspectOf(string activation, CancellationToken stop)
    {
        if (_suspects.TryGetValue(activation, out Suspect? suspect)) return suspect;
        if (_suspects.Count >= SuspectsMax) _suspects.Clear();
        string flood = (await store.Find(activation, stop))?.FloodId ?? "";
        return _suspects[activation] = new Suspect(flood, Known(activation));
    }

    // Honest callers of the past whom the rules of an activation stop; looked up once for each activation.
    private HashSet<ulong> Known(string activation)
    {
        GateBook book = keeper.Live.State.Book;
        DateTimeOffset now = time.GetUtcNow();
        var members = new FloodMembers(history, floods.Lately(now));
        HashSet<ulong> known = [];
        foreach (PastCall call in history.Between(0, long.MaxValue))
        {
            GateVerdict verdict = book.Decide(history.ToCall(call), now.ToUnixTimeMilliseconds());
            bool isOurs = verdict.Act != GateAct.Pass && book.Rules[verdict.Rule].Activation == activation;
            if (isOurs && call.Caller != 0 && !members.Contain(call)) known.Add(call.Caller);
        }
        return known;
    }

    /// <summary>What an activation was made against, and whom it may hit by mistake.</summary>
    private sealed record Suspect(string FloodId, HashSet<ulong> Known);
}
