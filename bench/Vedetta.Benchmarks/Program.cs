using Vedetta.Benchmarks;

switch (args.FirstOrDefault())
{
    case "detect": return DetectBenchmark.Run(args[1..]);
    case "explanation": return ExplanationBenchmark.Run(args[1..]);
    case "tiles": return TileBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("Name a benchmark.");
        return 2;
}
