using System.Text;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;
using Vedetta.Intake;

namespace Vedetta.Tests.Intake;

/// <summary>Batches as the intake makes them.</summary>
internal static class Batches
{
    public static AcceptedBatch Of(string lines, DateTimeOffset now, string? key = null)
    {
        long at = now.ToUnixTimeMilliseconds();
        var reader = new SignalReader(SignalFormat.Ndjson, at);
        using var builder = new BatchBuilder(reader, at, SourceKey.Fixed);
        builder.Add(Encoding.UTF8.GetBytes(lines));
        builder.AddRest();
        return builder.Complete(key);
    }

    public static AcceptedBatch OfOneContact(DateTimeOffset now, string? key = null) =>
        Of($$"""{"at":"{{now:O}}","kind":"contact","queue":"mobile","channel":"voice","customer":"c1"}""", now, key);

    public static long Contacts(IEnumerable<JournaledBatch> batches) =>
        batches.Sum(b => b.Tiles.InTimeOrder().Sum(t => t.Counts.Values.Sum()));
}
