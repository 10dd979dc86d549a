namespace DomSec.Crypto;

/// <summary>What became of resolving an AlgorithmIdentifier.</summary>
internal enum SchemeStatus : byte
{
    Ok = 0,

    /// <summary>An algorithm (or digest) that is not known here.</summary>
    Unknown,

    /// <summary>RFC 8933 section 3: the hash inside the signature algorithm is not the digestAlgorithm.</summary>
    DigestMismatch,

    /// <summary>Parameters that are missing, malformed or not allowed.</summary>
    BadParameters,

    /// <summary>Well formed and known, but no engine here computes it.</summary>
    Unsupported,
}
