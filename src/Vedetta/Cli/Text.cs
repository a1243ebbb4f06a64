using System.Globalization;

namespace Vedetta.Cli;

/// <summary>How figures and times are written for people on a terminal (English, the same on every machine).</summary>
public static class Text
{
    /// <summary>A count with thousands marked: 65,000.</summary>
    public static string Count(double value) =>
        Math.Round(value).ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A signed percentage: +310 %.</summary>
    public static string Percent(double value) =>
        Math.Round(value).ToString("+#,0;-#,0;0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A length of time in its two largest units: 2 h 55 min.</summary>
    public static string Duration(TimeSpan length) => length switch
    {
        { TotalDays: >= 2 } => Two((int)length.TotalDays, "d", length.Hours, "h"),
        { TotalHours: >= 1 } => Two((int)length.TotalHours, "h", length.Minutes, "min"),
        { TotalMinutes: >= 1 } => Two((int)length.TotalMinutes, "min", length.Seconds, "s"),
        _ => $"{(int)length.TotalSeconds} s",
    };

    /// <summary>A time to the second, or to the minute where it is whole, with its offset.</summary>
    public static string Time(DateTimeOffset time) =>
        time.ToString(time.Second == 0 ? "yyyy-MM-dd HH:mm zzz" : "yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static string Two(int major, string majorUnit, int minor, string minorUnit) =>
        minor == 0 ? $"{major} {majorUnit}" : $"{major} {majorUnit} {minor} {minorUnit}";
}
