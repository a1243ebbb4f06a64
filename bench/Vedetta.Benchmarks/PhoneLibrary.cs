using PhoneNumbers;

namespace Vedetta.Benchmarks;

/// <summary>libphonenumber-csharp, whose release has the metadata the product is built with.</summary>
internal static class PhoneLibrary
{
    public static PhoneAnswer Answer(PhoneNumberUtil library, PhoneSample sample)
    {
        try
        {
            PhoneNumbers.PhoneNumber number = library.Parse(sample.Text, sample.Region);
            return new PhoneAnswer(
                library.GetRegionCodeForNumber(number) ?? "", library.IsValidNumber(number),
                library.Format(number, PhoneNumberFormat.E164), library.Format(number, PhoneNumberFormat.INTERNATIONAL),
                library.Format(number, PhoneNumberFormat.NATIONAL));
        }
        catch (NumberParseException)
        {
            return PhoneAnswer.None;
        }
    }
}
