using System.CommandLine;
using System.Globalization;
using System.Net;
using Vedetta.Access;
using Vedetta.Cli.Demo;
using Vedetta.Intake;
using Vedetta.StatusPage;

namespace Vedetta.Cli;

/// <summary><c>vedetta serve</c>: intake, detection, incidents and desk in one process.</summary>
public static class ServeCommand
{
    private static readonly Option<string> Data = new("--data")
    {
        Description = "Folder of database, keys and import folder; made when missing.",
        DefaultValueFactory = _ => "data",
        HelpName = "DIR",
    };

    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Address to listen on; port 0 takes a free one.",
        DefaultValueFactory = _ => "http://127.0.0.1:8080",
        HelpName = "URL",
    };

    private static readonly Option<string?> Postgres = new("--postgres")
    {
        Description = "Keep everything in PostgreSQL instead of SQLite: its connection string. "
            + "Default: the environment variable VEDETTA_POSTGRES, else SQLite in the data folder.",
        HelpName = "CONNECTION",
    };

    private static readonly Option<string?> Otlp = new("--otlp")
    {
        Description = "Send traces and metrics to this OTLP endpoint.",
        HelpName = "URL",
    };

    private static readonly Option<string[]> TrustedProxies = new("--trusted-proxy")
    {
        Description = "Believe X-Forwarded-For and X-Forwarded-Proto of this proxy: an address or a range such as 10.0.0.0/8. "
            + "May be said more than once.",
        HelpName = "ADDRESS",
    };

    private static readonly Option<bool> ChecksStayPublic = new("--checks-stay-public")
    {
        Description = "Refuse health checks of private networks and of this machine.",
    };

    private static readonly Option<bool> WebhooksMayBePrivate = new("--webhooks-may-be-private")
    {
        Description = "Let webhooks of subscribers go to private networks and to this machine.",
    };

    private static readonly Option<string?> HepUdp = new("--hep-udp")
    {
        Description = "Listen for copies of call signalling (HEP) on this UDP address, such as 127.0.0.1:9060. "
            + "Default: VEDETTA_HEP_UDP, else nowhere. The key senders must show is VEDETTA_HEP_KEY.",
        HelpName = "ADDRESS:PORT",
    };

    private static readonly Option<string?> HepTcp = new("--hep-tcp")
    {
        Description = "The same over TCP. Default: VEDETTA_HEP_TCP, else nowhere.",
        HelpName = "ADDRESS:PORT",
    };

    private static readonly Option<string?> HepTls = new("--hep-tls")
    {
        Description = "The same over TLS, with the PEM file in VEDETTA_HEP_CERTIFICATE. Default: VEDETTA_HEP_TLS.",
        HelpName = "ADDRESS:PORT",
    };

    private static readonly Option<string[]> Trunks = new("--trunk")
    {
        Description = "Name calls from a network by their trunk, such as carrier=192.0.2.0/24. May be said more than once.",
        HelpName = "NAME=NETWORK",
    };

    private static readonly Option<bool> TrunksOnly = new("--trunks-only")
    {
        Description = "Count only calls that come in over a named trunk; keep the others as outgoing. Default: VEDETTA_TRUNKS_ONLY.",
    };

    private static readonly Option<string?> GateUdp = new("--gate-udp")
    {
        Description = "Answer border controllers that ask the call gate over UDP, at this address such as 10.0.0.5:5070.",
        HelpName = "ADDRESS:PORT",
    };

    private static readonly Option<string?> GateTcp = new("--gate-tcp")
    {
        Description = "The same over TCP.",
        HelpName = "ADDRESS:PORT",
    };

    private static readonly Option<bool> GateFeedsCalls = new("--gate-feeds-calls")
    {
        Description = "Count the calls the gate is asked about, where nothing else (HEP, records, signals) tells of calls.",
    };

    private static readonly Option<bool> Demo = new("--demo")
    {
        Description = "Play the WhatsApp day (25 October 2022) on an empty data folder and print a one-time sign-in link.",
    };

    private static readonly Option<bool> Telephony = new("--telephony")
    {
        Description = "With --demo: play a flood of calls instead, live, through a real Kamailio and sipp on this machine.",
    };

    private static readonly Option<double> Speed = new("--speed")
    {
        Description = "With --demo: how many times faster than life the day plays, 1 to 600.",
        DefaultValueFactory = _ => 60,
        HelpName = "N",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("serve", "Run everything: intake, detection, incidents, desk.")
        {
            Data, Urls, Postgres, Otlp, TrustedProxies, ChecksStayPublic, WebhooksMayBePrivate, HepUdp, HepTcp, HepTls,
            Trunks, TrunksOnly, GateUdp, GateTcp, GateFeedsCalls, Demo, Telephony, Speed,
        };
        command.SetAction((parsed, cancel) => parsed.GetValue(Demo)
            ? PlayDemo(parsed, cancel)
            : Serve(OptionsOf(parsed), parsed.InvocationConfiguration.Output, cancel));
        return command;
    }

    // Without a folder named, the demo lives in one of its own and leaves nothing behind.
    private static async Task<int> PlayDemo(ParseResult parsed, CancellationToken cancel)
    {
        double speed = CheckedSpeed(parsed.GetValue(Speed));
        TextWriter output = parsed.InvocationConfiguration.Output;
        Task<int> Run(ServerOptions options) => parsed.GetValue(Telephony)
            ? TelephonyDemo.Run(options, output, cancel) : DemoDay.Run(options, speed, output, cancel);
        if (parsed.GetResult(Data) is { Implicit: false }) return await Run(OptionsOf(parsed));
        string folder = Directory.CreateTempSubdirectory("vedetta-demo-").FullName;
        try
        {
            return await Run(OptionsOf(parsed) with { DataDirectory = folder });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ServerOptions OptionsOf(ParseResult parsed) => new()
    {
        DataDirectory = parsed.GetValue(Data)!,
        Urls = parsed.GetValue(Urls)!,
        PostgresConnection = parsed.GetValue(Postgres) ?? Environment.GetEnvironmentVariable("VEDETTA_POSTGRES"),
        ChecksStayPublic = parsed.GetValue(ChecksStayPublic),
        WebhooksMayBePrivate = parsed.GetValue(WebhooksMayBePrivate),
        Hep = FromEnvironment(read => HepOf(parsed).Complete(read))!,
        Smtp = FromEnvironment(SmtpOptions.FromEnvironment),
        Ami = FromEnvironment(AmiOptions.FromEnvironment),
        OtlpEndpoint = parsed.GetValue(Otlp) ?? Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"),
        TrustedProxies = CheckedProxies(parsed.GetValue(TrustedProxies) ?? []),
        GateUdp = EndPoint("--gate-udp", parsed.GetValue(GateUdp)),
        GateTcp = EndPoint("--gate-tcp", parsed.GetValue(GateTcp)),
        GateFeedsCalls = parsed.GetValue(GateFeedsCalls),
    };

    private static IPEndPoint? EndPoint(string option, string? text)
    {
        if (text is null) return null;
        return IPEndPoint.TryParse(text, out IPEndPoint? address) && text.Contains(':', StringComparison.Ordinal)
            ? address : throw new InputException($"{option} {text}: give an address and a port such as 127.0.0.1:5070.");
    }

    private static string[] CheckedProxies(string[] proxies)
    {
        try
        {
            foreach (string proxy in proxies) _ = Web.TrustedProxies.RangeOf(proxy);
            return proxies;
        }
        catch (ArgumentException error)
        {
            throw new InputException("--trusted-proxy: " + error.Message);
        }
    }

    private static HepOptions HepOf(ParseResult parsed) => new()
    {
        Udp = HepOptions.EndPoint("--hep-udp", parsed.GetValue(HepUdp)),
        Tcp = HepOptions.EndPoint("--hep-tcp", parsed.GetValue(HepTcp)),
        Tls = HepOptions.EndPoint("--hep-tls", parsed.GetValue(HepTls)),
        Trunks = parsed.GetValue(Trunks) ?? [],
        TrunksOnly = parsed.GetValue(TrunksOnly),
    };

    private static T? FromEnvironment<T>(Func<Func<string, string?>, T?> read)
        where T : class
    {
        try
        {
            return read(Environment.GetEnvironmentVariable);
        }
        catch (ArgumentException wrong)
        {
            throw new InputException(wrong.Message);
        }
    }

    private static double CheckedSpeed(double speed) => speed is >= 1 and <= 600
        ? speed
        : throw new InputException(string.Create(CultureInfo.InvariantCulture, $"--speed {speed}: give a number from 1 to 600."));

    private static async Task<int> Serve(ServerOptions options, TextWriter output, CancellationToken cancel)
    {
        StatusPageSetup.CompleteSocketsInline(options);
        await using WebApplication server = Server.Create(options, TimeProvider.System);
        await server.StartAsync(cancel);
        string url = server.Urls.First();
        await output.WriteLineAsync($"Vedetta keeps watch at {url}  (data: {Path.GetFullPath(options.DataDirectory)})");
        await WaitForDatabase(server, output, cancel);
        if (await server.Services.GetRequiredService<FirstRun>().CreateLink(url) is { } link)
            await output.WriteLineAsync($"Nobody has an account yet. Make the first with this link, once, within a day:\n\n    {link}\n");
        await output.WriteLineAsync("Ctrl+C ends it.");
        await server.WaitForShutdownAsync(cancel);
        return 0;
    }

    private static async Task WaitForDatabase(WebApplication server, TextWriter output, CancellationToken cancel)
    {
        Task opened = server.Services.GetRequiredService<Journal>().Opened;
        if (opened.IsCompleted) return;
        await output.WriteLineAsync("The database does not answer. The status page shows what it showed; everything else waits.");
        await opened.WaitAsync(server.Lifetime.ApplicationStopping).WaitAsync(cancel);
        await output.WriteLineAsync("The database answers.");
    }
}
