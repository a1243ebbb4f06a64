using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vedetta.Cli.Detect;

namespace Vedetta.Tests.Cli;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("2022-10-25T09:04:00Z", 1666688640, 0)]
    [InlineData("2022-10-25 09:04:00+02:00", 1666688640, 7200)]
    [InlineData("2022-10-25t09:04:00.999-0330", 1666688640, -12600)]
    [InlineData("2022-10-25 09:04", 1666688640, TimeText.NoOffset)]
    [InlineData("2022-10-25 09:04:07", 1666688647, TimeText.NoOffset)]
    [InlineData("2022-10-25", 1666656000, TimeText.NoOffset)]
    [InlineData("2016-12-31T23:59:60Z", 1483228799, 0)]
    [InlineData("2024-02-29", 1709164800, TimeText.NoOffset)]
    public void A_time_is_read_with_what_its_clock_showed(string text, long clock, int offset)
    {
        Assert.True(TimeText.TryParse(Encoding.UTF8.GetBytes(text), out long seconds, out int offsetSeconds));
        Assert.Equal((clock, offset), (seconds, offsetSeconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2023-02-29")]
    [InlineData("2022-13-01 00:00")]
    [InlineData("2022-10-25 24:00")]
    [InlineData("2022-10-25 09")]
    [InlineData("2022-10-25 09:04:")]
    [InlineData("2022-10-25T09:04:00+2")]
    [InlineData("2022-10-25T09:04:00 Europe/Rome")]
    [InlineData("1969-12-31 23:59")]
    [InlineData("25/10/2022 09:04")]
    [InlineData("2022-10-25T09:04:00.Z")]
    public void What_is_not_a_time_is_refused(string text) =>
        Assert.False(TimeText.TryParse(Encoding.UTF8.GetBytes(text), out _, out _));

    [Fact]
    public void Every_second_of_the_supported_years_reads_as_the_framework_reads_it() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).Select(s => s * 3L).Where(s => s < 7_258_118_400).ToArbitrary(), seconds =>
        {
            DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds(seconds);
            string text = time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            return TimeText.TryParse(Encoding.UTF8.GetBytes(text), out long read, out _) && read == seconds;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_bytes_make_it_throw() =>
        Prop.ForAll<byte[]>(bytes => !TimeText.TryParse(bytes, out long clock, out _) || clock >= 0)
            .QuickCheckThrowOnFailure();
}
