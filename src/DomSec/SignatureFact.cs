namespace DomSec;

/// <summary>The cryptographic fact about one signature, and nothing else.</summary>
public enum SignatureFact
{
    /// <summary>It could not be checked: no certificate, or an algorithm this build does not know.</summary>
    Unverifiable,

    /// <summary>Digest and signature value both verify with the signer's key.</summary>
    Valid,

    /// <summary>Digest or signature value do not verify, or a rule of RFC 5652 section 5.3 is broken.</summary>
    Invalid,
}
