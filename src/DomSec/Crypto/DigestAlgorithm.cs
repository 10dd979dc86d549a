namespace DomSec.Crypto;

/// <summary>
/// The message digests of RFC 3370 section 2, RFC 5754 section 2 and RFC 9688 section 2, and SHAKE with the output lengths that RFC 8702
/// and RFC 8419 section 2.3 fix: 256 bits of SHAKE128, 512 bits of SHAKE256.
/// </summary>
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
    Sha3_224,
    Sha3_256,
    Sha3_384,
    Sha3_512,
    Shake128,
    Shake256,
}
