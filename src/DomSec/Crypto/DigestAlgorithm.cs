namespace DomSec.Crypto;

/// <summary>The message digests of RFC 3370 section 2 and RFC 5754 section 2. SHA-224 is known by name only: no platform class computes it.</summary>
internal enum DigestAlgorithm : byte
{
    /// <summary>Absent or not known.</summary>
    None = 0,

    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}
