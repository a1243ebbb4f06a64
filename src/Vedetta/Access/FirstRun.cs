using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Storage;

namespace Vedetta.Access;

/// <summary>One-time links: to the first account of a new installation, and straight into a demo.</summary>
public sealed class FirstRun(IServiceScopeFactory scopes, SessionClock time)
{
    private const string DemoName = "demo";
    private const Roles Everything = Roles.Approver | Roles.PrivacyOfficer | Roles.Admin;

    /// <summary>
    /// A link that makes the first admin account, or null when there is an account already. It works once and for 24
    /// hours; earlier ones stop working.
    /// </summary>
    public async Task<string?> CreateLink(string baseUrl)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<AccountStore>();
        return await accounts.IsEmpty() ? await Create(accounts, baseUrl, "first-run", LinkPurpose.FirstRun) : null;
    }

    /// <summary>A link that signs its first user in as the admin of a demo. Only for demos.</summary>
    public async Task<string> CreateDemoLink(string baseUrl)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<AccountStore>();
        return await Create(accounts, baseUrl, "demo-sign-in", LinkPurpose.Demo);
    }

    internal static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    // The first account may do everything; it hands out narrower roles to others.
    internal static async Task<Account?> MakeAdmin(
        AccountStore accounts, AuditLog audit, SessionClock time, NewAccount wanted, string token, CancellationToken stop)
    {
        if (!await accounts.IsEmpty(stop) || !await accounts.Use(HashOf(token), LinkPurpose.FirstRun, stop)) return null;
        Account account = wanted.ToAccount(Everything, time.GetUtcNow());
        if (!await accounts.TryAdd(account, stop)) return null;
        await audit.Write(account.SignInName, "account.create", "account:" + account.SignInName, "first run", stop);
        return account;
    }

    internal static async Task<Account?> DemoAdmin(AccountStore accounts, SessionClock time, string token, CancellationToken stop)
    {
        if (!await accounts.Use(HashOf(token), LinkPurpose.Demo, stop)) return null;
        if (await accounts.Find(DemoName, stop) is { } known) return known;
        // Nobody knows this password: a demo account is entered by its link alone.
        string password = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        Account account = new NewAccount(DemoName, "Demo", password).ToAccount(Everything, time.GetUtcNow());
        return await accounts.TryAdd(account, stop) ? account : await accounts.Find(DemoName, stop);
    }

    private async Task<string> Create(AccountStore accounts, string baseUrl, string path, LinkPurpose purpose)
    {
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await accounts.Replace(new OneTimeLink
        {
            TokenHash = HashOf(token),
            Purpose = purpose,
            ExpiresAt = time.GetUtcNow() + AccessRules.LinkLifetime,
        });
        return $"{baseUrl.TrimEnd('/')}/{path}?token={token}";
    }
}

/// <summary>What is needed to make an account.</summary>
internal sealed record NewAccount(string SignInName, string DisplayName, string Password)
{
    public Account ToAccount(Roles roles, DateTimeOffset now) => new()
    {
        Id = Guid.NewGuid(),
        SignInName = AccessRules.Normalise(SignInName),
        DisplayName = DisplayName.Trim().Length > 0 ? DisplayName.Trim() : SignInName.Trim(),
        PasswordHash = SignIn.Hash(Password),
        Roles = roles,
        Stamp = Guid.NewGuid(),
        CreatedAt = now,
    };
}
