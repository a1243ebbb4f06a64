namespace Vedetta.Web.Texts;

public sealed partial record DeskTexts
{
    private static RadarTexts FrRadar => new()
    {
        Title = "Radar des services",
        Lead = "Ce que les clients signalent sur la page publique, avec les chiffres qui décident de l'état.",
        Service = "Service",
        State = "État",
        Reports = "Signalements, 15 min",
        Usual = "D'habitude",
        Networks = "Réseaux",
        LastHour = "Dernière heure",
        Needs = n => $"Il en faut {n}",
        ShadowOf = v => $"Probablement à cause de {v}",
        ConfirmedBy = w => $"Confirmé par {w}",
        Confirm = "Confirmer la panne",
        ConfirmOf = s => $"Confirmer la panne de {s}",
        Withdraw = "Retirer",
        WithdrawOf = s => $"Retirer la confirmation pour {s}",
        Noted = "Noté. L'état change en une seconde.",
        PublicPage = "Page publique",
        NoServices = "Aucun service. Ajoutez-les dans les réglages.",
        Changes = "Changements d'état, 7 derniers jours",
        NoChanges = "Aucun changement d'état.",
        When = "Quand",
        Who = "Qui",
        CustomerReports = "Signalements des clients",
        Kind = "Type",
        Group = "Groupe",
        Places = "Lieux",
        PlacesLead = "Grandes zones que l'on peut choisir en signalant. Jamais d'adresses précises.",
        NetworksLead = "Réseaux que l'on peut choisir en signalant.",
        KindNetwork = "Réseau",
        KindMessaging = "Messagerie",
        KindSocial = "Réseau social",
        KindSite = "Site",
        KindApp = "Application ou autre",
    };
}
