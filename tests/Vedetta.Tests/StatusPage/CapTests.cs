using System.Text.RegularExpressions;
using System.Xml.Linq;
using Vedetta.Settings;
using Vedetta.Statements;

namespace Vedetta.Tests.StatusPage;

/// <summary>CAP 1.2 messages against the order and values its schema fixes.</summary>
public sealed partial class CapTests
{
    private static readonly XNamespace Cap = "urn:oasis:names:tc:emergency:cap:1.2";

    // The sequences of the schema, in order; a star marks what must be there.
    private static readonly Dictionary<string, string[]> Sequences = new()
    {
        ["alert"] =
        [
            "identifier*", "sender*", "sent*", "status*", "msgType*", "source", "scope*", "restriction", "addresses", "code",
            "note", "references", "incidents", "info",
        ],
        ["info"] =
        [
            "language", "category*", "event*", "responseType", "urgency*", "severity*", "certainty*", "audience", "eventCode",
            "effective", "onset", "expires", "senderName", "headline", "description", "instruction", "web", "contact",
            "parameter", "resource", "area",
        ],
        ["parameter"] = ["valueName*", "value*"],
        ["area"] = ["areaDesc*", "polygon", "circle", "geocode", "altitude", "ceiling"],
    };

    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["status"] = ["Actual", "Exercise", "System", "Test", "Draft"],
        ["msgType"] = ["Alert", "Update", "Cancel", "Ack", "Error"],
        ["scope"] = ["Public", "Restricted", "Private"],
        ["category"] = ["Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"],
        ["responseType"] = ["Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"],
        ["urgency"] = ["Immediate", "Expected", "Future", "Past", "Unknown"],
        ["severity"] = ["Extreme", "Severe", "Moderate", "Minor", "Unknown"],
        ["certainty"] = ["Observed", "Likely", "Possible", "Unlikely", "Unknown"],
    };

    [Fact]
    public async Task Every_message_keeps_to_order_and_values_of_the_schema()
    {
        await using PublicHost host = await PublicHost.Start();
        string withdrawn = await host.Publish(Statements.Some.Incident(("shop", ComponentState.MajorOutage)));
        await host.Publish(Statements.Some.Update(withdrawn, NoticeState.Withdrawn));
        await host.Paint();
        XElement[] messages = await Messages(host);
        Assert.Equal(4, messages.Length);
        foreach (XElement message in messages)
        {
            foreach (XElement element in message.DescendantsAndSelf().Where(e => e.HasElements)) Assert.Empty(Faults(element));
            foreach (XElement element in message.Descendants().Where(e => Values.ContainsKey(e.Name.LocalName)))
                Assert.Contains(element.Value, Values[element.Name.LocalName]);
            foreach (XElement time in message.Descendants().Where(e => e.Name.LocalName is "sent" or "effective" or "onset" or "expires"))
                Assert.Matches(Moment(), time.Value);
            Assert.Equal(["it-IT", "fr-FR", "de-DE", "en-GB"], message.Elements(Cap + "info").Select(i => i.Element(Cap + "language")!.Value));
            Assert.Equal("Exercise", message.Element(Cap + "status")!.Value);
        }
    }

    [Fact]
    public async Task An_update_names_the_messages_it_follows()
    {
        await using PublicHost host = await PublicHost.Start();
        string id = await host.Publish(Statements.Some.Incident());
        host.Desk.Time.Advance(TimeSpan.FromMinutes(3));
        await host.Publish(Statements.Some.Update(id, NoticeState.Resolved));
        await host.Paint();
        XElement message = XDocument.Parse(await host.Text($"/cap/{id}.xml")).Root!;
        Assert.Equal("Update", message.Element(Cap + "msgType")!.Value);
        Assert.Equal($"status.example.it,{id}-0,2026-03-02T10:40:00+01:00", message.Element(Cap + "references")!.Value);
        Assert.Equal("AllClear", message.Element(Cap + "info")!.Element(Cap + "responseType")!.Value);
    }

    [Fact]
    public async Task Only_a_setting_makes_a_message_actual()
    {
        await using PublicHost host = await PublicHost.Start(new Organisation
        {
            StatusPage = new() { Address = "https://status.example.it", CapActual = true, CapSender = "status@example.it" },
        });
        Assert.All(await Messages(host), m =>
            Assert.Equal(("Actual", "status@example.it"), (m.Element(Cap + "status")!.Value, m.Element(Cap + "sender")!.Value)));
    }

    private static async Task<XElement[]> Messages(PublicHost host)
    {
        XDocument list = XDocument.Parse(await host.Text("/cap.atom"));
        var messages = new List<XElement>();
        foreach (XElement link in list.Descendants().Where(e => e.Name.LocalName == "link"))
            messages.Add(XDocument.Parse(await host.Text(new Uri(link.Attribute("href")!.Value).AbsolutePath)).Root!);
        return [.. messages];
    }

    private static IEnumerable<string> Faults(XElement element)
    {
        string[] sequence = Sequences[element.Name.LocalName];
        string[] names = [.. sequence.Select(s => s.TrimEnd('*'))], found = [.. element.Elements().Select(e => e.Name.LocalName)];
        int[] places = [.. found.Select(f => Array.IndexOf(names, f))];
        if (places.Contains(-1)) yield return $"{element.Name.LocalName} holds a stranger among {string.Join(' ', found)}";
        if (!places.SequenceEqual(places.Order())) yield return $"{element.Name.LocalName} is out of order: {string.Join(' ', found)}";
        foreach (string missing in sequence.Where(s => s.EndsWith('*') && !found.Contains(s.TrimEnd('*'))))
            yield return $"{element.Name.LocalName} lacks {missing}";
    }

    [GeneratedRegex(@"^\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$")]
    private static partial Regex Moment();
}
