namespace Vedetta.Web.Texts;

public sealed partial record DeskTexts
{
    private static RadarTexts DeRadar => new()
    {
        Title = "Dienste-Radar",
        Lead = "Was Kunden auf der öffentlichen Seite melden, mit den Zahlen, die den Zustand bestimmen.",
        Service = "Dienst",
        State = "Zustand",
        Reports = "Meldungen, 15 Min.",
        Usual = "Üblich",
        Networks = "Netze",
        LastHour = "Letzte Stunde",
        Needs = n => $"Nötig: {n}",
        ShadowOf = v => $"Wahrscheinlich wegen {v}",
        ConfirmedBy = w => $"Bestätigt von {w}",
        Confirm = "Störung bestätigen",
        ConfirmOf = s => $"Störung von {s} bestätigen",
        Withdraw = "Zurücknehmen",
        WithdrawOf = s => $"Bestätigung für {s} zurücknehmen",
        Noted = "Vermerkt. Der Zustand ändert sich innerhalb einer Sekunde.",
        PublicPage = "Öffentliche Seite",
        NoServices = "Keine Dienste. Fügen Sie sie in den Einstellungen hinzu.",
        Changes = "Zustandswechsel, letzte 7 Tage",
        NoChanges = "Keine Zustandswechsel.",
        When = "Wann",
        Who = "Wer",
        CustomerReports = "Meldungen der Kunden",
        Kind = "Art",
        Group = "Gruppe",
        Places = "Orte",
        PlacesLead = "Große Gebiete, die man beim Melden wählen kann. Nie genaue Adressen.",
        NetworksLead = "Netze, die man beim Melden wählen kann.",
        KindNetwork = "Netz",
        KindMessaging = "Nachrichten",
        KindSocial = "Soziales Netzwerk",
        KindSite = "Website",
        KindApp = "App oder anderes",
    };
}
