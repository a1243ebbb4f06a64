namespace Vedetta.Web.Texts;

public sealed partial record DeskTexts
{
    private static RadarTexts ItRadar => new()
    {
        Title = "Radar dei servizi",
        Lead = "Cosa segnalano i clienti sulla pagina pubblica, con i numeri che decidono lo stato.",
        Service = "Servizio",
        State = "Stato",
        Reports = "Segnalazioni, 15 min",
        Usual = "Di solito",
        Networks = "Reti",
        LastHour = "Ultima ora",
        Needs = n => $"Servono {n}",
        ShadowOf = v => $"Probabilmente a causa di {v}",
        ConfirmedBy = w => $"Confermato da {w}",
        Confirm = "Conferma il guasto",
        ConfirmOf = s => $"Conferma il guasto di {s}",
        Withdraw = "Ritira la conferma",
        WithdrawOf = s => $"Ritira la conferma per {s}",
        Noted = "Registrato. Lo stato cambia entro un secondo.",
        PublicPage = "Pagina pubblica",
        NoServices = "Nessun servizio. Aggiungili nelle impostazioni.",
        Changes = "Cambi di stato, ultimi 7 giorni",
        NoChanges = "Nessun cambio di stato.",
        When = "Quando",
        Who = "Chi",
        CustomerReports = "Segnalazioni dei clienti",
        Kind = "Tipo",
        Group = "Gruppo",
        Places = "Luoghi",
        PlacesLead = "Zone ampie che chi segnala può scegliere. Mai indirizzi precisi.",
        NetworksLead = "Reti che chi segnala può scegliere.",
        KindNetwork = "Rete",
        KindMessaging = "Messaggistica",
        KindSocial = "Social",
        KindSite = "Sito",
        KindApp = "App o altro",
    };
}
