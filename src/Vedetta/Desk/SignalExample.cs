using System.Globalization;

namespace Vedetta.Desk;

/// <summary>A command that sends one signal, ready to paste into a terminal.</summary>
public static class SignalExample
{
    /// <summary>The command for a server's address and a key.</summary>
    public static string Curl(string baseUri, string key, DateTimeOffset now)
    {
        string at = now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return $$"""
            curl {{baseUri.TrimEnd('/')}}/api/v1/signals \
              -H 'Authorization: Bearer {{key}}' \
              -H 'Content-Type: application/x-ndjson' \
              -d '{"at":"{{at}}","kind":"contact","queue":"service","channel":"voice"}'
            """;
    }
}
