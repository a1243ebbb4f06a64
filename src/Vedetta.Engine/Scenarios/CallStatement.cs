namespace Vedetta.Engine.Scenarios;

/// <summary>What a call signal says, as a border controller tells it: once when it rings, once when it ends.</summary>
/// <param name="Id">Id of the call.</param>
/// <param name="From">The number shown.</param>
/// <param name="To">The line called.</param>
/// <param name="Trunk">Where it came in.</param>
/// <param name="IsEnd">Whether it is the end.</param>
/// <param name="UserAgent">The caller's machine; "" when unsaid.</param>
/// <param name="SdpOrigin">Origin of its session description; "" when unsaid.</param>
/// <param name="Status">Final status, of the end only.</param>
/// <param name="RingSeconds">Seconds it rang, of the end only.</param>
/// <param name="TalkSeconds">Seconds talked, of the end only.</param>
public sealed record CallStatement(
    string Id, string From, string To, string Trunk, bool IsEnd = false, string UserAgent = "", string SdpOrigin = "",
    int Status = 0, int RingSeconds = 0, int TalkSeconds = 0);
