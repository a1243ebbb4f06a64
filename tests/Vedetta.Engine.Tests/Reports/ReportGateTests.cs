using System.Net;
using Vedetta.Engine.Reports;

namespace Vedetta.Engine.Tests.Reports;

public sealed class ReportGateTests
{
    private const long Noon = 1_666_692_000;

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.250", true)]
    [InlineData("192.0.2.1", "192.0.3.1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.9", true)]
    [InlineData("2001:db8:1::1", "2001:db8:1:ffff::2", true)]
    [InlineData("2001:db8:1::1", "2001:db8:2::1", false)]
    [InlineData("0.0.0.1", "::1", false)]
    public void A_network_is_a_24_or_a_48(string one, string other, bool isSame) =>
        Assert.Equal(isSame, ReportGateRules.NetworkOf(IPAddress.Parse(one)) == ReportGateRules.NetworkOf(IPAddress.Parse(other)));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::2", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public void A_person_is_an_address_or_a_64(string one, string other, bool isSame)
    {
        byte[] a = new byte[ReportGateRules.IdentityBytes], b = new byte[ReportGateRules.IdentityBytes];
        ReportGateRules.WriteIdentity(IPAddress.Parse(one), a);
        ReportGateRules.WriteIdentity(IPAddress.Parse(other), b);
        Assert.Equal(isSame, a.SequenceEqual(b));
    }

    [Fact]
    public void One_person_counts_once_until_the_window_is_over()
    {
        var book = new ReportBook();
        Assert.Equal(GateVerdict.Counted, book.Take(1, 1, Noon));
        Assert.Equal(GateVerdict.Repeated, book.Take(1, 1, Noon + ReportGateRules.PersonHours * 3600 - 1));
        Assert.Equal(GateVerdict.Counted, book.Take(1, 1, Noon + ReportGateRules.PersonHours * 3600));
        Assert.Equal(GateVerdict.Counted, book.Take(2, 1, Noon + 1));
    }

    [Fact]
    public void No_quarter_of_an_hour_holds_more_of_one_network_than_published()
    {
        var book = new ReportBook();
        var random = new Random(5);
        var counted = new List<long>();
        for (long at = Noon, person = 0; at < Noon + 7200; at += random.Next(3))
            if (book.Take((ulong)++person, 7, at) == GateVerdict.Counted) counted.Add(at);
        Assert.All(counted, from => Assert.InRange(
            counted.Count(at => at >= from && at < from + ReportGateRules.NetworkMinutes * 60), 1, ReportGateRules.CountedPerNetworkMax));
        Assert.InRange(counted.Count, 8 * ReportGateRules.CountedPerNetworkMax - 5, 8 * ReportGateRules.CountedPerNetworkMax);
    }

    [Fact]
    public void A_hundred_thousand_forged_reports_of_one_network_count_ten_times()
    {
        var book = new ReportBook();
        int counted = Enumerable.Range(0, 100_000).Count(i => book.Take((ulong)i, 7, Noon + i / 200) == GateVerdict.Counted);
        Assert.Equal(ReportGateRules.CountedPerNetworkMax, counted);
        Assert.InRange(book.Count, 1, 20);
    }

    [Fact]
    public void A_full_book_forgets_the_untouched_first_and_says_so()
    {
        var book = new ReportBook(entriesMax: 100);
        for (ulong i = 1; i <= 1_000; i++) book.Take(i, i, Noon);
        Assert.InRange(book.Count, 1, 200);
        Assert.InRange(book.Forgotten, 700, 2_000);
        Assert.Equal(GateVerdict.Repeated, book.Take(1_000, 1_000, Noon));
    }

    [Theory]
    [InlineData(10, 10, 1, false)]
    [InlineData(10, 4, 4, true)]
    [InlineData(40, 40, 1, true)]
    [InlineData(100, 100, 10, false)]
    [InlineData(0, 0, 0, false)]
    public void Senders_who_name_no_or_one_source_are_not_the_public_form(long reports, long withSource, double sources, bool vouched) =>
        Assert.Equal(vouched, ReportGateRules.AreVouchedBySenders(reports, withSource, sources));
}
