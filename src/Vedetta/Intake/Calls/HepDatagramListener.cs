using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;

namespace Vedetta.Intake.Calls;

/// <summary>Listens for HEP over UDP on a thread of its own, which reads, follows calls and waits for more.</summary>
public sealed class HepDatagramListener(CallIntake intake, ServerOptions options, ILogger<HepDatagramListener> log)
    : IHostedService, IDisposable
{
    // What a second of 60,000 packets takes in the kernel, while the collector of garbage or another process is at
    // work.
    private const int ReceiveBytes = 64 << 20;
    private const int BatchCount = 64, DatagramBytesMax = 65_536;
    private const int SocketLevel = 1, ReceiveBufferForce = 33;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(200);

    private Socket? _socket;
    private Thread? _thread;
    private volatile bool _isStopping;

    /// <summary>Where it listens; null when it does not.</summary>
    public IPEndPoint? Address => _socket?.LocalEndPoint as IPEndPoint;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Hep.Udp is not { } address) return Task.CompletedTask;
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = (int)Wait.TotalMilliseconds,
        };
        Enlarge(_socket);
        _socket.Bind(address);
        _thread = new Thread(ReceiveAll) { IsBackground = true, Name = "HEP over UDP" };
        _thread.Start();
        Log.ListensForCalls(log, "UDP", Address!);
        return Task.CompletedTask;
    }

    /// <summary>Ends the thread once it has read what waits.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        EndThread();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        EndThread();
        _socket?.Dispose();
    }

    // The thread goes before the socket: another socket might take its number while the thread still waits on it.
    private void EndThread()
    {
        _isStopping = true;
        _thread?.Join();
    }

    // With the right to it, beyond what the system grants everybody; without, as much as that.
    private static void Enlarge(Socket socket)
    {
        try
        {
            if (!OperatingSystem.IsLinux()) socket.ReceiveBufferSize = ReceiveBytes;
            else socket.SetRawSocketOption(SocketLevel, ReceiveBufferForce, BitConverter.GetBytes(ReceiveBytes));
        }
        catch (SocketException)
        {
            socket.ReceiveBufferSize = ReceiveBytes;
        }
    }

    private void ReceiveAll()
    {
        var datagrams = new DatagramBatch(_socket!, BatchCount, DatagramBytesMax);
        while (true)
        {
            try
            {
                int count = datagrams.Receive();
                if (count > 0) TakeAll(datagrams, count);
                else if (_isStopping) return;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                Log.ListeningFailed(log, error);
                if (_isStopping || error is SocketException or ObjectDisposedException) return;
            }
        }
    }

    private void TakeAll(DatagramBatch datagrams, int count)
    {
        using CallIntake.Turn turn = intake.Begin();
        for (int i = 0; i < count; i++) turn.Take(datagrams[i]);
    }
}
