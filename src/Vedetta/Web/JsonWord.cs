using System.Text.Json;

namespace Vedetta.Web;

/// <summary>How documents for programs write the values of an enumeration.</summary>
public static class JsonWord
{
    /// <summary>The word of a value: ThirdParty is "third-party".</summary>
    public static string Of(Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
