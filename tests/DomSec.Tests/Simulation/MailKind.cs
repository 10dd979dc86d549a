namespace DomSec.Tests.Simulation;

/// <summary>What is sent, and by whom really.</summary>
internal enum MailKind
{
    Member,
    Marked,
    Bounce,
    ToStranger,
    MarkedToStranger,
    FromStranger,
    MarkedFromStranger,
    PlainFromMember,
    PlainBounceFromMember,

    /// <summary>Altered on its way, outside: an accident or a try.</summary>
    Damaged,

    /// <summary>Altered under the signature and encrypted again.</summary>
    Altered,
    StolenKey,
    WrongDomain,
    UnknownKey,
}
