using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Vedetta.Access;
using Vedetta.Intake.Records;

namespace Vedetta.CallGate.Pushes;

/// <summary>
/// Writes a family of Asterisk's database over the manager interface: DBPut, DBDel. Asterisk forgets nothing by itself,
/// so what expires is deleted.
/// </summary>
internal sealed class AsteriskFamily(PushTarget target, GuardedConnections guard, TimeProvider time)
{
    private const int Window = 200, LineMax = 4_096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Tells the changes, in order.</summary>
    /// <exception cref="PushException">It does not answer, or says no.</exception>
    public async Task Tell(IReadOnlyList<PushChange> changes, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            GateSettingsRules.TryHostPort(target.Address, out string host, out int port);
            await using NetworkStream stream = await guard.Connect(host, port, either.Token);
            using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
            await reader.ReadLineAsync(either.Token);
            await Send(stream, AmiRules.Challenge, either.Token);
            (_, string? challenge) = await Answer(reader, "challenge", either.Token);
            await Send(stream, AmiRules.Login(target.User, target.Secret, challenge, events: "off"), either.Token);
            if (!(await Answer(reader, "login", either.Token)).IsSuccess)
                throw new PushException("it refuses user and secret");
            foreach (PushChange[] part in changes.Chunk(Window))
            {
                // Many changes take their time; it is silence that is not waited for.
                patience.CancelAfter(Patience);
                await Tell(stream, reader, part, either.Token);
            }
            await Send(stream, "Action: Logoff\r\n\r\n", either.Token);
        }
        catch (Exception error)
            when (error is SocketException or IOException
                || (error is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new PushException(error is TargetRefusedException ? error.Message
                : "the manager interface does not answer");
        }
    }

    private async Task Tell(NetworkStream stream, StreamReader reader, PushChange[] part, CancellationToken stop)
    {
        var text = new StringBuilder();
        for (int i = 0; i < part.Length; i++)
        {
            text.Append(part[i].Entry is null ? "Action: DBDel\r\n" : "Action: DBPut\r\n")
                .Append(CultureInfo.InvariantCulture,
                    $"ActionID: {i}\r\nFamily: {target.Table}\r\nKey: {part[i].Key}\r\n");
            if (part[i].Entry is not null) text.Append("Val: 1\r\n");
            text.Append("\r\n");
        }
        await Send(stream, text.ToString(), stop);
        for (int i = 0; i < part.Length; i++)
        {
            (bool isDone, _) = await Answer(reader, i.ToString(CultureInfo.InvariantCulture), stop);
            // Deleting what is gone already is no fault.
            if (!isDone && part[i].Entry is not null)
                throw new PushException("it refuses a key: the user needs write permission 'system'");
        }
    }

    private static ValueTask Send(NetworkStream stream, string text, CancellationToken stop) =>
        stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop);

    // Reads to the response with this id; events in between are passed over.
    private static async Task<(bool IsSuccess, string? Challenge)> Answer(StreamReader reader, string id,
        CancellationToken stop)
    {
        const string challengeKey = "Challenge: ";
        bool isOurs = false, isSuccess = false;
        string? challenge = null;
        while (await reader.ReadLineAsync(stop) is { } line)
        {
            if (line.Length > LineMax) throw new PushException("it does not speak the manager protocol");
            if (line.Length > 0)
            {
                isOurs |= line.Equals("ActionID: " + id, StringComparison.OrdinalIgnoreCase);
                isSuccess |= line.Equals("Response: Success", StringComparison.OrdinalIgnoreCase);
                if (line.StartsWith(challengeKey, StringComparison.OrdinalIgnoreCase))
                    challenge = line[challengeKey.Length..];
                continue;
            }
            if (isOurs) return (isSuccess, challenge);
            isSuccess = false;
        }
        throw new PushException("it closed the connection");
    }
}
