using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Vedetta.Engine.Signals;

namespace Vedetta.Intake;

/// <summary>What became of one imported file.</summary>
/// <param name="IsTaken">Whether all of it is durable; otherwise it waits for the next look.</param>
/// <param name="Accepted">Signals taken.</param>
/// <param name="Refused">Lines refused.</param>
/// <param name="Text">The refused lines, for people; empty when there are none.</param>
internal sealed record ImportReport(bool IsTaken, long Accepted, long Refused, string Text)
{
    /// <summary>Takes a file; what an earlier, broken-off try has taken already is not counted again.</summary>
    /// <exception cref="InvalidDataException">It is not gzip although its name says so.</exception>
    public static async Task<ImportReport> Of(FileInfo file, SignalFormat format, SignalIntake intake, CancellationToken cancel)
    {
        byte[] hash = await HashOf(file, cancel);
        string key = $"import:{Convert.ToHexStringLower(hash)}";
        var text = new StringBuilder();
        long accepted = 0, refused = 0;
        await using Stream plain = Open(file);
        await foreach (JournalAnswer answer in intake.TakeParts(plain, format, key, hash, cancel))
        {
            if (answer.Outcome == JournalOutcome.Failed) return new ImportReport(false, accepted, refused, "");
            IntakeAnswer said = IntakeAnswer.Read(answer.Answer);
            accepted += said.Accepted;
            refused += said.Refused;
            Describe(said, text);
        }
        return new ImportReport(true, accepted, refused, text.ToString());
    }

    private static void Describe(IntakeAnswer said, StringBuilder text)
    {
        foreach (Refusal refusal in said.Lines)
            text.AppendLine(CultureInfo.InvariantCulture,
                $"line {refusal.Line}, column {refusal.Column}: {refusal.Field ?? "the line"} {refusal.Reason}");
        if (said.Refused > said.Lines.Count)
            text.AppendLine(CultureInfo.InvariantCulture, $"and {said.Refused - said.Lines.Count} more near there");
    }

    private static Stream Open(FileInfo file)
    {
        FileStream stored = file.OpenRead();
        return file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(stored, CompressionMode.Decompress)
            : stored;
    }

    private static async Task<byte[]> HashOf(FileInfo file, CancellationToken cancel)
    {
        await using FileStream stored = file.OpenRead();
        return await SHA256.HashDataAsync(stored, cancel);
    }
}
