using System.Text;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Cdr;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Tests.Cdr;

/// <summary>Reads a text of call records as a file of an Italian telephone system in Rome's time.</summary>
internal sealed class RecordText
{
    public static readonly CallRecordOptions Rome = new("IT", TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome"));

    private RecordText(CallLayout layout) => Layout = layout;

    public CallLayout Layout { get; }

    public List<CallAttempt> Attempts { get; } = [];

    public List<CallComplaint> Complaints { get; } = [];

    public List<Refusal> Refusals { get; } = [];

    public int Nothing { get; private set; }

    public static RecordText Read(string text, CallRecordOptions? options = null)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        CallLayout? layout = CallRecognition.Of(rest);
        Assert.NotNull(layout);
        var read = new RecordText(layout);
        var records = new CallRecords(layout, options ?? Rome);
        int line = 0;
        while (!rest.IsEmpty)
        {
            int length = CallRecords.Find(layout, rest, isLast: true, out int lines);
            ReadOnlySpan<byte> record = rest[..length].Trim("\r\n "u8);
            line += lines;
            rest = rest[length..];
            if (line > layout.HeaderLines && !record.IsEmpty) read.Take(records, record, line);
        }
        return read;
    }

    public CallAttempt Only() => Assert.Single(Attempts);

    private void Take(CallRecords records, ReadOnlySpan<byte> record, int line)
    {
        switch (records.Read(record))
        {
            case CallRecordOutcome.Call: Attempts.Add(records.Attempt!); break;
            case CallRecordOutcome.Complaint: Complaints.Add(records.Complaint!); break;
            case CallRecordOutcome.Refused: Refusals.Add(records.Refusal with { Line = line }); break;
            default: Nothing++; break;
        }
    }
}
