using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Vedetta.Tests.Storage;

/// <summary>A port in front of a database, opened and closed by the test: closed, nobody answers there.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly int _targetPort;
    private readonly int _port;
    private readonly List<TcpClient> _ends = [];
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    private TcpRelay(NpgsqlConnectionStringBuilder target)
    {
        _targetPort = target.Port;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        target.Port = _port;
        target.Pooling = false;
        Connection = target.ToString();
    }

    /// <summary>The database, through the relay.</summary>
    public string Connection { get; }

    public static TcpRelay To(string connection) => new(new NpgsqlConnectionStringBuilder(connection));

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, _port) { ExclusiveAddressUse = false };
        _listener.Start();
        _accepting = Accept(_listener);
    }

    public void Close()
    {
        _listener?.Dispose();
        lock (_ends)
        {
            _ends.ForEach(e => e.Dispose());
            _ends.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        await _accepting;
    }

    private async Task Accept(TcpListener listener)
    {
        try
        {
            while (true) _ = Carry(await listener.AcceptTcpClientAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test closed it.
        }
    }

    private async Task Carry(TcpClient near)
    {
        var far = new TcpClient();
        lock (_ends) _ends.AddRange([near, far]);
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _targetPort);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception closed) when (closed is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One side left.
        }
        near.Dispose();
        far.Dispose();
    }
}
