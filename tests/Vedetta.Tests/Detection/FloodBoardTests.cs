using System.Collections.Immutable;
using Vedetta.Detection.Floods;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Floods;

namespace Vedetta.Tests.Detection;

/// <summary>The board of lines, and the watch for floods as the server holds it.</summary>
public sealed class FloodBoardTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 5, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_line_rings_until_its_call_ends_and_leaves_the_board_when_it_is_left_alone()
    {
        LiveFloods floods = Live();
        floods.Take([Call("a", "+39021"), Call("b", "+39022"), Call("a", "+39021", CallStage.End, seconds: 20)]);
        LineState[] lines = [.. floods.Picture(Now.AddSeconds(30)).Lines];
        Assert.Equal([("+39021", false, 1), ("+39022", true, 1)], lines.Select(l => (l.Line, l.IsRinging, l.LastMinute)));
        FloodPicture later = floods.Picture(Now.AddMinutes(5));
        Assert.Equal([0, 0], later.Lines.Select(l => l.LastMinute));
        Assert.Equal([1, 1], later.Lines.Select(l => l.LastTenMinutes));
        Assert.Equal(2, later.CallsPerMinute.Sum());
        Assert.Empty(floods.Picture(Now.AddMinutes(10)).Lines);
    }

    [Fact]
    public void Lines_beyond_the_board_are_counted()
    {
        LiveFloods floods = Live();
        floods.Take([.. Enumerable.Range(0, 6_000).Select(i => Call($"{i}", $"+3902{i:00000}"))]);
        Assert.Equal((5_000, 1_000L), (floods.Picture(Now).Lines.Length, floods.Picture(Now).LeftOut));
    }

    [Fact]
    public void Numbers_that_are_not_ours_have_no_place()
    {
        var floods = new LiveFloods(new FloodOptions { OwnPrefixes = ["+3902"] });
        floods.Take([Call("a", "+39021"), Call("b", "+49301")]);
        Assert.Equal(["+39021"], floods.Picture(Now).Lines.Select(l => l.Line));
    }

    [Fact]
    public void A_flood_goes_on_after_a_restart()
    {
        LiveFloods first = Live();
        Ring(first, 0, 70);
        Flood open = Assert.Single(first.Picture(Now.AddSeconds(70)).Floods);
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, System.Text.Encoding.UTF8, leaveOpen: true)) first.Save(writer);
        bytes.Position = 0;
        LiveFloods second = Live();
        second.Load(new BinaryReader(bytes));
        Ring(second, 70, 140);
        Flood same = Assert.Single(second.Picture(Now.AddSeconds(140)).Floods);
        Assert.Equal(open.Id, same.Id);
        Assert.InRange(same.Attempts, 270, 280);
    }

    [Fact]
    public void A_damaged_state_changes_nothing()
    {
        LiveFloods floods = Live();
        Ring(floods, 0, 70);
        Assert.Throws<InvalidDataException>(() => floods.Load(new BinaryReader(new MemoryStream([9, 9, 9, 9, 9]))));
        Assert.Throws<EndOfStreamException>(() => floods.Load(new BinaryReader(new MemoryStream())));
        Assert.Equal(1, floods.OpenCount);
    }

    // One number, 120 lines, two a second.
    private static void Ring(LiveFloods floods, int from, int until)
    {
        for (int second = from; second < until; second++)
        {
            floods.Take([Call($"{second}a", Line(second * 2), seconds: second), Call($"{second}b", Line(second * 2 + 1), seconds: second)]);
            floods.Advance(Now.AddSeconds(second + 1));
        }
    }

    private static string Line(int turn) => $"+390212{turn % 120:000}";

    private static LiveFloods Live() => new(new FloodOptions());

    private static CallAttempt Call(string id, string to, CallStage stage = CallStage.Start, int seconds = 0) => new()
    {
        AtUnixMilliseconds = Now.AddSeconds(seconds).ToUnixTimeMilliseconds(),
        CallId = id,
        From = "+33176420000",
        To = to,
        Stage = stage,
        Status = stage == CallStage.End ? 200 : 0,
    };
}
