namespace DomSec;

/// <summary>
/// A signature over another signature (RFC 5652 section 11.4). It stands in the unsigned attributes, where anyone can put one, so it is a fact that decides nothing.
/// </summary>
/// <param name="Signature">Whether it verifies over the signature that it stands in.</param>
/// <param name="Signer">Who countersigned, as far as a certificate in the message or the signer identifier tells. The certificate is not validated.</param>
/// <param name="SigningTime">The claim of when, or null.</param>
public sealed record CountersignatureReport(SignatureFact Signature, SignerReport Signer, DateTimeOffset? SigningTime);
