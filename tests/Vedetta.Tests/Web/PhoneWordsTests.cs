using Vedetta.Web;
using Vedetta.Web.Texts;

namespace Vedetta.Tests.Web;

public sealed class PhoneWordsTests
{
    [Theory]
    [InlineData("en", "+2348031234567", "number of a range of Nigeria")]
    [InlineData("en", "+12025550123", "number of a range of the United States")]
    [InlineData("it", "+2348031234567", "numero di una serie assegnata a questo paese: Nigeria")]
    [InlineData("fr", "+2348031234567", "numéro d’une tranche attribuée à ce pays : Nigeria")]
    [InlineData("de", "+41446681800", "Nummer aus einem Bereich dieses Landes: Schweiz")]
    [InlineData("en", "+39899123456", "number of a range of Italy (premium rate)")]
    [InlineData("en", "+80012345678", "international number of no country (free for the caller)")]
    [InlineData("en", "+11234567890", "number of no assigned range")]
    [InlineData("en", "", "number withheld")]
    public void A_number_is_told_by_its_range(string language, string number, string says) =>
        Assert.Equal(says, PhoneWords.Of(Language.Find(language)!).Say(number));

    [Theory]
    [InlineData("it", "118", "numero di emergenza")]
    [InlineData("fr", "187", "numéro court de service")]
    [InlineData("de", "3401234567", "")]
    public void A_short_number_is_told_by_its_service(string language, string dialled, string says) =>
        Assert.Equal(says, PhoneWords.Of(Language.Find(language)!).SayShort(dialled, "IT"));
}
