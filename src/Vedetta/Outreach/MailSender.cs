using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Vedetta.Outreach;

/// <summary>One letter on its way.</summary>
public sealed record Posted(DueDelivery Due, Letter Letter);

/// <summary>Hands letters to an SMTP server, a batch over one connection.</summary>
public sealed class MailSender(ServerOptions options, TimeProvider time)
{
    private const int TimeoutMilliseconds = 30_000;

    /// <summary>Whether an SMTP server is set.</summary>
    public bool IsSet => options.Smtp is not null;

    /// <summary>Sends letters one after the other and tells of each what became of it.</summary>
    public async Task Send(IReadOnlyList<Posted> letters, Func<DueDelivery, SendResult, Task> note,
        CancellationToken stop)
    {
        if (letters.Count == 0) return;
        using var client = new SmtpClient { Timeout = TimeoutMilliseconds };
        string? closed = await Open(client, stop);
        foreach (Posted letter in letters)
        {
            SendResult result = closed is null ? await Send(client, letter, stop) : new(SendOutcome.Retry, closed);
            await note(letter.Due, result);
            if (!client.IsConnected) closed ??= result.Fault;
        }
        if (client.IsConnected) await client.DisconnectAsync(quit: true, stop);
    }

    /// <summary>The message of a letter.</summary>
    internal MimeMessage ToMessage(Posted letter)
    {
        MailboxAddress sender = MailboxAddress.Parse(options.Smtp!.Sender);
        var message = new MimeMessage
        {
            Subject = letter.Letter.Subject,
            Body = new TextPart("plain") { Text = letter.Letter.Text },
            Date = time.GetUtcNow(),
            // The same again for the same delivery: a mail server can tell a second copy by it.
            MessageId = $"{MessageIdOf(letter.Due.Delivery)}@{sender.Domain}",
        };
        message.From.Add(sender);
        message.To.Add(new MailboxAddress("", letter.Due.Subscriber.Address));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add(HeaderId.ContentLanguage, letter.Due.Subscriber.Language);
        if (letter.Letter.UnsubscribeAddress is not { } address) return message;
        // RFC 8058: a client may end the subscription with one POST.
        message.Headers.Add(HeaderId.ListUnsubscribe, $"<{address}>");
        message.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        message.Headers.Add(HeaderId.ListId, $"<status.{sender.Domain}>");
        return message;
    }

    private static string MessageIdOf(Delivery delivery) => FormattableString.Invariant(
        $"{delivery.SubscriberId:N}.{delivery.UpdateId}.{delivery.CreatedAt.ToUnixTimeMilliseconds()}");

    private async Task<string?> Open(SmtpClient client, CancellationToken stop)
    {
        SmtpOptions smtp = options.Smtp!;
        try
        {
            await client.ConnectAsync(smtp.Host, smtp.Port, SecurityOf(smtp.Tls), stop);
            if (smtp.User.Length > 0) await client.AuthenticateAsync(smtp.User, smtp.Password, stop);
            return null;
        }
        catch (Exception error) when (IsOfTheRoad(error))
        {
            return $"the mail server cannot be used: {error.GetType().Name}";
        }
    }

    private async Task<SendResult> Send(SmtpClient client, Posted letter, CancellationToken stop)
    {
        try
        {
            await client.SendAsync(ToMessage(letter), stop);
            return new SendResult(SendOutcome.Taken);
        }
        catch (SmtpCommandException refused)
        {
            // What servers say may quote the address: only the code is kept.
            bool isFinal = (int)refused.StatusCode >= 500;
            return new SendResult(
                isFinal ? SendOutcome.Refused : SendOutcome.Retry,
                $"the mail server answered {(int)refused.StatusCode}");
        }
        catch (Exception error) when (IsOfTheRoad(error))
        {
            return new SendResult(SendOutcome.Retry, $"the connection broke: {error.GetType().Name}");
        }
    }

    private static bool IsOfTheRoad(Exception error) => error is IOException or SocketException or ProtocolException
        or AuthenticationException or SslHandshakeException or TimeoutException or NotSupportedException
        or ServiceNotConnectedException or ServiceNotAuthenticatedException;

    private static SecureSocketOptions SecurityOf(string tls) => tls switch
    {
        "none" => SecureSocketOptions.None,
        "starttls" => SecureSocketOptions.StartTls,
        "tls" => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTlsWhenAvailable,
    };
}
