using Vedetta.Engine.Calls;

namespace Vedetta.Engine.Cdr;

/// <summary>What is remembered of a call until its end.</summary>
/// <param name="DialledStatus">How the line rung last answered or did not, as a SIP status; 0 when unsaid.</param>
internal readonly record struct RecentCall(long At, long AnsweredAt, string From, string To, bool IsOutgoing,
    bool IsEnded, int DialledStatus = 0);

/// <summary>The calls met last; the oldest is forgotten for a new one.</summary>
internal sealed class RecentCalls(int callsMax)
{
    private readonly Dictionary<string, RecentCall> _calls = new(StringComparer.Ordinal);
    private readonly Queue<string> _inOrder = new();

    /// <summary>Adds a call; false when it is known.</summary>
    public bool TryAdd(string id, long at, int status)
    {
        var call = new RecentCall(at, status == CallOutcomes.Answered ? at : 0, "", "", false, false);
        if (!_calls.TryAdd(id, call)) return false;
        _inOrder.Enqueue(id);
        if (_calls.Count > callsMax) _calls.Remove(_inOrder.Dequeue());
        return true;
    }

    /// <summary>Keeps who called whom.</summary>
    public void Describe(CallAttempt attempt)
    {
        if (_calls.TryGetValue(attempt.CallId, out RecentCall call))
            _calls[attempt.CallId] =
                call with { From = attempt.From, To = attempt.To, IsOutgoing = attempt.IsOutgoing };
    }

    /// <summary>Notes the first answer.</summary>
    public void Answer(string id, long at)
    {
        if (_calls.TryGetValue(id, out RecentCall call) && call.AnsweredAt == 0)
            _calls[id] = call with { AnsweredAt = at };
    }

    /// <summary>Notes how ringing a line came out.</summary>
    public void Dialled(string id, int status)
    {
        if (status > 0 && _calls.TryGetValue(id, out RecentCall call))
            _calls[id] = call with { DialledStatus = status };
    }

    /// <summary>Notes that a call was answered; false when that was known.</summary>
    public bool TryAnswer(string id)
    {
        if (!_calls.TryGetValue(id, out RecentCall call) || call.AnsweredAt > 0) return false;
        _calls[id] = call with { AnsweredAt = call.At };
        return true;
    }

    /// <summary>Ends a call; false when it is not known or ended before.</summary>
    public bool TryEnd(string id, out RecentCall call)
    {
        if (!_calls.TryGetValue(id, out call) || call.IsEnded) return false;
        _calls[id] = call with { IsEnded = true };
        return true;
    }
}
