using System.Runtime.InteropServices;
using DomSec.Ber;
using DomSec.Crypto.BouncyCastle;
using DomSec.Crypto.Platform;

namespace DomSec.Crypto;

/// <summary>The parameter sets of ML-DSA (FIPS 204 section 4, RFC 9881 section 2), which fix every length: PQ-SIZ-01 checks it before anything is computed.</summary>
/// <param name="Key">The kind of key.</param>
/// <param name="Signature">The kind of signature.</param>
/// <param name="PublicKeySize">Octets.</param>
/// <param name="SignatureSize">Octets.</param>
/// <param name="MinDigestSize">Octets of a digest as strong as the set (PQ-DSA-03, RFC 9882 section 3.3).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MlDsaSizes(KeyKind Key, SignatureKind Signature, int PublicKeySize, int SignatureSize, int MinDigestSize)
{
    private static readonly MlDsaSizes _44 = new(KeyKind.MlDsa44, SignatureKind.MlDsa44, 1312, 2420, 32);
    private static readonly MlDsaSizes _65 = new(KeyKind.MlDsa65, SignatureKind.MlDsa65, 1952, 3309, 48);
    private static readonly MlDsaSizes _87 = new(KeyKind.MlDsa87, SignatureKind.MlDsa87, 2592, 4627, 64);

    public static MlDsaSizes? Of(Oid oid) => oid == Oids.MlDsa44 ? _44 : oid == Oids.MlDsa65 ? _65 : oid == Oids.MlDsa87 ? _87 : null;

    public static MlDsaSizes? Of(SignatureKind kind) => kind switch
    {
        SignatureKind.MlDsa44 => _44,
        SignatureKind.MlDsa65 => _65,
        SignatureKind.MlDsa87 => _87,
        _ => null,
    };

    /// <summary>The key in whichever engine this system has; null when it is malformed. RFC 9881 section 2: parameters MUST be absent.</summary>
    public static PublicKey? TryImport(in MlDsaSizes sizes, in AlgorithmIdentifier algorithm, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> encoded)
    {
        if (!algorithm.Parameters.IsEmpty || key.Length != sizes.PublicKeySize)
        {
            return null;
        }

        return PlatformMlDsaPublicKey.IsSupported ? PlatformMlDsaPublicKey.TryImport(sizes, key.Span, encoded) : BouncyMlDsaPublicKey.TryImport(sizes, key.Span, encoded);
    }
}
