using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Vedetta.Engine.Cdr;
using Vedetta.Engine.Signals;
using Vedetta.Settings;

namespace Vedetta.Intake.Records;

/// <summary>
/// Listens to Asterisk's manager interface: each call is told when it starts and when it ends, as signals like any
/// other.
/// Signs in by MD5 challenge where Asterisk offers it; connects again with growing waits. Bounded: what has been
/// received is stored before more is read, so a busy journal slows the reading down.
/// </summary>
public sealed class AmiClient(
    SignalIntake intake, SettingsStore settings, ServerOptions options, RecordMeters meters, TimeProvider time,
    ILogger<AmiClient> log) : BackgroundService
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    private int _failures;
    private CallRecords? _records;

    /// <summary>Whether it is signed in.</summary>
    public bool IsConnected { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Ami is not { } ami || !options.RunLoops) return;
        meters.WatchAmi(() => IsConnected);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Listen(ami, stoppingToken);
            }
            catch (Exception error) when (error is IOException or SocketException or InvalidDataException
                or AuthenticationException or OperationCanceledException && !stoppingToken.IsCancellationRequested)
            {
                Log.AmiLost(log, ami.Host, ami.Port, error.Message);
            }
            IsConnected = false;
            meters.AmiLosses.Add(1);
            await Task.Delay(AmiRules.WaitAfter(++_failures), time, stoppingToken);
        }
    }

    private async Task Listen(AmiOptions ami, CancellationToken stopping)
    {
        using var client = new TcpClient { NoDelay = true };
        using (var within = new CancellationTokenSource(ConnectWithin, time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, within.Token))
            await client.ConnectAsync(ami.Host, ami.Port, either.Token);
        await using Stream stream = await AmiTls.Secure(client.GetStream(), ami, time, stopping);
        var connection = new Connection(stream, time);
        await SignIn(connection, ami, stopping);
        IsConnected = true;
        _failures = 0;
        Log.AmiConnected(log, ami.Host, ami.Port);
        // Kept while the connection is made again: who was called before is not counted anew by a later record.
        _records ??= new CallRecords(CallLayout.AsteriskManager, RecordRules.OptionsOf(settings.Current));
        var lines = new ArrayBufferWriter<byte>();
        while (true)
        {
            while (connection.TryMessage(out ReadOnlyMemory<byte> message)) Take(message.Span, _records, lines);
            if (lines.WrittenCount > 0) await Store(lines, stopping);
            await connection.Fill(stopping);
        }
    }

    private static async Task SignIn(Connection connection, AmiOptions ami, CancellationToken stopping)
    {
        await connection.SkipBanner(stopping);
        string? challenge = AmiRules.Value((await connection.Ask(AmiRules.Challenge, stopping)).Span, "Challenge");
        ReadOnlyMemory<byte> answer = await connection.Ask(AmiRules.Login(ami.User, ami.Secret, challenge), stopping);
        if (AmiRules.Value(answer.Span, "Response") != "Success")
            throw new InvalidDataException("sign-in refused: " + AmiRules.Value(answer.Span, "Message"));
    }

    private void Take(ReadOnlySpan<byte> message, CallRecords records, ArrayBufferWriter<byte> lines)
    {
        meters.AmiEvents.Add(1);
        byte[]? dated = AmiRules.Value(message, "Timestamp") is null ? Dated(message) : null;
        CallRecordOutcome outcome = records.Read(dated ?? message);
        if (outcome == CallRecordOutcome.Refused) meters.AmiRefused.Add(1);
        if (outcome != CallRecordOutcome.Call) return;
        using (var json = new Utf8JsonWriter(lines)) CallLine.Write(records.Attempt!, json);
        lines.Write("\n"u8);
    }

    // Asterisk says times only where timestampevents is on; else an event is of now.
    private byte[] Dated(ReadOnlySpan<byte> message)
    {
        double now = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        return [.. message[..^2],
            .. Encoding.ASCII.GetBytes($"Timestamp: {now.ToString("F3", CultureInfo.InvariantCulture)}\r\n\r\n")];
    }

    private async Task Store(ArrayBufferWriter<byte> lines, CancellationToken stopping)
    {
        byte[] body = lines.WrittenSpan.ToArray();
        lines.ResetWrittenCount();
        while ((await intake.Take(new MemoryStream(body), SignalFormat.Ndjson, cancel: stopping)).Outcome
            is JournalOutcome.Full or JournalOutcome.Failed)
            await Task.Delay(TimeSpan.FromSeconds(Limits.RetryAfterSeconds), time, stopping);
    }

    /// <summary>What was received and not yet used, and what is sent.</summary>
    private sealed class Connection(Stream stream, TimeProvider time)
    {
        private readonly byte[] _received = new byte[AmiRules.MessageBytesMax];
        private int _from, _until;

        public bool TryMessage(out ReadOnlyMemory<byte> message)
        {
            int length = AmiRules.FirstMessage(_received.AsSpan(_from, _until - _from));
            message = _received.AsMemory(_from, length);
            _from += length;
            return length > 0;
        }

        // The banner is one line without a blank line behind it.
        public async Task SkipBanner(CancellationToken stopping)
        {
            int end;
            while ((end = _received.AsSpan(_from, _until - _from).IndexOf((byte)'\n')) < 0) await Fill(stopping);
            _from += end + 1;
        }

        public async Task<ReadOnlyMemory<byte>> Ask(string action, CancellationToken stopping)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(action), stopping);
            while (true)
            {
                while (TryMessage(out ReadOnlyMemory<byte> message))
                    if (AmiRules.Value(message.Span, "Response") is not null) return message.ToArray();
                await Fill(stopping);
            }
        }

        public async Task Fill(CancellationToken stopping)
        {
            _received.AsSpan(_from, _until - _from).CopyTo(_received);
            (_from, _until) = (0, _until - _from);
            if (_until == _received.Length) throw new InvalidDataException("a message is longer than is believed");
            int read = await Read(AmiRules.PingAfter, stopping);
            if (read < 0)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(AmiRules.Ping), stopping);
                read = await Read(AmiRules.PingAfter, stopping);
            }
            if (read <= 0) throw new IOException(read < 0 ? "no answer to a ping" : "Asterisk closed the connection");
            _until += read;
        }

        // Bytes read; -1 when none came within the time.
        private async Task<int> Read(TimeSpan within, CancellationToken stopping)
        {
            using var silence = new CancellationTokenSource(within, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, silence.Token);
            try
            {
                return await stream.ReadAsync(_received.AsMemory(_until), either.Token);
            }
            catch (OperationCanceledException) when (silence.IsCancellationRequested
                && !stopping.IsCancellationRequested)
            {
                return -1;
            }
        }
    }
}
