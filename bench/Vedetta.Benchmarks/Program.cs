using Vedetta.Benchmarks;

string[] rest = args.Length > 1 ? args[1..] : [];
return (args.Length > 0 ? args[0] : "") switch
{
    "surge-delay" => SurgeDelayBenchmark.Run(rest),
    "surge-calibration" => SurgeCalibrationBenchmark.Run(rest),
    "explanation" => ExplanationBenchmark.Run(rest),
    "tiles" => TileBenchmark.Run(rest),
    _ => Unknown(),
};

static int Unknown()
{
    Console.Error.WriteLine("Name a benchmark: surge-delay, surge-calibration, explanation, tiles.");
    return 2;
}
