namespace Vedetta.Web.Texts;

public sealed partial record DeskTexts
{
    private static RadarTexts EnRadar => new()
    {
        Title = "Service radar",
        Lead = "What customers report on the public page, with the numbers that decide the state.",
        Service = "Service",
        State = "State",
        Reports = "Reports, 15 min",
        Usual = "Usually",
        Networks = "Networks",
        LastHour = "Last hour",
        Needs = n => $"Needs {n}",
        ShadowOf = v => $"Probably caused by {v}",
        ConfirmedBy = w => $"Confirmed by {w}",
        Confirm = "Confirm the fault",
        ConfirmOf = s => $"Confirm the fault of {s}",
        Withdraw = "Withdraw",
        WithdrawOf = s => $"Withdraw the confirmation for {s}",
        Noted = "Noted. The state changes within a second.",
        PublicPage = "Public page",
        NoServices = "No services. Add them in the settings.",
        Changes = "Changes of state, last 7 days",
        NoChanges = "No changes of state.",
        When = "When",
        Who = "Who",
        CustomerReports = "Reports by customers",
        Kind = "Kind",
        Group = "Group",
        Places = "Places",
        PlacesLead = "Coarse areas people may choose when they report. Never precise addresses.",
        NetworksLead = "Networks people may choose when they report.",
        KindNetwork = "Network",
        KindMessaging = "Messaging",
        KindSocial = "Social network",
        KindSite = "Site",
        KindApp = "App or other",
    };
}
