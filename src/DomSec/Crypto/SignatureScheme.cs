using DomSec.Ber;

namespace DomSec.Crypto;

/// <summary>
/// A signature algorithm with everything that SignerInfo says about it: kind, digest and, for RSASSA-PSS, mask hash and salt length.
/// Immutable; the usual ones are shared instances.
/// </summary>
internal sealed class SignatureScheme
{
    private static readonly SignatureScheme?[] _pkcs1 = Build(SignatureKind.RsaPkcs1);
    private static readonly SignatureScheme?[] _pss = Build(SignatureKind.RsaPss);
    private static readonly SignatureScheme?[] _ecdsa = Build(SignatureKind.Ecdsa);

    private static readonly (Oid Oid, SignatureKind Kind, DigestAlgorithm Digest)[] _combined =
    [
        (Oids.Sha256WithRsa, SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256),
        (Oids.EcdsaWithSha256, SignatureKind.Ecdsa, DigestAlgorithm.Sha256),
        (Oids.EcdsaWithSha384, SignatureKind.Ecdsa, DigestAlgorithm.Sha384),
        (Oids.EcdsaWithSha512, SignatureKind.Ecdsa, DigestAlgorithm.Sha512),
        (Oids.Sha384WithRsa, SignatureKind.RsaPkcs1, DigestAlgorithm.Sha384),
        (Oids.Sha512WithRsa, SignatureKind.RsaPkcs1, DigestAlgorithm.Sha512),
        (Oids.Sha1WithRsa, SignatureKind.RsaPkcs1, DigestAlgorithm.Sha1),
        (Oids.Sha1WithRsaOiw, SignatureKind.RsaPkcs1, DigestAlgorithm.Sha1),
        (Oids.Md5WithRsa, SignatureKind.RsaPkcs1, DigestAlgorithm.Md5),
        (Oids.Sha224WithRsa, SignatureKind.RsaPkcs1, DigestAlgorithm.Sha224),
        (Oids.EcdsaWithSha1, SignatureKind.Ecdsa, DigestAlgorithm.Sha1),
        (Oids.EcdsaWithSha224, SignatureKind.Ecdsa, DigestAlgorithm.Sha224),
    ];

    private SignatureScheme(SignatureKind kind, DigestAlgorithm digest, DigestAlgorithm mgfDigest, int saltLength)
    {
        Kind = kind;
        Digest = digest;
        MgfDigest = mgfDigest;
        SaltLength = saltLength;
        AlgorithmIdentifier = kind switch
        {
            // RFC 3370 section 3.2: every RSA implementation reads rsaEncryption, which fits any digestAlgorithm; NULL parameters are required.
            SignatureKind.RsaPkcs1 => Crypto.AlgorithmIdentifier.Encode(Oids.RsaEncryption, [BerTag.Null, 0x00]),

            // RFC 4056 section 3: parameters MUST be present.
            SignatureKind.RsaPss => new PssParameters(digest, mgfDigest, saltLength, 1).EncodeAlgorithmIdentifier(),

            // RFC 5754 section 3.3: parameters absent.
            _ => Crypto.AlgorithmIdentifier.Encode(CombinedOid(kind, digest)),
        };
    }

    public SignatureKind Kind { get; }

    public DigestAlgorithm Digest { get; }

    /// <summary>The hash inside MGF1; only RSASSA-PSS has one.</summary>
    public DigestAlgorithm MgfDigest { get; }

    /// <summary>Octets of salt; only RSASSA-PSS has one.</summary>
    public int SaltLength { get; }

    /// <summary>The report's name.</summary>
    public string Name => Kind switch
    {
        SignatureKind.RsaPkcs1 => "rsaPkcs1",
        SignatureKind.RsaPss => "rsaPss",
        _ => "ecdsa",
    };

    /// <summary>DER to emit as SignerInfo.signatureAlgorithm.</summary>
    public ReadOnlyMemory<byte> AlgorithmIdentifier { get; }

    /// <summary>The scheme to sign with. RSASSA-PSS gets the digest as mask hash and a salt of its size (RFC 4056 section 3).</summary>
    /// <exception cref="ArgumentOutOfRangeException">This platform does not compute the digest.</exception>
    public static SignatureScheme For(SignatureKind kind, DigestAlgorithm digest) =>
        Cached(kind, digest) ?? throw new ArgumentOutOfRangeException(nameof(digest), digest, "No signature scheme with this digest.");

    /// <summary>Reads SignerInfo.signatureAlgorithm beside its digestAlgorithm. Weak digests resolve: judging them is the caller's.</summary>
    public static SchemeStatus TryResolve(in AlgorithmIdentifier signatureAlgorithm, DigestAlgorithm digestAlgorithm, out SignatureScheme? scheme)
    {
        scheme = null;
        if (signatureAlgorithm.IsEmpty || digestAlgorithm == DigestAlgorithm.None)
        {
            return SchemeStatus.Unknown;
        }

        Oid algorithm = signatureAlgorithm.Algorithm;
        if (algorithm == Oids.RsaEncryption)
        {
            // CMS-BER-05, RFC 3370 section 3.2: PKCS #1 v1.5 with the SignerInfo's own digest.
            return Finish(SignatureKind.RsaPkcs1, digestAlgorithm, signatureAlgorithm.ParametersAbsentOrNull, out scheme);
        }

        if (algorithm == Oids.RsaSsaPss)
        {
            return ResolvePss(signatureAlgorithm, digestAlgorithm, out scheme);
        }

        foreach ((Oid oid, SignatureKind kind, DigestAlgorithm digest) in _combined)
        {
            if (oid == algorithm)
            {
                // CMS-SD-10 and CMS-BER-09, RFC 8933 section 3: one hash for the content and for the signature.
                return digest == digestAlgorithm
                    ? Finish(kind, digest, signatureAlgorithm.ParametersAbsentOrNull, out scheme)
                    : SchemeStatus.DigestMismatch;
            }
        }

        return SchemeStatus.Unknown;
    }

    /// <summary>
    /// Reads the signatureAlgorithm of a certificate, CRL or OCSP response, which names its own digest.
    /// </summary>
    public static SchemeStatus TryResolve(in AlgorithmIdentifier signatureAlgorithm, out SignatureScheme? scheme)
    {
        scheme = null;
        foreach ((Oid oid, _, DigestAlgorithm digest) in _combined)
        {
            if (oid == signatureAlgorithm.Algorithm)
            {
                return TryResolve(signatureAlgorithm, digest, out scheme);
            }
        }

        if (signatureAlgorithm.Algorithm != Oids.RsaSsaPss)
        {
            return SchemeStatus.Unknown;
        }

        return PssParameters.TryParse(signatureAlgorithm.Parameters, out PssParameters pss)
            ? TryResolve(signatureAlgorithm, pss.Hash, out scheme)
            : SchemeStatus.BadParameters;
    }

    private static SchemeStatus ResolvePss(in AlgorithmIdentifier signatureAlgorithm, DigestAlgorithm digestAlgorithm, out SignatureScheme? scheme)
    {
        scheme = null;

        // CMS-BER-07, RFC 4056 section 3: parameters MUST be present and trailerField MUST be 1; RFC 8017 appendix A.2.3.
        if (!PssParameters.TryParse(signatureAlgorithm.Parameters, out PssParameters pss) || pss.TrailerField != 1)
        {
            return SchemeStatus.BadParameters;
        }

        if (pss.Hash != digestAlgorithm)
        {
            return SchemeStatus.DigestMismatch;
        }

        if (!Digests.IsSupported(pss.Hash) || !Digests.IsSupported(pss.MgfHash))
        {
            return SchemeStatus.Unsupported;
        }

        scheme = pss.MgfHash == pss.Hash && pss.SaltLength == Digests.Size(pss.Hash)
            ? Cached(SignatureKind.RsaPss, pss.Hash)
            : new SignatureScheme(SignatureKind.RsaPss, pss.Hash, pss.MgfHash, pss.SaltLength);
        return SchemeStatus.Ok;
    }

    private static SchemeStatus Finish(SignatureKind kind, DigestAlgorithm digest, bool parametersFit, out SignatureScheme? scheme)
    {
        // CMS-BER-04, RFC 5754 sections 3.2 and 3.3: NULL and absent are both read, for RSA and for ECDSA; nothing else is.
        scheme = parametersFit ? Cached(kind, digest) : null;
        if (!parametersFit)
        {
            return SchemeStatus.BadParameters;
        }

        return scheme is null ? SchemeStatus.Unsupported : SchemeStatus.Ok;
    }

    private static SignatureScheme? Cached(SignatureKind kind, DigestAlgorithm digest) => kind switch
    {
        SignatureKind.RsaPkcs1 => _pkcs1[(int)digest],
        SignatureKind.RsaPss => _pss[(int)digest],
        _ => _ecdsa[(int)digest],
    };

    private static SignatureScheme?[] Build(SignatureKind kind)
    {
        var schemes = new SignatureScheme?[(int)DigestAlgorithm.Sha512 + 1];
        for (int i = 0; i < schemes.Length; i++)
        {
            var digest = (DigestAlgorithm)i;
            bool possible = Digests.IsSupported(digest) && !(kind == SignatureKind.Ecdsa && digest == DigestAlgorithm.Md5);
            if (possible)
            {
                bool pss = kind == SignatureKind.RsaPss;
                schemes[i] = new SignatureScheme(kind, digest, pss ? digest : DigestAlgorithm.None, pss ? Digests.Size(digest) : 0);
            }
        }

        return schemes;
    }

    private static Oid CombinedOid(SignatureKind kind, DigestAlgorithm digest) => (kind, digest) switch
    {
        (SignatureKind.Ecdsa, DigestAlgorithm.Sha1) => Oids.EcdsaWithSha1,
        (SignatureKind.Ecdsa, DigestAlgorithm.Sha384) => Oids.EcdsaWithSha384,
        (SignatureKind.Ecdsa, DigestAlgorithm.Sha512) => Oids.EcdsaWithSha512,
        _ => Oids.EcdsaWithSha256,
    };
}
