using System.Globalization;
using System.IO.Compression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Detection;
using Vedetta.Engine.Surges;
using Vedetta.Incidents;
using Vedetta.Storage;

namespace Vedetta.Tests.Acceptance;

/// <summary>A server that stops in the middle of a surge and starts again on the same folder knows what it knew.</summary>
public sealed class RecoveryTests : IDisposable
{
    // A Thursday: the working days before it have taught what such a day is like.
    private static readonly DateTimeOffset Start = new(2026, 3, 5, 9, 0, 0, TimeSpan.Zero);
    private readonly string _root = Directory.CreateTempSubdirectory("vedetta-recovery-").FullName;

    [Fact]
    public async Task The_day_played_here_rings_and_ends()
    {
        Outcome outcome = await Play("whole", null);
        IncidentView view = Assert.Single(outcome.Views);
        Assert.Equal(IncidentState.Closed, view.Incident.State);
        Assert.Contains(view.Timeline, t => t.Act == TimelineAct.SurgeEnded);
        Assert.True(view.Incident.Percent > 200);
    }

    [Theory]
    [InlineData(Loss.None)]
    [InlineData(Loss.Snapshot)]
    [InlineData(Loss.OldVersion)]
    [InlineData(Loss.OldPart)]
    [InlineData(Loss.CutOff)]
    public async Task A_restart_in_mid_surge_changes_nothing(Loss loss)
    {
        Outcome whole = await Play("whole", null), broken = await Play("broken", loss);
        Assert.Equal(whole.Board, broken.Board);
        Assert.Equal(whole.Views.Select(Facts), broken.Views.Select(Facts));
        Assert.Equal(whole.Views.SelectMany(v => v.Surges).Select(Words), broken.Views.SelectMany(v => v.Surges).Select(Words));
        Assert.Equal(
            whole.Views.SelectMany(v => v.Timeline).Select(t => (t.IncidentId, t.At, t.Who, t.Act, t.Detail)),
            broken.Views.SelectMany(v => v.Timeline).Select(t => (t.IncidentId, t.At, t.Who, t.Act, t.Detail)));
    }

    [Fact]
    public async Task A_restart_after_the_end_does_not_tell_it_twice()
    {
        Outcome whole = await Play("whole", null), again;
        await using (LiveHost host = await LiveHost.Start(await Lose("whole", Loss.Snapshot), new FakeTimeProvider(whole.EndedAt)))
        {
            await host.Second();
            again = await Read(host);
        }
        Assert.Equal(whole.Views.Select(v => v.Timeline.Count), again.Views.Select(v => v.Timeline.Count));
        Assert.Equal(whole.Views.Select(Facts), again.Views.Select(Facts));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>What is not there any more when the server starts again.</summary>
    public enum Loss
    {
        /// <summary>Nothing.</summary>
        None,

        /// <summary>There is no snapshot.</summary>
        Snapshot,

        /// <summary>The snapshot is of an older version.</summary>
        OldVersion,

        /// <summary>A part in the middle of the snapshot is of an older version.</summary>
        OldPart,

        /// <summary>The snapshot ends early.</summary>
        CutOff,
    }

    private static (int, IncidentState, DateTimeOffset, DateTimeOffset, DateTimeOffset?, DateTimeOffset?, long, double, string, double) Facts(
        IncidentView v) => (v.Incident.Id, v.Incident.State, v.Incident.OpenedAt, v.Incident.Onset, v.Incident.EndedAt,
            v.Incident.ClosedAt, v.Incident.Observed, Math.Round(v.Incident.Expected, 6), v.Incident.Cause, v.Incident.Confidence);

    private static string Words(Surge s) => string.Create(
        CultureInfo.InvariantCulture, $"{s.Id} {s.Onset:O} {s.AlarmedAt:O} {s.EndedAt:O} {s.Observed} {s.Expected:F6}");

    // Two days of history teach; then a minute as always, four minutes at fifteen times that, and quiet until it is over.
    private async Task<Outcome> Play(string name, Loss? loss)
    {
        string folder = Path.Combine(_root, name);
        var time = new FakeTimeProvider(Start);
        LiveHost host = await LiveHost.Start(folder, time);
        for (int hour = 48; hour > 0; hour--) await host.Send(Contacts.Lines(Start.AddHours(-hour), 3600, _ => 0.2));
        await host.Send(Contacts.Lines(Start.AddSeconds(-1), 1, _ => 1));
        await Minutes(host, 3, 0.2);
        await Minutes(host, 2, 3);
        if (loss is { } lost)
        {
            await host.DisposeAsync();
            await Lose(name, lost);
            host = await LiveHost.Start(folder, time);
        }
        await Minutes(host, 2, 3);
        await Minutes(host, 25, 0.2);
        Outcome outcome = await Read(host);
        await host.DisposeAsync();
        return outcome;
    }

    private static async Task Minutes(LiveHost host, int minutes, double perSecond)
    {
        for (int s = 0; s < minutes * 60; s++)
        {
            string lines = Contacts.Lines(host.Time.GetUtcNow(), 1, _ => Math.Floor((s + 1) * perSecond) - Math.Floor(s * perSecond));
            if (lines.Length > 0) await host.Send(lines);
            await host.Second();
        }
    }

    private static async Task<Outcome> Read(LiveHost host)
    {
        var views = new List<IncidentView>();
        foreach (Incident incident in await host.Desk.List(new IncidentFilter())) views.Add((await host.Desk.Find(incident.Id))!);
        BoardPicture picture = host.Watch.Picture;
        string board = string.Join('\n', picture.Subjects.Select(s => s.ToString()).Prepend($"{picture.At:O} {picture.SignalsSeen}"));
        return new Outcome(board, views, host.Time.GetUtcNow());
    }

    private async Task<string> Lose(string name, Loss loss)
    {
        string folder = Path.Combine(_root, name);
        if (loss == Loss.None) return folder;
        await using var database = new Database(new ServerOptions { DataDirectory = folder });
        var store = new SnapshotStore(database);
        Snapshot found = (await store.Load("detection"))!;
        byte[] plain = Unpack(found.Bytes);
        byte[] damaged = loss switch
        {
            Loss.Snapshot => [],
            Loss.OldVersion => [0, .. plain[1..]],
            Loss.OldPart => OlderPart(plain),
            _ => plain[..(plain.Length / 2)],
        };
        found.Bytes = Pack(damaged);
        await store.Save(found);
        if (loss == Loss.Snapshot) await Delete(database);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return folder;
    }

    // The state of the last kind begins with the version of the engine's state: the others have been read by then.
    private static byte[] OlderPart(byte[] plain)
    {
        using var fresh = new MemoryStream();
        new SurgeWatch(new WatchSchema("nuisance", ["channel"]), new WatchOptions { BinSeconds = 1 }).Save(new BinaryWriter(fresh));
        int at = plain.AsSpan().LastIndexOf(fresh.ToArray().AsSpan(0, 3 * sizeof(int)));
        Assert.True(at > 0);
        plain[at]--;
        return plain;
    }

    private static async Task Delete(Database database)
    {
        await using var connection = await database.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM snapshots";
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        brotli.CopyTo(plain);
        return plain.ToArray();
    }

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest)) brotli.Write(plain);
        return packed.ToArray();
    }

    private sealed record Outcome(string Board, IReadOnlyList<IncidentView> Views, DateTimeOffset EndedAt);
}
