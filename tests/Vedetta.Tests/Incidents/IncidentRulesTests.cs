using Vedetta.Engine.Surges;
using Vedetta.Incidents;

namespace Vedetta.Tests.Incidents;

public sealed class IncidentRulesTests
{
    private static readonly DateTimeOffset Nine = Some.Nine;

    [Fact]
    public void A_surge_joins_the_incident_about_the_same_subject() =>
        Assert.Equal(7, IncidentRules.Belongs(
            Some.Surge("report{service=whatsapp}"), new Subject(SubjectKind.Service, "whatsapp"),
            [Some.Candidate(7, new Subject(SubjectKind.Service, "whatsapp"), "contact{topic=whatsapp}")]));

    [Fact]
    public void A_parent_series_joins_its_child() =>
        Assert.Equal(3, IncidentRules.Belongs(
            Some.Surge("contact{}"), new Subject(SubjectKind.Queue, "all"),
            [Some.Candidate(3, new Subject(SubjectKind.Service, "whatsapp"), "contact{topic=whatsapp}")]));

    [Fact]
    public void Another_queue_is_another_incident() =>
        Assert.Null(IncidentRules.Belongs(
            Some.Surge("contact{queue=billing}"), new Subject(SubjectKind.Queue, "billing"),
            [Some.Candidate(3, new Subject(SubjectKind.Queue, "fixed"), "contact{queue=fixed}")]));

    [Fact]
    public void A_surge_long_after_the_end_is_another_incident() =>
        Assert.Null(IncidentRules.Belongs(
            Some.Surge("contact{topic=whatsapp}", onset: Nine.AddHours(5)), new Subject(SubjectKind.Service, "whatsapp"),
            [Some.Candidate(3, new Subject(SubjectKind.Service, "whatsapp"), "contact{topic=whatsapp}", endedAt: Nine.AddHours(3))]));

    [Fact]
    public void An_incident_closes_ten_minutes_after_its_last_surge()
    {
        Assert.False(IncidentRules.ShouldClose(null, Nine));
        Assert.False(IncidentRules.ShouldClose(Nine, Nine.AddMinutes(9)));
        Assert.True(IncidentRules.ShouldClose(Nine, Nine.AddMinutes(10)));
    }

    [Theory]
    [InlineData("contact{topic=whatsapp}", SurgeDirection.Rise, 150, true)]
    [InlineData("contact{topic=whatsapp}", SurgeDirection.Rise, 110, false)]
    [InlineData("contact{queue=mobile}", SurgeDirection.Drop, 20, true)]
    [InlineData("contact{queue=mobile}", SurgeDirection.Drop, 80, false)]
    [InlineData("contact{topic=whatsapp}", SurgeDirection.Drop, 20, false)]
    public void Only_what_somebody_would_act_on_opens_an_incident(
        string series, SurgeDirection direction, long observed, bool isMaterial) =>
        Assert.Equal(isMaterial, IncidentRules.IsMaterial(
            Some.Surge(series, observed: observed) with { Direction = direction }, Nine.AddHours(2)));

    [Theory]
    [InlineData("contact{place=IT-45}", 14, 120, false)]
    [InlineData("contact{place=IT-45}", 14, 2, true)]
    [InlineData("contact{queue=mobile}", 14, 120, true)]
    [InlineData("contact{queue=mobile}", 7, 120, false)]
    public void A_handful_of_contacts_is_no_incident_unless_they_come_fast(
        string series, long observed, int minutesSinceOnset, bool isMaterial) =>
        Assert.Equal(isMaterial, IncidentRules.IsMaterial(
            Some.Surge(series, expected: 1, observed: observed), Nine.AddMinutes(minutesSinceOnset)));

    [Theory]
    [InlineData(410, 100, 4.07)]
    [InlineData(65_000, 15_854, 4.1)]
    public void The_interval_holds_the_ratio(long observed, double expected, double ratio)
    {
        (double low, double high) = IncidentRules.RatioInterval(observed, new Band(expected, expected * 0.8, expected * 1.2));
        Assert.InRange(ratio, low, high);
        Assert.InRange(high / low, 1.0, 2.0);
    }

    [Fact]
    public void Only_an_open_incident_can_be_taken()
    {
        var incident = new Incident();
        Assert.Equal(ActOutcome.Done, IncidentRules.Acknowledge(incident, "Ada").Outcome);
        Assert.Equal("Ada", incident.AcknowledgedBy);
        Assert.Equal(ActOutcome.NotNow, IncidentRules.Acknowledge(incident, "Bea").Outcome);
    }

    [Fact]
    public void A_closed_incident_opens_again_as_it_was()
    {
        var incident = new Incident();
        IncidentRules.Acknowledge(incident, "Ada");
        IncidentRules.Close(incident, "Ada", Nine);
        Assert.Equal(Nine, incident.ClosedAt);
        Assert.Equal(ActOutcome.Done, IncidentRules.Reopen(incident, "Bea").Outcome);
        Assert.Equal(IncidentState.Acknowledged, incident.State);
        Assert.Null(incident.ClosedAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void An_empty_note_is_refused(string text) =>
        Assert.Equal(ActOutcome.Invalid, IncidentRules.Note(new Incident(), "Ada", text).Outcome);

    [Fact]
    public void A_cause_must_be_one_of_the_words()
    {
        var incident = new Incident();
        Assert.Equal(ActOutcome.Invalid, IncidentRules.NameCause(incident, "Ada", "gremlins").Outcome);
        Assert.Equal(ActOutcome.Done, IncidentRules.NameCause(incident, "Ada", CauseWords.OwnOutage).Outcome);
        Assert.Equal(1, incident.Confidence);
    }
}
