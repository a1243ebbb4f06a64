using Vedetta.Engine.Reports;

namespace Vedetta.Engine.Tests.Reports;

public sealed class ReportStateTests
{
    private static readonly DateTimeOffset Noon = new(2022, 10, 25, 12, 0, 0, TimeSpan.Zero);

    private static readonly ReportEvidence Surging = new()
    {
        At = Noon,
        Reports = 34,
        Expected = 4,
        High = 10,
        Recent = 30,
        RecentHigh = 5,
        Networks = 29,
        InSurge = true,
    };

    [Theory]
    [InlineData(19, 4.0, 29, true, ReportState.None)]
    [InlineData(20, 4.0, 29, true, ReportState.Possible)]
    [InlineData(34, 18.0, 29, true, ReportState.None)]
    [InlineData(34, 4.0, 4, true, ReportState.None)]
    [InlineData(34, 4.0, 5, true, ReportState.Possible)]
    [InlineData(49, 4.0, 29, false, ReportState.None)]
    [InlineData(50, 4.0, 29, false, ReportState.Possible)]
    [InlineData(50, null, 29, false, ReportState.Possible)]
    public void Possible_needs_the_published_numbers(long reports, double? usual, int networks, bool inSurge, ReportState state) =>
        Assert.Equal(state, ReportStateRules.Next(ReportStanding.Quiet, Surging with
        {
            Reports = reports,
            Recent = reports,
            Expected = usual,
            High = usual * 1.5,
            Networks = networks,
            InSurge = inSurge,
        }).State);

    [Fact]
    public void Ten_reports_of_one_network_are_never_a_state()
    {
        ReportEvidence forged = new() { At = Noon, Reports = 10, Recent = 10, Networks = 1, InSurge = true };
        Assert.Equal(ReportState.None, ReportStateRules.Next(ReportStanding.Quiet, forged).State);
        Assert.Equal(ReportState.None, ReportStateRules.Next(ReportStanding.Quiet, forged with { Reports = 40, Recent = 40, Networks = 4 }).State);
    }

    [Fact]
    public void Strong_evidence_confirms_after_ninety_seconds_and_weaker_after_a_quarter()
    {
        ReportEvidence strong = Surging with { Reports = 60, Recent = 60 };
        Assert.Equal(TimeSpan.FromSeconds(90), ConfirmedAfter(strong));
        Assert.Equal(TimeSpan.FromMinutes(15), ConfirmedAfter(strong with { Networks = 9 }));
        Assert.Equal(TimeSpan.FromMinutes(15), ConfirmedAfter(Surging));
    }

    [Fact]
    public void A_notice_or_the_desk_confirms_at_once()
    {
        ReportEvidence silent = new() { At = Noon, Reports = 0 };
        Assert.Equal(ReportState.Confirmed, ReportStateRules.Next(ReportStanding.Quiet, silent with { HasNotice = true }).State);
        ReportStanding byDesk = ReportStateRules.Next(ReportStanding.Quiet, silent with { IsConfirmedByDesk = true });
        Assert.Equal(ReportState.Confirmed, byDesk.State);
        Assert.Equal(ReportState.Confirmed, ReportStateRules.Next(byDesk, silent with { At = Noon.AddMinutes(14) }).State);
    }

    [Fact]
    public void It_resolves_below_half_of_the_peak_near_the_band_and_ends_ten_minutes_later()
    {
        var confirmed = new ReportStanding(ReportState.Confirmed, Noon.AddHours(-1), Noon.AddHours(-1), 3_000);
        ReportEvidence busy = Surging with { Reports = 1_600, Recent = 8 }, halved = Surging with { Reports = 1_400, Recent = 200 };
        Assert.Equal(ReportState.Confirmed, ReportStateRules.Next(confirmed, busy).State);
        Assert.Equal(ReportState.Confirmed, ReportStateRules.Next(confirmed, halved).State);
        ReportStanding resolving = ReportStateRules.Next(confirmed, halved with { Recent = 9 });
        Assert.Equal(ReportState.Resolving, resolving.State);
        ReportEvidence calm = Surging with { Reports = 6, Recent = 2, InSurge = false };
        Assert.Equal(ReportState.Resolving, ReportStateRules.Next(resolving, calm with { At = Noon.AddMinutes(9) }).State);
        Assert.Equal(ReportState.None, ReportStateRules.Next(resolving, calm with { At = Noon.AddMinutes(10) }).State);
        Assert.Equal(ReportState.Possible, ReportStateRules.Next(resolving, Surging with { At = Noon.AddMinutes(3) }).State);
    }

    [Fact]
    public void A_shadow_is_no_state_unless_people_say_so()
    {
        Assert.Equal(ReportState.None, ReportStateRules.Next(ReportStanding.Quiet, Surging with { IsShadow = true }).State);
        var possible = new ReportStanding(ReportState.Possible, Noon.AddMinutes(-1), Noon.AddMinutes(-1), 34);
        Assert.Equal(ReportState.None, ReportStateRules.Next(possible, Surging with { IsShadow = true }).State);
        Assert.Equal(ReportState.Confirmed, ReportStateRules.Next(possible, Surging with { IsShadow = true, HasNotice = true }).State);
    }

    private static TimeSpan ConfirmedAfter(ReportEvidence steady)
    {
        ReportStanding standing = ReportStanding.Quiet;
        for (int second = 0; second < 3600; second++)
        {
            standing = ReportStateRules.Next(standing, steady with { At = Noon.AddSeconds(second) });
            if (standing.State == ReportState.Confirmed) return TimeSpan.FromSeconds(second);
        }
        return TimeSpan.MaxValue;
    }
}
