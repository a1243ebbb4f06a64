using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Access;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;
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

    [Fact]
    public async Task The_same_key_and_body_are_counted_once_and_answered_alike()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        string first = await (await host.Post(Contact, key: "a")).Content.ReadAsStringAsync();
        HttpResponseMessage again = await host.Post(Contact, key: "a");
        Assert.Equal(first, await again.Content.ReadAsStringAsync());
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.Post(Contact + "\n" + Contact, key: "a")).StatusCode);
        Assert.Single(await host.Stored());
    }

    [Fact]
    public async Task The_same_key_sent_many_times_at_once_is_counted_once()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Post(Contact, key: "a")));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Single(await host.Stored());
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("vdt_0011223344556677_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 401)]
    [InlineData("nonsense", 401)]
    public async Task A_wrong_key_is_turned_away(string? key, int status)
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        host.UseKey(key);
        HttpResponseMessage answer = await host.Post(Contact);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await host.Stored());
    }

    [Fact]
    public async Task A_key_works_in_its_scope_until_it_is_revoked()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        ApiKeyStore keys = host.App.Services.GetRequiredService<ApiKeyStore>();
        host.UseKey(await keys.Create("test", "reader", [ApiScopes.Read]));
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Post(Contact)).StatusCode);
        string key = await keys.Create("test", "writer", [ApiScopes.SignalsWrite]);
        host.UseKey(key);
        Assert.Equal(HttpStatusCode.OK, (await host.Post(Contact)).StatusCode);
        host.UseKey(key[..^1] + (key[^1] == 'A' ? 'E' : 'A'));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Post(Contact)).StatusCode);
        host.UseKey(key);
        Assert.True(await keys.Revoke(key.Split('_')[1]));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Post(Contact)).StatusCode);
        Assert.DoesNotContain(await keys.List(), k => key.Contains(Convert.ToBase64String(k.SecretHash), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("application/xml", null)]
    [InlineData("text/csv; charset=iso-8859-1", null)]
    [InlineData("application/x-ndjson", "br")]
    public async Task A_body_of_another_kind_is_refused_as_a_whole(string type, string? encoding)
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        Assert.Equal(415, (int)(await host.Post(Encoding.UTF8.GetBytes(Contact), type, encoding: encoding)).StatusCode);
    }

    [Fact]
    public async Task Json_documents_and_csv_are_taken_like_ndjson()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        string pretty = Contact.Replace(",", ",\n  ", StringComparison.Ordinal);
        Assert.Equal(1, await Accepted(await host.Post(pretty, "application/json")));
        Assert.Equal(2, await Accepted(await host.Post($"[{pretty},{Contact}]", "application/json")));
        Assert.Equal(1, await Accepted(await host.Post(
            "kind;at;queue;channel\ncontact;2022-10-25T09:04:00Z;mobile;voice\n", "text/csv; charset=utf-8")));
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Post("{", "application/json")).StatusCode);
        Assert.Equal(4, (await host.Stored()).Sum(b => b.Tiles.InTimeOrder().Sum(t => t.Counts.Values.Sum())));
    }

    [Fact]
    public async Task Gzip_is_unpacked_and_broken_gzip_is_refused_whole()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        byte[] packed = Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Contact + "\n", 5000))));
        Assert.Equal(5000, await Accepted(await host.Post(packed, encoding: "gzip")));
        foreach (byte[] broken in (byte[][])[packed[..^20], packed[..20], [1, 2, 3]])
            Assert.Equal(HttpStatusCode.BadRequest, (await host.Post(broken, encoding: "gzip")).StatusCode);
        Assert.Single(await host.Stored());
    }

    [Fact]
    public async Task Only_the_first_hundred_refused_lines_are_named()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        HttpResponseMessage answer = await host.Post(string.Concat(Enumerable.Repeat("x\n", 250)) + Contact);
        IntakeAnswer said = (await answer.Content.ReadFromJsonAsync<IntakeAnswer>())!;
        Assert.Equal((1, 250, Limits.RefusalsNamedMax), (said.Accepted, said.Refused, said.Lines.Count));
    }

    [Fact]
    public async Task A_reader_that_stops_makes_senders_wait_and_loses_nothing()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        await using IAsyncEnumerator<JournaledBatch> follower = host.Journal.Follow(0).GetAsyncEnumerator();
        ValueTask<bool> first = follower.MoveNextAsync();
        AcceptedBatch batch = Batches.OfOneContact(Now);
        List<Task<JournalAnswer>> answers = [];
        JournalAnswer? full = null;
        for (int i = 0; full is null && i < 100_000; i++)
        {
            Task<JournalAnswer> answer = host.Journal.Append(batch);
            answers.Add(answer);
            if (answer.IsCompleted && await answer is { Outcome: JournalOutcome.Full } refused) full = refused;
        }
        Assert.Equal(JournalOutcome.Full, full?.Outcome);
        answers.RemoveAt(answers.Count - 1);
        Assert.True(await first);
        for (int i = 1; i < answers.Count; i++) Assert.True(await follower.MoveNextAsync());
        Assert.All(await Task.WhenAll(answers), a => Assert.Equal(JournalOutcome.Written, a.Outcome));
        Assert.Equal(answers.Count, follower.Current.Sequence);
    }

    [Fact]
    public async Task Tiles_hold_customers_under_the_hash_of_this_installation_alone()
    {
        await using IntakeHost one = await IntakeHost.Start(new FakeTimeProvider(Now));
        await using IntakeHost other = await IntakeHost.Start(new FakeTimeProvider(Now));
        await one.Post(Contact.Replace("}", ""","customer":"+393470000001"}""", StringComparison.Ordinal));
        await other.Post(Contact.Replace("}", ""","customer":"+393470000001"}""", StringComparison.Ordinal));
        ulong hash = await TopSource(one);
        Assert.Equal(SourceKey.From(File.ReadAllBytes(Path.Combine(one.Folder, "pseudonyms.key"))).HashOf("+393470000001"), hash);
        Assert.NotEqual(await TopSource(other), hash);
    }

    private static async Task<ulong> TopSource(IntakeHost host) =>
        (await host.Stored()).Single().Tiles.InTimeOrder().Single().Subjects["mobile"].TopSources().Single().Key;

    [Fact]
    public async Task The_document_health_and_metrics_are_served()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        await host.Post(Contact);
        using JsonDocument openApi = JsonDocument.Parse(await host.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));
        JsonElement post = openApi.RootElement.GetProperty("paths").GetProperty("/api/v1/signals").GetProperty("post");
        Assert.True(post.GetProperty("requestBody").GetProperty("content").TryGetProperty("text/csv", out _));
        Assert.True(post.GetProperty("responses").TryGetProperty("429", out _));
        Assert.Equal("Healthy", await host.Client.GetStringAsync(new Uri("/health", UriKind.Relative)));
        string metrics = await host.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Matches("(?m)^vedetta_signals_accepted[a-z_]* [1-9]", metrics);
    }

    private static async Task<long> Accepted(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<IntakeAnswer>())!.Accepted;

    private static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionLevel.Fastest)) packing.Write(plain);
        return packed.ToArray();
    }
}
