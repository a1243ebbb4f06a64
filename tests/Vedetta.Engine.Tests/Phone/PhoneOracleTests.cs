using PhoneNumbers;
using Vedetta.Benchmarks;
using Vedetta.Engine.Phone;

namespace Vedetta.Engine.Tests.Phone;

/// <summary>Generated numbers of all regions against two builds of libphonenumber.</summary>
public sealed class PhoneOracleTests
{
    private const int Samples = 100_000;

    // Of each thousand; Debian's metadata are years older than those built in, and ranges come and go.
    private const int OlderDifferencesMax = 80;

    [Fact]
    public void Numbers_are_understood_as_libphonenumber_of_the_same_metadata_does()
    {
        PhoneNumberUtil library = PhoneNumberUtil.GetInstance();
        PhoneSample[] samples = [.. new PhoneSamples(PhoneBook.ReadBuiltIn(), seed: 3).Take(Samples)];
        Assert.Empty(samples
            .Select(s => (s.Text, s.Region, Ours: PhoneOracle.Answer(PhoneBook.Current, s), Theirs: PhoneLibrary.Answer(library, s)))
            .Where(a => a.Ours != a.Theirs).Take(20));
    }

    [Fact]
    public void Types_are_told_as_libphonenumber_tells_them()
    {
        PhoneNumberUtil library = PhoneNumberUtil.GetInstance();
        PhoneSample[] samples = [.. new PhoneSamples(PhoneBook.ReadBuiltIn(), seed: 4).Take(Samples / 4)];
        Assert.Empty(samples
            .Select(s => (s.Text, s.Region, Ours: TypeOf(s), Theirs: TypeOf(library, s)))
            .Where(a => a.Ours != a.Theirs).Take(20));
    }

    [Fact]
    public void Most_numbers_are_understood_as_debians_older_libphonenumber_does()
    {
        if (!PhoneOracle.IsThere) Assert.Skip("needs python3-phonenumbers (apt package)");
        PhoneSample[] samples = [.. new PhoneSamples(PhoneBook.ReadBuiltIn(), seed: 5).Take(20_000)];
        List<PhoneAnswer> theirs = PhoneOracle.Ask(samples).Answers;
        int differing = samples.Index().Count(s => PhoneOracle.Answer(PhoneBook.Current, s.Item) != theirs[s.Index]);
        Assert.InRange(differing, 0, samples.Length * OlderDifferencesMax / 1000);
    }

    private static string TypeOf(PhoneSample sample) =>
        PhoneBook.Current.TryParse(sample.Text, sample.Region, out Vedetta.Engine.Phone.PhoneNumber number)
            ? number.Type.ToString()
            : "none";

    private static string TypeOf(PhoneNumberUtil library, PhoneSample sample)
    {
        try
        {
            PhoneNumbers.PhoneNumberType type = library.GetNumberType(library.Parse(sample.Text, sample.Region));
            return type switch
            {
                PhoneNumberType.FIXED_LINE_OR_MOBILE => nameof(PhoneType.FixedLineOrMobile),
                PhoneNumberType.VOICEMAIL => nameof(PhoneType.VoiceMail),
                _ => string.Concat(type.ToString().Split('_').Select(w => w[..1] + w[1..].ToLowerInvariant())),
            };
        }
        catch (NumberParseException)
        {
            return "none";
        }
    }
}
