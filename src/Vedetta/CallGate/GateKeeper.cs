using System.Collections.Immutable;
using Vedetta.Engine.Gate;

namespace Vedetta.CallGate;

/// <summary>
/// Holds what is at work in memory: rules by activation, protected contacts, settings, and the state decisions follow
/// from. What it holds is changed one act at a time; readers take the whole state at once.
/// </summary>
public sealed class GateKeeper(GateStore store, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Dictionary<string, ImmutableArray<GateRule>> _rules = [];
    private readonly System.Collections.Concurrent.ConcurrentQueue<GateTally> _retired = [];
    private GateProtection _protection = new();
    private LiveGate _live = new(GateState.Open, new GateTally(GateState.Open));

    /// <summary>Told after every change of the rules at work.</summary>
    public event Action? Changed;

    /// <summary>What decides calls now.</summary>
    public LiveGate Live => Volatile.Read(ref _live);

    /// <summary>The settings in force.</summary>
    public GateSettings Settings { get; private set; } = new();

    /// <summary>Whose calls always pass.</summary>
    public GateProtection Protection => _protection;

    /// <summary>Reads everything afresh: at the start, and after protected contacts or settings changed.</summary>
    public Task Reload(CancellationToken stop = default) => InTurn(
        async () =>
        {
            Settings = await store.Settings(stop);
            _protection = ProtectionOf(await store.ProtectedNumbers(stop), Settings);
            _rules.Clear();
            foreach (var group in (await store.RulesAtWork(stop)).GroupBy(r => r.Activation))
                _rules[group.Key] = [.. group];
        }, stop);

    /// <summary>Puts the rules of an activation to work, or changes those that are.</summary>
    public async Task Put(GateActivation activation, CancellationToken stop = default)
    {
        IReadOnlyList<GateRule> rules = await store.AllRules(activation, stop);
        await InTurn(
            () =>
            {
                _rules[activation.Id] = [.. rules];
                return Task.CompletedTask;
            }, stop);
    }

    /// <summary>Takes the rules of an activation from work.</summary>
    public Task Drop(string activationId, CancellationToken stop = default) => InTurn(
        () =>
        {
            _rules.Remove(activationId);
            return Task.CompletedTask;
        }, stop);

    /// <summary>Lets go what has expired; returns the activations it was.</summary>
    public async Task<IReadOnlyList<string>> Expire(CancellationToken stop = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        List<string> over = [];
        // Asked first without a turn: nearly always nothing is over.
        if (!Live.State.Book.Rules.Concat(Live.State.Trial.Rules).Any(r => r.ExpiresAt <= now)) return over;
        await InTurn(
            () =>
            {
                over = [.. _rules.Where(r => r.Value.All(rule => rule.ExpiresAt <= now)).Select(r => r.Key)];
                foreach (string id in over) _rules.Remove(id);
                return Task.CompletedTask;
            }, stop);
        return over;
    }

    /// <summary>How many more rules that are tried one by one may go to work.</summary>
    public int ScannedLeft =>
        GateRules.ScannedMax - _rules.Values.Sum(rules => rules.Count(r => !GateRules.IsIndexed(r.Match)));

    /// <summary>How many more rules may go to work.</summary>
    public int RulesLeft => GateRules.RulesMax - _rules.Values.Sum(rules => rules.Length);

    /// <summary>The counts of states that decide no more, each once.</summary>
    public IEnumerable<GateTally> TakeRetired()
    {
        while (_retired.TryDequeue(out GateTally? tally)) yield return tally;
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    /// <summary>Protected contacts as the gate compiles them: those with "*" are the beginning of numbers.</summary>
    internal static GateProtection ProtectionOf(IEnumerable<string> numbers, GateSettings settings)
    {
        ILookup<bool, string> byKind = numbers.ToLookup(n => n.EndsWith('*'));
        return new GateProtection
        {
            Numbers = [.. byKind[false].Select(n => PhoneKey.Pack(n))],
            Prefixes = [.. byKind[true].Select(n => PhoneKey.Pack(n.AsSpan(0, n.Length - 1)))],
            EmergencyNumbers = settings.EmergencyNumbers,
        };
    }

    /// <summary>The book these rules make under the protection and the plan in force.</summary>
    internal GateBook Compile(IEnumerable<GateRule> rules, GateRuleState state) =>
        GateBook.Compile(rules, _protection, Settings.Plan, GateCountries.Find, state);

    private async Task InTurn(Func<Task> change, CancellationToken stop)
    {
        await _oneAtATime.WaitAsync(stop);
        try
        {
            await change();
            ImmutableArray<GateRule> all = [.. _rules.Values.SelectMany(r => r)];
            GateBook book = Compile(all, GateRuleState.Active);
            GateSettings settings = Settings;
            string card = settings.PublicAddress.Length > 0 && settings.Contact is not null
                ? settings.PublicAddress.TrimEnd('/') + RedressCards.CardPath : "";
            var state = new GateState(
                book, Compile(all, GateRuleState.DryRun),
                    new GateAnswers(book, settings.PassStatus, settings.Contact, card), settings.Plan);
            _retired.Enqueue(Interlocked.Exchange(ref _live, new LiveGate(state, new GateTally(state))).Tally);
        }
        finally
        {
            _oneAtATime.Release();
        }
        Changed?.Invoke();
    }
}

/// <summary>What decides calls, and the counts of its rules.</summary>
public sealed record LiveGate(GateState State, GateTally Tally);
