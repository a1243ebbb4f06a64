using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Vedetta.Storage;

namespace Vedetta.Access;

/// <summary>Checks passwords and opens and ends sessions.</summary>
public sealed class SignIn(AccountStore accounts, AuditLog audit, SessionClock time, ILogger<SignIn> log)
{
    private const string StampClaim = "stamp";
    private static readonly PasswordHasher<string> Hasher = new();

    // Checked when the name is unknown, so that the answer takes as long as for a known one.
    private static readonly string NobodysHash = Hasher.HashPassword("", Guid.NewGuid().ToString());

    /// <summary>The stored form of a password.</summary>
    public static string Hash(string password) => Hasher.HashPassword("", password);

    /// <summary>
    /// The account, or null: unknown name, wrong password, locked and closed are one answer that takes one time.
    /// </summary>
    public async Task<Account?> Check(string signInName, string password, string address, CancellationToken stop = default)
    {
        Account? account = await accounts.Find(signInName, stop);
        if (password.Length > AccessRules.PasswordLengthMax) password = "";
        var verified = Hasher.VerifyHashedPassword("", account?.PasswordHash ?? NobodysHash, password);
        if (account is null)
        {
            log.SignInRefused("unknown name", address);
            return null;
        }
        if (account.ClosedAt is not null || account.LockedUntil > time.GetUtcNow())
        {
            log.SignInRefused(account.ClosedAt is null ? "locked" : "closed", address);
            return null;
        }
        if (verified == PasswordVerificationResult.Failed)
        {
            await accounts.CountWrongPassword(account.Id, stop);
            await audit.Write(account.SignInName, "sign-in.refused", "account:" + account.SignInName, address, stop);
            log.SignInRefused("wrong password", address);
            return null;
        }
        await accounts.CountSignIn(account.Id, stop);
        await audit.Write(account.SignInName, "sign-in", "account:" + account.SignInName, address, stop);
        return account;
    }

    /// <summary>Opens a session in the caller's browser.</summary>
    public static Task Open(HttpContext context, Account account)
    {
        List<Claim> claims =
        [
            new(ClaimTypes.NameIdentifier, account.Id.ToString()),
            new(ClaimTypes.Name, account.DisplayName),
            new(StampClaim, account.Stamp.ToString()),
        ];
        Roles roles = AccessRules.WithIncluded(account.Roles);
        foreach (Roles role in Enum.GetValues<Roles>())
            if (role != Roles.None && roles.HasFlag(role)) claims.Add(new Claim(ClaimTypes.Role, role.ToString()));
        var identity = new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme);
        return context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(identity));
    }

    /// <summary>Ends the caller's session here and, as its stamp changes, wherever the cookie was copied to.</summary>
    public async Task End(HttpContext context)
    {
        if (IdOf(context.User) is { } id) await accounts.EndSessions(id, context.RequestAborted);
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }

    /// <summary>The id of a signed-in person.</summary>
    public static Guid? IdOf(ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), out Guid id) ? id : null;

    // Asked on every request: a closed account or a changed role works at once, not when the cookie runs out.
    internal static async Task Validate(CookieValidatePrincipalContext context)
    {
        var accounts = context.HttpContext.RequestServices.GetService(typeof(AccountStore)) as AccountStore;
        ClaimsPrincipal? person = context.Principal;
        Account? account = person is not null && IdOf(person) is { } id
            ? await accounts!.Find(id, context.HttpContext.RequestAborted) : null;
        if (account is { ClosedAt: null } && person?.FindFirstValue(StampClaim) == account.Stamp.ToString()) return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }
}
