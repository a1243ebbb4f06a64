using Vedetta.Benchmarks;

var benchmarks = new SortedDictionary<string, Func<string[], int>>(StringComparer.Ordinal)
{
    ["detect"] = DetectBenchmark.Run,
    ["gate"] = GateBenchmark.Run,
    ["gate-rules"] = GateRulesBenchmark.Run,
    ["explanation"] = ExplanationBenchmark.Run,
    ["fuzz-signalling"] = FuzzSignallingBenchmark.Run,
    ["hep"] = HepBenchmark.Run,
    ["floods"] = FloodsBenchmark.Run,
    ["intake"] = IntakeBenchmark.Run,
    ["numbers"] = NumbersBenchmark.Run,
    ["pages"] = PagesBenchmark.Run,
    ["records"] = RecordsBenchmark.Run,
    ["reports"] = ReportsBenchmark.Run,
    ["status-freshness"] = StatusFreshnessBenchmark.Run,
    ["status-page"] = StatusPageBenchmark.Run,
    ["surge-calibration"] = SurgeCalibrationBenchmark.Run,
    ["surge-delay"] = SurgeDelayBenchmark.Run,
    ["surge-explanation"] = SurgeExplanationBenchmark.Run,
    ["surge-live"] = SurgeLiveBenchmark.Run,
    ["surge-nab"] = SurgeNabBenchmark.Run,
    ["surge-seattle"] = SurgeSeattleBenchmark.Run,
    ["surge-size"] = SurgeSizeBenchmark.Run,
    ["surge-speed"] = SurgeSpeedBenchmark.Run,
    ["surge-tail"] = SurgeTailBenchmark.Run,
    ["trunk"] = TrunkBenchmark.Run,
    ["tiles"] = TileBenchmark.Run,
};
if (args.Length > 0 && benchmarks.TryGetValue(args[0], out Func<string[], int>? run)) return run(args[1..]);
Console.Error.WriteLine($"Name a benchmark: {string.Join(", ", benchmarks.Keys)}.");
return 2;
