using Vedetta.Benchmarks;

switch (args.FirstOrDefault())
{
    case "detect": return DetectBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("Name a benchmark.");
        return 2;
}
