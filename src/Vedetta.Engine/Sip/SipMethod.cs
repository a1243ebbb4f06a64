namespace Vedetta.Engine.Sip;

/// <summary>The methods with a meaning of their own (IANA, SIP Methods).</summary>
public enum SipMethod : byte
{
    /// <summary>A method nobody registered.</summary>
    Unknown = 0,
    Invite,
    Ack,
    Bye,
    Cancel,
    Options,
    Register,
    Prack,
    Update,
    Info,
    Subscribe,
    Notify,
    Publish,
    Refer,
    Message,
}

/// <summary>Finds methods by name.</summary>
internal static class SipMethods
{
    /// <summary>The method of a name; methods are written in one case (RFC 3261, 7.1).</summary>
    public static SipMethod Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 when name.SequenceEqual("ACK"u8) => SipMethod.Ack,
        3 when name.SequenceEqual("BYE"u8) => SipMethod.Bye,
        4 when name.SequenceEqual("INFO"u8) => SipMethod.Info,
        5 when name.SequenceEqual("PRACK"u8) => SipMethod.Prack,
        5 when name.SequenceEqual("REFER"u8) => SipMethod.Refer,
        6 when name.SequenceEqual("INVITE"u8) => SipMethod.Invite,
        6 when name.SequenceEqual("CANCEL"u8) => SipMethod.Cancel,
        6 when name.SequenceEqual("UPDATE"u8) => SipMethod.Update,
        6 when name.SequenceEqual("NOTIFY"u8) => SipMethod.Notify,
        7 when name.SequenceEqual("OPTIONS"u8) => SipMethod.Options,
        7 when name.SequenceEqual("PUBLISH"u8) => SipMethod.Publish,
        7 when name.SequenceEqual("MESSAGE"u8) => SipMethod.Message,
        8 when name.SequenceEqual("REGISTER"u8) => SipMethod.Register,
        9 when name.SequenceEqual("SUBSCRIBE"u8) => SipMethod.Subscribe,
        _ => SipMethod.Unknown,
    };
}
