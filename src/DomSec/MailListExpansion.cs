namespace DomSec;

/// <summary>One entry of a message's mail list expansion history (RFC 2634 section 4.4). All text is escaped: it is safe to log.</summary>
/// <param name="MailList">The agent as it names itself: issuer and serial number of its certificate, or its key identifier.</param>
/// <param name="Time">When it says that it expanded the message.</param>
/// <param name="ReceiptPolicy">What it says about signed receipts.</param>
/// <param name="ReceiptRecipients">Whom receipts go to under the policy, as it names them; at most 64.</param>
/// <param name="IsOwn">Whether a certificate of the own domains is named: the message came back from a list of ours (RFC 2634 section 4.1.1).</param>
public sealed record MailListExpansion(string MailList, DateTimeOffset Time, MailListReceiptPolicy ReceiptPolicy, IReadOnlyList<string> ReceiptRecipients, bool IsOwn);
