namespace Vedetta.Web.Texts;

/// <summary>
/// Every word of the public pages in one language. A member that a language does not set fails the compile, so no page
/// can be half translated.
/// </summary>
public sealed partial record PublicTexts
{
    /// <summary>Words on every public page.</summary>
    public required PageTexts Shared { get; init; }

    /// <summary>States of components and notices, and impacts.</summary>
    public required StateTexts States { get; init; }

    /// <summary>The status page.</summary>
    public required StatusTexts Status { get; init; }

    /// <summary>Pages on which customers report.</summary>
    public required ReportPageTexts Reports { get; init; }

    /// <summary>Prepared texts of notices; the argument names what fails or is worked on.</summary>
    public required TemplateTexts Templates { get; init; }

    /// <summary>Pages of subscriptions.</summary>
    public required SubscribeTexts Subscribe { get; init; }

    /// <summary>Letters to subscribers.</summary>
    public required MailTexts Mail { get; init; }

    /// <summary>The words of a language.</summary>
    public static PublicTexts Of(Language language) => language.Code switch
    {
        "it" => It,
        "fr" => Fr,
        "de" => De,
        _ => En,
    };
}
