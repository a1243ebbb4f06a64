namespace Vedetta.Outreach;

/// <summary>How news reaches a subscriber.</summary>
public enum Channel
{
    /// <summary>E-mail, after the owner of the address confirmed it.</summary>
    Email,

    /// <summary>A POST in the shape of Statuspage's webhooks, signed.</summary>
    Webhook,

    /// <summary>A message to an incoming webhook of Slack.</summary>
    Slack,

    /// <summary>A card to a workflow webhook of Microsoft Teams.</summary>
    Teams,
}

/// <summary>Where a subscription stands.</summary>
public enum SubscriptionState
{
    /// <summary>Asked for, not confirmed by the owner of the address.</summary>
    Pending,

    /// <summary>News is sent.</summary>
    Active,

    /// <summary>Ended by its owner, by the desk, or because the target is gone.</summary>
    Ended,
}

/// <summary>Somebody or something that wants news of components.</summary>
public sealed class Subscriber
{
    /// <summary>Random, never used again.</summary>
    public Guid Id { get; set; }

    /// <summary>How news reaches it.</summary>
    public Channel Channel { get; set; }

    /// <summary>E-mail address in lower case, or URL. Personal data: never logged.</summary>
    public string Address { get; set; } = "";

    /// <summary>What the desk calls a webhook; empty for e-mail.</summary>
    public string Name { get; set; } = "";

    /// <summary>Language of what is sent: it, fr, de or en.</summary>
    public string Language { get; set; } = "en";

    /// <summary>Ids of components, separated by commas; empty for all.</summary>
    public string Components { get; set; } = "";

    /// <summary>Pending, active or ended.</summary>
    public SubscriptionState State { get; set; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it became active; null before.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Start of the day whose letters are counted.</summary>
    public DateTimeOffset AskedSince { get; set; }

    /// <summary>Letters asked for in that day by whoever typed the address.</summary>
    public int AskedTimes { get; set; }
}

/// <summary>Where a delivery stands.</summary>
public enum DeliveryState
{
    /// <summary>To be sent, or sent again.</summary>
    Waiting,

    /// <summary>The other side took it.</summary>
    Sent,

    /// <summary>Given up; the desk may send it again.</summary>
    Dead,
}

/// <summary>
/// One message to one subscriber: a published update, or a letter about the subscription itself. There is exactly one
/// row per subscriber and update, written before anything is sent.
/// </summary>
public sealed class Delivery
{
    /// <summary>Stands in place of an update's id: the letter that asks for confirmation.</summary>
    public const long Confirmation = 0;

    /// <summary>Stands in place of an update's id: the letter that says one is subscribed already.</summary>
    public const long Reminder = -1;

    /// <summary>To whom.</summary>
    public Guid SubscriberId { get; set; }

    /// <summary>What: id of the update, <see cref="Confirmation"/> or <see cref="Reminder"/>.</summary>
    public long UpdateId { get; set; }

    /// <summary>Waiting, sent or dead.</summary>
    public DeliveryState State { get; set; }

    /// <summary>Tries begun.</summary>
    public int Attempts { get; set; }

    /// <summary>When it is tried next.</summary>
    public DateTimeOffset NextAt { get; set; }

    /// <summary>When the row was written.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When the other side took it.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>What went wrong last, without the address.</summary>
    public string Fault { get; set; } = "";
}

/// <summary>Up to which update deliveries have been written.</summary>
public sealed class OutreachPosition
{
    /// <summary>Always 1: there is one position.</summary>
    public int Id { get; set; } = 1;

    /// <summary>Id of the last update spread to subscribers.</summary>
    public long UpdateId { get; set; }
}
