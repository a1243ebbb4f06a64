using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Detection;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Surges;
using Vedetta.Engine.Tiles;
using Vedetta.Intake;

namespace Vedetta.Tests.Intake;

/// <summary>Tests that measure the memory of the whole process run while no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>What strangers, broken senders and attackers send, through HTTP and the import folder.</summary>
[Collection(Alone.Name)]
public sealed class BadInputTests
{
    private const int Gigabyte = 1 << 30, MemoryMax = 64 << 20;
    private static readonly DateTimeOffset Now = new(2022, 10, 25, 9, 5, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2022-10-25T09:11:00Z", "is more than 5 minutes in the future")]
    [InlineData("2999-01-01T00:00:00Z", "is more than 5 minutes in the future")]
    [InlineData("1999-12-31T23:59:59Z", "is before the year 2000")]
    [InlineData("2022-02-30T00:00:00Z", "is not an RFC 3339 time")]
    public async Task A_time_nobody_can_mean_is_refused_alone(string at, string reason)
    {
        IntakeAnswer answer = await Post(Contact(at) + Contact("2022-10-25T09:04:00Z"));
        Assert.Equal(1, answer.Accepted);
        Assert.StartsWith(reason, Assert.Single(answer.Lines).Reason, StringComparison.Ordinal);
        Assert.Equal("at", answer.Lines[0].Field);
    }

    [Theory]
    [InlineData("-1", "is negative")]
    [InlineData("1e300", "is above")]
    [InlineData("99999999999999999999", "is above")]
    [InlineData("\"NaN\"", "is not a number")]
    public async Task A_number_nobody_can_mean_is_refused_alone(string wait, string reason)
    {
        string bad = Contact("2022-10-25T09:04:00Z").Replace("}", $",\"wait_s\":{wait}}}", StringComparison.Ordinal);
        IntakeAnswer answer = await Post(bad + Contact("2022-10-25T09:04:00Z"));
        Assert.Equal((1, "wait_s"), (answer.Accepted, Assert.Single(answer.Lines).Field));
        Assert.StartsWith(reason, answer.Lines[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mixed_zones_and_a_clock_that_steps_back_are_counted_at_their_instants()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        await host.Post(Contact("2022-10-25T11:04:00+02:00") + Contact("2022-10-25T04:04:00-05:00") + Contact("2022-10-25T09:03:00Z")
            + Contact("2022-10-25T09:04:00Z"));
        Tile[] tiles = [.. (await host.Stored()).Single().Tiles.InTimeOrder()];
        Assert.Equal([1L, 3], tiles.Select(t => t.Counts.Values.Sum()));
        Assert.Equal(60, tiles[1].UnixSecond - tiles[0].UnixSecond);
    }

    [Fact]
    public async Task A_cut_last_line_and_one_in_another_encoding_cost_themselves_only()
    {
        byte[] good = Encoding.UTF8.GetBytes(Contact("2022-10-25T09:04:00Z"));
        byte[] latin = Encoding.Latin1.GetBytes(Contact("2022-10-25T09:04:00Z").Replace("mobile", "Forlì", StringComparison.Ordinal));
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        IntakeAnswer answer = (await (await host.Post([.. latin, .. good, .. good[..40]])).Content.ReadFromJsonAsync<IntakeAnswer>())!;
        Assert.Equal((1, 2), (answer.Accepted, answer.Refused));
        Assert.Equal([1L, 3], answer.Lines.Select(l => l.Line));
    }

    [Fact]
    public async Task A_file_cut_off_or_in_another_encoding_is_taken_as_far_as_it_goes()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        ImportFolder folder = host.App.Services.GetRequiredService<ImportFolder>();
        Directory.CreateDirectory(folder.Folder);
        byte[] text = Encoding.UTF8.GetBytes("at,kind,queue,channel\n2022-10-25T09:04:00Z,contact,mobile,voice\n2022-10-25T09:04");
        await File.WriteAllBytesAsync(Path.Combine(folder.Folder, "cut.csv"), text);
        await File.WriteAllBytesAsync(Path.Combine(folder.Folder, "utf16.csv"), Encoding.Unicode.GetBytes("at,kind,queue,channel\nx,y,z,v\n"));
        await File.WriteAllBytesAsync(Path.Combine(folder.Folder, "binary.ndjson"), [0, 1, 2, 255, 10, 254]);
        await folder.Look();
        Assert.Equal(3, await folder.Look());
        Assert.Equal(1, Batches.Contacts(await host.Stored()));
        Assert.True(File.Exists(Path.Combine(folder.Folder, "done", "cut.csv.txt")));
        Assert.True(File.Exists(Path.Combine(folder.Folder, "refused", "utf16.csv.txt")));
        Assert.True(File.Exists(Path.Combine(folder.Folder, "refused", "binary.ndjson.txt")));
    }

    [Fact]
    public async Task A_gigabyte_in_one_line_is_refused_in_bounded_memory()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        SignalIntake intake = host.App.Services.GetRequiredService<SignalIntake>();
        long before = GC.GetTotalAllocatedBytes();
        var answers = new List<JournalAnswer>();
        await foreach (JournalAnswer answer in intake.TakeParts(new Endless(Gigabyte), SignalFormat.Ndjson, "k", [1])) answers.Add(answer);
        Assert.Equal(1, IntakeAnswer.Read(Assert.Single(answers).Answer).Refused);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MemoryMax);
    }

    [Fact]
    public async Task A_gigabyte_in_one_line_over_HTTP_is_turned_away_before_it_is_read_whole()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/signals") { Content = new StreamContent(new Endless(Gigabyte)) };
        request.Content.Headers.ContentType = new("application/x-ndjson");
        request.Headers.ExpectContinue = true;
        HttpStatusCode? said;
        try
        {
            said = (await host.Client.SendAsync(request)).StatusCode;
        }
        catch (HttpRequestException)
        {
            said = null;
        }
        // The connection may be cut while the client still sends.
        Assert.True(said is null or HttpStatusCode.RequestEntityTooLarge, $"{said}");
        Assert.Empty(await host.Stored());
    }

    [Fact]
    public async Task A_bomb_over_HTTP_is_refused_in_bounded_memory()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        using var packed = new MemoryStream();
        await using (var bomb = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await new Endless(Gigabyte / 4).CopyToAsync(bomb);
        byte[] body = packed.ToArray();
        long before = GC.GetTotalAllocatedBytes();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.Post(body, encoding: "gzip")).StatusCode);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MemoryMax);
        Assert.Empty(await host.Stored());
    }

    [Fact]
    public async Task A_bomb_in_the_import_folder_is_one_refused_line()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        ImportFolder folder = host.App.Services.GetRequiredService<ImportFolder>();
        Directory.CreateDirectory(folder.Folder);
        await using (var bomb = new GZipStream(File.Create(Path.Combine(folder.Folder, "bomb.ndjson.gz")), CompressionLevel.Fastest))
            await new Endless(Gigabyte / 2).CopyToAsync(bomb);
        await folder.Look();
        long before = GC.GetTotalAllocatedBytes();
        Assert.Equal(1, await folder.Look());
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MemoryMax);
        Assert.True(File.Exists(Path.Combine(folder.Folder, "refused", "bomb.ndjson.gz")));
    }

    // A tenth of a million keys against bounds set a thousand times lower than the product's: the bound is what holds.
    [Fact]
    public void Endless_keys_do_not_fill_the_memory_of_the_watch()
    {
        var watch = new LiveWatch(new WatchOptions { BinSeconds = 1, SeriesMax = 1000 });
        Feed(watch, 0, 200);
        long after20 = GC.GetTotalMemory(forceFullCollection: true);
        Feed(watch, 200, 1000);
        long after100 = GC.GetTotalMemory(forceFullCollection: true);
        Assert.True(watch.SeriesEvicted > 50_000, $"{watch.SeriesEvicted} evicted");
        Assert.True(after100 - after20 < 48 << 20, $"{(after100 - after20) >> 20} MiB more");
        watch.Paint(Now);
        Assert.InRange(watch.Picture.Subjects.Length, 1, 60);
    }

    private static void Feed(LiveWatch watch, int from, int until)
    {
        for (int s = from; s < until; s++)
        {
            var tiles = new TileSet();
            for (int i = 0; i < 100; i++)
                tiles.Add(Now.ToUnixTimeSeconds() + s, new Leaf(SignalKind.Contact, $"q{s}-{i}", "voice", $"t{s}-{i}", ""), Observation.None);
            watch.Take(tiles, [], Now.AddSeconds(s));
            watch.Advance(Now.AddSeconds(s));
        }
    }

    private static string Contact(string at) => $$"""{"at":"{{at}}","kind":"contact","queue":"mobile","channel":"voice"}""" + "\n";

    private static async Task<IntakeAnswer> Post(string body)
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        return (await (await host.Post(body)).Content.ReadFromJsonAsync<IntakeAnswer>())!;
    }

    /// <summary>So many bytes of 'x', made as they are read.</summary>
    private sealed class Endless(long length) : Stream
    {
        private long _given;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int count = (int)Math.Min(buffer.Length, length - _given);
            buffer[..count].Fill((byte)'x');
            _given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
