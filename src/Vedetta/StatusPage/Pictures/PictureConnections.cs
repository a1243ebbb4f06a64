using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Vedetta.StatusPage.Pictures;

/// <summary>
/// Answers plain requests for ready pictures on the connection itself, before the web server reads it: on the day
/// everybody looks, a view costs one look-up and one copy. The first request that is not plain hands the connection over,
/// with that request still unread, and the web server keeps it.
/// </summary>
internal sealed class PictureConnections(PublicPictures pictures, VisitorLanguage languages, TimeProvider time)
{
    private const int UnsentBytesMax = 256 * 1024;

    private readonly HttpDate _date = new(time);

    /// <summary>Serves a connection until it ends or is handed over.</summary>
    public async Task Serve(ConnectionContext connection, ConnectionDelegate next)
    {
        using var watch = new PictureConnectionWatch(connection);
        if (!await AnswerUntilGone(connection.Transport, watch)) return;
        connection.Transport = new PooledTransport(connection.Transport);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await next(connection);
    }

    // A visitor who goes away in the middle is no fault of ours and nothing to log.
    private async Task<bool> AnswerUntilGone(IDuplexPipe transport, PictureConnectionWatch watch)
    {
        try
        {
            return await AnswerWhilePlain(transport, watch);
        }
        catch (Exception gone) when (gone is ConnectionResetException or ConnectionAbortedException)
        {
            return false;
        }
    }

    // True where the rest is somebody else's.
    private async Task<bool> AnswerWhilePlain(IDuplexPipe transport, PictureConnectionWatch watch)
    {
        while (true)
        {
            watch.Wait(PictureConnectionWatch.KeepAliveSeconds);
            ReadResult read = await transport.Input.ReadAsync();
            watch.Wait(PictureConnectionWatch.SendingSeconds);
            if (read.IsCanceled) return false;
            int answered = AnswerAll(read.Buffer.FirstSpan, transport.Output);
            bool isFull = transport.Output.UnflushedBytes >= UnsentBytesMax;
            bool isLeft = !isFull && !read.Buffer.IsEmpty && (answered == 0 || answered < read.Buffer.FirstSpan.Length);
            SequencePosition rest = read.Buffer.GetPosition(answered);
            bool isOver = read.IsCompleted && answered == read.Buffer.Length;
            transport.Input.AdvanceTo(rest, rest);
            if (answered > 0 && await IsGone(transport.Output)) return false;
            if (isLeft) return watch.HandOver();
            if (isOver) return false;
        }
    }

    private static async ValueTask<bool> IsGone(PipeWriter output)
    {
        FlushResult sent = await output.FlushAsync();
        return sent.IsCompleted || sent.IsCanceled;
    }

    // Bytes of the requests answered. Several may have come at once; who sends many waits until the first are sent.
    private int AnswerAll(ReadOnlySpan<byte> bytes, PipeWriter output)
    {
        int answered = 0;
        while (output.UnflushedBytes < UnsentBytesMax
            && PlainGet.TryRead(bytes[answered..], out PlainGet head) && Answer(head, output)) answered += head.Length;
        return answered;
    }

    private bool Answer(in PlainGet head, PipeWriter output)
    {
        Span<char> path = stackalloc char[PublicPictures.PathLengthMax];
        Ascii.ToUtf16(head.Path, path, out int length);
        bool isNegotiated = false;
        Picture? picture = pictures.Ready(path[..length]);
        if (picture is null && pictures.IsNegotiated(path[..length]))
        {
            isNegotiated = true;
            picture = pictures.Ready(path[..length], languages.Of(TextOf(head.Cookie), TextOf(head.AcceptLanguage)));
        }
        if (picture is not { Status: 200 }) return false;
        PictureBytes bytes = picture.Whole(head.AcceptEncoding, isNegotiated);
        output.Write(bytes.Head);
        output.Write(_date.Line);
        output.Write(bytes.Body);
        return true;
    }

    private static string TextOf(ReadOnlySpan<byte> value) => value.Length == 0 ? "" : Encoding.Latin1.GetString(value);
}

/// <summary>
/// Ends connections that wait too long, which the web server does only for those it reads itself; and all of them when
/// the server stops.
/// </summary>
internal sealed class PictureConnectionWatch : IDisposable
{
    /// <summary>How long a connection may say nothing; as the web server's own.</summary>
    public const int KeepAliveSeconds = 130;

    /// <summary>How long a visitor may take to read what was sent.</summary>
    public const int SendingSeconds = 30;

    private readonly ConnectionContext _connection;
    private readonly CancellationTokenRegistration _stopping;
    private volatile int _seconds, _mostSeconds = KeepAliveSeconds;
    private volatile bool _isOurs = true;

    public PictureConnectionWatch(ConnectionContext connection)
    {
        _connection = connection;
        // The web server's heart beats once a second.
        connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(
            static watch => ((PictureConnectionWatch)watch).Look(), this);
        if (connection.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime)
            _stopping = lifetime.ConnectionClosedRequested.Register(
                static watch => ((PictureConnectionWatch)watch!).End(), this);
    }

    /// <summary>From now on the connection may take this long for what comes next.</summary>
    public void Wait(int mostSeconds) => (_seconds, _mostSeconds) = (0, mostSeconds);

    /// <summary>The web server looks after the connection from now on; true, for the caller to say so.</summary>
    public bool HandOver()
    {
        _isOurs = false;
        _stopping.Dispose();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => HandOver();

    private void Look()
    {
        if (!_isOurs || ++_seconds <= _mostSeconds) return;
        if (_mostSeconds == KeepAliveSeconds) End();
        else _connection.Abort(new ConnectionAbortedException("The visitor does not read the answer."));
    }

    private void End()
    {
        if (_isOurs) _connection.Transport.Input.CancelPendingRead();
    }
}
