namespace Vedetta.Detection;

/// <summary>When silence is news and when it is a lost feed, and how long to wait for late signals.</summary>
public static class FeedRules
{
    /// <summary>Shortest wait for late signals, in seconds.</summary>
    public const int GraceSecondsMin = 2;

    /// <summary>Longest wait; what comes later than this is history, not a live signal.</summary>
    public const int GraceSecondsMax = 120;

    /// <summary>How long a late arrival keeps the wait long, in seconds.</summary>
    public const int GraceMemorySeconds = 600;

    /// <summary>Expected contacts in a stretch of silence that make chance an absurd explanation: e^-15 is 3 in 10 million.</summary>
    public const double SilenceExpectedMin = 15;

    /// <summary>Shortest silence that counts as one, in seconds: busy senders post in batches and stumble now and then.</summary>
    public const int SilenceSecondsMin = 60;

    /// <summary>
    /// Whether a whole kind without a single signal is a silent feed: then nothing is known, and nothing is counted as
    /// zero. One queue that falls silent while others go on is a drop instead, which the detector raises.
    /// </summary>
    public static bool IsFeedSilent(double expectedSinceLastSignal, long secondsSinceLastSignal) =>
        expectedSinceLastSignal >= SilenceExpectedMin && secondsSinceLastSignal >= SilenceSecondsMin;

    /// <summary>
    /// How long to wait before a second is closed: as long as signals of the last ten minutes came late. A sender that
    /// posts every 30 s would otherwise look like a crowd every 30 s.
    /// </summary>
    public static int GraceSeconds(long latestLatenessSeconds, long secondsSinceThen) =>
        secondsSinceThen > GraceMemorySeconds
            ? GraceSecondsMin
            : (int)Math.Clamp(latestLatenessSeconds + 1, GraceSecondsMin, GraceSecondsMax);
}
