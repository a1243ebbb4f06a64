using System.Globalization;
using System.Text;

namespace Vedetta.Engine.Tests.Calls;

/// <summary>Writes the messages of one call as its caller, its proxies and its callee would.</summary>
internal sealed record SipText
{
    public string CallId { get; init; } = "call-1@192.0.2.1";

    public string From { get; init; } = "<sip:+2348031234567@192.0.2.1>;tag=f1";

    public string To { get; init; } = "<sip:+390212345@192.0.2.9>";

    public string Target { get; init; } = "sip:+390212345@192.0.2.9";

    public string Branch { get; init; } = "z9hG4bKa";

    public int Sequence { get; init; } = 1;

    public string More { get; init; } = "";

    public string Body { get; init; } = "";

    public string Request(string method) => string.Create(CultureInfo.InvariantCulture,
        $"{method} {Target} SIP/2.0\r\n{Fields(method)}Max-Forwards: 70\r\n{More}Content-Length: {Body.Length}\r\n\r\n{Body}");

    public string InDialog(string method) => (this with { To = To + ";tag=t1" }).Request(method);

    public string Response(int status, string method = "INVITE") => string.Create(CultureInfo.InvariantCulture,
        $"SIP/2.0 {status} Reason\r\n{(this with { To = To + ";tag=t1" }).Fields(method)}Content-Length: 0\r\n\r\n");

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private string Fields(string method) => string.Create(CultureInfo.InvariantCulture,
        $"Via: SIP/2.0/UDP 192.0.2.1;branch={Branch}\r\nFrom: {From}\r\nTo: {To}\r\nCall-ID: {CallId}\r\nCSeq: {Sequence} {method}\r\n");
}
