using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vedetta.Access;
using Vedetta.Storage;

namespace Vedetta.Tests.Access;

/// <summary>The running server as somebody sees it who should not get in.</summary>
public sealed class AttackTests
{
    // Everything anybody may open. What is not here asks for a session or for a key.
    private static readonly string[] Open =
    [
        "/assets/", "/favicon.ico", "/favicon.svg", "/health", "/health/ready", "/health/live", "/metrics",
        "/openapi/{documentName}.json", "/sign-in", "/first-run", "/demo-sign-in", "/preferences", "/denied",
        "/", "/history", "/incidents/{id}", "/for/{audience}/{secret}", "/api/v1/announcement",
        "/history.rss", "/history.atom", "/feed.json", "/badge.svg", "/badge.json", "/maintenance.ics", "/cap.atom",
        "/components/{component}/history.rss", "/components/{component}/history.atom", "/components/{component}/feed.json",
        "/components/{component}/badge.svg", "/components/{component}/badge.json", "/cap/{id}.xml", "/embed", "/embed.js",
        "/api/v2/{document}", "/api/v2/{list}/{document}",
        "/s", "/s/{service}", "/s/{service}/reported", "/s/{service}/reported/{place}", "/s/{service}/thanks",
        "/s/{service}/details", "/find", "/api/v1/services",
        "/api/v1/heartbeats/{token}", "/subscribe", "/subscribe/confirm/{token}", "/subscribe/manage/{token}",
        "/unsubscribe/{token}", "/call-gate/redress.jws", "/call-gate/redress.cer",
    ];

    private static readonly string[] AdminPages =
        ["/desk/settings", "/desk/accounts", "/desk/keys", "/desk/audit", "/desk/checks", "/desk/inbound"];

    [Fact]
    public async Task Every_open_route_is_on_the_list_and_every_other_asks_for_session_or_key()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient stranger = Program(host);
        foreach (RouteEndpoint route in Routes(host))
        {
            string pattern = "/" + route.RoutePattern.RawText?.Trim('/');
            bool isOpen = Open.Contains(WithoutLanguage(pattern)) || pattern.StartsWith("/assets/", StringComparison.Ordinal)
                || pattern.StartsWith("/public/", StringComparison.Ordinal);
            bool allowsAnyone = route.Metadata.GetMetadata<IAllowAnonymous>() is not null
                && route.Metadata.GetMetadata<AsksForKey>() is null;
            Assert.True(isOpen == allowsAnyone || (isOpen && pattern == "/denied"), $"{pattern} is {(allowsAnyone ? "open" : "closed")}");
            if (isOpen) continue;
            foreach (string method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), Example(pattern));
                using HttpResponseMessage answer = await stranger.SendAsync(request);
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {pattern} answers {answer.StatusCode}");
            }
        }
    }

    private static string WithoutLanguage(string pattern) => Vedetta.StatusPage.LanguagePath.Split(pattern)?.Page is { } page
        ? page.Length == 0 ? "/" : page
        : pattern;

    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Approver)]
    [InlineData(Roles.PrivacyOfficer)]
    public async Task Only_admins_open_or_post_to_the_pages_of_settings_accounts_and_keys(Roles roles)
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient person = await host.SignedIn("anna", roles), program = Program(host);
        foreach (string page in AdminPages)
        {
            Assert.Contains("/denied", (await person.GetAsync(page)).Headers.Location!.ToString(), StringComparison.Ordinal);
            HttpResponseMessage posted = await DeskHost.Send(person, "/desk", page, ("_handler", "save"), ("Form.Name", "mallory"));
            Assert.Equal(HttpStatusCode.Forbidden, posted.StatusCode);
        }
        Assert.Single(await host.WithAccounts(a => a.All()));
    }

    [Fact]
    public async Task Forms_of_settings_accounts_and_keys_need_their_token()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient admin = await host.SignedIn("anna", Roles.Admin);
        foreach (string page in AdminPages.SkipLast(1))
        {
            using var forged = new FormUrlEncodedContent([KeyValuePair.Create("_handler", "save"), KeyValuePair.Create("Form.Name", "mallory")]);
            Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsync(page, forged)).StatusCode);
        }
        Assert.Single(await host.WithAccounts(a => a.All()));
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/desk")]
    [InlineData("/api/v1/incidents")]
    [InlineData("/no/such/page")]
    [InlineData("/metrics")]
    public async Task Every_answer_carries_the_headers_that_protect_it(string path)
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = host.Visitor();
        using HttpResponseMessage answer = await visitor.GetAsync(path);
        string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        foreach (string part in (string[])["default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "object-src 'none'"])
            Assert.Contains(part, policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.True(answer.Headers.CacheControl is { NoStore: true }, $"{path} may be kept: {answer.Headers.CacheControl}");
        Assert.False(answer.Headers.Contains("Server"));
    }

    // A block of JSON is data; browsers do not run it.
    [Fact]
    public async Task No_page_holds_script_or_style_that_its_policy_forbids()
    {
        await using DeskHost host = await DeskHost.Start();
        await Browser.SampleDay.Fill(host);
        using HttpClient admin = await host.SignedIn("anna", Roles.Admin | Roles.Approver);
        foreach (string page in (string[])["/desk", "/desk/incidents", "/desk/incidents/3", "/desk/incidents/3/report", .. AdminPages])
        {
            string html = await admin.GetStringAsync(page);
            Assert.DoesNotMatch("<script(?![^>]* src=)(?! type=\"application/json\")[^>]*>[^<]|<style|\\son[a-z]+=\"|javascript:", html);
            Assert.DoesNotMatch(" style=\"", html);
        }
    }

    [Fact]
    public async Task Cookies_are_out_of_reach_of_scripts_and_of_other_sites()
    {
        await using DeskHost host = await DeskHost.Start();
        await host.AddAccount("anna", Roles.Viewer);
        using HttpClient visitor = host.Visitor();
        var cookies = new List<string>((await visitor.GetAsync("/sign-in")).Headers.GetValues("Set-Cookie"));
        cookies.AddRange((await DeskHost.SignIn(visitor, "anna", DeskHost.Password)).Headers.GetValues("Set-Cookie"));
        Assert.Contains(cookies, c => c.StartsWith("vedetta-session=", StringComparison.Ordinal));
        Assert.All(cookies, c => Assert.Matches("(?i)httponly", c));
        Assert.All(cookies, c => Assert.Matches("(?i)samesite=(lax|strict)", c));
        CookieAuthenticationOptions options = host.App.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(CookieAuthenticationDefaults.AuthenticationScheme);
        DefaultHttpContext http = new() { Request = { Scheme = "https" } };
        Assert.True(options.Cookie.Build(http).Secure);
    }

    [Fact]
    public async Task What_a_client_says_of_host_and_origin_is_not_believed()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = host.Visitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/desk");
        request.Headers.Host = "evil.example";
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using HttpResponseMessage answer = await visitor.SendAsync(request);
        Assert.Equal("/sign-in?return=%2Fdesk", answer.Headers.Location!.OriginalString);
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task A_forwarded_address_does_not_get_around_the_limit_of_sign_ins()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = host.Visitor();
        HttpStatusCode last = default;
        for (int i = 0; i < 61; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([]) };
            request.Headers.Add("X-Forwarded-For", $"10.0.0.{i}");
            last = (await visitor.SendAsync(request)).StatusCode;
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    public async Task Signing_in_leads_nowhere_else(string target)
    {
        await using DeskHost host = await DeskHost.Start();
        await host.AddAccount("anna", Roles.Viewer);
        using HttpClient visitor = host.Visitor();
        string page = "/sign-in?return=" + Uri.EscapeDataString(target);
        HttpResponseMessage answer = await DeskHost.Send(
            visitor, page, page, ("_handler", "sign-in"), ("Form.Name", "anna"), ("Form.Password", DeskHost.Password));
        Assert.Equal("/desk", new Uri(new Uri(host.Address), answer.Headers.Location!).AbsolutePath);
        Assert.StartsWith(host.Address, new Uri(new Uri(host.Address), answer.Headers.Location!).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_far_too_long_is_not_read()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = host.Visitor();
        using var body = new ByteArrayContent(new byte[40 << 20]);
        body.Headers.ContentType = new("application/x-www-form-urlencoded");
        HttpStatusCode? said;
        try
        {
            said = (await visitor.PostAsync("/sign-in", body)).StatusCode;
        }
        catch (HttpRequestException)
        {
            said = null;
        }
        Assert.True(said is null or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest, $"{said}");
    }

    [Fact]
    public async Task A_cookie_of_an_ended_session_or_of_another_server_opens_nothing()
    {
        await using DeskHost host = await DeskHost.Start(), other = await DeskHost.Start();
        using HttpClient visitor = await host.SignedIn("anna", Roles.Admin);
        string page = await visitor.GetStringAsync("/desk");
        Assert.Contains("sign-out", page, StringComparison.Ordinal);
        using var handler = new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false };
        using var thief = new HttpClient(handler) { BaseAddress = new Uri(host.Address) };
        await other.AddAccount("anna", Roles.Admin);
        HttpResponseMessage elsewhere = await DeskHost.SignIn(other.Visitor(), "anna", DeskHost.Password);
        string foreign = elsewhere.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("vedetta-session", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Unauthorized, await With(thief, foreign));
        HttpResponseMessage again = await DeskHost.SignIn(host.Visitor(), "anna", DeskHost.Password);
        string own = again.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("vedetta-session", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, await With(thief, own));
        await DeskHost.Send(visitor, "/desk", "/sign-out");
        Assert.Equal(HttpStatusCode.Unauthorized, await With(thief, own));
    }

    [Fact]
    public async Task Keys_and_passwords_are_not_in_the_audit_log()
    {
        await using DeskHost host = await DeskHost.Start();
        await host.SignedIn("anna", Roles.Admin);
        await DeskHost.SignIn(host.Visitor(), "anna", "a wrong but telling password");
        var entries = await host.App.Services.GetRequiredService<AuditLog>().Newest(50);
        Assert.All(entries, e => Assert.DoesNotContain("password", e.Detail + e.Subject, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<HttpStatusCode> With(HttpClient thief, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/desk");
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        return (await thief.SendAsync(request)).StatusCode;
    }

    private static IEnumerable<RouteEndpoint> Routes(DeskHost host) =>
        host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static HttpClient Program(DeskHost host)
    {
        HttpClient program = host.Visitor();
        program.DefaultRequestHeaders.Remove("Accept");
        return program;
    }

    private static string Example(string pattern) =>
        pattern.Replace("{id:int}", "1", StringComparison.Ordinal).Replace("{Id:int}", "1", StringComparison.Ordinal);
}
