namespace DomSec.Signing.MailList;

/// <summary>What the verified signers of a layer say about mail list expansion (RFC 2634 section 4.1). What was not verified says nothing.</summary>
internal enum ExpansionHistoryState
{
    /// <summary>No verified signer has an mlExpansionHistory attribute.</summary>
    Absent,

    /// <summary>There is one, the same in all verified signers that have any.</summary>
    Present,

    /// <summary>Verified signers differ, or one of them cannot be read: processing has to stop.</summary>
    Conflict,
}
