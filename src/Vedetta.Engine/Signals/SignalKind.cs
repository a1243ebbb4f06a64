namespace Vedetta.Engine.Signals;

/// <summary>What a signal observes. The order is part of the stored tile format.</summary>
public enum SignalKind : byte
{
    /// <summary>A user says a service fails.</summary>
    Report = 0,

    /// <summary>Someone contacts the contact centre.</summary>
    Contact = 1,

    /// <summary>One call attempt on a line.</summary>
    Call = 2,

    /// <summary>Staff report an unwanted call or message.</summary>
    Nuisance = 3,

    /// <summary>State of a component or workstation.</summary>
    Health = 4,

    /// <summary>Our own send-out, maintenance or campaign.</summary>
    Planned = 5,
}
