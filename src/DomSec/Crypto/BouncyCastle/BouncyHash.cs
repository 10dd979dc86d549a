using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>A running hash of BouncyCastle: SHA-224, SHA-3 (RFC 9688) and SHAKE (RFC 8702).</summary>
internal sealed class BouncyHash : RunningHash
{
    private readonly IDigest _digest;
    private readonly int _size;

    private BouncyHash(IDigest digest, int size)
    {
        _digest = digest;
        _size = size;
    }

    public static BouncyHash Create(DigestAlgorithm digest) => new(
        digest switch
        {
            DigestAlgorithm.Sha224 => new Sha224Digest(),
            DigestAlgorithm.Sha3_224 => new Sha3Digest(224),
            DigestAlgorithm.Sha3_256 => new Sha3Digest(256),
            DigestAlgorithm.Sha3_384 => new Sha3Digest(384),
            DigestAlgorithm.Sha3_512 => new Sha3Digest(512),
            DigestAlgorithm.Shake128 => new ShakeDigest(128),
            DigestAlgorithm.Shake256 => new ShakeDigest(256),
            _ => throw new ArgumentOutOfRangeException(nameof(digest), digest, "The platform computes this digest."),
        },
        Digests.Size(digest));

    public override void AppendData(ReadOnlySpan<byte> octets) => _digest.BlockUpdate(octets);

    public override int GetHashAndReset(Span<byte> destination) =>
        _digest is IXof xof ? xof.OutputFinal(destination[.._size]) : _digest.DoFinal(destination);

    public override void Dispose() => _digest.Reset();
}
