using System.Buffers;
using System.IO.Compression;
using Vedetta.Engine.Scenarios;

namespace Vedetta.Cli;

/// <summary>Writes a scenario as its folder: description, signals and truth.</summary>
internal static class ScenarioFiles
{
    private const int FlushBytes = 1 << 20;
    private const int ProgressEverySignals = 50_000;

    /// <summary>
    /// Writes scenario.json, signals.ndjson (or .gz) and truth.json, replacing files of those names; returns how many
    /// signals there are. The signals stand under another name until they are whole, so a folder never looks finished
    /// when it is not.
    /// </summary>
    public static long Write(Scenario scenario, string folder, bool isPlain, Action<double> report, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        string plain = Path.Combine(folder, "signals.ndjson"), packed = plain + ".gz";
        (string signalsFile, string otherFile) = isPlain ? (plain, packed) : (packed, plain);
        long signals = WriteSignalsFile(scenario, signalsFile + ".part", isPlain, report, cancel);
        File.WriteAllBytes(Path.Combine(folder, "scenario.json"), ScenarioDocuments.Description(scenario));
        File.WriteAllBytes(Path.Combine(folder, "truth.json"), ScenarioDocuments.Truth(scenario));
        File.Move(signalsFile + ".part", signalsFile, overwrite: true);
        File.Delete(otherFile);
        return signals;
    }

    private static long WriteSignalsFile(
        Scenario scenario, string unfinished, bool isPlain, Action<double> report, CancellationToken cancel)
    {
        try
        {
            using FileStream file = File.Create(unfinished);
            using Stream to = isPlain ? file : new GZipStream(file, CompressionLevel.Fastest);
            return WriteSignals(scenario, to, report, cancel);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static long WriteSignals(Scenario scenario, Stream to, Action<double> report, CancellationToken cancel)
    {
        var lines = new ArrayBufferWriter<byte>(FlushBytes + (FlushBytes / 8));
        double from = scenario.From.ToUnixTimeSeconds(), length = scenario.Until.ToUnixTimeSeconds() - from;
        long signals = 0;
        foreach (ScenarioSignal signal in scenario.Signals())
        {
            ScenarioLine.Write(signal, lines);
            if (++signals % ProgressEverySignals == 0) report((signal.UnixSecond - from) / length);
            if (lines.WrittenCount < FlushBytes) continue;
            cancel.ThrowIfCancellationRequested();
            to.Write(lines.WrittenSpan);
            lines.ResetWrittenCount();
        }

        to.Write(lines.WrittenSpan);
        return signals;
    }
}
