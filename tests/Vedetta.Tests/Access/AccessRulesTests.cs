using Vedetta.Access;
using Vedetta.Web;

namespace Vedetta.Tests.Access;

public sealed class AccessRulesTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 2)]
    [InlineData(6, 4)]
    [InlineData(10, 64)]
    [InlineData(16, 3600)]
    [InlineData(5000, 3600)]
    public void Locks_double_from_the_fifth_wrong_password_to_an_hour(int wrong, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), AccessRules.LockAfter(wrong));

    [Theory]
    [InlineData("elevenchars", PasswordVerdict.TooShort)]
    [InlineData("twelve chars", PasswordVerdict.Good)]
    [InlineData("aaaaaaaaaaaaaaaa", PasswordVerdict.TooPlain)]
    [InlineData("my-anna-password", PasswordVerdict.TooPlain)]
    public void Passwords_are_judged(string password, PasswordVerdict verdict) =>
        Assert.Equal(verdict, AccessRules.Judge(password, "anna"));

    [Fact]
    public void An_approver_is_an_operator_and_a_viewer() =>
        Assert.Equal(Roles.Approver | Roles.Operator | Roles.Viewer, AccessRules.WithIncluded(Roles.Approver));

    [Fact]
    public void An_administrator_sees_but_does_not_operate() =>
        Assert.Equal(Roles.Admin | Roles.Viewer, AccessRules.WithIncluded(Roles.Admin));

    [Theory]
    [InlineData("de-CH,de;q=0.9,en;q=0.8", "de")]
    [InlineData("en;q=0.3,fr;q=0.7", "fr")]
    [InlineData("ja,it-IT;q=0.5", "it")]
    [InlineData("ja", "en")]
    [InlineData("", "en")]
    [InlineData("fr;q=x,;;,it", "it")]
    public void The_language_is_the_one_a_browser_likes_best(string header, string code) =>
        Assert.Equal(code, Language.Negotiate(header).Code);

    [Theory]
    [InlineData("/desk/incidents?state=open", "/desk/incidents?state=open")]
    [InlineData("//evil.example", "/desk")]
    [InlineData("/\\evil.example", "/desk")]
    [InlineData("https://evil.example", "/desk")]
    [InlineData("", "/desk")]
    [InlineData(null, "/desk")]
    public void A_return_path_stays_on_this_server(string? path, string expected) =>
        Assert.Equal(expected, Preferences.LocalPath(path));
}
