using System.Collections.Immutable;
using Vedetta.CallGate;
using Vedetta.Detection.Floods;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Gate;
using Vedetta.Engine.Phone;
using Vedetta.Incidents;
using Vedetta.Web;
using Vedetta.Web.Texts;

namespace Vedetta.Desk.Floods;

/// <summary>The lines and what the gate does, as one visitor sees them at one instant.</summary>
/// <param name="Lines">Lines shown.</param>
/// <param name="Grid">The same as squares.</param>
/// <param name="Live">The parts that change.</param>
public sealed record LinesPicture(ImmutableArray<LineState> Lines, LineGrid Grid, LivePage Live)
{
    /// <summary>All lines, for the page of what rings now.</summary>
    public static LinesPicture OfAll(LiveFloods floods, GateFlow gate, Visitor visitor) =>
        Of(floods.Picture(visitor.Now), null, gate, [], visitor);

    /// <summary>What the gate does, for its own page.</summary>
    public static LinesPicture OfGate(
        LiveFloods floods, GateFlow gate, IReadOnlyList<GateActivation> activations, Visitor visitor) =>
        Of(floods.Picture(visitor.Now), null, gate, activations, visitor);

    /// <summary>The lines a flood is aimed at, with what stops it.</summary>
    public static LinesPicture OfIncident(
        IncidentView view, LiveFloods floods, GateFlow gate, IReadOnlyList<GateActivation> activations, Visitor visitor) =>
        Of(floods.Picture(visitor.Now), view, gate, activations, visitor);

    /// <summary>A number as this visitor may see it: viewers see its range.</summary>
    public static string NumberFor(Visitor visitor, string number) => number.Length == 0
        ? PhoneWords.Of(visitor.Language).Withheld
        : visitor.Is(nameof(Access.Roles.Operator)) ? number : PhoneMask.Of(number);

    private static LinesPicture Of(
        FloodPicture now, IncidentView? view, GateFlow gate, IReadOnlyList<GateActivation> activations, Visitor visitor)
    {
        ImmutableArray<LineState> lines = view is null ? now.Lines : [.. now.Lines.Where(l => view.Floods.Any(f => Covers(f, l.Line)))];
        LineGrid grid = LineGrid.Of(lines);
        FloodTexts words = visitor.Texts.Floods;
        var texts = new Dictionary<string, string>
        {
            ["at"] = visitor.ClockSeconds(now.At),
            ["ringing"] = visitor.Number(lines.Count(l => l.IsRinging)),
            ["called"] = visitor.Number(lines.Count(l => l.LastMinute > 0)),
            ["minute"] = visitor.Number(lines.Sum(l => l.LastMinute)),
            ["passed"] = visitor.Number(gate.Decided(GateAct.Pass)),
            ["refused"] = visitor.Number(gate.Decided(GateAct.Refuse) + gate.Decided(GateAct.Divert)),
        };
        foreach (Flood flood in view?.Floods ?? now.Floods) Put(texts, flood, visitor, words);
        foreach (GateActivation activation in activations) Put(texts, activation, visitor);
        var paths = new Dictionary<string, string>
        {
            ["lines-ringing"] = grid.Ringing, ["lines-called"] = grid.Called, ["lines-quiet"] = grid.Quiet,
        };
        string structure = LivePage.Sign([
            $"{grid.Columns} {grid.Rows}", .. (view?.Floods ?? now.Floods).Select(f => $"{f.Id} {f.EndedAt} {f.Origins.Length}"),
            .. activations.Select(a => $"{a.Id} {a.State}"), $"{view?.Timeline.Count}"]);
        return new LinesPicture(lines, grid, new LivePage(structure, texts, paths, ImmutableDictionary<string, LivePoint[]>.Empty));
    }

    /// <summary>The key under which a flood's texts stand.</summary>
    public static string KeyOf(Flood flood) => "f-" + LivePage.Sign([flood.Id]);

    /// <summary>The key under which an activation's texts stand.</summary>
    public static string KeyOf(GateActivation activation) => "g-" + activation.Id;

    private static void Put(Dictionary<string, string> texts, Flood flood, Visitor visitor, FloodTexts words)
    {
        string key = KeyOf(flood);
        texts[key + "-lines"] = visitor.Number(flood.LinesHit);
        texts[key + "-calls"] = visitor.Number(flood.Attempts);
        texts[key + "-lasted"] = visitor.Duration((flood.EndedAt ?? visitor.Now) - flood.StartedAt);
        texts[key + "-risk"] = words.AtRisk(visitor.Number(flood.HonestCallsPerHour));
    }

    private static void Put(Dictionary<string, string> texts, GateActivation activation, Visitor visitor)
    {
        string key = KeyOf(activation);
        texts[key + "-stopped"] = visitor.Number(activation.State == GateRuleState.DryRun ? activation.WouldStop : activation.Stopped);
        texts[key + "-honest"] = visitor.Number(activation.LooksHonest);
        texts[key + "-reported"] = visitor.Number(activation.ReportedHonest);
    }

    private static bool Covers(Flood flood, string line) =>
        flood.Scope == FloodScope.Line ? line == flood.Target : line.StartsWith(flood.Target, StringComparison.Ordinal);
}
