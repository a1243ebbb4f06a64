using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Vedetta.StatusPage.Pictures;

/// <summary>
/// Stands before the hosting pipeline and answers GET and HEAD for ready pictures itself: no context, no scope, no log,
/// nothing allocated. Everything else goes on to the pipeline. On the day everybody looks, this is what they meet.
/// </summary>
internal sealed class PictureServer(IServer inner, PublicPictures pictures, VisitorLanguage languages) : IServer
{
    public IFeatureCollection Features => inner.Features;

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull =>
        inner.StartAsync(new PictureApplication<TContext>(application, pictures, languages), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => inner.StopAsync(cancellationToken);

    public void Dispose() => inner.Dispose();
}

/// <summary>A request on its way: one for a picture, or one with the pipeline's own context.</summary>
internal readonly struct PictureRequest<TContext>(
    IFeatureCollection features, Picture? picture, bool isNegotiated, TContext? inner)
{
    public IFeatureCollection Features { get; } = features;

    public Picture? Picture { get; } = picture;

    public bool IsNegotiated { get; } = isNegotiated;

    public TContext? Inner { get; } = inner;
}

internal sealed class PictureApplication<TContext>(
    IHttpApplication<TContext> inner, PublicPictures pictures, VisitorLanguage languages)
    : IHttpApplication<PictureRequest<TContext>> where TContext : notnull
{
    public PictureRequest<TContext> CreateContext(IFeatureCollection contextFeatures)
    {
        IHttpRequestFeature request = contextFeatures.GetRequiredFeature<IHttpRequestFeature>();
        if (request.Method is "GET" or "HEAD" && request.QueryString.Length == 0)
        {
            if (pictures.Ready(request.Path) is { } picture) return new(contextFeatures, picture, false, default);
            if (pictures.IsNegotiated(request.Path) && pictures.Ready(request.Path, languages.Of(request.Headers)) is { } own)
                return new(contextFeatures, own, true, default);
        }
        return new(contextFeatures, null, false, inner.CreateContext(contextFeatures));
    }

    public Task ProcessRequestAsync(PictureRequest<TContext> context) =>
        context.Picture is { } picture ? Send(context.Features, picture, context.IsNegotiated)
            : inner.ProcessRequestAsync(context.Inner!);

    public void DisposeContext(PictureRequest<TContext> context, Exception? exception)
    {
        if (context.Picture is null) inner.DisposeContext(context.Inner!, exception);
    }

    private static Task Send(IFeatureCollection features, Picture picture, bool isNegotiated)
    {
        IHttpRequestFeature request = features.GetRequiredFeature<IHttpRequestFeature>();
        IHttpResponseFeature response = features.GetRequiredFeature<IHttpResponseFeature>();
        bool isHttps = string.Equals(request.Scheme, "https", StringComparison.Ordinal);
        ReadOnlyMemory<byte> body =
            picture.Begin(request.Headers, isHttps, isNegotiated, response.Headers, out int status);
        response.StatusCode = status;
        if (body.Length == 0 || request.Method == "HEAD") return Task.CompletedTask;
        ValueTask<System.IO.Pipelines.FlushResult> written =
            features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(body);
        return written.IsCompletedSuccessfully ? Task.CompletedTask : written.AsTask();
    }
}
