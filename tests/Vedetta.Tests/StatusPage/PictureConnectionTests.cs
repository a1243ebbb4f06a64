using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.StatusPage.Pictures;
using Vedetta.Tests.Access;

namespace Vedetta.Tests.StatusPage;

/// <summary>Pictures answered on the connection itself, read byte by byte from a socket.</summary>
public sealed class PictureConnectionTests
{
    private const string Plain = "GET /it/ HTTP/1.1\r\nHost: x\r\n\r\n";

    [Theory]
    [InlineData("/it/", "Accept-Encoding: gzip, br\r\n")]
    [InlineData("/it/", "Accept-Encoding: gzip\r\n")]
    [InlineData("/it/", "")]
    [InlineData("/", "Accept-Language: de\r\nCookie: vedetta-language=fr\r\n")]
    public async Task The_connection_and_the_web_server_send_the_same(string path, string fields)
    {
        await using DeskHost host = await Ready(path, fields);
        string get = $"GET {path} HTTP/1.1\r\nHost: x\r\n{fields}";
        // A refused encoding of nothing: the web server answers as if it were not there.
        string[] quick = Lines(await Exchange(host, get + "\r\n")), slow = Lines(await Exchange(host, get + "TE: x\r\n\r\n"));
        Assert.Equal(slow[0], quick[0]);
        Assert.Equal(Sorted(slow), Sorted(quick));
    }

    [Fact]
    public async Task Several_requests_at_once_are_answered_in_order()
    {
        await using DeskHost host = await Ready("/it/", "");
        string answers = await Exchange(host, Plain + Plain + "GET /en/nothing HTTP/1.1\r\nHost: x\r\n\r\n" + Plain);
        Assert.Equal(["200", "200", "401", "200"], Statuses(answers));
    }

    [Fact]
    public async Task A_request_that_comes_in_pieces_is_answered_too()
    {
        await using DeskHost host = await Ready("/it/", "");
        Assert.Equal(["200", "200"], Statuses(await Exchange(host, Plain + Plain[..9], Plain[9..])));
    }

    [Theory]
    [InlineData("POST /it/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "401")]
    [InlineData("GET /it/ HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400")]
    [InlineData("GET /it/ HTTP/1.1\r\nHost: a@b\r\n\r\n", "400")]
    [InlineData("GET /it/ HTTP/1.1\r\nHost: x\r\nBroken\r\n\r\n", "400")]
    [InlineData("GET /it/ HTTP/1.1\r\n\r\n", "400")]
    [InlineData("HEAD /it/ HTTP/1.1\r\nHost: x\r\n\r\n", "200")]
    [InlineData("GET /it/?a=b HTTP/1.1\r\nHost: x\r\n\r\n", "200")]
    [InlineData("GET /it/ HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n\r\n", "304")]
    public async Task What_is_not_plain_is_left_to_the_web_server(string request, string status)
    {
        await using DeskHost host = await Ready("/it/", "");
        string[] statuses = Statuses(await Exchange(host, Plain + request));
        Assert.Equal(["200", status], statuses);
    }

    [Fact]
    public async Task A_server_that_stops_lets_waiting_connections_go()
    {
        await using DeskHost host = await Ready("/it/", "");
        using TcpClient client = await Connect(host);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Plain));
        Assert.NotEqual(0, await client.GetStream().ReadAsync(new byte[1]));
        await host.App.StopAsync();
        await client.GetStream().CopyToAsync(Stream.Null);
    }

    [Fact]
    public void Mutated_heads_are_read_as_plain_only_where_they_still_are()
    {
        var random = new Random(11);
        byte[] plain = Encoding.ASCII.GetBytes("GET /it/x HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nCookie: a=b\r\n\r\nGET");
        for (int round = 0; round < 100_000; round++)
        {
            byte[] bytes = [.. plain];
            for (int i = random.Next(4); i >= 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            ReadOnlySpan<byte> head = bytes.AsSpan(0, random.Next(bytes.Length + 1));
            if (!PlainGet.TryRead(head, out PlainGet read)) continue;
            Assert.True(head[..read.Length].EndsWith("\r\n\r\n"u8) && head.StartsWith("GET /"u8));
            Assert.False(read.Path.ContainsAnyExceptInRange((byte)'!', (byte)'~') || read.Path.Contains((byte)'?'));
            Assert.Equal(1, Occurrences(head[..read.Length], "host:"));
        }
    }

    private static int Occurrences(ReadOnlySpan<byte> head, string name) =>
        Encoding.Latin1.GetString(head).Split("\r\n").Count(l => l.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    private static async Task<DeskHost> Ready(string path, string fields)
    {
        DeskHost host = await DeskHost.Start();
        await Exchange(host, $"GET {path} HTTP/1.1\r\nHost: x\r\n{fields}\r\n");
        Assert.Equal(1, host.App.Services.GetRequiredService<PublicPictures>().PaintedCount);
        return host;
    }

    // Sends the pieces, each after some answer to the one before, asks for a last answer, and leaves that one out.
    private static async Task<string> Exchange(DeskHost host, params string[] pieces)
    {
        using TcpClient client = await Connect(host);
        NetworkStream stream = client.GetStream();
        var answer = new MemoryStream();
        var buffer = new byte[4096];
        foreach (string piece in pieces)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(piece));
            answer.Write(buffer, 0, await stream.ReadAsync(buffer));
        }
        try
        {
            await stream.WriteAsync("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray());
            await stream.CopyToAsync(answer);
        }
        catch (IOException)
        {
            // Closed already, after a request that was refused.
        }
        string said = Encoding.Latin1.GetString(answer.ToArray());
        int last = said.LastIndexOf("HTTP/1.1 ", StringComparison.Ordinal);
        return said[(last + 9)..].StartsWith("400", StringComparison.Ordinal) ? said : said[..last];
    }

    private static async Task<TcpClient> Connect(DeskHost host)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(host.Address).Port);
        return client;
    }

    private static string[] Lines(string answer) => answer.Split("\r\n");

    private static IEnumerable<string> Sorted(string[] lines) => lines.Where(l => !l.StartsWith("Date:", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static string[] Statuses(string answers) =>
        [.. answers.Split("HTTP/1.1 ").Skip(1).Select(a => a[..3])];
}
