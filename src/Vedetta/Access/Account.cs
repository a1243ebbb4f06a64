namespace Vedetta.Access;

/// <summary>What a person may do. Viewer, operator and approver build on each other; the other two stand beside them.</summary>
[Flags]
public enum Roles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Sees board, incidents and reports, without personal data.</summary>
    Viewer = 1,

    /// <summary>Works on incidents; is a viewer too.</summary>
    Operator = 2,

    /// <summary>Releases what leaves the house; is an operator too.</summary>
    Approver = 4,

    /// <summary>Sees personal data.</summary>
    PrivacyOfficer = 8,

    /// <summary>Changes settings, accounts and keys.</summary>
    Admin = 16,
}

/// <summary>A person who may sign in.</summary>
public sealed class Account
{
    /// <summary>Random, never used again.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name typed at sign-in, in lower case, unique.</summary>
    public required string SignInName { get; init; }

    /// <summary>The name others see in timelines.</summary>
    public required string DisplayName { get; set; }

    /// <summary>Output of the Identity password hasher.</summary>
    public required string PasswordHash { get; set; }

    /// <summary>What the person may do.</summary>
    public required Roles Roles { get; set; }

    /// <summary>Changes with password and roles; a session with another stamp is over.</summary>
    public required Guid Stamp { get; set; }

    /// <summary>When the account was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Wrong passwords since the last good one.</summary>
    public int WrongPasswords { get; set; }

    /// <summary>No password is accepted before this time.</summary>
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>When the account was closed; null while it may sign in.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>The last good sign-in.</summary>
    public DateTimeOffset? LastSignInAt { get; set; }
}

/// <summary>What a one-time link lets its holder do.</summary>
public enum LinkPurpose
{
    /// <summary>Make the first admin account.</summary>
    FirstRun,

    /// <summary>Look around a demo as its admin.</summary>
    Demo,
}

/// <summary>A link that works once. Only the hash of its token is stored.</summary>
public sealed class OneTimeLink
{
    /// <summary>SHA-256 of the token, in hexadecimal.</summary>
    public required string TokenHash { get; init; }

    /// <summary>What it opens.</summary>
    public required LinkPurpose Purpose { get; init; }

    /// <summary>The first instant at which it no longer works.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
