using Microsoft.AspNetCore.Authorization;

namespace Vedetta.Access;

/// <summary>The names of what routes ask for. A route that names none asks for a signed-in person.</summary>
public static class Policies
{
    /// <summary>See board, incidents and reports.</summary>
    public const string CanView = nameof(CanView);

    /// <summary>Work on incidents.</summary>
    public const string CanOperate = nameof(CanOperate);

    /// <summary>Release what leaves the house.</summary>
    public const string CanApprove = nameof(CanApprove);

    /// <summary>See personal data.</summary>
    public const string CanSeePersonalData = nameof(CanSeePersonalData);

    /// <summary>Change settings, accounts and keys.</summary>
    public const string CanAdminister = nameof(CanAdminister);

    internal static void Define(AuthorizationOptions options)
    {
        options.FallbackPolicy = options.DefaultPolicy;
        Add(options, CanView, Roles.Viewer);
        Add(options, CanOperate, Roles.Operator);
        Add(options, CanApprove, Roles.Approver);
        Add(options, CanSeePersonalData, Roles.PrivacyOfficer);
        Add(options, CanAdminister, Roles.Admin);
    }

    private static void Add(AuthorizationOptions options, string name, Roles role) =>
        options.AddPolicy(name, policy => policy.RequireAuthenticatedUser().RequireRole(role.ToString()));
}
