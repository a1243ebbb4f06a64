using System.Globalization;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Vedetta.Tests.Cli;

/// <summary>What <c>vedetta detect</c> reads, what it leaves out and what it says about it.</summary>
public sealed class DetectInputTests
{
    private const string Rows = "timestamp,value\n2024-01-01 00:00,5\n2024-01-01 01:00,6\n2024-01-01 02:00,7\n";

    [Theory]
    [InlineData("timestamp,value\n2024-01-01 00:00,5\n2024-01-01 01:00,6\n", "2 rows of 1 series in bins of 1 h")]
    [InlineData("\uFEFFtimestamp;count\r\n2024-01-01 00:00;5\r\n2024-01-01 00:05;6\r\n", "2 rows of 1 series in bins of 5 min")]
    [InlineData("timestamp\tregion\tvalue\n2024-01-01\tA\t5\n2024-01-01\tB\t6\n2024-01-02\tA\t1\n", "3 rows of 2 series in bins of 1 d")]
    [InlineData("\"timestamp\",\"value\"\n\"2024-01-01 00:00\",\"5\"\n\"2024-01-01 01:00\",\"6.0\"\n", "2 rows of 1 series")]
    [InlineData("timestamp,calls\n2024-01-01 00:00,5\n2024-01-01 01:00,6\n", "2 rows of 1 series")]
    [InlineData("a,timestamp,value,b\n\"x, y\",2024-01-01 00:00,5,\"q \"\"z\"\"\"\n,2024-01-01 01:00,6,\n", "2 rows of 2 series")]
    [InlineData("timestamp,value\n2024-01-01 00:00,1e3\n\n2024-01-01 01:00,6", "2 rows of 1 series")]
    public void Counts_are_recognised_by_their_content(string csv, string says)
    {
        CliRun run = CliRun.DetectText(csv);
        Assert.Equal(0, run.Code);
        Assert.Contains(says, run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public void Signals_in_json_lines_are_recognised_and_bad_ones_named()
    {
        CliRun run = CliRun.DetectText("""
            {"at":"2024-01-01T10:00:00+01:00","kind":"contact","queue":"q","channel":"voice","topic":"t"}
            {"at":"2024-01-01T10:00:01+01:00","kind":"contact","queue":"q","channel":"pigeon"}
            {"at":"2024-01-01T10:00:02+01:00","kind":"report","service":"whatsapp"}
            {"at":"2024-01-01T10:00:03+01:00","kind":"health","component":"web","state":"ok"}
            """);
        Assert.Equal(0, run.Code);
        Assert.Contains("2 rows of 2 series", run.Output, StringComparison.Ordinal);
        Assert.Contains("From 2024-01-01 10:00 +01:00", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 lines carry no count", run.Output, StringComparison.Ordinal);
        Assert.Contains("standard input: line 2, column", run.Error, StringComparison.Ordinal);
        Assert.Contains("field channel: is not one of voice", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Signals_in_csv_count_lines_from_the_header()
    {
        CliRun run = CliRun.DetectText("""
            at,kind,queue,channel,topic
            2024-01-01T10:00:00Z,contact,q,voice,"a
            b"
            2024-01-01T10:00:01Z,contact,,voice,
            2024-01-01T10:00:02Z,contact,q,voice,"c"
            """);
        Assert.Equal(0, run.Code);
        Assert.Contains("line 4, column", run.Error, StringComparison.Ordinal);
        Assert.Contains("field queue: is missing", run.Error, StringComparison.Ordinal);
        Assert.Contains("2 rows of 2 series", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024-01-01 03:00,-5", "line 5, column 18, field value: '-5' is below 0")]
    [InlineData("2024-01-01 03:00,9999999999999", "is above 1000000000000")]
    [InlineData("2024-01-01 03:00,99999999999999999999999", "is above 1000000000000")]
    [InlineData("2024-01-01 03:00,5.5", "'5.5' is not a whole number")]
    [InlineData("2024-01-01 03:00,NaN", "'NaN' is not a whole number")]
    [InlineData("2024-01-01 03:00,", "field value: is empty")]
    [InlineData("2024-13-01 03:00,5", "line 5, column 1, field timestamp: '2024-13-01 03:00' is not a time like")]
    [InlineData("2024-01-01 03:00,5,6", "has 3 fields where the header has 2")]
    [InlineData("2024-01-01 03:00,\"5", "a quote is not closed")]
    [InlineData("2024-01-01 03:00,5\0", "is not a whole number")]
    public void A_bad_row_is_refused_with_its_place_and_the_rest_is_used(string row, string says)
    {
        CliRun run = CliRun.DetectText(Rows + "\n".TrimEnd('\n') + row + "\n2024-01-01 04:00,8\n");
        Assert.Equal(0, run.Code);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Contains("4 rows of 1 series", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 line refused", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_first_twenty_bad_rows_are_told()
    {
        CliRun run = CliRun.DetectText(Rows + string.Concat(Enumerable.Repeat("x,y\n", 1000)));
        Assert.Equal(21, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("and 980 more lines refused", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_not_utf8_is_refused_by_name()
    {
        byte[] bytes = [.. "timestamp,city,value\n2024-01-01,Forl"u8, 0xEC, .. ",3\n2024-01-01,Roma,4\n2024-01-02,Roma,5\n"u8];
        CliRun run = CliRun.Detect(bytes, "-");
        Assert.Equal(0, run.Code);
        Assert.Contains("line 2, column 12, field city", run.Error, StringComparison.Ordinal);
        Assert.Contains("save the file as UTF-8", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_in_the_hour_that_never_was_are_refused()
    {
        CliRun run = CliRun.DetectText(
            "timestamp,value\n2024-03-31 01:00,5\n2024-03-31 02:00,4\n2024-03-31 03:00,6\n2024-03-31 04:00,6\n",
            "--time-zone", "Europe/Rome");
        Assert.Contains("line 3, column 1, field timestamp", run.Error, StringComparison.Ordinal);
        Assert.Contains("is --time-zone right?", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n \n", "is empty")]
    [InlineData("timestamp,value\n", "no row below it")]
    [InlineData("2024-01-01 00:00,5\n2024-01-01 01:00,5\n", "there is no header")]
    [InlineData("when,how many,x\n1,2,3\n", "no time column")]
    [InlineData("timestamp,region,calls\n2024-01-01,A,3\n", "no column is called value or count")]
    [InlineData("timestamp,value,value\n", "two columns are called value")]
    [InlineData("timestamp,,value\n", "has no name")]
    [InlineData("[{\"at\":1}]", "NDJSON")]
    [InlineData("timestamp,value\nx,y\nz,w\n", "no row could be used")]
    [InlineData("timestamp,value\n2024-01-01 00:00,5\n", "at least two bins")]
    [InlineData("PK\u0003\u0004\0\0\0", "not a text file")]
    public void An_unusable_input_exits_with_1_and_says_how_to_mend_it(string input, string says)
    {
        CliRun run = CliRun.DetectText(input);
        Assert.Equal(1, run.Code);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void A_utf16_file_says_how_to_convert_it() =>
        Assert.Contains("iconv", CliRun.Detect(Encoding.Unicode.GetPreamble(), "-").Error, StringComparison.Ordinal);

    [Theory]
    [InlineData(2)]
    [InlineData(2, "a.csv", "--alarms-per-year", "many")]
    [InlineData(1, "a.csv", "--alarms-per-year", "0")]
    [InlineData(1, "a.csv", "--time-zone", "Europe/Atlantis")]
    [InlineData(1, "no-such-file.csv")]
    public void A_wrong_command_line_is_refused_on_standard_error(int code, params string[] args)
    {
        CliRun run = CliRun.Detect(args);
        Assert.Equal(code, run.Code);
        Assert.NotEmpty(run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Gzip_is_unpacked_and_a_cut_one_used_as_far_as_it_goes()
    {
        var text = new StringBuilder("timestamp,value\n");
        for (int i = 0; i < 50_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"{new DateTime(2024, 1, 1).AddMinutes(i):yyyy-MM-dd HH:mm},{i * 7919 % 9973}\n");
        byte[] packed = Pack(text.ToString());
        CliRun whole = CliRun.Detect(packed, "-");
        Assert.Contains("50,000 rows", whole.Output, StringComparison.Ordinal);
        CliRun cut = CliRun.Detect(packed[..(packed.Length / 2)], "-");
        Assert.Equal(0, cut.Code);
        Assert.Contains("gzip data end early", cut.Error, StringComparison.Ordinal);
        Assert.Matches(@"in \d\d,\d{3} rows", cut.Output);
    }

    [Fact]
    public void Several_files_are_one_stream_and_files_of_other_columns_are_refused()
    {
        using var folder = new TemporaryFolder();
        string first = folder.Write("a.csv", Rows), second = folder.Write("b.csv", "timestamp,value\n2024-01-01 03:00,9\n");
        string other = folder.Write("c.csv", "timestamp,region,value\n2024-01-01 03:00,A,9\n");
        Assert.Contains("4 rows of 1 series", CliRun.Detect(first, second).Output, StringComparison.Ordinal);
        Assert.Contains("other columns", CliRun.Detect(first, other).Error, StringComparison.Ordinal);
        Assert.Contains("is a folder", CliRun.Detect(folder.Path).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_never_crash_it() =>
        Prop.ForAll(Gen.Choose(0, 10_000).Two().Zip(Gen.Choose(0, 255)).ArrayOf(5).ToArbitrary(), edits =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(Rows + "2024-01-01 03:00,\"12\"\n");
            foreach (((int at, _), int value) in edits) bytes[at % bytes.Length] = (byte)value;
            int cut = edits[0].Item1.Item2 % (bytes.Length + 1);
            return CliRun.Detect(bytes[..cut], "-").Code is 0 or 1;
        }).QuickCheckThrowOnFailure();

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
