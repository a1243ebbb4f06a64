using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using Vedetta.Engine.Hep;

namespace Vedetta.Intake.Calls;

/// <summary>Listens for HEP3 over TCP and TLS.</summary>
public sealed class HepStreamListener(
    CallIntake intake, ServerOptions options, TimeProvider time, ILogger<HepStreamListener> log)
    : IHostedService, IAsyncDisposable
{
    /// <summary>Most connections at a time; more are closed at once.</summary>
    public const int ConnectionsMax = 256;

    private static readonly TimeSpan HandshakeMost = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _loops = [];
    private X509Certificate2? _certificate;
    private TcpListener? _plain, _secure;
    private int _connections;

    /// <summary>Where it listens for TCP; null when it does not.</summary>
    public IPEndPoint? Address => _plain?.LocalEndpoint as IPEndPoint;

    /// <summary>Where it listens for TLS; null when it does not.</summary>
    public IPEndPoint? SecureAddress => _secure?.LocalEndpoint as IPEndPoint;

    /// <summary>Connections now.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Hep.Tcp is { } tcp) _plain = Open(tcp, "TCP");
        if (options.Hep.Tls is { } tls)
        {
            _certificate = X509Certificate2.CreateFromPemFile(options.Hep.CertificateFile!);
            _secure = Open(tls, "TLS");
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        _plain?.Dispose();
        _secure?.Dispose();
        await Task.WhenAll(_loops);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _certificate?.Dispose();
        _stopping.Dispose();
    }

    private TcpListener Open(IPEndPoint address, string transport)
    {
        var listener = new TcpListener(address);
        listener.Start();
        _loops.Add(Task.Run(() => AcceptAll(listener, isSecure: transport == "TLS")));
        Log.ListensForCalls(log, transport, (IPEndPoint)listener.LocalEndpoint);
        return listener;
    }

    private async Task AcceptAll(TcpListener listener, bool isSecure)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Socket socket = await listener.AcceptSocketAsync(_stopping.Token);
                if (Interlocked.Increment(ref _connections) <= ConnectionsMax) _ = Serve(socket, isSecure);
                else Refuse(socket);
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException error)
            {
                Log.ListeningFailed(log, error);
                await Task.Delay(PauseAfterFailure, time, CancellationToken.None);
            }
        }
    }

    private void Refuse(Socket socket)
    {
        intake.Counts.RefuseConnection();
        socket.Dispose();
        Interlocked.Decrement(ref _connections);
    }

    private async Task Serve(Socket socket, bool isSecure)
    {
        try
        {
            await using Stream stream = await Secure(new NetworkStream(socket, ownsSocket: true), isSecure);
            await ReadAll(stream);
        }
        catch (Exception error) when (error is IOException or AuthenticationException or OperationCanceledException)
        {
            // The sender went away, or never was one.
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task<Stream> Secure(NetworkStream plain, bool isSecure)
    {
        if (!isSecure) return plain;
        var secure = new SslStream(plain);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        patience.CancelAfter(HandshakeMost);
        try
        {
            await secure.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _certificate }, patience.Token);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    private async Task ReadAll(Stream stream)
    {
        byte[] bytes = new byte[2 * HepReader.BytesMax];
        int used = 0;
        for (int read; (read = await stream.ReadAsync(bytes.AsMemory(used), _stopping.Token)) > 0;)
        {
            used += read;
            int taken = TakeWhole(bytes.AsSpan(0, used));
            if (taken < 0) return;
            bytes.AsSpan(taken, used - taken).CopyTo(bytes);
            used -= taken;
        }
    }

    // Bytes taken; −1 when what follows is no HEP3, so that nobody knows where the next packet begins.
    private int TakeWhole(ReadOnlySpan<byte> bytes)
    {
        int taken = 0;
        using CallIntake.Turn turn = intake.Begin();
        while (true)
        {
            int length = HepReader.LengthOf(bytes[taken..]);
            if (length < 0)
            {
                intake.Counts.RefuseConnection();
                return -1;
            }
            if (length == 0 || length > bytes.Length - taken) return taken;
            turn.Take(bytes.Slice(taken, length));
            taken += length;
        }
    }
}
