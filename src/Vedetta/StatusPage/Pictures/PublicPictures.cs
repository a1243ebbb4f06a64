using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Vedetta.Web;

namespace Vedetta.StatusPage.Pictures;

/// <summary>
/// Every public page, feed and document as bytes ready to send. Painted at the first request, then anew at most once a
/// second while it is looked at and its source has changed. A picture nobody asked for in ten minutes is forgotten. A
/// painter that fails leaves the last picture standing.
/// </summary>
public sealed class PublicPictures(IEnumerable<PictureSource> sources, TimeProvider time)
{
    /// <summary>Most pictures kept; when full, further ones are painted for each request anew.</summary>
    public const int PicturesMax = 4_000;

    /// <summary>Longest path with query that is looked at.</summary>
    public const int PathLengthMax = 256;

    /// <summary>A picture nobody asked for during this time is forgotten.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(10);

    private readonly PictureSource[] _sources = [.. sources];
    private readonly ConcurrentDictionary<string, Frame> _frames = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Frame?[]> _negotiated = new(StringComparer.Ordinal);
    private long _served, _painted, _failed, _unkept;

    /// <summary>Answers sent from pictures, with those that said "not modified".</summary>
    public long Served => Volatile.Read(ref _served);

    /// <summary>Pictures painted.</summary>
    public long PaintedCount => Volatile.Read(ref _painted);

    /// <summary>Paintings that failed.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Pictures painted for one request only, because <see cref="PicturesMax"/> were kept.</summary>
    public long Unkept => Volatile.Read(ref _unkept);

    /// <summary>Pictures kept now.</summary>
    public int Count => _frames.Count;

    /// <summary>The ready picture at exactly this path, or null. Takes no lock and allocates nothing.</summary>
    internal Picture? Ready(ReadOnlySpan<char> path)
    {
        if (!_frames.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path, out Frame? frame)) return null;
        return Serve(frame);
    }

    /// <summary>Whether visitors of all languages share this path and some picture of it was asked for.</summary>
    internal bool IsNegotiated(ReadOnlySpan<char> path) =>
        _negotiated.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(path);

    /// <summary>The ready picture at a path without language, in the visitor's language, or null.</summary>
    internal Picture? Ready(ReadOnlySpan<char> path, Language visitor)
    {
        if (!_negotiated.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path, out Frame?[]? frames)) return null;
        Frame? frame = frames[IndexOf(visitor)];
        return frame is { IsKept: true } ? Serve(frame) : null;
    }

    /// <summary>The picture at a path, painted now if need be; null where no source has one.</summary>
    public async Task<Picture?> Get(string path, CancellationToken stop = default)
    {
        if (path.Length > PathLengthMax) return null;
        if (_frames.TryGetValue(path, out Frame? known)) return await Look(known, stop);
        if (Find(path) is not { } plan) return null;
        if (_frames.Count >= PicturesMax)
        {
            Interlocked.Increment(ref _unkept);
            return new Picture(await plan.Paint(stop));
        }
        return await Look(_frames.GetOrAdd(path, new Frame(path, plan)), stop);
    }

    /// <summary>
    /// The same for a path without language; remembers that the path is one visitors of all languages share.
    /// </summary>
    public async Task<Picture?> Get(string path, Language language, CancellationToken stop = default)
    {
        string full = Prefixed(path, language);
        Picture? picture = await Get(full, stop);
        if (picture is not null && _negotiated.Count < PicturesMax && _frames.TryGetValue(full, out Frame? frame))
            _negotiated.GetOrAdd(path, _ => new Frame?[Language.All.Count])[IndexOf(language)] = frame;
        return picture;
    }

    /// <summary>
    /// Paints anew what changed and is looked at; forgets what nobody asked for. Called once a second.
    /// </summary>
    public async Task Round(CancellationToken stop)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (Frame frame in _frames.Values)
        {
            if (frame.WasSeen) (frame.WasSeen, frame.SeenAt) = (false, now);
            if (now - frame.SeenAt > KeepFor) Forget(frame);
            else if (frame.Picture is not null && frame.PaintedVersion != frame.Plan.Version()) await TryPaint(frame, stop);
        }
    }

    /// <summary>The path of a page in a language: /x is /it/x.</summary>
    public static string Prefixed(string path, Language language) => $"/{language.Code}{path}";

    private async Task<Picture> Look(Frame frame, CancellationToken stop)
    {
        frame.WasSeen = true;
        if (frame.Picture is { } ready) return ready;
        Task<Picture> painting = frame.First(() => PaintFirst(frame));
        return await painting.WaitAsync(stop);
    }

    // The first painting belongs to all who wait for it: one of them going away must not stop it.
    private async Task<Picture> PaintFirst(Frame frame)
    {
        try
        {
            frame.SeenAt = time.GetUtcNow();
            await Paint(frame, CancellationToken.None);
            return frame.Picture!;
        }
        catch
        {
            Interlocked.Increment(ref _failed);
            Forget(frame);
            throw;
        }
    }

    private async Task TryPaint(Frame frame, CancellationToken stop)
    {
        try
        {
            // What a component or a notice was taken away has no plan any more, and no page.
            if (Find(frame.Path) is null) Forget(frame);
            else await Paint(frame, stop);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Interlocked.Increment(ref _failed);
        }
    }

    private async Task Paint(Frame frame, CancellationToken stop)
    {
        // Read first: what changes during the painting is painted in the next round.
        long version = frame.Plan.Version();
        frame.Picture = new Picture(await frame.Plan.Paint(stop));
        frame.PaintedVersion = version;
        Interlocked.Increment(ref _painted);
    }

    private Picture? Serve(Frame frame)
    {
        if (frame.Picture is not { } picture) return null;
        if (!frame.WasSeen) frame.WasSeen = true;
        Interlocked.Increment(ref _served);
        return picture;
    }

    private void Forget(Frame frame)
    {
        frame.IsKept = false;
        _frames.TryRemove(KeyValuePair.Create(frame.Path, frame));
    }

    private PicturePlan? Find(string path)
    {
        foreach (PictureSource source in _sources)
            if (source.Plan(path) is { } plan) return plan;
        return null;
    }

    private static int IndexOf(Language language)
    {
        for (int i = 0; i < Language.All.Count; i++)
            if (ReferenceEquals(Language.All[i], language)) return i;
        return 0;
    }

    private sealed class Frame(string path, PicturePlan plan)
    {
        private readonly Lock _starting = new();
        private Task<Picture>? _first;
        private volatile Picture? _picture;
        private volatile bool _wasSeen, _isKept = true;

        public string Path { get; } = path;

        public PicturePlan Plan { get; } = plan;

        public Picture? Picture { get => _picture; set => _picture = value; }

        public bool WasSeen { get => _wasSeen; set => _wasSeen = value; }

        public bool IsKept { get => _isKept; set => _isKept = value; }

        public long PaintedVersion { get; set; }

        public DateTimeOffset SeenAt { get; set; }

        public Task<Picture> First(Func<Task<Picture>> paint)
        {
            lock (_starting) return _first ??= paint();
        }
    }
}
