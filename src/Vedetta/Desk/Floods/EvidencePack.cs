using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vedetta.CallGate;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Gate;
using Vedetta.Incidents;
using Vedetta.Incidents.Safekeeping;
using Vedetta.Intake.Calls;
using Vedetta.Settings;
using Vedetta.Storage;
using Vedetta.Web;

namespace Vedetta.Desk.Floods;

/// <summary>
/// Everything known of a flood as one zip file for police and lawyers: calls, messages as they were seen, timeline, floods
/// and rules, and a list of SHA-256 sums in the form <c>sha256sum -c</c> checks. The sum of that list goes into the audit
/// log, so a later copy can be told from an altered one.
/// </summary>
public sealed class EvidencePack(
    IncidentDesk desk, EvidenceStore evidence, KeptMessages messages, GateStore gate, SettingsStore settings, AuditLog audit,
    TimeProvider time)
{
    /// <summary>Name of the list of sums in the zip.</summary>
    public const string SumsName = "SHA256SUMS";

    private const int RulesMax = 10_000, ActivationsMax = 100, BufferBytes = 1 << 16;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Writes the zip; null where the incident has no evidence. Who asked is in the audit log.</summary>
    public async Task<Stream?> Write(int incidentId, string who, CancellationToken stop = default)
    {
        if (await desk.Find(incidentId, stop) is not { } view || await evidence.Find(incidentId, stop) is not { Hold.ReleasedAt: null })
            return null;
        var file = new FileStream(
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, BufferBytes,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        var sums = new StringBuilder();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            await Fill(zip, sums, view, stop);
            await Put(zip, null, SumsName, Encoding.UTF8.GetBytes(sums.ToString()), stop);
        }
        string sum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sums.ToString())));
        await audit.Write(who, "evidence.download", FormattableString.Invariant($"incident:{incidentId}"), $"{SumsName} {sum}", stop);
        file.Position = 0;
        return file;
    }

    private async Task Fill(ZipArchive zip, StringBuilder sums, IncidentView view, CancellationToken stop)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(settings.Current.TimeZone);
        int id = view.Incident.Id;
        await Put(zip, sums, "README.txt", Encoding.UTF8.GetBytes(Readme(view, zone)), stop);
        await Put(zip, sums, "incident.json", Bytes(IncidentDocument.Of(view.Incident, zone)), stop);
        await Put(zip, sums, "floods.json", Bytes(view.Floods), stop);
        await Put(zip, sums, "timeline.csv", Timeline(view, zone), stop);
        IReadOnlyList<KeptCall> calls = await evidence.Calls(id, EvidenceStore.CallsMax, stop: stop);
        await Put(zip, sums, "calls.csv", EvidenceCsv.Calls(EvidenceLines.Read(calls), zone), stop);
        await Put(zip, sums, "calls.ndjson", Encoding.UTF8.GetBytes(string.Concat(calls.Select(c => c.Line + "\n"))), stop);
        await Put(zip, sums, "rules.json", Bytes(await Rules(id, stop)), stop);
        await PutMessages(zip, sums, await messages.Of(id, null, stop), zone, stop);
    }

    private static async Task PutMessages(
        ZipArchive zip, StringBuilder sums, IReadOnlyList<KeptMessage> kept, TimeZoneInfo zone, CancellationToken stop)
    {
        await Put(zip, sums, "messages.csv", EvidenceCsv.Messages(kept, zone), stop);
        for (int i = 0; i < kept.Count; i++) await Put(zip, sums, EvidenceCsv.MessageName(i), kept[i].Bytes, stop);
    }

    private async Task<object> Rules(int incidentId, CancellationToken stop)
    {
        var all = ImmutableArray.CreateBuilder<object>();
        foreach (GateActivation activation in await gate.List(incidentId, 0, ActivationsMax, stop))
        {
            IReadOnlyList<GateRule> rules = await gate.Rules(activation, 0, RulesMax, stop);
            all.Add(new { activation, rules });
        }
        return all.ToImmutable();
    }

    private string Readme(IncidentView view, TimeZoneInfo zone) => string.Create(CultureInfo.InvariantCulture, $"""
        Evidence of incident {view.Incident.Id} of {settings.Current.Name}, written {zone.At(time.GetUtcNow()):yyyy-MM-dd'T'HH:mm:sszzz}.

        incident.json   the incident: when, what, causes with their reasons
        floods.json     each flood: scope, size, origins, what its calls share; times in UTC
        timeline.csv    what happened and who did what
        calls.csv       its calls; calls.ndjson is the same as it was told to Vedetta
        messages.csv    the SIP messages of its calls; messages/ holds each as it was seen
        rules.json      rules made against it, with forecast and effect
        {SumsName}      SHA-256 of every file: check with "sha256sum -c {SumsName}"

        A calling number shown may be forged. Times carry the offset of {settings.Current.TimeZone}.

        """);

    private static byte[] Timeline(IncidentView view, TimeZoneInfo zone) => EvidenceCsv.Table(
        ["at", "who", "act", "detail"],
        view.Timeline.Select(t => (string[])[EvidenceCsv.Time(t.At, zone), t.Who, JsonWord.Of(t.Act), t.Detail]));

    private static byte[] Bytes(object document) => JsonSerializer.SerializeToUtf8Bytes(document, Json);

    private static async Task Put(ZipArchive zip, StringBuilder? sums, string name, byte[] content, CancellationToken stop)
    {
        sums?.Append(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(SHA256.HashData(content))}  {name}\n");
        await using Stream entry = await zip.CreateEntry(name).OpenAsync(stop);
        await entry.WriteAsync(content, stop);
    }
}
