using System.Text.Json;

namespace Vedetta.CallGate.Pushes;

/// <summary>What is looked at of an answer over JSON-RPC 2.0: thousands come, so nothing else is read.</summary>
/// <param name="Id">The number of the request; -1 when there is none.</param>
/// <param name="IsError">Whether it says no; what is no such answer does.</param>
internal readonly record struct KamailioAnswer(int Id, bool IsError)
{
    /// <summary>Reads an answer.</summary>
    public static KamailioAnswer Read(ReadOnlySpan<byte> bytes)
    {
        (int id, bool isError) = (-1, false);
        var json = new Utf8JsonReader(bytes);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return new KamailioAnswer(-1, true);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                isError |= json.ValueTextEquals("error"u8);
                bool isId = json.ValueTextEquals("id"u8);
                if (!json.Read()) break;
                if (isId && json.TokenType == JsonTokenType.Number && json.TryGetInt32(out int number)) id = number;
                json.Skip();
            }
            return new KamailioAnswer(id, isError);
        }
        catch (JsonException)
        {
            return new KamailioAnswer(-1, true);
        }
    }
}
