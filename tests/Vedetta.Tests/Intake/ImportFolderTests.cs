using System.IO.Compression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Intake;

namespace Vedetta.Tests.Intake;

public sealed class ImportFolderTests
{
    private static readonly DateTimeOffset Now = new(2022, 10, 25, 9, 5, 0, TimeSpan.Zero);
    private const string Row = "2022-10-25T09:04:00Z,contact,mobile,voice\n";
    private const string Header = "at,kind,queue,channel\n";

    [Fact]
    public async Task A_file_is_taken_when_it_stopped_growing_and_moved_with_its_refused_lines()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        ImportFolder folder = host.App.Services.GetRequiredService<ImportFolder>();
        await folder.Look();
        string file = Path.Combine(folder.Folder, "day.csv");
        await File.WriteAllTextAsync(file, Header + Row);
        Assert.Equal(0, await folder.Look());
        await File.AppendAllTextAsync(file, "yesterday,contact,mobile,voice\n" + Row);
        Assert.Equal(0, await folder.Look());
        Assert.Equal(1, await folder.Look());
        Assert.Equal(2, Batches.Contacts(await host.Stored()));
        Assert.False(File.Exists(file));
        Assert.StartsWith("line 3, column 1: at is not an RFC 3339 time",
            await File.ReadAllTextAsync(Path.Combine(folder.Folder, "done", "day.csv.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_content_is_counted_once_whatever_its_name()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        foreach (string name in (string[])["a.csv", "b.csv", "a.csv"])
        {
            await Drop(host, name, Header + Row);
            Assert.Equal(1, await Take(host));
        }
        Assert.Equal(1, Batches.Contacts(await host.Stored()));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(host.Folder, "import", "done"), "*.csv").Length);
    }

    [Fact]
    public async Task A_long_file_is_taken_in_parts_that_are_not_counted_twice()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        string text = Header + string.Concat(Enumerable.Repeat(Row, (2 * Limits.PartLinesMax) + 5)) + "bad\n";
        await Drop(host, "a.csv", text);
        await Take(host);
        await Drop(host, "again.csv", text);
        await Take(host);
        Assert.Equal((2 * Limits.PartLinesMax) + 5, Batches.Contacts(await host.Stored()));
        string report = await File.ReadAllTextAsync(Path.Combine(host.Folder, "import", "done", "again.csv.txt"));
        Assert.StartsWith($"line {(2 * Limits.PartLinesMax) + 7},", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gzip_is_unpacked_and_what_is_not_gzip_is_set_aside()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        Directory.CreateDirectory(Path.Combine(host.Folder, "import"));
        await using (var file = new GZipStream(File.Create(Path.Combine(host.Folder, "import", "a.csv.gz")), CompressionLevel.Fastest))
            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Header + Row));
        await Drop(host, "b.csv.gz", "not gzip at all");
        await Drop(host, "notes.txt", "left alone");
        Assert.Equal(2, await Take(host));
        Assert.Equal(1, Batches.Contacts(await host.Stored()));
        Assert.True(File.Exists(Path.Combine(host.Folder, "import", "refused", "b.csv.gz")));
        Assert.True(File.Exists(Path.Combine(host.Folder, "import", "notes.txt")));
    }

    private static Task Drop(IntakeHost host, string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(host.Folder, "import"));
        return File.WriteAllTextAsync(Path.Combine(host.Folder, "import", name), text);
    }

    private static async Task<int> Take(IntakeHost host)
    {
        ImportFolder folder = host.App.Services.GetRequiredService<ImportFolder>();
        return await folder.Look() + await folder.Look();
    }
}
