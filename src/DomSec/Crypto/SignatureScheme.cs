using DomSec.Ber;

namespace DomSec.Crypto;

/// <summary>
/// A signature algorithm with everything that SignerInfo says about it: kind, digest and, for RSASSA-PSS, mask hash and salt length.
/// Immutable; the usual ones are shared instances.
/// </summary>
internal sealed class SignatureScheme
{
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
        (Oids.DsaWithSha1, SignatureKind.Dsa, DigestAlgorithm.Sha1),
        (Oids.DsaWithSha224, SignatureKind.Dsa, DigestAlgorithm.Sha224),
        (Oids.DsaWithSha256, SignatureKind.Dsa, DigestAlgorithm.Sha256),
        (Oids.DsaWithSha384, SignatureKind.Dsa, DigestAlgorithm.Sha384),
        (Oids.DsaWithSha512, SignatureKind.Dsa, DigestAlgorithm.Sha512),
        (Oids.EcdsaWithSha3With224, SignatureKind.Ecdsa, DigestAlgorithm.Sha3_224),
        (Oids.EcdsaWithSha3With256, SignatureKind.Ecdsa, DigestAlgorithm.Sha3_256),
        (Oids.EcdsaWithSha3With384, SignatureKind.Ecdsa, DigestAlgorithm.Sha3_384),
        (Oids.EcdsaWithSha3With512, SignatureKind.Ecdsa, DigestAlgorithm.Sha3_512),
        (Oids.RsaWithSha3With224, SignatureKind.RsaPkcs1, DigestAlgorithm.Sha3_224),
        (Oids.RsaWithSha3With256, SignatureKind.RsaPkcs1, DigestAlgorithm.Sha3_256),
        (Oids.RsaWithSha3With384, SignatureKind.RsaPkcs1, DigestAlgorithm.Sha3_384),
        (Oids.RsaWithSha3With512, SignatureKind.RsaPkcs1, DigestAlgorithm.Sha3_512),
    ];

    // Those that sign the data itself, with the digest that a certificate's signature stands for: it is not used then.
    private static readonly (Oid Oid, SignatureKind Kind, DigestAlgorithm Digest)[] _pure =
    [
        (Oids.Ed25519, SignatureKind.Ed25519, DigestAlgorithm.Sha512),
        (Oids.Ed448, SignatureKind.Ed448, DigestAlgorithm.Shake256),
        (Oids.MlDsa44, SignatureKind.MlDsa44, DigestAlgorithm.Sha512),
        (Oids.MlDsa65, SignatureKind.MlDsa65, DigestAlgorithm.Sha512),
        (Oids.MlDsa87, SignatureKind.MlDsa87, DigestAlgorithm.Sha512),
    ];

    private static readonly SignatureScheme[] _composites = [.. CompositeSignature.All.Select(composite => new SignatureScheme(composite))];

    private static readonly SignatureScheme?[][] _schemes = [.. Enum.GetValues<SignatureKind>().Select(Build)];

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

            // RFC 5754 sections 3.1 and 3.3, RFC 8419 section 2.4, RFC 9882 section 2: parameters absent.
            _ => Crypto.AlgorithmIdentifier.Encode(CombinedOid(kind, digest)),
        };
    }

    private SignatureScheme(CompositeSignature composite)
    {
        Kind = SignatureKind.Composite;
        Composite = composite;
        Digest = composite.PreHash;
        AlgorithmIdentifier = Crypto.AlgorithmIdentifier.Encode(composite.Oid); // PQ-CMP-01: parameters absent
    }

    public SignatureKind Kind { get; }

    /// <summary>The pair of algorithms, when it is a composite one.</summary>
    public CompositeSignature? Composite { get; }

    /// <summary>PQ-CMP-05: whether it is used only where <see cref="DomSecOptions.ExperimentalComposites"/> says so.</summary>
    public bool IsExperimental => Composite is not null;

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
        SignatureKind.Ecdsa => "ecdsa",
        SignatureKind.Dsa => "dsa",
        SignatureKind.Ed25519 => "ed25519",
        SignatureKind.Ed448 => "ed448",
        SignatureKind.MlDsa44 => "mldsa44",
        SignatureKind.MlDsa65 => "mldsa65",
        SignatureKind.Composite => Composite!.Name,
        _ => "mldsa87",
    };

    /// <summary>Whether it signs the data itself and not a hash of it (PureEdDSA, pure ML-DSA).</summary>
    public bool IsPure => Kind is >= SignatureKind.Ed25519 and <= SignatureKind.MlDsa87;

    /// <summary>PQ-DSA-03: whether the digest is weaker than the parameter set that signs it.</summary>
    public bool HasWeakDigest => MlDsaSizes.Of(Kind) is { } sizes && Digests.Size(Digest) < sizes.MinDigestSize;

    /// <summary>DER to emit as SignerInfo.digestAlgorithm. CMS-BER-08, RFC 8419 section 3.1: Ed448 names the length of its SHAKE256.</summary>
    public ReadOnlySpan<byte> DigestIdentifier => Kind == SignatureKind.Ed448 ? Digests.AlgorithmIdentifierShake256Len : Digests.AlgorithmIdentifier(Digest);

    /// <summary>DER to emit as SignerInfo.signatureAlgorithm.</summary>
    public ReadOnlyMemory<byte> AlgorithmIdentifier { get; }

    /// <summary>The scheme to sign with. RSASSA-PSS gets the digest as mask hash and a salt of its size (RFC 4056 section 3).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such scheme.</exception>
    public static SignatureScheme For(SignatureKind kind, DigestAlgorithm digest) =>
        Cached(kind, digest) ?? throw new ArgumentOutOfRangeException(nameof(digest), digest, "No signature scheme with this digest.");

    public static SignatureScheme ForComposite(CompositeSignature composite) => Array.Find(_composites, scheme => ReferenceEquals(scheme.Composite, composite))!;

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

        if (algorithm == Oids.Dsa)
        {
            // CMS-BER-06, RFC 8551 appendix B.2: S/MIME version 3 clients name the key's algorithm and mean dsa-with-sha1, whatever parameters they repeat.
            return digestAlgorithm == DigestAlgorithm.Sha1 ? Finish(SignatureKind.Dsa, digestAlgorithm, parametersFit: true, out scheme) : SchemeStatus.DigestMismatch;
        }

        if (CompositeSignature.FromOid(algorithm) is { } composite)
        {
            // PQ-CMP-01: the digest is the composite's pre-hash, parameters are absent.
            scheme = composite.PreHash == digestAlgorithm && signatureAlgorithm.Parameters.IsEmpty ? ForComposite(composite) : null;
            return scheme is not null ? SchemeStatus.Ok : composite.PreHash == digestAlgorithm ? SchemeStatus.BadParameters : SchemeStatus.DigestMismatch;
        }

        foreach ((Oid oid, SignatureKind kind, DigestAlgorithm digest) in _pure)
        {
            if (oid == algorithm)
            {
                // CMS-BER-08, RFC 8419 section 3: EdDSA has one digest for its attributes. RFC 9882 section 3.3 leaves ML-DSA's open.
                return digest != digestAlgorithm && MlDsaSizes.Of(kind) is null
                    ? SchemeStatus.DigestMismatch
                    : Finish(kind, digestAlgorithm, signatureAlgorithm.Parameters.IsEmpty, out scheme);
            }
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
    /// Reads the signatureAlgorithm of a certificate, CRL or OCSP response, which names its own digest. Composites are unknown here: what they issue is not trusted.
    /// </summary>
    public static SchemeStatus TryResolve(in AlgorithmIdentifier signatureAlgorithm, out SignatureScheme? scheme)
    {
        scheme = null;
        foreach ((Oid oid, _, DigestAlgorithm digest) in _combined.Concat(_pure))
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

    private static SignatureScheme? Cached(SignatureKind kind, DigestAlgorithm digest) => _schemes[(int)kind][(int)digest];

    private static SignatureScheme?[] Build(SignatureKind kind)
    {
        DigestAlgorithm[] digests = Enum.GetValues<DigestAlgorithm>();
        var schemes = new SignatureScheme?[digests.Length];
        foreach (DigestAlgorithm digest in digests)
        {
            if (digest != DigestAlgorithm.None && Exists(kind, digest))
            {
                bool pss = kind == SignatureKind.RsaPss;
                schemes[(int)digest] = new SignatureScheme(kind, digest, pss ? digest : DigestAlgorithm.None, pss ? Digests.Size(digest) : 0);
            }
        }

        return schemes;
    }

    private static bool Exists(SignatureKind kind, DigestAlgorithm digest) => kind switch
    {
        SignatureKind.RsaPkcs1 or SignatureKind.RsaPss => digest is not (DigestAlgorithm.Shake128 or DigestAlgorithm.Shake256),
        SignatureKind.Ecdsa or SignatureKind.Dsa => Array.Exists(_combined, known => known.Kind == kind && known.Digest == digest),
        SignatureKind.Ed25519 => digest == DigestAlgorithm.Sha512,
        SignatureKind.Ed448 => digest == DigestAlgorithm.Shake256,
        SignatureKind.Composite => false,
        _ => true,
    };

    private static Oid CombinedOid(SignatureKind kind, DigestAlgorithm digest) =>
        Array.Find(_pure, known => known.Kind == kind) is { Oid.IsEmpty: false } pure ? pure.Oid : Array.Find(_combined, known => known.Kind == kind && known.Digest == digest).Oid;
}
