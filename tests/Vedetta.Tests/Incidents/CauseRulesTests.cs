using Vedetta.Incidents;
using Vedetta.Settings;

namespace Vedetta.Tests.Incidents;

public sealed class CauseRulesTests
{
    private static readonly ServiceSetting WhatsApp = new("whatsapp", "WhatsApp", ServiceOwner.ThirdParty);
    private static readonly ServiceSetting Fibre = new("fibre", "Fibre", ServiceOwner.Own);
    private static readonly PlannedNote Letter = new("send-out", "Price letter", Some.Nine.AddHours(-2), Some.Nine.AddDays(2), 40_000);

    private static readonly CauseFacts Contacts =
        new() { Subject = new Subject(SubjectKind.Queue, "mobile"), ContactsSurge = true, Excess = 3_000 };

    [Fact]
    public void A_third_partys_service_with_reports_is_a_third_party_outage()
    {
        RankedCause first = CauseRules.Rank(Contacts with
        {
            Subject = new Subject(SubjectKind.Service, "whatsapp"),
            Service = WhatsApp,
            ReportsPercent = 900,
            ServiceShare = 0.95,
        })[0];
        Assert.Equal(CauseWords.ThirdPartyOutage, first.Cause);
        Assert.True(first.Confidence > 0.8);
    }

    [Fact]
    public void An_own_component_that_is_down_makes_it_our_outage() =>
        Assert.Equal(CauseWords.OwnOutage, CauseRules.Rank(Contacts with
        {
            Service = Fibre,
            Unwell = [new UnwellComponent("access-node", 12)],
        })[0].Cause);

    [Fact]
    public void A_letter_that_fits_explains_calls_about_it() =>
        Assert.Equal(CauseWords.OwnSendOut, CauseRules.Rank(Contacts with { Planned = [(Letter, true)] })[0].Cause);

    [Fact]
    public void A_letter_about_something_else_does_not_beat_a_third_partys_outage() =>
        Assert.Equal(CauseWords.ThirdPartyOutage, CauseRules.Rank(Contacts with
        {
            Service = WhatsApp,
            ReportsPercent = 500,
            ServiceShare = 0.9,
            Planned = [(Letter, false)],
        })[0].Cause);

    [Fact]
    public void Many_callers_from_two_regions_are_a_demand_peak() =>
        Assert.Equal(CauseWords.DemandPeak, CauseRules.Rank(Contacts with { Places = ["IT-42", "IT-45"] })[0].Cause);

    [Fact]
    public void Reports_alone_about_a_service_nobody_described_stay_unknown() =>
        Assert.Equal(CauseWords.Unknown, CauseRules.Rank(
            Contacts with { ContactsSurge = false, ReportsPercent = 80 })[0].Cause);

    [Fact]
    public void Confidences_sum_to_one_and_come_from_the_evidence_shown()
    {
        IReadOnlyList<RankedCause> causes = CauseRules.Rank(Contacts with { Service = Fibre, Planned = [(Letter, true)] });
        Assert.Equal(1, causes.Sum(c => c.Confidence), 9);
        double[] odds = [.. causes.Select(c => Math.Exp(c.Evidence.Sum(e => e.Weight)))];
        Assert.All(causes.Zip(odds), pair => Assert.Equal(pair.Second / odds.Sum(), pair.First.Confidence, 9));
    }

    [Theory]
    [InlineData("Price letter October", null, "price-change", true)]
    [InlineData("Anything", "whatsapp", "billing", true)]
    [InlineData("Router swap", null, "invoices", false)]
    public void A_plan_fits_when_it_shares_a_word_or_the_service(string name, string? service, string topic, bool fits) =>
        Assert.Equal(fits, PlannedRules.Fits(name, service, "whatsapp", WhatsApp, [new ExcessPart("topic", topic, 0.9)]));
}
