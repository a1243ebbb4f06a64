namespace Vedetta.Access;

/// <summary>Decisions about passwords, locks and roles.</summary>
public static class AccessRules
{
    /// <summary>Fewest characters of a password.</summary>
    public const int PasswordLengthMin = 12;

    /// <summary>Most characters of a password: hashing must not become a way to tire the server.</summary>
    public const int PasswordLengthMax = 256;

    /// <summary>Wrong passwords that cost nothing but the answer.</summary>
    public const int FreeTries = 4;

    /// <summary>How long a one-time link works.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(24);

    private static readonly TimeSpan LockMax = TimeSpan.FromHours(1);

    /// <summary>
    /// How long an account is closed after its n-th wrong password in a row: nothing up to <see cref="FreeTries"/>, then
    /// 2 s, doubling to one hour.
    /// </summary>
    public static TimeSpan LockAfter(int wrongPasswords)
    {
        int over = wrongPasswords - FreeTries;
        if (over <= 0) return TimeSpan.Zero;
        double seconds = Math.Pow(2, Math.Min(over, 20));
        return seconds >= LockMax.TotalSeconds ? LockMax : TimeSpan.FromSeconds(seconds);
    }

    /// <summary>Whether a new password may be used.</summary>
    public static PasswordVerdict Judge(string password, string signInName)
    {
        if (password.Length < PasswordLengthMin) return PasswordVerdict.TooShort;
        if (password.Length > PasswordLengthMax) return PasswordVerdict.TooLong;
        if (password.Distinct().Count() < 5) return PasswordVerdict.TooPlain;
        bool holdsName = signInName.Length > 3 && password.Contains(signInName, StringComparison.OrdinalIgnoreCase);
        return holdsName ? PasswordVerdict.TooPlain : PasswordVerdict.Good;
    }

    /// <summary>The form a sign-in name is stored and looked up in.</summary>
    public static string Normalise(string signInName) => signInName.Trim().ToLowerInvariant();

    /// <summary>Whether a sign-in name may be used: 2 to 64 letters, digits and . _ - @ +.</summary>
    public static bool IsName(string signInName) =>
        signInName.Length is >= 2 and <= 64 && signInName.All(c => char.IsLetterOrDigit(c) || ".-_@+".Contains(c, StringComparison.Ordinal));

    /// <summary>The roles with every role they include.</summary>
    public static Roles WithIncluded(Roles roles)
    {
        if (roles.HasFlag(Roles.Approver)) roles |= Roles.Operator;
        return roles == Roles.None ? roles : roles | Roles.Viewer;
    }
}

/// <summary>What is wrong with a password.</summary>
public enum PasswordVerdict
{
    /// <summary>Nothing.</summary>
    Good,

    /// <summary>Fewer than <see cref="AccessRules.PasswordLengthMin"/> characters.</summary>
    TooShort,

    /// <summary>More than <see cref="AccessRules.PasswordLengthMax"/> characters.</summary>
    TooLong,

    /// <summary>Few different characters, or it holds the sign-in name.</summary>
    TooPlain,
}
