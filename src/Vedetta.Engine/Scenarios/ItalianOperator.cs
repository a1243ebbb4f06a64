using System.Collections.Immutable;

namespace Vedetta.Engine.Scenarios;

/// <summary>
/// The telecom operator most scenarios play at: its queues, services, customers' regions and ordinary traffic.
/// </summary>
internal sealed class ItalianOperator
{
    private static readonly (string Queue, double Share, double HandleSeconds)[] QueueShares =
        [("mobile", 0.50, 230), ("fixed", 0.32, 300), ("billing", 0.18, 260)];

    private readonly ScenarioRandom _random;
    private readonly Timeline _timeline;
    private readonly DayShape _shape;

    public ItalianOperator(ScenarioRandom random, Timeline timeline, DayShape shape)
    {
        (_random, _timeline, _shape) = (random, timeline, shape);
    }

    /// <summary>Ids of the queues.</summary>
    public static ImmutableArray<string> Queues { get; } = [.. QueueShares.Select(q => q.Queue)];

    /// <summary>Services of the operator and of others that its customers report.</summary>
    public static ImmutableArray<ScenarioService> Services { get; } =
    [
        new("whatsapp", "WhatsApp", IsOwn: false), new("instagram", "Instagram", IsOwn: false),
        new("mobile-network", "Rete mobile", IsOwn: true), new("fixed-network", "Rete fissa", IsOwn: true),
        new("my-account", "Area clienti", IsOwn: true),
    ];

    /// <summary>Italian regions (ISO 3166-2) by inhabitants, in millions.</summary>
    public static WeightedChoice Regions { get; } = new(
        ("IT-25", 9.97), ("IT-62", 5.71), ("IT-72", 5.61), ("IT-34", 4.85), ("IT-82", 4.80), ("IT-45", 4.43),
        ("IT-21", 4.24),
        ("IT-75", 3.91), ("IT-52", 3.65), ("IT-78", 1.84), ("IT-88", 1.57), ("IT-42", 1.51), ("IT-57", 1.48),
        ("IT-65", 1.27),
        ("IT-36", 1.19), ("IT-32", 1.08), ("IT-55", 0.85), ("IT-77", 0.54), ("IT-67", 0.29), ("IT-23", 0.12));

    /// <summary>Voice and chat as customers ordinarily choose.</summary>
    public static WeightedChoice Channels { get; } = new(("voice", 0.78), ("chat", 0.22));

    /// <summary>Mobile networks by customers.</summary>
    public static WeightedChoice Networks { get; } = new(
        ("tim", 0.27), ("vodafone", 0.22), ("windtre", 0.24), ("iliad", 0.13), ("fastweb", 0.06),
        ("postemobile", 0.08));

    private static ImmutableDictionary<string, WeightedChoice> Topics { get; } = new Dictionary<string, WeightedChoice>
    {
        ["mobile"] = new(("tariff", 0.30), ("mobile-network", 0.22), ("sim-card", 0.18), ("roaming", 0.10),
            ("top-up", 0.16),
            ("whatsapp", 0.01), ("instagram", 0.005), ("my-account", 0.025)),
        ["fixed"] = new(("fixed-network", 0.42), ("installation", 0.24), ("modem", 0.20), ("tariff", 0.12),
            ("my-account", 0.02)),
        ["billing"] = new(("invoice", 0.55), ("payment", 0.25), ("contract", 0.15), ("my-account", 0.05)),
    }.ToImmutableDictionary();

    /// <summary>Level of contact at an instant, 1 in an average working hour.</summary>
    public double ShapeAt(long unixSecond) => _shape.At(Timeline.Local(unixSecond));

    /// <summary>Adds the ordinary contacts of all queues.</summary>
    /// <param name="perMinute">Contacts a minute over all queues at level 1.</param>
    /// <param name="load">Arrivals over the ordinary ones, by queue and Unix second.</param>
    /// <param name="exact">Fixes the count of a stretch of time over all queues.</param>
    public void AddContacts(
        double perMinute, Func<string, long, double>? load = null,
        (int Count, DateTimeOffset From, DateTimeOffset Until)? exact = null)
    {
        int left = exact?.Count ?? 0;
        foreach ((string queue, double share, double handle) in QueueShares)
        {
            var arrivals = new Arrivals(_random.Fork("arrivals/" + queue),
                minute => perMinute * share * ShapeAt(minute));
            if (exact is { } window)
            {
                int count = queue == Queues[^1] ? left : (int)Math.Round(window.Count * share);
                left -= count;
                arrivals.Exactly(count, window.From, window.Until);
            }

            _timeline.Add(arrivals, new ContactMix(_random.Fork("contacts/" + queue), queue)
            {
                Channels = Channels,
                Topics = Topics[queue],
                Places = Regions,
                HandleSeconds = handle,
                Load = load is null ? _ => 1 : second => load(queue, second),
            });
        }
    }

    /// <summary>Adds further contacts to one queue about one topic: those an event causes.</summary>
    public void AddExtraContacts(
        string queue, string topic, Func<long, double> perMinute, WeightedChoice? places = null,
        double handleSeconds = 150,
        Func<long, double>? load = null, (int Count, DateTimeOffset From, DateTimeOffset Until)? exact = null)
    {
        string part = $"{topic}/{queue}/{exact?.From.ToUnixTimeSeconds()}";
        var arrivals = new Arrivals(_random.Fork("extra arrivals/" + part), perMinute) { IsNoisy = false };
        if (exact is { } window) arrivals.Exactly(window.Count, window.From, window.Until);
        _timeline.Add(arrivals, new ContactMix(_random.Fork("extra contacts/" + part), queue)
        {
            Channels = Channels,
            Topics = new((topic, 1)),
            Places = places ?? Regions,
            HandleSeconds = handleSeconds,
            Load = load ?? (_ => 1),
        });
    }

    /// <summary>Adds reports about a service; ordinary ones follow the day, those of an event their own rate.</summary>
    public void AddReports(
        string service, Func<long, double> perMinute, bool ordinary = true, WeightedChoice? networks = null,
        (int Count, DateTimeOffset From, DateTimeOffset Until)? exact = null)
    {
        string part = $"{service}/{ordinary}/{exact?.From.ToUnixTimeSeconds()}";
        var arrivals = new Arrivals(_random.Fork("report arrivals/" + part), perMinute) { IsNoisy = ordinary };
        if (exact is { } window) arrivals.Exactly(window.Count, window.From, window.Until);
        _timeline.Add(arrivals, new ReportMix(_random.Fork("reports/" + part), service)
        {
            Places = Regions,
            Networks = networks ?? Networks,
            Reasons = new(("connection", 0.45), ("messages", 0.25), ("app", 0.20), ("login", 0.10)),
        });
    }

    /// <summary>Adds the ordinary reports of all services.</summary>
    public void AddOrdinaryReports(double perMinute)
    {
        foreach (ScenarioService service in Services)
            AddReports(service.Id, minute => perMinute / Services.Length * ShapeAt(minute));
    }
}
