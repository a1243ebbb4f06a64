using Vedetta.Engine.Surges;
using Vedetta.Incidents;

namespace Vedetta.Tests.Incidents;

/// <summary>Ordinary examples.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Nine = new(2022, 10, 25, 9, 0, 0, TimeSpan.FromHours(2));

    public static Surge Surge(string series, DateTimeOffset? onset = null, double expected = 100, long observed = 410) => new(
        "id-" + series, SeriesKey.Parse(series), SurgeDirection.Rise, onset ?? Nine, (onset ?? Nine).AddSeconds(12), null,
        expected, observed, observed / expected, observed / expected * 0.9, observed / expected * 1.1, 20, 18, []);

    public static GroupingCandidate Candidate(int id, Subject subject, string series, DateTimeOffset? endedAt = null) =>
        new(id, subject, Nine, endedAt, [SeriesKey.Parse(series)]);
}
