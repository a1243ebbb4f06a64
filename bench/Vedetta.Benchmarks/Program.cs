using Vedetta.Benchmarks;

string[] rest = args.Length > 1 ? args[1..] : [];
return (args.Length > 0 ? args[0] : "") switch
{
    "surge-delay" => SurgeDelayBenchmark.Run(rest),
    "surge-calibration" => SurgeCalibrationBenchmark.Run(rest),
    "surge-explanation" => SurgeExplanationBenchmark.Run(rest),
    "surge-nab" => SurgeNabBenchmark.Run(rest),
    "surge-seattle" => SurgeSeattleBenchmark.Run(rest),
    "surge-live" => SurgeLiveBenchmark.Run(rest),
    "surge-speed" => SurgeSpeedBenchmark.Run(rest),
    _ => Unknown(),
};

static int Unknown()
{
    Console.Error.WriteLine("Name a benchmark: surge-delay, surge-calibration, surge-explanation, surge-nab, surge-seattle, surge-live, surge-speed.");
    return 2;
}
