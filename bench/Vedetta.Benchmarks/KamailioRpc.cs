using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Vedetta.Benchmarks;

/// <summary>Asks Kamailio over JSON-RPC datagrams what its table holds.</summary>
internal sealed class KamailioRpc : IDisposable
{
    private const int AnswerBytesMax = 65_536, PatienceMilliseconds = 1_000;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
    {
        ReceiveTimeout = PatienceMilliseconds,
    };

    private readonly byte[] _answer = new byte[AnswerBytesMax];
    private int _id;

    public KamailioRpc(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <summary>Entries of the table "block".</summary>
    public int Entries()
    {
        using JsonDocument answer = Ask("\"htable.stats\"");
        foreach (JsonElement table in answer.RootElement.GetProperty("result").EnumerateArray())
            if (table.GetProperty("name").GetString() == "block") return table.GetProperty("all").GetInt32();
        return 0;
    }

    /// <summary>The value under a key of the table "block"; null when it has none.</summary>
    public int? Value(string key)
    {
        using JsonDocument answer = Ask($"\"htable.get\",\"params\":[\"block\",\"{key}\"]");
        return answer.RootElement.TryGetProperty("result", out JsonElement result)
            ? result.GetProperty("item").GetProperty("value").GetInt32() : null;
    }

    public void Dispose() => _socket.Dispose();

    private JsonDocument Ask(string call)
    {
        int id = ++_id;
        _socket.Send(Encoding.ASCII.GetBytes($$"""{"jsonrpc":"2.0","id":{{id}},"method":{{call}}}"""));
        while (true)
        {
            int count = _socket.Receive(_answer);
            var answer = JsonDocument.Parse(_answer.AsMemory(0, count));
            if (answer.RootElement.TryGetProperty("id", out JsonElement said) && said.GetInt32() == id) return answer;
            answer.Dispose();
        }
    }
}
