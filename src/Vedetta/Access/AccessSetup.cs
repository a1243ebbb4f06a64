using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Vedetta.Storage;

namespace Vedetta.Access;

/// <summary>Sign-in, sessions, roles and what protects forms.</summary>
public static class AccessSetup
{
    /// <summary>The rate limit on sign-in forms.</summary>
    public const string SignInLimit = "sign-in";

    // Per address and minute; a whole office may share one address.
    private const int SignInsPerMinute = 60;
    private static readonly TimeSpan SessionLength = TimeSpan.FromHours(12);

    /// <summary>Adds what sign-in needs; keys that protect cookies live in the data folder.</summary>
    public static void AddAccess(this IServiceCollection services, ServerOptions options)
    {
        services.TryAddScoped(provider => provider.GetRequiredService<IDbContextFactory<VedettaContext>>().CreateDbContext());
        services.AddScoped<AccountStore>();
        services.AddScoped<SignIn>();
        services.AddSingleton<FirstRun>();
        services.AddSingleton(provider => new SessionClock(options.SignInTime ?? provider.GetRequiredService<TimeProvider>()));
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<SessionClock>((cookie, clock) => cookie.TimeProvider = clock);
        services.AddHttpContextAccessor();
        services.AddDataProtection().SetApplicationName("vedetta")
            .PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(options.DataDirectory, "keys")));
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(SetCookie);
        services.AddAuthorization(Policies.Define);
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(SetAntiforgery);
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.AddPolicy(SignInLimit, LimitSignIn);
        });
    }

    /// <summary>Puts the guards in front of every route: headers, rate limit, session, permission, antiforgery.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseFormGuard();
        app.UseAntiforgery();
    }

    /// <summary>Routes of sessions; the forms are pages.</summary>
    public static void MapAccess(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-out", SignOut).RequireForm().ExcludeFromDescription();
        routes.MapGet("/demo-sign-in", DemoSignIn).AllowAnonymous().RequireRateLimiting(SignInLimit).ExcludeFromDescription();
    }

    private static async Task<RedirectHttpResult> SignOut(HttpContext context, SignIn signIn)
    {
        await signIn.End(context);
        return TypedResults.Redirect("/sign-in");
    }

    private static async Task<RedirectHttpResult> DemoSignIn(
        HttpContext context, AccountStore accounts, AuditLog audit, SessionClock time, string token = "")
    {
        Account? account = await FirstRun.DemoAdmin(accounts, time, token, context.RequestAborted);
        if (account is null) return TypedResults.Redirect("/sign-in");
        await audit.Write(account.SignInName, "sign-in", "account:" + account.SignInName, "demo link", context.RequestAborted);
        await SignIn.Open(context, account);
        return TypedResults.Redirect("/desk");
    }

    private static void SetCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "vedetta-session";
        options.Cookie.HttpOnly = true;
        // Lax and not Strict: a link in a mail must open the desk of somebody who is signed in.
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = SessionLength;
        options.SlidingExpiration = true;
        options.LoginPath = "/sign-in";
        options.AccessDeniedPath = "/denied";
        options.ReturnUrlParameter = "return";
        options.Events.OnValidatePrincipal = SignIn.Validate;
        options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
    }

    // Programs get a status, people a page.
    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        bool isPage = HttpMethods.IsGet(context.Request.Method)
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
        // Only the path: what a client put into its Host header must not come back as an address of ours.
        if (isPage) context.Response.Redirect(new Uri(context.RedirectUri).PathAndQuery);
        else context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static void SetAntiforgery(AntiforgeryOptions options)
    {
        options.Cookie.Name = "vedetta-form";
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.HeaderName = "X-Form-Token";
    }

    private static RateLimitPartition<string> LimitSignIn(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) && context.Request.Path != "/demo-sign-in")
            return RateLimitPartition.GetNoLimiter("");
        string address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        return RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = SignInsPerMinute,
            Window = TimeSpan.FromMinutes(1),
            QueueLimit = 0,
        });
    }
}
