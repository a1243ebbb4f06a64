using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Engine.Calls;
using Vedetta.Intake;

namespace Vedetta.Tests.Intake.Records;

/// <summary>Call records over HTTP and in the import folder become calls in the journal.</summary>
public sealed class RecordIntakeTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 3, 9, 0, 0, TimeSpan.Zero);

    private const string Master = "\"\",\"3401234567\",\"0639740000\",\"from-trunk\",\"\",\"PJSIP/carrier-01\",\"\",\"Dial\",\"\","
        + "\"2026-02-03 09:05:07\",\"\",\"2026-02-03 09:05:27\",20,0,\"NO ANSWER\",\"DOCUMENTATION\",\"17.1\",\"\"\n";

    [Fact]
    public async Task Rows_posted_as_csv_are_calls_and_a_bad_one_is_named()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        HttpResponseMessage answer = await host.Post(
            Master + Master.Replace("2026-02-03 09:05:07", "later", StringComparison.Ordinal).Replace("17.1", "17.2", StringComparison.Ordinal),
            "text/csv");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        string said = await answer.Content.ReadAsStringAsync();
        Assert.Contains("\"accepted\":1,\"refused\":1", said, StringComparison.Ordinal);
        Assert.Contains("\"line\":2,\"field\":\"start\"", said, StringComparison.Ordinal);
        CallAttempt call = Assert.Single(Calls(await host.Stored()));
        Assert.Equal(("17.1", "+393401234567", "+390639740000", "carrier", 480, 20.0, CallStage.Whole),
            (call.CallId, call.From, call.To, call.Trunk, call.Status, call.RingSeconds, call.Stage));
    }

    [Fact]
    public async Task Freeswitch_posts_its_record_as_a_form()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        string json = """
            {"core-uuid":"c","channel_data":{"direction":"inbound"},"variables":{"direction":"inbound","uuid":"u4","start_epoch":"1770105907","answer_epoch":"0","end_epoch":"1770105912","duration":"5","billsec":"0","hangup_cause":"ORIGINATOR_CANCEL"},"callflow":[{"caller_profile":{"caller_id_number":"%2B393401234567","destination_number":"0639740000","chan_name":"sofia/external/x@192.0.2.7"}}]}
            """;
        HttpResponseMessage answer = await host.Post("cdr=" + Uri.EscapeDataString(json), "application/x-www-form-urlencoded");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        CallAttempt call = Assert.Single(Calls(await host.Stored()));
        Assert.Equal(("u4", "192.0.2.7", 487), (call.CallId, call.SourceAddress, call.Status));
    }

    [Fact]
    public async Task Calls_of_our_own_lines_are_kept_but_not_counted()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        await host.Post(Master + Master.Replace("3401234567", "201", StringComparison.Ordinal)
            .Replace("from-trunk", "from-internal", StringComparison.Ordinal).Replace("PJSIP/carrier", "PJSIP/201", StringComparison.Ordinal)
            .Replace("17.1", "17.3", StringComparison.Ordinal), "text/csv");
        List<JournaledBatch> stored = await host.Stored();
        Assert.Equal([false, true], Calls(stored).Select(c => c.IsOutgoing));
        Assert.Equal(1, stored.Sum(b => b.Tiles.InTimeOrder().Sum(t => t.Counts.Values.Sum())));
    }

    [Theory]
    [InlineData("day.csv")]
    [InlineData("cdr.log")]
    [InlineData("records.cdr")]
    public async Task Files_of_the_import_folder_are_recognised_by_content(string name)
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        string folder = Path.Combine(host.Folder, "import");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, name), Master + "\"\",\"1\"\n");
        ImportFolder import = host.App.Services.GetRequiredService<ImportFolder>();
        await import.Look();
        Assert.Equal(1, await import.Look());
        Assert.Single(Calls(await host.Stored()));
        Assert.StartsWith("line 2, column 1: the line has 2 fields",
            await File.ReadAllTextAsync(Path.Combine(folder, "done", name + ".txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_file_of_records_is_taken_in_parts_with_its_header_read_once()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        var text = new StringBuilder("calldate,src,dst,billsec,disposition\n");
        for (int i = 0; i < Limits.PartLinesMax + 10; i++) text.Append("2026-02-03 08:05:07,3401234567,0639740000,81,ANSWERED\n");
        string folder = Path.Combine(host.Folder, "import");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "a.csv"), text.ToString());
        ImportFolder import = host.App.Services.GetRequiredService<ImportFolder>();
        await import.Look();
        await import.Look();
        Assert.Equal(Limits.PartLinesMax + 10, Calls(await host.Stored()).Count);
    }

    private static List<CallAttempt> Calls(List<JournaledBatch> stored) => [.. stored.SelectMany(b => b.Calls)];
}
