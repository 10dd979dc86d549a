using DomSec.Decisions;
using DomSec.TestKit;

namespace DomSec.Tests.Simulation;

/// <summary>One message and its way.</summary>
internal sealed class Mail
{
    public required int Number { get; init; }

    public required MailKind Kind { get; init; }

    public required MailDomain From { get; init; }

    public required MailDomain To { get; init; }

    public required DateTimeOffset Created { get; set; }

    public bool IsMarked => Kind is MailKind.Marked or MailKind.MarkedToStranger or MailKind.MarkedFromStranger;

    /// <summary>RFC 5321 section 4.5.5: nobody gets a report about a report.</summary>
    public bool HasNullSender => Kind is MailKind.Bounce or MailKind.PlainBounceFromMember;

    public bool IsHostile => Kind is MailKind.Altered or MailKind.StolenKey or MailKind.WrongDomain;

    public string Token => $"token-{Number:D6}-of-this-message";

    public string Recipient => "bob@" + To;

    public byte[] Octets => Messages.Plain(HasNullSender ? $"MAILER-DAEMON@{From}" : $"alice@{From}", Recipient, IsMarked ? "[SEEMAIL] Budget" : "Budget", $"The text, {Token}.\r\n");

    /// <summary>What is on the wire; null while the sender's gateway keeps it.</summary>
    public byte[]? Wire { get; set; }

    /// <summary>As it was signed and before it was encrypted, when the member's own gateway did that.</summary>
    public byte[]? Signed { get; set; }

    public bool WentInClear { get; set; }

    public DateTimeOffset NextTry { get; set; }

    /// <summary>When the receiving gateway saw it first.</summary>
    public DateTimeOffset? Arrived { get; set; }

    public int Tries { get; set; }

    public List<Decision> Decisions { get; } = [];

    public MailEnd? End { get; set; }

    public DateTimeOffset? Ended { get; set; }
}
