using Vedetta.Engine.Phone;

namespace Vedetta.Engine.Tests.Phone;

/// <summary>Numbers whose country, sort and writing people know.</summary>
public sealed class PhoneBookTests
{
    private static readonly PhoneBook Book = PhoneBook.Current;

    [Theory]
    [InlineData("+39 06 6982", "VA", PhoneType.FixedLine)]
    [InlineData("+39 06 39740000", "IT", PhoneType.FixedLine)]
    [InlineData("+39 340 1234567", "IT", PhoneType.Mobile)]
    [InlineData("+39 899 123456", "IT", PhoneType.PremiumRate)]
    [InlineData("+39 800 123456", "IT", PhoneType.TollFree)]
    [InlineData("+7 701 234 5678", "KZ", PhoneType.Mobile)]
    [InlineData("+7 912 345 6789", "RU", PhoneType.Mobile)]
    [InlineData("+1 416 555 0123", "CA", PhoneType.FixedLineOrMobile)]
    [InlineData("+1 202 555 0123", "US", PhoneType.FixedLineOrMobile)]
    [InlineData("+1 876 523 1234", "JM", PhoneType.FixedLineOrMobile)]
    [InlineData("+44 1481 256789", "GG", PhoneType.FixedLine)]
    [InlineData("+44 1534 456789", "JE", PhoneType.FixedLine)]
    [InlineData("+44 1624 756789", "IM", PhoneType.FixedLine)]
    [InlineData("+44 20 7946 0018", "GB", PhoneType.FixedLine)]
    [InlineData("+33 1 70 18 99 00", "FR", PhoneType.FixedLine)]
    [InlineData("+41 44 668 18 00", "CH", PhoneType.FixedLine)]
    [InlineData("+49 30 123456", "DE", PhoneType.FixedLine)]
    [InlineData("+234 803 123 4567", "NG", PhoneType.Mobile)]
    [InlineData("+881 612345678", "001", PhoneType.Mobile)]
    [InlineData("+883 510012345", "001", PhoneType.Voip)]
    [InlineData("+979 123456789", "001", PhoneType.PremiumRate)]
    [InlineData("+800 12345678", "001", PhoneType.TollFree)]
    public void A_number_belongs_to_a_range(string text, string region, PhoneType type)
    {
        Assert.True(Book.TryParse(text, null, out PhoneNumber number));
        Assert.Equal((region, type), (number.Region, number.Type));
    }

    [Theory]
    [InlineData("06 39740000", "IT", "+390639740000")]
    [InlineData("340 1234567", "IT", "+393401234567")]
    [InlineData("0039 340 1234567", "IT", "+393401234567")]
    [InlineData("39 340 1234567", "IT", "+393401234567")]
    [InlineData("01 70 18 99 00", "FR", "+33170189900")]
    [InlineData("044 668 18 00", "CH", "+41446681800")]
    [InlineData("030/123456", "DE", "+4930123456")]
    [InlineData("(030) 123-456", "DE", "+4930123456")]
    [InlineData("8 (912) 345-67-89", "RU", "+79123456789")]
    [InlineData("011 15-2345-6789", "AR", "+5491123456789")]
    [InlineData("0 15 11 2345-6789", "BR", "+551123456789")]
    [InlineData("tel:+39-06-39740000;ext=12", null, "+390639740000")]
    [InlineData("tel:06-39740000;phone-context=+39", null, "+390639740000")]
    [InlineData("٠٦٣٩٧٤٠٠٠٠", "IT", "+390639740000")]
    public void A_number_is_read_as_it_is_dialled_somewhere(string text, string? region, string e164)
    {
        Assert.True(Book.TryParse(text, region, out PhoneNumber number));
        Assert.Equal(e164, number.ToE164());
        Assert.True(number.IsValid);
    }

    [Theory]
    [InlineData("+390639740000", "06 3974 0000", "+39 06 3974 0000")]
    [InlineData("+393401234567", "340 123 4567", "+39 340 123 4567")]
    [InlineData("+33170189900", "01 70 18 99 00", "+33 1 70 18 99 00")]
    [InlineData("+41446681800", "044 668 18 00", "+41 44 668 18 00")]
    [InlineData("+4930123456", "030 123456", "+49 30 123456")]
    [InlineData("+12025550123", "(202) 555-0123", "+1 202-555-0123")]
    [InlineData("+5491123456789", "011 15-2345-6789", "+54 9 11 2345-6789")]
    [InlineData("+390639740000;ext=5", "06 3974 0000 ext. 5", "+39 06 3974 0000 ext. 5")]
    public void A_number_is_written_at_home_and_abroad(string text, string national, string international)
    {
        Assert.True(Book.TryParse(text, null, out PhoneNumber number));
        Assert.Equal(national, Book.Format(number, PhoneStyle.National));
        Assert.Equal(international, Book.Format(number, PhoneStyle.International));
    }

    [Theory]
    [InlineData("")]
    [InlineData("anonymous")]
    [InlineData("+")]
    [InlineData("+39")]
    [InlineData("+0 123 456")]
    [InlineData("+999 123 456")]
    [InlineData("12 34 +39")]
    [InlineData("1234567890123456789012345")]
    public void What_is_no_number_is_not_read(string text) => Assert.False(Book.TryParse(text, "IT", out _));

    [Fact]
    public void Without_a_region_only_a_plus_sign_tells_the_country() =>
        Assert.False(Book.TryParse("06 39740000", null, out _));

    [Fact]
    public void A_number_of_no_assigned_range_is_read_but_not_valid()
    {
        Assert.True(Book.TryParse("+39 1", "IT", out _) || Book.TryParse("+39 199", "IT", out _));
        Assert.True(Book.TryParse("+1 123 456 7890", null, out PhoneNumber number));
        Assert.Equal(("", false), (number.Region, number.IsValid));
    }

    [Fact]
    public void No_text_of_any_sort_breaks_the_reading()
    {
        var random = new Random(7);
        const string characters = "0123456789+-x#;,~() .eExtinSAB\u00A0\uFF0B\uFF10*[]\\/=:é\uD83D\uDE00";
        for (int i = 0; i < 100_000; i++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(40)).Select(_ => characters[random.Next(characters.Length)])]);
            if (!Book.TryParse(text, random.Next(2) == 0 ? "IT" : null, out PhoneNumber number)) continue;
            Assert.StartsWith("+", number.ToE164(), StringComparison.Ordinal);
            Assert.NotEmpty(Book.Format(number, PhoneStyle.National));
        }
    }

    [Fact]
    public void Every_region_has_a_name_in_every_language() =>
        Assert.DoesNotContain(Book.Regions.SelectMany(r => (string[])["it", "fr", "de", "en"],
            (region, language) => (region, name: CountryNames.Of(region, language))),
            n => n.name.Length < 3 || n.name == n.region);
}
