namespace DomSec.Crypto.BouncyCastle;

/// <summary>What PKIX validation says about a path, apart from time, revocation and use.</summary>
internal enum PkixStatus : byte
{
    /// <summary>RFC 5280 section 6.1 accepts it.</summary>
    Ok = 0,

    /// <summary>A name lies outside what an issuer of the path may name (section 4.2.1.10).</summary>
    NameConstraints,

    /// <summary>Anything else: not a CA, keyCertSign missing, path too long, policy, a signature, names that do not chain.</summary>
    Rejected,

    /// <summary>It was not validated, as that would cost too much.</summary>
    TooCostly,
}
