using System.Collections.Immutable;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Tiles;
using Vedetta.Intake;
using Vedetta.Storage;

namespace Vedetta.Tests.Intake;

/// <summary>Calls travel with their batch, live and from disk; their ends are not counted.</summary>
public sealed class CallBatchTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 5, 9, 0, 0, TimeSpan.Zero);

    private const string Start = """{"at":"2026-03-05T08:59:00Z","kind":"call","stage":"start","call_id":"a1","from":"+33974590117","to":"+33176420001","trunk":"sbc","source_ip":"192.0.2.7","user_agent":"Auto 4","sdp_origin":"x 192.0.2.7","attestation":"b"}""";
    private const string End = """{"at":"2026-03-05T08:59:30Z","kind":"call","stage":"end","call_id":"a1","from":"+33974590117","to":"+33176420001","trunk":"sbc","status":200,"ring_s":4.5,"duration_s":21}""";
    private const string Contact = """{"at":"2026-03-05T08:59:00Z","kind":"contact","queue":"mobile","channel":"voice"}""";

    [Fact]
    public void A_batch_holds_its_calls_and_counts_each_once()
    {
        AcceptedBatch batch = Batches.Of($"{Start}\n{Contact}\n{End}\n", Now);
        Assert.Equal(3, batch.Count);
        Assert.Equal(2, batch.Tiles.InTimeOrder().Sum(t => t.Counts.Values.Sum()));
        Assert.Equal([CallStage.Start, CallStage.End], batch.Calls.Select(c => c.Stage));
        CallAttempt start = batch.Calls[0], end = batch.Calls[1];
        Assert.Equal(
            ("a1", "+33974590117", "+33176420001", "sbc", "192.0.2.7", "Auto 4", "x 192.0.2.7", (char?)'B'),
            (start.CallId, start.From, start.To, start.Trunk, start.SourceAddress, start.UserAgent, start.SdpOrigin, start.Attestation));
        Assert.Equal((200, 4.5, 21.0), (end.Status, end.RingSeconds, end.DurationSeconds));
        Assert.Equal(CallStage.Whole, Batches.Of(Start.Replace("\"stage\":\"start\",", "", StringComparison.Ordinal), Now).Calls[0].Stage);
    }

    [Theory]
    [InlineData(Start)]
    [InlineData(End)]
    [InlineData(Contact + "\n" + End)]
    [InlineData(Contact)]
    public void A_batch_read_back_holds_the_same_calls(string lines)
    {
        AcceptedBatch batch = Batches.Of(lines + "\n", Now);
        JournaledBatch read = StoredSignals.ToJournaled(
            new StoredBatch(StoredSignals.ToBlock(batch, 1), batch.TileBytes), SourceKey.Fixed);
        Assert.Equal(batch.Calls.AsEnumerable(), read.Calls.AsEnumerable());
    }

    [Theory]
    [InlineData("\"stage\":\"start\"", "\"stage\":\"middle\"", "stage")]
    [InlineData("\"attestation\":\"b\"", "\"attestation\":\"yes\"", "attestation")]
    public void A_bad_value_is_refused_with_its_field(string good, string bad, string field)
    {
        AcceptedBatch batch = Batches.Of(Start.Replace(good, bad, StringComparison.Ordinal) + "\n", Now);
        Assert.Equal(0, batch.Count);
        Assert.Contains($"\"field\":\"{field}\"", batch.Answer, StringComparison.OrdinalIgnoreCase);
    }
}
