using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Vedetta.Access;
using Vedetta.Intake.Checks;

namespace Vedetta.Cli;

/// <summary><c>vedetta probe</c>: looks at the server's checks from another place and reports what it sees.</summary>
public static class ProbeCommand
{
    private const int LooksMax = 32;
    private static readonly TimeSpan RoundEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FetchEvery = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private static readonly Option<string> Address = new("--server")
    {
        Description = "Address of the Vedetta whose checks to look at.",
        HelpName = "URL",
        Required = true,
    };

    private static readonly Option<string?> Key = new("--key")
    {
        Description = "An API key with the scope 'probe'. Default: the environment variable VEDETTA_KEY.",
        HelpName = "KEY",
    };

    private static readonly Option<bool> Once = new("--once")
    {
        Description = "Look once at everything, report and end.",
    };

    private static readonly Option<bool> StayPublic = new("--stay-public")
    {
        Description = "Refuse to look at private networks and this machine.",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("probe", "Look at a server's health checks from here.")
        {
            Address, Key, Once, StayPublic,
        };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancel)
    {
        string key = parsed.GetValue(Key) ?? Environment.GetEnvironmentVariable("VEDETTA_KEY")
            ?? throw new InputException("no key: give --key or set VEDETTA_KEY.");
        if (!Uri.TryCreate(parsed.GetValue(Address), UriKind.Absolute, out Uri? server)
            || server.Scheme is not ("http" or "https"))
            throw new InputException($"--server {parsed.GetValue(Address)}: is not an http or https address.");
        using var client = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        TimeProvider time = TimeProvider.System;
        TargetPolicy policy = parsed.GetValue(StayPublic) ? TargetPolicy.PublicOnly : TargetPolicy.PrivateToo;
        using var prober = new Prober(policy, time);
        InvocationConfiguration ends = parsed.InvocationConfiguration;
        if (!parsed.GetValue(Once)) return await Follow(client, prober, time, ends.Error, cancel);
        CheckSpec[] checks = await Fetch(client, cancel);
        ProbeReceipt receipt = await LookAt(client, prober, checks, cancel);
        await ends.Output.WriteLineAsync($"{checks.Length} checks looked at, {receipt.Taken} results taken.");
        return 0;
    }

    private static async Task<int> Follow(
        HttpClient client, Prober prober, TimeProvider time, TextWriter error, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(RoundEvery, time);
        var due = new Dictionary<int, DateTimeOffset>();
        CheckSpec[] checks = [];
        DateTimeOffset fetchAt = DateTimeOffset.MinValue;
        do
        {
            try
            {
                DateTimeOffset now = time.GetUtcNow();
                if (now >= fetchAt) (checks, fetchAt) = (await Fetch(client, cancel), now + FetchEvery);
                CheckSpec[] ready = [.. checks.Where(c => now >= due.GetValueOrDefault(c.Id)).Take(LooksMax)];
                foreach (CheckSpec check in ready) due[check.Id] = now + TimeSpan.FromSeconds(check.EverySeconds);
                if (ready.Length > 0) await LookAt(client, prober, ready, cancel);
            }
            catch (InputException failure)
            {
                // The server may be restarting, or be what is down: the prober outlives it.
                await error.WriteLineAsync($"vedetta: {failure.Message}");
            }
        }
        while (await timer.WaitForNextTickAsync(cancel));
        return 0;
    }

    private static Task<CheckSpec[]> Fetch(HttpClient client, CancellationToken cancel) => Say(async () =>
        (await client.GetFromJsonAsync<CheckSpec[]>("/api/v1/checks", Web, cancel))!);

    private static async Task<ProbeReceipt> LookAt(
        HttpClient client, Prober prober, CheckSpec[] checks, CancellationToken cancel)
    {
        ProbeResult[] results = await Task.WhenAll(checks.Select(async check =>
        {
            ProbeAnswer answer = await prober.Look(check, cancel);
            return new ProbeResult(check.Id, answer.State, answer.Detail, answer.Milliseconds);
        }));
        return await Say(async () =>
        {
            using HttpResponseMessage answer = await client.PostAsJsonAsync(
                "/api/v1/checks/results", results, Web, cancel);
            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadFromJsonAsync<ProbeReceipt>(Web, cancel))!;
        });
    }

    private static async Task<TResult> Say<TResult>(Func<Task<TResult>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception error) when (error is HttpRequestException or JsonException)
        {
            throw new InputException($"the server does not answer as it should: {error.Message}");
        }
    }
}
