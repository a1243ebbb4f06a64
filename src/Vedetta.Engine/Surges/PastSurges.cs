namespace Vedetta.Engine.Surges;

/// <summary>
/// The surges of the last weeks, to tell an event from a habit: what came at the same hour two weeks in a row before is
/// how the week goes, and the profile has it to learn.
/// </summary>
internal sealed class PastSurges
{
    private const int SurgesMax = 512;
    private const int WeekSeconds = 7 * 86400;
    private const int WeeksMin = 2;

    // Onset and end of the same habit are not found at the same minute every week.
    private const int SlackSeconds = 3600;

    private readonly Queue<(ElementKey Part, SurgeDirection Direction, long From, long Until)> _past = [];

    /// <summary>The parts remembered.</summary>
    public IEnumerable<ElementKey> Parts => _past.Select(p => p.Part);

    /// <summary>Remembers a surge that ended.</summary>
    public void Add(in ElementKey part, SurgeDirection direction, long from, long until)
    {
        if (_past.Count == SurgesMax) _past.Dequeue();
        _past.Enqueue((part, direction, from, until));
    }

    /// <summary>Whether a part surged at this hour in each of the last two weeks.</summary>
    public bool IsHabit(ElementKey part, SurgeDirection direction, long unixSeconds)
    {
        for (int week = 1; week <= WeeksMin; week++)
        {
            long at = unixSeconds - week * WeekSeconds;
            if (!_past.Any(p => p.Direction == direction && p.From - SlackSeconds <= at && at < p.Until + SlackSeconds
                && p.Part.Overlaps(part))) return false;
        }
        return true;
    }

    /// <summary>Writes the surges remembered.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(_past.Count);
        foreach ((ElementKey part, SurgeDirection direction, long from, long until) in _past)
        {
            part.Save(to);
            to.Write((byte)direction);
            to.Write(from);
            to.Write(until);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static PastSurges Load(BinaryReader from)
    {
        var past = new PastSurges();
        for (int i = from.ReadInt32(); i > 0; i--)
        {
            past.Add(ElementKey.Load(from), (SurgeDirection)from.ReadByte(), from.ReadInt64(), from.ReadInt64());
        }
        return past;
    }
}
