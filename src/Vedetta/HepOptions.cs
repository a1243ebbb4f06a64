using System.Net;
using Vedetta.Engine.Calls;

namespace Vedetta;

/// <summary>Where copies of call signalling (HEP) are listened for. Nothing is listened for unless it is set.</summary>
public sealed record HepOptions
{
    /// <summary>
    /// UDP address and port, usually port 9060; null listens nowhere. HEP over UDP shows no proof of who sends.
    /// </summary>
    public IPEndPoint? Udp { get; init; }

    /// <summary>TCP address and port; null listens nowhere.</summary>
    public IPEndPoint? Tcp { get; init; }

    /// <summary>TLS address and port; null listens nowhere. Needs <see cref="CertificateFile"/>.</summary>
    public IPEndPoint? Tls { get; init; }

    /// <summary>PEM file of the certificate and its private key.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>
    /// Key every packet must show in chunk 0x0e; empty asks for none. Versions 1 and 2 cannot show one.
    /// </summary>
    public string Key { get; init; } = "";

    /// <summary>Trunks, as <c>NAME=NETWORK</c>, by the address signalling comes from. Default none.</summary>
    public IReadOnlyList<string> Trunks { get; init; } = [];

    /// <summary>
    /// Whether only calls that come in over a named trunk are counted; the others, those of own lines and the second legs
    /// a telephone system places, are kept as outgoing. Default no.
    /// </summary>
    public bool TrunksOnly { get; init; }

    /// <summary>Room for messages of the last minutes, in MiB. Default 64.</summary>
    public int MessagesMebibytes { get; init; } = 64;

    /// <summary>How long messages are kept unless an incident holds them. Default 30 minutes.</summary>
    public TimeSpan MessagesMost { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Whether anything is listened for.</summary>
    public bool IsOn => Udp is not null || Tcp is not null || Tls is not null;

    /// <summary>
    /// Fills what was not said from VEDETTA_HEP_UDP, _TCP, _TLS, _CERTIFICATE, _KEY or _KEY_FILE, _MESSAGES_MIB,
    /// VEDETTA_TRUNKS (separated by commas) and VEDETTA_TRUNKS_ONLY.
    /// </summary>
    /// <exception cref="ArgumentException">One of them makes no sense; the message names it.</exception>
    public HepOptions Complete(Func<string, string?> read)
    {
        string? file = read("VEDETTA_HEP_KEY_FILE");
        HepOptions complete = this with
        {
            Udp = Udp ?? EndPoint("VEDETTA_HEP_UDP", read("VEDETTA_HEP_UDP")),
            Tcp = Tcp ?? EndPoint("VEDETTA_HEP_TCP", read("VEDETTA_HEP_TCP")),
            Tls = Tls ?? EndPoint("VEDETTA_HEP_TLS", read("VEDETTA_HEP_TLS")),
            CertificateFile = CertificateFile ?? read("VEDETTA_HEP_CERTIFICATE"),
            Key = Key.Length > 0 ? Key
                : file is { Length: > 0 } ? File.ReadAllText(file).TrimEnd('\r', '\n')
                : read("VEDETTA_HEP_KEY") ?? "",
            Trunks = Trunks.Count > 0 ? Trunks
                : (read("VEDETTA_TRUNKS") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries),
            TrunksOnly = TrunksOnly || OptionText.IsYes("VEDETTA_TRUNKS_ONLY", read("VEDETTA_TRUNKS_ONLY")),
            MessagesMebibytes = Mebibytes(read("VEDETTA_HEP_MESSAGES_MIB")) ?? MessagesMebibytes,
        };
        if (complete.Tls is not null && !File.Exists(complete.CertificateFile))
            throw new ArgumentException("VEDETTA_HEP_CERTIFICATE: TLS needs a PEM file with certificate and key.");
        if (complete.TrunksOnly && complete.Trunks.Count == 0)
            throw new ArgumentException("VEDETTA_TRUNKS_ONLY: name the trunks, such as carrier=192.0.2.0/24.");
        _ = complete.ReadTrunks();
        return complete;
    }

    /// <summary>Reads <c>ADDRESS:PORT</c>; null of an empty text.</summary>
    /// <exception cref="ArgumentException">It is none; the message names <paramref name="name"/>.</exception>
    public static IPEndPoint? EndPoint(string name, string? text) =>
        string.IsNullOrEmpty(text) ? null
        : IPEndPoint.TryParse(text, out IPEndPoint? end) && text.Contains(':', StringComparison.Ordinal) ? end
        : throw new ArgumentException($"{name} {text}: is not ADDRESS:PORT, such as 127.0.0.1:9060.");

    internal TrunkTable ReadTrunks() => new([.. Trunks.Select(text => TrunkTable.TryRead(text, out var trunk)
        ? trunk
        : throw new ArgumentException($"Trunk {text}: is not NAME=NETWORK, such as carrier=192.0.2.0/24."))]);

    private static int? Mebibytes(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : int.TryParse(text, out int number) && number is >= 1 and <= 1024 ? number
        : throw new ArgumentException($"VEDETTA_HEP_MESSAGES_MIB {text}: is not a number from 1 to 1024.");
}
