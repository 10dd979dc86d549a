namespace DomSec;

/// <summary>What a mail list agent says about signed receipts that the originator asked for (RFC 2634 section 4.4). DomSec reports it and sends no receipts.</summary>
public enum MailListReceiptPolicy
{
    /// <summary>Nothing: the originator's request stands.</summary>
    Missing,

    /// <summary>No receipts.</summary>
    None,

    /// <summary>Receipts go to others instead of the originator.</summary>
    InsteadOf,

    /// <summary>Receipts go to others besides the originator.</summary>
    InAdditionTo,
}
