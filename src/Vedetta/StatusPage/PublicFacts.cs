using Vedetta.Settings;
using Vedetta.Statements;

namespace Vedetta.StatusPage;

/// <summary>What the public pages say now: one record, read whole, and whether it is still being kept fresh.</summary>
/// <param name="Record">Components, notices and spans.</param>
/// <param name="AsOf">The last time they were read or found unchanged.</param>
/// <param name="IsStale">Whether reading has failed since.</param>
/// <param name="Version">Grows with every change of what pages would show.</param>
public sealed record PublicState(PublicRecord Record, DateTimeOffset AsOf, bool IsStale, long Version);

/// <summary>
/// Holds the public record in memory, so that pages need no database. Read anew when something changed, and now and
/// then to know that the database still answers; when it does not, the last record stays and pages say as of when it
/// is.
/// </summary>
public sealed class PublicFacts(
    NoticeStore store, NoticeSignal signal, SettingsStore settings, PublicArchive archive, TimeProvider time)
    : IDisposable
{
    /// <summary>How often the record is read where nothing changed.</summary>
    public static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile PublicState? _state;
    private long _seen = -1, _version;
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    /// <summary>What pages show; before anything was read, the record of the last run or an empty one.</summary>
    public PublicState Current => _state ?? Begin();

    /// <summary>Version of <see cref="Current"/>; changes each minute too, because pages print it.</summary>
    public long Version => Current.Version;

    /// <summary>
    /// Reads anew if something changed or it is time to; never throws for a database that does not answer.
    /// </summary>
    public async Task Refresh(CancellationToken stop)
    {
        DateTimeOffset now = time.GetUtcNow();
        long version = signal.Version;
        if (_state is not null && version == _seen && now - _readAt < ReadEvery) return;
        await _reading.WaitAsync(stop);
        try
        {
            PublicRecord record = await store.ReadPublic(stop);
            bool changed = _state is null || version != _seen || _state.IsStale;
            (_seen, _readAt) = (version, now);
            _state = new PublicState(record, now, false, Next(now, changed));
            if (changed) archive.Write(record);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            _readAt = now;
            PublicState last = Current;
            if (!last.IsStale) _state = last with { IsStale = true, Version = ++_version };
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Counts changed settings as a change of every page.</summary>
    public void Watch() => settings.Changed += _ => signal.Raise();

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private PublicState Begin()
    {
        PublicRecord record = archive.Read() ?? new PublicRecord([], [], [], 0, time.GetUtcNow());
        return _state ??= new PublicState(record, record.ReadAt, true, 0);
    }

    // The minute is printed: a page that says 10:04 must not be left saying 10:02.
    private long Next(DateTimeOffset now, bool changed)
    {
        bool minute = _state is { } state && Minute(state.AsOf) != Minute(now);
        return changed || minute ? ++_version : _version;
    }

    private static long Minute(DateTimeOffset at) => at.ToUnixTimeSeconds() / 60;
}
