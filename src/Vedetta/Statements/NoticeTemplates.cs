using Vedetta.Incidents;
using Vedetta.Settings;
using Vedetta.Web;
using Vedetta.Web.Texts;

namespace Vedetta.Statements;

/// <summary>
/// Prepared texts of notices in every language. People read and change them before anything is published.
/// </summary>
public static class NoticeTemplates
{
    /// <summary>
    /// A first notice about a desk incident: a third party's fault is named as one, with evidence or not at all.
    /// </summary>
    public static NoticeEdit ForIncident(
        Incident incident, Organisation organisation, IReadOnlyList<Component> components)
    {
        bool isThirdParty = incident.Cause == CauseWords.ThirdPartyOutage;
        string name = organisation.Services.FirstOrDefault(s => s.Id == incident.SubjectId)?.Name ?? incident.SubjectId;
        NoticeImpact impact = isThirdParty ? NoticeImpact.Minor : NoticeImpact.Major;
        return new NoticeEdit
        {
            State = isThirdParty ? NoticeState.Identified : NoticeState.Investigating,
            Impact = impact,
            Title = Write(t => isThirdParty ? t.ThirdPartyTitle(name) : t.IncidentTitle(name)),
            Text = Write(t => isThirdParty ? t.ThirdParty(name) : t.Investigating(name)),
            Announcement = ForCallers(name, isThirdParty),
            Affected = [.. components.Where(c => c.Id == incident.SubjectId && !c.IsGroup)
                .Select(c => new AffectedComponent(c.Id, NoticeRules.StateFor(impact)))],
            IncidentId = incident.Id,
            StartedAt = incident.Onset,
        };
    }

    /// <summary>The text of an update that moves a notice to a state; it names what the notice affects.</summary>
    public static PublicText ForState(NoticeState state, Notice notice, IReadOnlyList<Component> components) =>
        PublicText.Of(language => ForState(
            state, PublicTexts.Of(language).Templates, NameIn(language, notice, components)));

    /// <summary>The text that withdraws a notice.</summary>
    public static PublicText Withdrawal => Write(t => t.Withdrawn);

    /// <summary>What callers hear.</summary>
    public static PublicText ForCallers(string name, bool isThirdParty) =>
        Write(t => isThirdParty ? t.CallersThirdParty(name) : t.CallersOwn(name));

    /// <summary>Title of a maintenance.</summary>
    public static PublicText MaintenanceTitle(string name) => Write(t => t.MaintenanceTitle(name));

    private static string ForState(NoticeState state, TemplateTexts texts, string name) => state switch
    {
        NoticeState.Investigating => texts.Investigating(name),
        NoticeState.Identified => texts.Identified(name),
        NoticeState.Monitoring or NoticeState.Verifying => texts.Monitoring(name),
        NoticeState.Resolved => texts.Resolved(name),
        NoticeState.Scheduled => texts.Scheduled(name),
        NoticeState.InProgress => texts.InProgress(name),
        NoticeState.Completed => texts.Completed(name),
        NoticeState.Withdrawn => texts.Withdrawn,
        _ => "",
    };

    private static string NameIn(Language language, Notice notice, IReadOnlyList<Component> components)
    {
        string names = string.Join(", ", notice.Affected.Select(a =>
            components.FirstOrDefault(c => c.Id == a.Id)?.Name.In(language, Language.En).Text ?? a.Id));
        return names.Length > 0 ? names : notice.Title.In(language, Language.En).Text;
    }

    private static PublicText Write(Func<TemplateTexts, string> write) =>
        PublicText.Of(language => write(PublicTexts.Of(language).Templates));
}
