using System.Globalization;
using System.Text;
using Vedetta.Engine.Reports;
using Vedetta.Settings;
using Vedetta.Web.Texts;

namespace Vedetta.StatusPage.Reports;

/// <summary>How the states of services look to the public: a word, an icon's outline and a class of colour.</summary>
public static class ReportWords
{
    private const int Tones = 6;

    /// <summary>The word for a state.</summary>
    public static string Of(ReportPageTexts words, ReportState state) => state switch
    {
        ReportState.Possible => words.Possible,
        ReportState.Confirmed => words.Confirmed,
        ReportState.Resolving => words.Resolving,
        _ => words.None,
    };

    /// <summary>The same about a service by its name.</summary>
    public static string Of(ReportPageTexts words, ReportState state, string name) => state switch
    {
        ReportState.Possible => words.PossibleOf(name),
        ReportState.Confirmed => words.ConfirmedOf(name),
        ReportState.Resolving => words.ResolvingOf(name),
        _ => words.NoneOf(name),
    };

    /// <summary>Class of colour.</summary>
    public static string Css(ReportState state) => state switch
    {
        ReportState.Possible => "warn",
        ReportState.Confirmed => "bad",
        ReportState.Resolving => "work",
        _ => "good",
    };

    /// <summary>Outline of the icon, in a box of 24 by 24: tick, triangle, cross, arrow down.</summary>
    public static string Shape(ReportState state) => state switch
    {
        ReportState.Possible => "M12 4 2.500 20h19zM12 10v4.500M12 17.200v.300",
        ReportState.Confirmed => "m6 6 12 12M18 6 6 18",
        ReportState.Resolving => "M12 4v15m-6-6 6 6 6-6",
        _ => "m5 12.500 4.500 4.500L19 7.500",
    };

    /// <summary>One or two letters that stand for a service.</summary>
    public static string Initials(string name)
    {
        string[] words = name.Split([' ', '-', '.'], StringSplitOptions.RemoveEmptyEntries);
        string letters = words.Length > 1 ? First(words[0]) + First(words[1]) : First(name);
        return letters.ToUpper(CultureInfo.InvariantCulture);
    }

    /// <summary>Class of the colour behind the initials: the same for a service on every page.</summary>
    public static string Tone(ServiceSetting service) =>
        string.Create(CultureInfo.InvariantCulture, $"tone{service.Slug.Sum(c => c) % Tones}");

    private static string First(string word) =>
        word.EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(r => r.ToString()).FirstOrDefault("");
}
