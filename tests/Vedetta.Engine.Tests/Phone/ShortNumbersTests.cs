using Vedetta.Engine.Phone;

namespace Vedetta.Engine.Tests.Phone;

public sealed class ShortNumbersTests
{
    [Theory]
    [InlineData("112", "IT", PhoneType.Emergency)]
    [InlineData("118", "IT", PhoneType.Emergency)]
    [InlineData("187", "IT", PhoneType.ShortCode)]
    [InlineData("+39 116117", "IT", PhoneType.ShortCode)]
    [InlineData("0039116117", "IT", PhoneType.ShortCode)]
    [InlineData("+39 116 000", "IT", PhoneType.ShortCode)]
    [InlineData("15", "FR", PhoneType.Emergency)]
    [InlineData("3615", "FR", PhoneType.ShortCode)]
    [InlineData("117", "CH", PhoneType.Emergency)]
    [InlineData("144", "CH", PhoneType.Emergency)]
    [InlineData("110", "DE", PhoneType.Emergency)]
    [InlineData("118", "DE", PhoneType.Unknown)]
    [InlineData("11833", "DE", PhoneType.ShortCode)]
    [InlineData("3401234567", "IT", PhoneType.Unknown)]
    [InlineData("", "IT", PhoneType.Unknown)]
    [InlineData("11x", "IT", PhoneType.Unknown)]
    [InlineData("112", "XX", PhoneType.Unknown)]
    public void A_short_number_is_known_where_it_is_dialled(string dialled, string region, PhoneType type) =>
        Assert.Equal(type, ShortNumbers.TypeOf(dialled, region));

    [Theory]
    [InlineData("+393401234512", "+39 340 ••• ••12")]
    [InlineData("+33170189900", "+33 1 70 •• •• 00")]
    [InlineData("0201", "••01")]
    [InlineData("0340123456", "••••••••56")]
    [InlineData("anonymous", "anonymous")]
    [InlineData("h:0123456789abcdef01234567", "h:0123456789abcdef01234567")]
    [InlineData("", "")]
    public void A_masked_number_shows_its_range_and_two_digits(string number, string masked) =>
        Assert.Equal(masked, PhoneMask.Of(number));
}
