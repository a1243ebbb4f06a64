namespace Vedetta.StatusPage.Pictures;

/// <summary>What a painter made: bytes and what must be said about them.</summary>
/// <param name="Body">The bytes, uncompressed.</param>
/// <param name="ContentType">Media type with charset.</param>
public sealed record Painted(byte[] Body, string ContentType)
{
    /// <summary>Language of the body (two letters), or null.</summary>
    public string? Language { get; init; }

    /// <summary>The answer's content security policy; null takes one that allows nothing.</summary>
    public string? ContentPolicy { get; init; }

    /// <summary>Whether other sites may frame it.</summary>
    public bool IsEmbeddable { get; init; }

    /// <summary>Whether any site's script may read it (Access-Control-Allow-Origin: *).</summary>
    public bool IsShared { get; init; }

    /// <summary>How the answer may be cached; null takes a second, and a day while we do not answer.</summary>
    public string? CacheControl { get; init; }

    /// <summary>HTTP status. Default 200.</summary>
    public int Status { get; init; } = 200;
}

/// <summary>How one picture is made, and when it is out of date.</summary>
/// <param name="Version">Changes whenever the picture would look different; cheap, asked for often.</param>
/// <param name="Paint">Makes the picture.</param>
public sealed record PicturePlan(Func<long> Version, Func<CancellationToken, Task<Painted>> Paint);

/// <summary>
/// Pictures of one kind, by path. A path with a language prefix (<c>/it/…</c>) is one picture; the same path without it
/// shows the one in the visitor's language, if <see cref="Plan"/> has them.
/// </summary>
public abstract class PictureSource
{
    /// <summary>
    /// The plan for a path (with query, if any), or null if this source has no such picture. Called for any path a
    /// stranger asks for: it must be cheap and say null to what does not exist, because the number kept is bounded.
    /// </summary>
    public abstract PicturePlan? Plan(string path);
}
