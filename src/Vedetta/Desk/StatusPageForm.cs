using System.Security.Cryptography;
using Vedetta.Settings;

namespace Vedetta.Desk;

/// <summary>The settings of the status page as somebody typed them.</summary>
internal static class StatusPageForm
{
    private const int AudiencesMax = 20, SecretLength = 32;

    private const string SecretLetters = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Reads the form. An audience keeps its secret link until it is set back to sign-in.</summary>
    public static StatusPageSetting Read(IFormCollection form, StatusPageSetting before) => before with
    {
        Name = Text(form, "name"),
        Address = Text(form, "address").TrimEnd('/'),
        Colour = Text(form, "colour"),
        Logo = Text(form, "logo"),
        Language = Text(form, "language"),
        Approval = Enum.TryParse(form["approval"], out ApprovalPolicy policy) && Enum.IsDefined(policy) ? policy : before.Approval,
        CapSender = Text(form, "capSender"),
        CapArea = Text(form, "capArea"),
        CapActual = form["capActual"] == "yes",
        Audiences = [.. Audiences(form, before)],
    };

    private static IEnumerable<AudiencePageSetting> Audiences(IFormCollection form, StatusPageSetting before)
    {
        for (int i = 0; i < AudiencesMax; i++)
        {
            string id = Text(form, $"audience[{i}].id");
            if (id.Length == 0) continue;
            string kept = before.Audiences.FirstOrDefault(a => a.Id == id)?.Secret ?? "";
            string secret = form[$"audience[{i}].opens"] != "link" ? ""
                : kept.Length > 0 ? kept : RandomNumberGenerator.GetString(SecretLetters, SecretLength);
            string name = Text(form, $"audience[{i}].name");
            yield return new AudiencePageSetting(id, name.Length > 0 ? name : id, secret);
        }
    }

    private static string Text(IFormCollection form, string field) => form[field].ToString().Trim();
}
