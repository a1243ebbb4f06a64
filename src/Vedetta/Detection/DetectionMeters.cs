using Vedetta.Detection.Floods;
using Vedetta.Intake;
using Vedetta.Web;

namespace Vedetta.Detection;

/// <summary>What detection counts about itself: everything it bounds, and how far it is behind.</summary>
internal static class DetectionMeters
{
    public static void Add(ServerMeter meter, LiveWatch watch, Lookout lookout, Journal journal)
    {
        meter.Total("detection_late_signals", () => watch.Late, "Signals that came after their second was closed");
        meter.Total("detection_far_ahead_signals", () => watch.TooFarAhead, "Signals dropped as too far ahead of the others");
        meter.Total("detection_evicted_series", () => watch.SeriesEvicted, "Series dropped because a bound was reached");
        meter.Total("detection_queues_left_out", () => watch.QueueTimes.LeftOut, "Waits of queues left out because of a bound");
        meter.Total("detection_report_origins_left_out", () => watch.ReportOrigins.LeftOut, "What reports said, left out because of a bound");
        meter.Total("detection_surroundings_left_out", () => watch.Surroundings.LeftOut, "Plans and components left out because of a bound");
        meter.Gauge("detection_lag_batches", () => Math.Max(0, journal.Published - lookout.Sequence), "Durable batches not yet watched");
        meter.Gauge("detection_open_surges", () => watch.OpenSurges, "Surges open now");
    }

    public static void Add(ServerMeter meter, LiveFloods floods)
    {
        meter.Total("floods_calls_seen", () => floods.CallsSeen, "Calls to our lines taken");
        meter.Total("floods_calls_not_searched", () => floods.CallsNotSearched, "Calls counted but not searched: too many in a second");
        meter.Total("floods_calls_dropped", () => floods.CallsDropped, "Calls dropped because too many waited");
        meter.Total("floods_ends_unmatched", () => floods.EndsUnmatched, "Ends of calls whose start is not known");
        meter.Total("floods_left_out", () => floods.LeftOut, "Numbers, lines and texts of calls left out because of a bound");
        meter.Gauge("floods_open", () => floods.OpenCount, "Floods open now");
    }
}
