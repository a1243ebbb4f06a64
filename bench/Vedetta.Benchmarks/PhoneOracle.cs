using System.Diagnostics;
using System.Globalization;
using System.Text;
using Vedetta.Engine.Phone;

namespace Vedetta.Benchmarks;

/// <summary>What is compared of one number; "-" stands for a text that is none.</summary>
internal readonly record struct PhoneAnswer(string Region, bool IsValid, string E164, string International,
    string National)
{
    public static PhoneAnswer None { get; } = new("-", false, "-", "-", "-");
}

/// <summary>Debian's python3-phonenumbers, asked about many numbers at once in a process of its own.</summary>
internal static class PhoneOracle
{
    public const string Interpreter = "/usr/bin/python3";
    public const string Package = "/usr/lib/python3/dist-packages/phonenumbers";

    // The time is the processor's, and that of parsing, country and validity alone: what the speed of both sides is
    // compared by.
    private const string Script = """
        import sys, time
        import phonenumbers as p
        lines = [line.rstrip("\n").split("\t") for line in sys.stdin]
        print(p.__version__)
        start = time.process_time()
        parsed = []
        for text, region in lines:
            try:
                n = p.parse(text, region)
                parsed.append((n, p.region_code_for_number(n) or "", p.is_valid_number(n)))
            except p.NumberParseException:
                parsed.append(None)
        print(time.process_time() - start)
        F = p.PhoneNumberFormat
        for found in parsed:
            if found is None:
                print("-")
                continue
            n, region, valid = found
            print("\t".join([region, "1" if valid else "0", p.format_number(n, F.E164),
                p.format_number(n, F.INTERNATIONAL), p.format_number(n, F.NATIONAL)]))
        """;

    /// <summary>Whether the machine has it.</summary>
    public static bool IsThere => File.Exists(Interpreter) && Directory.Exists(Package);

    /// <summary>Its version, its speed in numbers a second, and its answers.</summary>
    public static (string Version, double PerSecond, List<PhoneAnswer> Answers) Ask(IReadOnlyList<PhoneSample> samples)
    {
        var start = new ProcessStartInfo(Interpreter, ["-c", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        using Process python = Process.Start(start)!;
        foreach (PhoneSample sample in samples) python.StandardInput.Write($"{sample.Text}\t{sample.Region}\n");
        python.StandardInput.Close();
        string version = python.StandardOutput.ReadLine()!;
        double seconds = double.Parse(python.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        var answers = new List<PhoneAnswer>(samples.Count);
        while (python.StandardOutput.ReadLine() is { } line) answers.Add(Read(line));
        python.WaitForExit();
        return (version, samples.Count / seconds, answers);
    }

    /// <summary>What the product says of the same number.</summary>
    public static PhoneAnswer Answer(PhoneBook book, PhoneSample sample) =>
        book.TryParse(sample.Text, sample.Region, out PhoneNumber number)
            ? new PhoneAnswer(number.Region, number.IsValid, number.ToE164(),
                book.Format(number, PhoneStyle.International), book.Format(number, PhoneStyle.National))
            : PhoneAnswer.None;

    private static PhoneAnswer Read(string line)
    {
        if (line == "-") return PhoneAnswer.None;
        string[] fields = line.Split('\t');
        return new PhoneAnswer(fields[0], fields[1] == "1", fields[2], fields[3], fields[4]);
    }
}
