using Vedetta.Detection;
using Vedetta.Engine.Signals;

namespace Vedetta.Tests.Detection;

/// <summary>How many of how many: components and their nodes.</summary>
public sealed class FleetTests
{
    private static readonly DateTimeOffset Morning = new(2021, 3, 1, 9, 30, 0, TimeSpan.Zero);

    private static HealthSignal Said(
        string node, ComponentState state, DateTimeOffset at, string? place = null, string component = "workstation") =>
        new(at.ToUnixTimeMilliseconds(), component, state, node, null, place);

    private static Fleet Workstations()
    {
        var fleet = new Fleet();
        for (int i = 0; i < 6_700; i++)
        {
            string place = i % 3 == 0 ? "Rome" : "Milan";
            fleet.Take(Said($"ws{i}", ComponentState.Ok, Morning.AddMinutes(-5), place));
            if (i < 40) fleet.Take(Said($"ws{i}", ComponentState.Down, Morning.AddSeconds(i), place));
        }
        return fleet;
    }

    [Fact]
    public void Forty_of_6700_workstations_are_said_with_group_and_time()
    {
        FleetPicture picture = Assert.Single(FleetRules.Picture(Workstations().Nodes, Morning.AddMinutes(5)));
        Assert.Equal((6_700, 40, 0, Morning), (picture.Nodes, picture.Unwell, picture.Stale, picture.Since));
        Assert.Equal(0.006, picture.UnwellShare, 3);
        Assert.Equal(ComponentState.Degraded, picture.State);
        Assert.Equal([new FleetGroup("Milan", 4_466, 26), new FleetGroup("Rome", 2_234, 14)], picture.Groups);
    }

    [Fact]
    public void Nodes_not_heard_lately_are_counted_apart_but_unwell_ones_stay_unwell()
    {
        Fleet fleet = Workstations();
        fleet.Take(Said("ws100", ComponentState.Ok, Morning.AddHours(1)));
        FleetPicture picture = Assert.Single(FleetRules.Picture(fleet.Nodes, Morning.AddHours(1)));
        Assert.Equal((41, 40, 6_659), (picture.Nodes, picture.Unwell, picture.Stale));
    }

    [Fact]
    public void What_comes_late_does_not_overwrite_what_is_known()
    {
        var fleet = new Fleet();
        fleet.Take(Said("a", ComponentState.Ok, Morning));
        fleet.Take(Said("a", ComponentState.Down, Morning.AddMinutes(-1)));
        Assert.Equal(ComponentState.Ok, Assert.Single(fleet.Nodes).State);
        Assert.Empty(fleet.Spells);
    }

    [Fact]
    public void The_share_of_documents_unavailable_is_that_of_shares_down()
    {
        var fleet = new Fleet();
        for (int i = 0; i < 8; i++)
            fleet.Take(Said($"share{i}", i < 2 ? ComponentState.Down : i < 3 ? ComponentState.Degraded : ComponentState.Ok, Morning, component: "documents"));
        FleetPicture picture = Assert.Single(FleetRules.Picture(fleet.Nodes, Morning));
        Assert.Equal((0.25, 0.375), (picture.UnavailableShare, picture.UnwellShare));
    }

    [Fact]
    public void A_full_fleet_makes_room_and_counts_whom_it_forgot()
    {
        var fleet = new Fleet();
        fleet.Take(Said("broken", ComponentState.Down, Morning.AddDays(-1)));
        for (int i = 0; i < Fleet.NodesMax; i++) fleet.Take(Said($"n{i}", ComponentState.Ok, Morning.AddSeconds(i)));
        Assert.True(fleet.Nodes.Count <= Fleet.NodesMax);
        Assert.Equal(Fleet.NodesMax / 10, fleet.LeftOut);
        Assert.Contains(fleet.Nodes, n => n.Node == "broken");
        Assert.DoesNotContain(fleet.Nodes, n => n.Node == "n0");
    }

    [Fact]
    public void A_restart_forgets_no_node()
    {
        Fleet before = Workstations(), after = new();
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, System.Text.Encoding.UTF8, leaveOpen: true)) before.Save(writer);
        bytes.Position = 0;
        using var reader = new BinaryReader(bytes);
        after.Load(reader);
        Assert.Equal(before.Nodes.OrderBy(n => n.Node), after.Nodes.OrderBy(n => n.Node));
        Assert.Equal(before.Spells.OrderBy(s => s.Node), after.Spells.OrderBy(s => s.Node));
    }
}
