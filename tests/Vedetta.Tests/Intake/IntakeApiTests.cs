using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Engine.Signals;
using Vedetta.Intake;

namespace Vedetta.Tests.Intake;

public sealed class IntakeApiTests
{
    private static readonly DateTimeOffset Now = new(2022, 10, 25, 9, 5, 0, TimeSpan.Zero);

    private const string Contact =
        """{"at":"2022-10-25T11:04:00+02:00","kind":"contact","queue":"mobile","channel":"voice","topic":"whatsapp"}""";

    [Fact]
    public async Task What_is_accepted_is_stored_and_what_is_refused_is_named()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        var response = await host.Post(Contact + "\n{\"at\":\"2022-10-25T09:04:00Z\",\"kind\":\"rumour\"}\n" + Contact);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        IntakeAnswer answer = (await response.Content.ReadFromJsonAsync<IntakeAnswer>())!;
        Assert.Equal((2, 1), (answer.Accepted, answer.Refused));
        Refusal refusal = Assert.Single(answer.Lines);
        Assert.Equal((2, "kind", 37), (refusal.Line, refusal.Field, refusal.Column));
        JournaledBatch batch = Assert.Single(await host.Stored());
        Assert.Equal(2, batch.Tiles.InTimeOrder().Single().Counts.Values.Sum());
    }

    [Fact]
    public async Task A_follower_sees_stored_batches_then_live_ones_each_once()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        await host.Post(Contact);
        var seen = new List<long>();
        await foreach (JournaledBatch batch in host.Journal.Follow(0))
        {
            seen.Add(batch.Sequence);
            if (seen.Count == 3) break;
            _ = host.Post(Contact);
        }
        Assert.Equal([1, 2, 3], seen);
    }
}
