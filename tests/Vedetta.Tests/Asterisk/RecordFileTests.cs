using System.Net;
using System.Text.RegularExpressions;
using Vedetta.Engine.Cdr;
using Vedetta.Intake.Records;
using Vedetta.Settings;
using Vedetta.Tests.Intake;

namespace Vedetta.Tests.Asterisk;

/// <summary>Files of call records that a real Asterisk writes of calls placed by SIPp.</summary>
public sealed class RecordFileTests
{
    private const string Modules = "res_cdrel_custom cdr_csv cdr_custom cel_custom func_cdr func_strings func_channel";

    [Fact]
    public async Task Every_file_tells_the_calls_the_phones_made()
    {
        await using Phones phones = Phones.Start();
        await using AsteriskPeer peer = await AsteriskPeer.Start(SampleMappings, Modules, phones.Port);
        await Heard.Calls(phones, peer);
        await peer.IsQuiet();
        await Tells(peer, "cdr-csv/Master.csv", CallLayoutKind.AsteriskCdr, givenUp: 480);
        await Tells(peer, "cdr-custom/Master.csv", CallLayoutKind.AsteriskCustom, givenUp: 480);
        await Tells(peer, "cdr-custom/cdr_master.json", CallLayoutKind.NamedKeys, givenUp: 480);
        await Tells(peer, "cel-custom/Master.csv", CallLayoutKind.AsteriskEvents, givenUp: 487);
    }

    [Fact]
    public async Task Rows_without_optional_columns_and_with_fractions_of_seconds_tell_them_too()
    {
        await using Phones phones = Phones.Start();
        await using AsteriskPeer peer = await AsteriskPeer.Start(p =>
        {
            p.Write("extensions.conf", Heard.Trunk);
            p.Write("cdr.conf", "[csv]\nusegmtime=no\nloguniqueid=yes");
            p.Write("cdr_custom.conf", "[mappings]", Sample("cdr_custom.conf", "^;(Master.csv => .*billsec,f.*)$"));
        }, Modules, phones.Port);
        await Heard.Calls(phones, peer);
        await peer.IsQuiet();
        await Tells(peer, "cdr-csv/Master.csv", CallLayoutKind.AsteriskCdr, givenUp: 480);
        await Tells(peer, "cdr-custom/Master.csv", CallLayoutKind.AsteriskCustom, givenUp: 480);
    }

    private static async Task Tells(AsteriskPeer peer, string file, CallLayoutKind layout, int givenUp)
    {
        byte[] text = await File.ReadAllBytesAsync(Path.Combine(peer.Folder, "log", file));
        Assert.Equal(layout, CallRecognition.Of(text)?.Kind);
        await using IntakeHost host = await IntakeHost.Start();
        HttpResponseMessage answer = await host.Post(text, "text/csv");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("\"refused\":0", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var stored = await host.Stored();
        Assert.Equal(Heard.Expected(givenUp), Heard.Counted(stored));
        Assert.Equal(10, Batches.Contacts(stored));
    }

    // The mappings are those of the files Asterisk comes with, where they stand behind semicolons.
    private static void SampleMappings(AsteriskPeer peer)
    {
        peer.Write("extensions.conf", Heard.Trunk);
        peer.Write("cdr.conf", "[csv]\nusegmtime=no\nloguniqueid=yes\nloguserfield=yes\nnewcdrcolumns=yes");
        peer.Write("cel.conf", Guide.Block("call-records.md", "events = ALL"));
        peer.Write("cdr_custom.conf", "[mappings]", Sample("cdr_custom.conf", "^;(Master.csv => .*)$"),
            "[cdr_master.json]\nformat = json", Sample("cdr_custom.conf", "^;(fields = clid,\"My: .*)$"));
        peer.Write("cel_custom.conf", "[mappings]", Sample("cel_custom.conf", "^;(Master.csv => .*)$"));
    }

    private static string Sample(string file, string line) =>
        Regex.Match(AsteriskPeer.Sample(file), line, RegexOptions.Multiline).Groups[1].Value;
}
