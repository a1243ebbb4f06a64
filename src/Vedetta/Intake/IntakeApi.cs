using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Vedetta.Access;
using Vedetta.Engine.Signals;

namespace Vedetta.Intake;

/// <summary>The HTTP road into the product.</summary>
public static class IntakeApi
{
    private static int _requests;

    /// <summary>Maps <c>POST /api/v1/signals</c>.</summary>
    public static void MapSignals(IEndpointRouteBuilder app) => app.MapPost("/api/v1/signals", Post)
        .RequireApiKey(ApiScopes.SignalsWrite)
        .DisableAntiforgery()
        .WithName("PostSignals")
        .WithTags("Signals")
        .WithSummary("Send signals")
        .WithDescription("""
            One or many signals: NDJSON (`application/x-ndjson`), one JSON object or array (`application/json`), or CSV with
            the same names (`text/csv`), gzip allowed. The answer comes when the accepted signals are on disk; refused
            lines are named one by one and never hold up the rest. Call records of telephone systems are recognised and
            taken too, also as `text/plain` or as the form FreeSWITCH posts. With an `Idempotency-Key` the same body is counted once.
            """)
        .AddOpenApiOperationTransformer(DescribeBody)
        .Produces<IntakeAnswer>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(413).ProducesProblem(415)
        .ProducesProblem(422).ProducesProblem(429).ProducesProblem(503);

    // Described only: were the types matched by routing, the answer to another type would not come from here.
    private static Task DescribeBody(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/x-ndjson"] = new(),
                ["application/json"] = new(),
                ["text/csv"] = new(),
                ["text/plain"] = new(),
                ["application/x-www-form-urlencoded"] = new(),
            },
        };
        return Task.CompletedTask;
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> Post(
        HttpContext http, SignalIntake intake, CancellationToken cancel)
    {
        if (!TryIdempotencyKey(http, out string? key))
            return Problem(400, "Bad Idempotency-Key", $"Use 1 to {Limits.IdempotencyKeyMax} characters.");
        if (BodyKind.Of(http.Request) is not { } kind)
            return Problem(415, "Not a body of signals",
                "Send application/x-ndjson, application/json, text/csv or text/plain in UTF-8, plain or with Content-Encoding: gzip.");
        try
        {
            if (Interlocked.Increment(ref _requests) > Limits.RequestsMax) return TooMany(http);
            return Answer(http, await Take(http, intake, kind, key, cancel));
        }
        catch (BodyTooLargeException)
        {
            return TooLarge();
        }
        catch (BadHttpRequestException error)
        {
            return error.StatusCode == 413 ? TooLarge() : Problem(error.StatusCode, "The body was cut off", error.Message);
        }
        catch (Exception error) when (error is InvalidDataException or JsonException)
        {
            return Problem(400, "The body cannot be read", error.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _requests);
        }
    }

    private static async Task<JournalAnswer> Take(
        HttpContext http, SignalIntake intake, BodyKind kind, string? key, CancellationToken cancel)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = Limits.SentBytesMax;
        await using Stream plain = kind.IsGzip
            ? new GZipStream(http.Request.Body, CompressionMode.Decompress)
            : http.Request.Body;
        await using Stream lines = kind.IsDocument ? await JsonBody.ToLines(plain, cancel) : plain;
        return await intake.Take(lines, kind.Format, key, cancel);
    }

    private static Results<ContentHttpResult, ProblemHttpResult> Answer(HttpContext http, JournalAnswer answer)
    {
        switch (answer.Outcome)
        {
            case JournalOutcome.Written:
                return TypedResults.Text(answer.Answer, "application/json");
            case JournalOutcome.Replayed:
                http.Response.Headers["Idempotency-Replayed"] = "true";
                return TypedResults.Text(answer.Answer, "application/json");
            case JournalOutcome.KeyReused:
                return Problem(422, "Idempotency-Key used before", "The key was used with another body. Take a new key.");
            case JournalOutcome.Full:
                return TooMany(http);
            default:
                http.Response.Headers.RetryAfter = "5";
                return Problem(503, "Nothing can be stored now", "Send the same body again later, with the same key.");
        }
    }

    // Two senders may use the same key without knowing of each other, so the sender's name is part of it.
    private static bool TryIdempotencyKey(HttpContext http, out string? key)
    {
        key = null;
        if (!http.Request.Headers.TryGetValue("Idempotency-Key", out var values)) return true;
        string said = values.ToString();
        key = $"{http.ApiKey().Id}:{said}";
        return said.Length is > 0 and <= Limits.IdempotencyKeyMax;
    }

    private static ProblemHttpResult TooMany(HttpContext http)
    {
        http.Response.Headers.RetryAfter = Limits.RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Problem(429, "Too much is waiting", "Nothing of this body was taken. Send it again after Retry-After seconds.");
    }

    private static ProblemHttpResult TooLarge() => Problem(
        413, "The body is too large", $"At most {Limits.BodyBytesMax} bytes, unpacked. Split it.");

    private static ProblemHttpResult Problem(int status, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title);
}
