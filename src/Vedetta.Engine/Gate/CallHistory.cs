using System.Text;
using Vedetta.Engine.Calls;

namespace Vedetta.Engine.Gate;

/// <summary>A call of the past, small: texts are numbers of a table in its history.</summary>
/// <param name="AtUnixSeconds">When it began.</param>
/// <param name="Caller">Calling number as <see cref="PhoneKey"/>; 0 when withheld.</param>
/// <param name="Called">Number called.</param>
/// <param name="UserAgent">Number of its User-Agent; 0 for none.</param>
/// <param name="SdpOrigin">Number of its session origin; 0 for none.</param>
/// <param name="Trunk">Number of its trunk; 0 for none.</param>
/// <param name="Attestation">A, B, C or '\0'.</param>
public readonly record struct PastCall(
    uint AtUnixSeconds, ulong Caller, ulong Called, ushort UserAgent, ushort SdpOrigin, ushort Trunk, char Attestation);

/// <summary>
/// The calls of the last days in packed columns, some 30 bytes each: what forecasts and proposals look back on. One
/// writer; readers see what was there when they began. When it is full or too old the oldest 65,536 calls go.
/// </summary>
public sealed class CallHistory(int callsMax = CallHistory.UsualCallsMax)
{
    /// <summary>Calls kept unless said otherwise.</summary>
    public const int UsualCallsMax = 3_000_000;

    /// <summary>Longest time looked back.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromDays(30);

    private const int BlockCalls = 65_536, NamedAddressesMax = 4_096;
    private readonly Lock _lock = new();
    private readonly TextTable _userAgents = new(), _sdpOrigins = new(), _trunks = new();
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, byte> _namedAddresses = new();
    private Block[] _blocks = [];
    private long _count;
    private int _namedCount;

    /// <summary>Calls held.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Calls dropped because the history was full, not because they were too old.</summary>
    public long Dropped { get; private set; }

    /// <summary>Texts left out because their table was full.</summary>
    public long TextsLeftOut => _userAgents.LeftOut + _sdpOrigins.LeftOut + _trunks.LeftOut;

    /// <summary>Time of the earliest call held, Unix seconds; null while there is none.</summary>
    public long? FirstUnixSeconds
    {
        get
        {
            Block[] blocks = Snapshot();
            return blocks.Length > 0 && blocks[0].Count > 0 ? blocks[0].AtOf(0) : null;
        }
    }

    /// <summary>Takes a call to us that begins, or a whole one; the end of one told before is nothing new.</summary>
    public void Add(CallAttempt call, DialPlan? plan = null)
    {
        if (call.Stage == CallStage.End || call.IsOutgoing) return;
        string source = AddressOf(call);
        if (call.Trunk.Length > 0 && source.Length > 0) NoteNamed(source);
        var past = new PastCall(
            (uint)Math.Clamp(call.AtUnixMilliseconds / 1000, 0, uint.MaxValue), PhoneKey.Pack(call.From, plan),
                PhoneKey.Pack(call.To, plan),
            _userAgents.NumberOf(call.UserAgent), _sdpOrigins.NumberOf(call.SdpOrigin),
            _trunks.NumberOf(call.Trunk.Length > 0 ? call.Trunk : source), call.Attestation ?? '\0');
        Block last = _blocks.Length > 0 && _blocks[^1].Count < BlockCalls ? _blocks[^1] : Begin(past.AtUnixSeconds);
        last.Add(past);
        Interlocked.Increment(ref _count);
    }

    /// <summary>
    /// Goes over the calls from one time to another (Unix seconds, the end excluded), oldest block first.
    /// </summary>
    public IEnumerable<PastCall> Between(long fromUnixSeconds, long untilUnixSeconds)
    {
        foreach (Block block in Snapshot())
        {
            int count = block.Count;
            for (int i = 0; i < count; i++)
            {
                uint at = block.AtOf(i);
                if (at >= fromUnixSeconds && at < untilUnixSeconds) yield return block.Of(i);
            }
        }
    }

    /// <summary>A past call as the gate would see it.</summary>
    public GateCall ToCall(in PastCall past) => new()
    {
        Caller = past.Caller,
        Called = past.Called,
        Attestation = past.Attestation,
        UserAgent = _userAgents.BytesOf(past.UserAgent),
        SdpOrigin = _sdpOrigins.BytesOf(past.SdpOrigin),
        Trunk = _trunks.BytesOf(past.Trunk),
        // Where a trunk has no name its address stands for it.
        SourceAddress = _trunks.BytesOf(past.Trunk),
    };

    /// <summary>Whether an address was seen sending calls of a trunk that has a name.</summary>
    public bool IsOfNamedTrunk(string address) => _namedAddresses.ContainsKey(address);

    /// <summary>
    /// Whether no address of a call was left out for want of room, so that one which is not known sent no call.
    /// </summary>
    public bool KnowsEveryAddress => _trunks.LeftOut == 0 && Volatile.Read(ref _namedCount) < NamedAddressesMax;

    /// <summary>The numbers of those of these trunks, or addresses without a trunk's name, that calls came over.</summary>
    public HashSet<ushort> TrunkNumbers(IEnumerable<string> texts) => _trunks.NumbersOf(texts);

    /// <summary>The trunk, or the address without a trunk's name, under a number.</summary>
    public string TrunkOf(ushort number) => Encoding.UTF8.GetString(_trunks.BytesOf(number));

    /// <summary>The User-Agent under a number.</summary>
    public string UserAgentOf(ushort number) => Encoding.UTF8.GetString(_userAgents.BytesOf(number));

    /// <summary>The session origin under a number.</summary>
    public string SdpOriginOf(ushort number) => Encoding.UTF8.GetString(_sdpOrigins.BytesOf(number));

    /// <summary>The numbers of those of these User-Agents that calls had.</summary>
    public HashSet<ushort> UserAgentNumbers(IEnumerable<string> texts) => _userAgents.NumbersOf(texts);

    /// <summary>The numbers of those of these session origins that calls had.</summary>
    public HashSet<ushort> SdpOriginNumbers(IEnumerable<string> texts) => _sdpOrigins.NumbersOf(texts);

    // The same address may be written in several ways only in IPv6.
    private static string AddressOf(CallAttempt call) =>
        call.SourceAddress.Contains(':', StringComparison.Ordinal)
        && PeerAddress.Canonical(call.SourceAddress) is { Length: > 0 } one ? one : call.SourceAddress;

    private void NoteNamed(string address)
    {
        if (_namedCount < NamedAddressesMax && _namedAddresses.TryAdd(address, 0)) Interlocked.Increment(ref _namedCount);
    }

    private Block[] Snapshot()
    {
        lock (_lock) return _blocks;
    }

    private Block Begin(uint now)
    {
        long oldest = now - (long)AgeMax.TotalSeconds;
        lock (_lock)
        {
            Block[] kept = [.. _blocks.Where(b => b.Last >= oldest)];
            int most = Math.Max(1, callsMax / BlockCalls) - 1;
            foreach (Block full in kept.SkipLast(most)) Dropped += full.Count;
            _blocks = [.. kept.TakeLast(most), new Block()];
            Volatile.Write(ref _count, _blocks.Sum(b => (long)b.Count));
            return _blocks[^1];
        }
    }

    private sealed class Block
    {
        private readonly uint[] _at = new uint[BlockCalls];
        private readonly ulong[] _caller = new ulong[BlockCalls], _called = new ulong[BlockCalls];
        private readonly ushort[] _userAgent = new ushort[BlockCalls], _sdpOrigin = new ushort[BlockCalls],
            _trunk = new ushort[BlockCalls];
        private readonly byte[] _attestation = new byte[BlockCalls];
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public uint Last { get; private set; }

        public void Add(in PastCall call)
        {
            int i = _count;
            _at[i] = call.AtUnixSeconds;
            (_caller[i], _called[i]) = (call.Caller, call.Called);
            (_userAgent[i], _sdpOrigin[i], _trunk[i]) = (call.UserAgent, call.SdpOrigin, call.Trunk);
            _attestation[i] = (byte)call.Attestation;
            Last = Math.Max(Last, call.AtUnixSeconds);
            // Readers take the count first: what lies below it is whole.
            Volatile.Write(ref _count, i + 1);
        }

        public uint AtOf(int i) => _at[i];

        public PastCall Of(int i) =>
            new(_at[i], _caller[i], _called[i], _userAgent[i], _sdpOrigin[i], _trunk[i], (char)_attestation[i]);
    }

    /// <summary>Texts under small numbers; 0 is the empty one and what found no place.</summary>
    private sealed class TextTable
    {
        private const int TextsMax = 4_096;
        private readonly Dictionary<string, ushort> _numbers = new(StringComparer.Ordinal) { [""] = 0 };
        private readonly byte[][] _texts = new byte[TextsMax][];

        public TextTable() => _texts[0] = [];

        public long LeftOut { get; private set; }

        public ushort NumberOf(string text)
        {
            if (_numbers.TryGetValue(text, out ushort number)) return number;
            if (_numbers.Count == TextsMax || text.Length > GateRules.TextMax)
            {
                LeftOut++;
                return 0;
            }
            number = (ushort)_numbers.Count;
            _texts[number] = Encoding.UTF8.GetBytes(text);
            _numbers.Add(text, number);
            return number;
        }

        // Over the array, not the dictionary: the writer may be adding to that one.
        public HashSet<ushort> NumbersOf(IEnumerable<string> texts)
        {
            HashSet<string> wanted = [.. texts.Where(t => t.Length > 0)];
            return wanted.Count == 0 ? [] : [.. Enumerable.Range(1, TextsMax - 1)
                .Where(i => _texts[i] is { } bytes && wanted.Contains(Encoding.UTF8.GetString(bytes)))
                    .Select(i => (ushort)i)];
        }

        public ReadOnlySpan<byte> BytesOf(ushort number) => _texts[number];
    }
}
