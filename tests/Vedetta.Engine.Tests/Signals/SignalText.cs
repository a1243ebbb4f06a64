using System.Text;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Tests.Signals;

/// <summary>Reads whole texts with a reader fed in chunks.</summary>
internal static class SignalText
{
    /// <summary>2022-10-25T09:05:00Z, one hour into the outage.</summary>
    public const long Now = 1_666_688_700_000;

    public sealed record Accepted(SignalKind Kind, long At, Leaf Leaf, Engine.Tiles.Observation Observation, SideSignal? Side, string Json);

    public static (List<Accepted> Accepted, List<Refusal> Refused) Read(
        byte[] text, SignalFormat format = SignalFormat.Ndjson, int chunkBytes = int.MaxValue)
    {
        var reader = new SignalReader(format, Now);
        List<Accepted> accepted = [];
        List<Refusal> refused = [];
        for (int at = 0; at < text.Length;)
        {
            ReadOnlySpan<byte> chunk = text.AsSpan(at, Math.Min(chunkBytes, text.Length - at));
            at += chunk.Length;
            while (reader.Read(ref chunk, out ReadOnlySpan<byte> json)) Take(json);
            Assert.True(chunk.IsEmpty);
        }
        while (reader.Complete(out ReadOnlySpan<byte> json)) Take(json);
        return (accepted, refused);

        void Take(ReadOnlySpan<byte> json)
        {
            if (!reader.IsAccepted) refused.Add(reader.Refusal);
            else accepted.Add(new Accepted(reader.Line.Kind, reader.Line.AtUnixMilliseconds, reader.Line.Leaf,
                reader.Line.Observation, reader.Line.Side, Encoding.UTF8.GetString(json)));
        }
    }

    public static (List<Accepted> Accepted, List<Refusal> Refused) Read(
        string text, SignalFormat format = SignalFormat.Ndjson, int chunkBytes = int.MaxValue) =>
        Read(Encoding.UTF8.GetBytes(text), format, chunkBytes);

    public static Refusal Refused(string line) => Assert.Single(Read(line).Refused);

    public static Accepted Good(string line) => Assert.Single(Read(line).Accepted);
}
