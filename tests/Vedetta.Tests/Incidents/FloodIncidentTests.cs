using Vedetta.Engine.Floods;
using Vedetta.Incidents;

namespace Vedetta.Tests.Incidents;

/// <summary>What a flood is about, what it belongs to, and why it is one.</summary>
public sealed class FloodIncidentTests
{
    private static readonly Flood Robot = new()
    {
        Id = "organisation-+33-1",
        StartedAt = Some.Nine,
        AlarmedAt = Some.Nine.AddSeconds(37),
        Scope = FloodScope.Organisation,
        Target = "+33",
        Pattern = FloodPattern.SameOrigin,
        LinesHit = 800,
        Attempts = 9_600,
        PeriodSeconds = 60,
        Origins = [new FloodOrigin("+33974590117", 9_600)],
        Fingerprint = new FloodFingerprint
        {
            Prefixes = [new FloodTrait("+3397459011", 9_600, 0)],
            UserAgents = [new FloodTrait("AutoCampaign 4.2", 9_600, 0)],
            RingSecondsMedian = 4,
        },
    };

    [Fact]
    public void A_flood_explains_itself_with_named_reasons()
    {
        RankedCause first = CauseRules.Rank(new CauseFacts { Subject = SubjectRules.SubjectOf(Robot), Floods = [Robot] })[0];
        Assert.Equal(CauseWords.CallFlood, first.Cause);
        Assert.True(first.Confidence > 0.95);
        Assert.Equal(
            ["flood-lines", "flood-calls", "flood-beat", "flood-one-number", "flood-machine", "flood-rings-short"],
            first.Evidence.Select(e => e.Says));
        Assert.Equal("60 s", first.Evidence[2].Value);
    }

    [Fact]
    public void No_reason_shows_a_whole_number() => Assert.DoesNotContain(
        FloodCauseRules.Evidence([Robot]), e => e.Value.Contains("+33974590117", StringComparison.Ordinal));

    [Fact]
    public void Ranges_never_seen_are_told_as_such()
    {
        Flood rotating = Robot with
        {
            Pattern = FloodPattern.RotatingOrigins,
            IsRotating = true,
            Fingerprint = new FloodFingerprint { Prefixes = [new FloodTrait("+234803", 9_400, 0)] },
        };
        Evidence origin = FloodCauseRules.Evidence([rotating]).Single(e => e.Says == "flood-new-ranges");
        Assert.Equal("98 % (+234803)", origin.Value);
        Flood known = rotating with { Fingerprint = new FloodFingerprint { Prefixes = [new FloodTrait("+39340", 9_400, 12)] } };
        Assert.Contains(FloodCauseRules.Evidence([known]), e => e.Says == "flood-few-ranges");
    }

    [Fact]
    public void The_subject_is_the_line_the_block_or_all_of_them()
    {
        Assert.Equal(new Subject(SubjectKind.Line, SubjectRules.All), SubjectRules.SubjectOf(Robot));
        Assert.Equal(
            new Subject(SubjectKind.Line, "+3317642"),
            SubjectRules.SubjectOf(Robot with { Scope = FloodScope.Block, Target = "+3317642" }));
    }

    [Fact]
    public void A_flood_and_a_surge_of_calls_at_the_same_time_are_one_incident()
    {
        var trunk = new Subject(SubjectKind.Line, "sbc");
        Assert.Equal(3, IncidentRules.Belongs(Robot, [Some.Candidate(3, trunk, "call{trunk=sbc}")]));
        Assert.Null(IncidentRules.Belongs(Robot, [Some.Candidate(3, new Subject(SubjectKind.Queue, "all"), "contact{}")]));
        GroupingCandidate flooded = new(5, SubjectRules.SubjectOf(Robot), Some.Nine, null, [], HasFlood: true);
        Assert.Equal(5, IncidentRules.Belongs(Some.Surge("call{trunk=sbc}"), trunk, [flooded]));
        Assert.Null(IncidentRules.Belongs(Some.Surge("contact{queue=mobile}"), new Subject(SubjectKind.Queue, "mobile"), [flooded]));
    }

    [Fact]
    public void A_stored_flood_is_read_back_whole()
    {
        Flood read = IncidentJson.Flood(IncidentJson.Write(Robot));
        Assert.Equal(IncidentJson.Write(Robot), IncidentJson.Write(read));
        Assert.Equal(Robot.Fingerprint.Prefixes.AsEnumerable(), read.Fingerprint.Prefixes.AsEnumerable());
    }
}
