using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Vedetta.StatusPage.Reports;

/// <summary>What a report says beside its service; all of it may be unsaid.</summary>
/// <param name="Reason">One of the service's reasons.</param>
/// <param name="Place">Id of a place.</param>
/// <param name="Network">Id of a network.</param>
public readonly record struct ReportForm(string? Reason, string? Place, string? Network)
{
    /// <summary>Largest body, in bytes.</summary>
    public const int BodyBytesMax = 4096;

    private const int FieldsMax = 16;
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>Whether nothing is said.</summary>
    public bool IsEmpty => Reason is null && Place is null && Network is null;

    /// <summary>
    /// Reads a form as it came, values unchecked; the status says what is wrong with it: 200 nothing, 413 too large,
    /// 415 not a form, 400 not readable as text.
    /// </summary>
    internal static async ValueTask<(ReportForm Form, int Status)> Read(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > BodyBytesMax) return (default, StatusCodes.Status413PayloadTooLarge);
        bool hasBody = request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false;
        if (!hasBody || request.ContentLength == 0) return (default, StatusCodes.Status200OK);
        if (request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) != true)
            return (default, StatusCodes.Status415UnsupportedMediaType);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = BodyBytesMax;
        try
        {
            var reader = new FormPipeReader(request.BodyReader)
            {
                KeyLengthLimit = BodyBytesMax,
                ValueLengthLimit = BodyBytesMax,
                ValueCountLimit = FieldsMax,
            };
            Dictionary<string, StringValues> fields = await reader.ReadFormAsync(cancel);
            return fields.Any(f => !IsText(f.Key) || !f.Value.All(IsText))
                ? (default, StatusCodes.Status400BadRequest)
                : (new ReportForm(Said(fields, "reason"), Said(fields, "place"), Said(fields, "network")),
                    StatusCodes.Status200OK);
        }
        catch (BadHttpRequestException error)
        {
            return (default, error.StatusCode);
        }
        catch (InvalidDataException)
        {
            return (default, StatusCodes.Status400BadRequest);
        }
    }

    private static string? Said(Dictionary<string, StringValues> fields, string name) =>
        fields.TryGetValue(name, out StringValues values) && values is [{ Length: > 0 } value, ..] ? value : null;

    // U+FFFD stands where bytes were no UTF-8; escapes that mean no text stay as they came, and no choice of ours holds a
    // percent sign.
    private static bool IsText(string? text) =>
        text is not null && !text.Any(c => c is '\uFFFD' or '%' || char.IsControl(c));
}
