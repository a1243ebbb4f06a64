namespace Vedetta.Engine.Signals;

/// <summary>The fields the product reads; any other field of a signal is kept as it came.</summary>
public enum SignalField : byte
{
    None = 0,
    At,
    Kind,
    Service,
    Place,
    Reason,
    Network,
    Source,
    Queue,
    Channel,
    Topic,
    Customer,
    Outcome,
    WaitSeconds,
    HandleSeconds,
    CallId,
    From,
    To,
    Trunk,
    SourceIp,
    UserAgent,
    Status,
    DurationSeconds,
    Attestation,
    Reporter,
    Text,
    Recording,
    Component,
    State,
    Node,
    Detail,
    What,
    Name,
    Until,
    AudienceSize,
    Stage,
    RingSeconds,
    SdpOrigin,
    Direction,
    Asserted,
    DivertedBy,
}

/// <summary>The written names of the fields.</summary>
public static class SignalFieldNames
{
    private static readonly string[] Names =
    [
        "", "at", "kind", "service", "place", "reason", "network", "source", "queue", "channel", "topic", "customer",
        "outcome", "wait_s", "handle_s", "call_id", "from", "to", "trunk", "source_ip", "user_agent", "status",
        "duration_s", "attestation", "reporter", "text", "recording", "component", "state", "node", "detail", "what",
        "name", "until", "audience_size", "stage", "ring_s", "sdp_origin", "direction",
        "asserted", "diverted_by",
    ];

    // Indexed by length and first letter, so that a lookup compares one name at most a few times.
    private static readonly (byte[] Name, SignalField Field)[][] ByShape = Shapes();

    /// <summary>How many fields there are, counting <see cref="SignalField.None"/>.</summary>
    public static int Count => Names.Length;

    /// <summary>The name as senders write it.</summary>
    public static string Written(this SignalField field) => Names[(int)field];

    /// <summary>The field of a name; <see cref="SignalField.None"/> when the product does not read it.</summary>
    public static SignalField Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length >= 16) return SignalField.None;
        foreach ((byte[] known, SignalField field) in ByShape[Shape(name)])
            if (name.SequenceEqual(known)) return field;
        return SignalField.None;
    }

    private static int Shape(ReadOnlySpan<byte> name) => (name.Length << 5) | (name[0] & 31);

    private static (byte[], SignalField)[][] Shapes()
    {
        var shapes = new (byte[] Name, SignalField Field)[16 << 5][];
        Array.Fill(shapes, []);
        for (int i = 1; i < Names.Length; i++)
        {
            byte[] name = System.Text.Encoding.UTF8.GetBytes(Names[i]);
            shapes[Shape(name)] = [.. shapes[Shape(name)], (name, (SignalField)i)];
        }
        return shapes;
    }
}
