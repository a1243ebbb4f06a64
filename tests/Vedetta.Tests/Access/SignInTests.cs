using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Storage;

namespace Vedetta.Tests.Access;

public sealed class SignInTests
{
    [Fact]
    public async Task Without_a_session_pages_lead_to_sign_in_and_programs_get_401()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = host.Visitor();
        HttpResponseMessage page = await visitor.GetAsync("/desk/settings");
        Assert.Equal(HttpStatusCode.Found, page.StatusCode);
        Assert.Contains("/sign-in?return=%2Fdesk%2Fsettings", page.Headers.Location!.ToString(), StringComparison.Ordinal);
        visitor.DefaultRequestHeaders.Remove("Accept");
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/desk/live")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/no/such/route")).StatusCode);
    }

    [Fact]
    public async Task The_first_run_link_makes_one_admin_once()
    {
        await using DeskHost host = await DeskHost.Start();
        var firstRun = host.App.Services.GetRequiredService<FirstRun>();
        string link = (await firstRun.CreateLink(host.Address))!;
        using HttpClient visitor = host.Visitor();
        HttpResponseMessage made = await DeskHost.Send(
            visitor, link, link, ("_handler", "first-run"), ("Form.Name", "Anna"), ("Form.Password", DeskHost.Password),
            ("Form.Again", DeskHost.Password));
        Assert.Equal(HttpStatusCode.Found, made.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/desk/settings")).StatusCode);
        Assert.Contains("has been used", await host.Visitor().GetStringAsync(link), StringComparison.Ordinal);
        Assert.Null(await firstRun.CreateLink(host.Address));
    }

    [Fact]
    public async Task The_first_run_link_expires_after_a_day()
    {
        await using DeskHost host = await DeskHost.Start();
        string link = (await host.App.Services.GetRequiredService<FirstRun>().CreateLink(host.Address))!;
        host.Time.Advance(TimeSpan.FromHours(24));
        using HttpClient visitor = host.Visitor();
        Assert.Contains("has expired", await visitor.GetStringAsync(link), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_link_signs_in_once()
    {
        await using DeskHost host = await DeskHost.Start();
        string link = await host.App.Services.GetRequiredService<FirstRun>().CreateDemoLink(host.Address);
        using HttpClient first = host.Visitor(), second = host.Visitor();
        Assert.Equal("/desk", (await first.GetAsync(link)).Headers.Location!.ToString());
        Assert.Equal("/sign-in", (await second.GetAsync(link)).Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync("/desk/accounts")).StatusCode);
    }

    [Fact]
    public async Task Unknown_name_and_wrong_password_get_the_same_answer()
    {
        await using DeskHost host = await DeskHost.Start();
        await host.AddAccount("anna", Roles.Viewer);
        using HttpClient visitor = host.Visitor();
        string wrong = await (await DeskHost.SignIn(visitor, "anna", "not her password")).Content.ReadAsStringAsync();
        string unknown = await (await DeskHost.SignIn(visitor, "nobody", "not her password")).Content.ReadAsStringAsync();
        Assert.Contains("Name or password is wrong", wrong, StringComparison.Ordinal);
        Assert.Contains("Name or password is wrong", unknown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_five_wrong_passwords_even_the_right_one_must_wait()
    {
        await using DeskHost host = await DeskHost.Start();
        await host.AddAccount("anna", Roles.Viewer);
        using HttpClient visitor = host.Visitor();
        for (int i = 0; i < 5; i++) await DeskHost.SignIn(visitor, "anna", "not her password");
        Assert.Equal(HttpStatusCode.OK, (await DeskHost.SignIn(visitor, "anna", DeskHost.Password)).StatusCode);
        host.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.Found, (await DeskHost.SignIn(visitor, "anna", DeskHost.Password)).StatusCode);
    }

    [Fact]
    public async Task Many_sign_ins_from_one_address_are_refused_with_429()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = host.Visitor();
        var answers = new List<HttpStatusCode>();
        for (int i = 0; i < 61; i++) answers.Add((await visitor.GetAsync("/demo-sign-in?token=guess")).StatusCode);
        Assert.Equal(60, answers.Count(a => a == HttpStatusCode.Found));
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    [Fact]
    public async Task A_session_ends_after_twelve_quiet_hours_and_slides_while_used()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = await host.SignedIn("anna", Roles.Viewer);
        host.Time.Advance(TimeSpan.FromHours(7));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/desk")).StatusCode);
        host.Time.Advance(TimeSpan.FromHours(7));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/desk")).StatusCode);
        host.Time.Advance(TimeSpan.FromHours(13));
        Assert.Equal(HttpStatusCode.Found, (await visitor.GetAsync("/desk")).StatusCode);
    }

    [Fact]
    public async Task Closing_an_account_ends_its_sessions_at_once()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = await host.SignedIn("anna", Roles.Viewer);
        Account anna = (await host.WithAccounts(a => a.Find("anna")))!;
        await host.WithAccounts(async a =>
        {
            await a.Change(anna.Id, anna.Roles, isClosed: true);
            return 0;
        });
        Assert.Equal(HttpStatusCode.Found, (await visitor.GetAsync("/desk")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await DeskHost.SignIn(host.Visitor(), "anna", DeskHost.Password)).StatusCode);
    }

    [Theory]
    [InlineData(Roles.Viewer, "/desk", true)]
    [InlineData(Roles.Viewer, "/desk/settings", false)]
    [InlineData(Roles.Approver, "/desk/accounts", false)]
    [InlineData(Roles.PrivacyOfficer, "/desk/keys", false)]
    [InlineData(Roles.Admin, "/desk/audit", true)]
    public async Task Roles_open_and_close_pages(Roles roles, string page, bool opens)
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = await host.SignedIn("anna", roles);
        HttpResponseMessage answer = await visitor.GetAsync(page);
        if (opens) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        else Assert.Contains("/denied", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_cannot_act_and_a_form_without_its_token_is_refused()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient viewer = await host.SignedIn("anna", Roles.Viewer);
        using HttpClient worker = await host.SignedIn("bruno", Roles.Operator);
        using var empty = new FormUrlEncodedContent([]);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.PostAsync("/desk/incidents/1/acknowledge", empty)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await worker.PostAsync("/desk/incidents/1/acknowledge", empty)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await worker.PostAsync("/sign-out", empty)).StatusCode);
    }

    [Fact]
    public async Task Pages_carry_the_headers_that_protect_them()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = host.Visitor();
        HttpResponseMessage answer = await visitor.GetAsync("/sign-in");
        string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Sign_ins_good_and_bad_are_in_the_audit_log()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = await host.SignedIn("anna", Roles.Admin);
        await DeskHost.SignIn(host.Visitor(), "anna", "not her password");
        var entries = await host.App.Services.GetRequiredService<AuditLog>().Newest(10);
        Assert.Equal(["sign-in.refused", "sign-in"], entries.Select(e => e.Action));
    }
}
