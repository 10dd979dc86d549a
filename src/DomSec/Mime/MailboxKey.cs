using System.Runtime.InteropServices;

namespace DomSec.Mime;

/// <summary>A mail address to be looked for among many: its domain and its local part, both without regard to case (DS-NAM-21).</summary>
/// <param name="LocalPart">In capitals.</param>
/// <param name="Domain">The domain.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MailboxKey(string LocalPart, MailDomain Domain)
{
    /// <summary>Null when it is not an address.</summary>
    public static MailboxKey? Of(string address) =>
        MailDomain.TryFromAddress(address, out string localPart, out MailDomain domain) ? new MailboxKey(localPart.ToUpperInvariant(), domain) : null;
}
