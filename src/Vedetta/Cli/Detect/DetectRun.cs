using Vedetta.Engine.Signals;

namespace Vedetta.Cli.Detect;

/// <summary>Opens the inputs one after the other, recognises them and brings their blocks to one analysis.</summary>
/// <param name="scores">Takes scores; null when none are wanted.</param>
/// <param name="report">Told the share of stored bytes read, 0 to 1, once in a while.</param>
public sealed class DetectRun(
    DetectOptions options, ScoreWriter? scores, Action<double> report, CancellationToken cancel)
{
    // Two parsers keep two cores busy beside the detection on the calling thread.
    private const int ParsersMax = 4;

    private readonly long _bytesTotal = options.Files.Sum(SizeOf);
    private Analysis? _analysis;
    private InputLayout? _layout;
    private long _bytesBefore;

    /// <summary>Analyses all inputs.</summary>
    /// <exception cref="InputException">An input is unusable as a whole.</exception>
    public Analysis Run()
    {
        foreach (string path in options.Files)
        {
            using InputSource source = InputSource.Open(path, options.StandardInput);
            Read(source);
            _bytesBefore += source.StoredBytes ?? 0;
        }
        _analysis!.Finish();
        return _analysis.Rows > 0 ? _analysis : throw new InputException(NoRows(_analysis));
    }

    private void Read(InputSource source)
    {
        var reader = new LineBlockReader(source);
        LineBlock first = reader.Next() ?? new LineBlock([], 0);
        if (first.TooLong)
            throw new InputException($"{source.Name}: line 1 is longer than {LineBlockReader.BlockBytesDefault} bytes. "
                + "Give a CSV or NDJSON file with one row per line.");
        (InputLayout layout, int bytes, int lines) = Recognition.Recognise(source.Name, first.Bytes);
        RefuseMixture(source.Name, _layout ??= layout, layout);
        if (scores is not null && layout is not CountsLayout)
            throw new InputException($"{source.Name} holds {layout.Says}; --scores needs a counts file.");
        LineBlock rows = first with { Buffer = first.Buffer[bytes..], Length = first.Length - bytes };
        _analysis ??= new Analysis(options, layout, FirstTimeIsLocal(layout, rows.Bytes), scores);
        long linesRead = ReadRows(_analysis, source, reader, layout, rows, lines);
        if (reader.CutShort is { } why)
            _analysis.Refusals.Add(source.Name, new Refusal(linesRead + 1, null, 0,
                $"the gzip data end early or are damaged ({why}); what came before is used. Fetch the file again"));
    }

    private long ReadRows(
        Analysis analysis, InputSource source, LineBlockReader reader, InputLayout layout, LineBlock first, long lines)
    {
        // Rows of one call are joined, so one parser has to see all records.
        bool isJoined = layout is SignalLayout { Records: not null };
        var parsers = new IRowParser[isJoined ? 1 : Math.Min(Environment.ProcessorCount, ParsersMax)];
        for (int i = 0; i < parsers.Length; i++) parsers[i] = analysis.ParserFor(layout);
        analysis.StartInput(parsers.Length);
        foreach (ParsedBlock block in new BlockPipeline(reader, parsers).Run(first, cancel))
        {
            analysis.Take(source.Name, lines, block);
            lines += block.Lines;
            if (_bytesTotal > 0) report(Math.Min(1, (_bytesBefore + source.BytesRead) / (double)_bytesTotal));
        }
        return lines;
    }

    private static void RefuseMixture(string name, InputLayout first, InputLayout found)
    {
        bool fits = (first, found) switch
        {
            (CountsLayout a, CountsLayout b) => a.Matches(b),
            (SignalLayout a, SignalLayout b) => a.Records is null == b.Records is null,
            _ => false,
        };
        if (!fits)
            throw new InputException($"{name} holds {found.Says} in other columns than the first file's {first.Says}. "
                + "Run vedetta detect once for each sort of file.");
    }

    private static bool FirstTimeIsLocal(InputLayout layout, ReadOnlySpan<byte> rows)
    {
        if (layout is not CountsLayout counts) return false;
        var fields = new CsvField[CsvLine.FieldsMax];
        foreach (Range range in rows.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = rows[range].TrimEnd((byte)'\r');
            if (!CsvLine.TrySplit(line, counts.Delimiter, fields, out int count) || count <= counts.TimeColumn) continue;
            if (TimeText.TryParse(fields[counts.TimeColumn].In(line), out _, out int offset))
                return offset == TimeText.NoOffset;
        }
        return true;
    }

    private static long SizeOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private string NoRows(Analysis analysis)
    {
        string files = string.Join(", ", options.Files);
        if (analysis.Refusals.Count > 0)
        {
            var told = new StringWriter();
            analysis.Refusals.WriteTo(told);
            return $"{files}: no row could be used.\n{told.ToString().TrimEnd()}";
        }
        return analysis.Uncounted > 0
            ? $"{files}: only signals that are not counted (health, planned), so there is nothing to watch."
            : $"{files}: there is a header but no row below it.";
    }
}
