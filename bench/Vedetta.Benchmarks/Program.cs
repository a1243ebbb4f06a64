using Vedetta.Benchmarks;

string[] rest = args.Length > 1 ? args[1..] : [];
return (args.Length > 0 ? args[0] : "") switch
{
    "detect" => DetectBenchmark.Run(rest),
    "explanation" => ExplanationBenchmark.Run(rest),
    "surge-calibration" => SurgeCalibrationBenchmark.Run(rest),
    "surge-delay" => SurgeDelayBenchmark.Run(rest),
    "tiles" => TileBenchmark.Run(rest),
    _ => Unknown(),
};

static int Unknown()
{
    Console.Error.WriteLine("Name a benchmark: detect, explanation, surge-calibration, surge-delay, tiles.");
    return 2;
}
