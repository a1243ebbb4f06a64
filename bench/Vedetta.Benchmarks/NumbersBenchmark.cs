using System.Globalization;
using PhoneNumbers;
using Vedetta.Engine.Phone;

namespace Vedetta.Benchmarks;

/// <summary>
/// Generated numbers of all regions against Debian's libphonenumber (python3-phonenumbers) in the same run: agreement
/// field by field, and the same against libphonenumber-csharp, whose metadata are ours; and the speed of parsing,
/// country and validity on one core, by processor time. Options: <c>--count N</c> (1,000,000),
/// <c>--seed N</c> (1), <c>--metadata FILE</c>: other metadata of libphonenumber-js, such as that of the oracle's own
/// version, so that differences of age and of semantics can be told apart; <c>--show N</c> prints differences.
/// </summary>
internal static class NumbersBenchmark
{
    public static int Run(string[] args)
    {
        int count = Number(args, "--count", 1_000_000), show = Number(args, "--show", 0);
        byte[] metadata = Value(args, "--metadata") is { } file ? File.ReadAllBytes(file) : PhoneBook.ReadBuiltIn();
        PhoneBook book = PhoneBook.Read(metadata);
        PhoneSample[] samples = [.. new PhoneSamples(metadata, Number(args, "--seed", 1)).Take(count)];
        double ours = Speed(book, samples);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"|Vedetta|{ours / 1e6:F2} M numbers per CPU second|"));
        PhoneAnswer[] answersOfOurs = [.. samples.Select(s => PhoneOracle.Answer(book, s))];
        PhoneNumberUtil library = PhoneNumberUtil.GetInstance();
        Console.WriteLine("Against libphonenumber-csharp 9.0.43:");
        Compare(samples, answersOfOurs, [.. samples.Select(s => PhoneLibrary.Answer(library, s))], show);
        if (!PhoneOracle.IsThere)
        {
            Console.WriteLine("No oracle: apt package python3-phonenumbers is missing.");
            return 1;
        }
        (string version, double theirs, List<PhoneAnswer> answers) = PhoneOracle.Ask(samples);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"|python3-phonenumbers {version}|{theirs / 1e6:F3} M numbers per CPU second|{ours / theirs:F0} times slower|"));
        Compare(samples, answersOfOurs, answers, show);
        return 0;
    }

    private static double Speed(PhoneBook book, PhoneSample[] samples)
    {
        int valid = 0;
        // Automata are built and methods compiled by the first rounds; the best of the others is taken.
        double best = 0;
        for (int round = 0; round < 6; round++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            foreach (PhoneSample sample in samples)
                if (book.TryParse(sample.Text, sample.Region, out Vedetta.Engine.Phone.PhoneNumber number)
                    && number.IsValid) valid++;
            best = Math.Max(best, samples.Length / (Environment.CpuUsage.TotalTime - start).TotalSeconds);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{samples.Length} numbers, {100.0 * valid / 6 / samples.Length:F1} % valid"));
        return best;
    }

    private static void Compare(PhoneSample[] samples, PhoneAnswer[] ours, List<PhoneAnswer> answers, int show)
    {
        var fields = new (string Name, Func<PhoneAnswer, PhoneAnswer, bool> Same)[]
        {
            ("country", (a, b) => a.Region == b.Region),
            ("validity", (a, b) => a.IsValid == b.IsValid),
            ("E.164", (a, b) => a.E164 == b.E164),
            ("international", (a, b) => a.International == b.International),
            ("national", (a, b) => a.National == b.National),
            ("all five", (a, b) => a == b),
        };
        foreach ((string name, var same) in fields)
        {
            int agree = Enumerable.Range(0, ours.Length).Count(i => same(ours[i], answers[i]));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"|{name}|{agree} of {ours.Length}|{100.0 * agree / ours.Length:F4} %|"));
        }
        foreach (int i in Enumerable.Range(0, ours.Length).Where(i => ours[i] != answers[i]).Take(show))
            Console.WriteLine($"{samples[i].Text} from {samples[i].Region}: ours {ours[i]}, theirs {answers[i]}");
    }

    private static int Number(string[] args, string name, int otherwise) =>
        Value(args, name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    private static string? Value(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;
}
