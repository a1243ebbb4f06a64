using Vedetta.Web.Texts;

namespace Vedetta.Access.Pages;

/// <summary>What somebody typed to make an account.</summary>
internal sealed class AccountForm
{
    public string? Name { get; set; }

    public string? DisplayName { get; set; }

    public string? Password { get; set; }

    public string? Again { get; set; }

    public NewAccount ToNewAccount() => new(Name ?? "", DisplayName ?? "", Password ?? "");
}

/// <summary>What is wrong with each field, in the reader's language; null where nothing is.</summary>
internal sealed record AccountErrors(string? Name, string? Password, string? Again)
{
    public static AccountErrors None { get; } = new(null, null, null);

    public static AccountErrors Of(AccountForm form, AccessTexts texts)
    {
        string name = AccessRules.Normalise(form.Name ?? "");
        return new AccountErrors(
            AccessRules.IsName(name) ? null : texts.NameInvalid,
            Say(AccessRules.Judge(form.Password ?? "", name), texts),
            form.Again is null || form.Again == form.Password ? null : texts.PasswordsDiffer);
    }

    public static string? Say(PasswordVerdict verdict, AccessTexts texts) => verdict switch
    {
        PasswordVerdict.TooShort => texts.PasswordTooShort,
        PasswordVerdict.TooLong => texts.PasswordTooLong,
        PasswordVerdict.TooPlain => texts.PasswordTooPlain,
        _ => null,
    };
}
