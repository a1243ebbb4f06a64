using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Vedetta.Access;
using Vedetta.Settings;
using Vedetta.StatusPage.Pictures;
using Vedetta.Web;

namespace Vedetta.StatusPage;

/// <summary>Renders a component to the bytes of a public page. Razor encodes whatever the component prints.</summary>
public sealed class PublicRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    private static readonly string Sheet = AssetFiles.Text("public/public.css").Trim();

    /// <summary>
    /// Renders a page. The component must use <see cref="Pages.PublicPage"/>, which writes the style this method's
    /// content policy allows.
    /// </summary>
    public async Task<Painted> Render<TPage>(
        PublicView view, Dictionary<string, object?> parameters, bool isEmbeddable = false)
        where TPage : IComponent
    {
        // A renderer keeps every component it ever made: one per page, thrown away afterwards.
        await using var renderer = new HtmlRenderer(services, loggers);
        string html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(parameters))).ToHtmlString());
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style(view))));
        return new Painted(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8")
        {
            Language = view.Language.Code,
            ContentPolicy = SecurityHeaders.ScriptlessPolicy(hash, isEmbeddable),
            IsEmbeddable = isEmbeddable,
        };
    }

    /// <summary>The one inline style: the shared sheet and the organisation's colour.</summary>
    internal static string Style(
        PublicView view) => view.Organisation.StatusPage.Colour is { } colour && StatusPageRules.IsColour(colour)
        ? Sheet + ":root{--own:" + colour + "}"
        : Sheet;
}
