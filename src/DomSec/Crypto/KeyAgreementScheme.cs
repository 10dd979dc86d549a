using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.Ber;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto;

/// <summary>
/// A one-pass ECDH scheme with the X9.63 KDF (RFC 5753 section 7.1.4) or HKDF (RFC 8418 section 2.2). Standard and cofactor Diffie-Hellman compute the
/// same on curves of cofactor 1, which are all that <see cref="NamedCurve"/> has; X25519 and X448 clear the cofactor by themselves.
/// </summary>
internal sealed class KeyAgreementScheme
{
    private static readonly KeyAgreementScheme[] _all =
    [
        new(Oids.DhSinglePassStdDhSha256Kdf, "ecdh-x963-sha256", DigestAlgorithm.Sha256, isCofactor: false),
        new(Oids.DhSinglePassStdDhSha384Kdf, "ecdh-x963-sha384", DigestAlgorithm.Sha384, isCofactor: false),
        new(Oids.DhSinglePassStdDhSha512Kdf, "ecdh-x963-sha512", DigestAlgorithm.Sha512, isCofactor: false),
        new(Oids.DhSinglePassStdDhSha1Kdf, "ecdh-x963-sha1", DigestAlgorithm.Sha1, isCofactor: false),
        new(Oids.DhSinglePassStdDhSha224Kdf, "ecdh-x963-sha224", DigestAlgorithm.Sha224, isCofactor: false),
        new(Oids.DhSinglePassStdDhHkdfSha256, "ecdh-hkdf-sha256", DigestAlgorithm.Sha256, isCofactor: false, usesHkdf: true),
        new(Oids.DhSinglePassStdDhHkdfSha384, "ecdh-hkdf-sha384", DigestAlgorithm.Sha384, isCofactor: false, usesHkdf: true),
        new(Oids.DhSinglePassStdDhHkdfSha512, "ecdh-hkdf-sha512", DigestAlgorithm.Sha512, isCofactor: false, usesHkdf: true),
        new(Oids.DhSinglePassCofactorDhSha256Kdf, "ecdh-cofactor-x963-sha256", DigestAlgorithm.Sha256, isCofactor: true),
        new(Oids.DhSinglePassCofactorDhSha384Kdf, "ecdh-cofactor-x963-sha384", DigestAlgorithm.Sha384, isCofactor: true),
        new(Oids.DhSinglePassCofactorDhSha512Kdf, "ecdh-cofactor-x963-sha512", DigestAlgorithm.Sha512, isCofactor: true),
        new(Oids.DhSinglePassCofactorDhSha1Kdf, "ecdh-cofactor-x963-sha1", DigestAlgorithm.Sha1, isCofactor: true),
        new(Oids.DhSinglePassCofactorDhSha224Kdf, "ecdh-cofactor-x963-sha224", DigestAlgorithm.Sha224, isCofactor: true),
    ];

    private KeyAgreementScheme(Oid oid, string name, DigestAlgorithm digest, bool isCofactor, bool usesHkdf = false)
    {
        Oid = oid;
        Name = name;
        Digest = digest;
        IsCofactor = isCofactor;
        UsesHkdf = usesHkdf;
    }

    public Oid Oid { get; }

    /// <summary>The report's name.</summary>
    public string Name { get; }

    /// <summary>The KDF's digest.</summary>
    public DigestAlgorithm Digest { get; }

    public bool IsCofactor { get; }

    /// <summary>Whether it derives with HKDF; else with the X9.63 KDF.</summary>
    public bool UsesHkdf { get; }

    /// <summary>Whether it can be computed here.</summary>
    public bool IsSupported => Digests.IsSupported(Digest);

    public static KeyAgreementScheme? FromOid(Oid oid)
    {
        foreach (KeyAgreementScheme scheme in _all)
        {
            if (scheme.Oid == oid)
            {
                return scheme;
            }
        }

        return null;
    }

    /// <summary>The scheme to send with a recipient's curve: dhSinglePass-stdDH with the KDF digest that RFC 5753 section 8 pairs with it.</summary>
    public static KeyAgreementScheme For(NamedCurve curve) => curve.Bits switch
    {
        256 => _all[0],
        384 => _all[1],
        _ => _all[2],
    };

    /// <summary>The scheme to send to a recipient's key: RFC 8418 section 2.2 for X25519 and X448, else by the curve. Null when it agrees on nothing.</summary>
    public static KeyAgreementScheme? For(PublicKey recipient) => recipient.Curve is { } curve ? For(curve)
        : recipient.Kind != KeyKind.Xdh ? null
        : FromOid(recipient.KeySizeBits > 256 ? Oids.DhSinglePassStdDhHkdfSha512 : Oids.DhSinglePassStdDhHkdfSha256);

    /// <summary>Reads KeyAgreeRecipientInfo.keyEncryptionAlgorithm: the scheme, and the wrap algorithm in its parameters (CMS-KA-02).</summary>
    public static SchemeStatus TryResolve(in AlgorithmIdentifier keyEncryptionAlgorithm, out KeyAgreementScheme? scheme, out AlgorithmIdentifier wrapAlgorithm)
    {
        wrapAlgorithm = default;
        scheme = FromOid(keyEncryptionAlgorithm.Algorithm);
        if (scheme is null)
        {
            return SchemeStatus.Unknown;
        }

        wrapAlgorithm = AlgorithmIdentifier.Parse(keyEncryptionAlgorithm.Parameters);
        if (wrapAlgorithm.IsEmpty || !wrapAlgorithm.ParametersAbsentOrNull)
        {
            return SchemeStatus.BadParameters;
        }

        return scheme.IsSupported && KeyWrap.KekSize(wrapAlgorithm.Algorithm) != 0 ? SchemeStatus.Ok : SchemeStatus.Unsupported;
    }

    /// <summary>DER to emit as keyEncryptionAlgorithm; AES wrap parameters are absent.</summary>
    public byte[] EncodeAlgorithmIdentifier(Oid wrapAlgorithm)
    {
        AsnWriter writer = DerWriters.Rent();
        using (writer.PushSequence())
        {
            Oid.WriteTo(writer);
            using (writer.PushSequence())
            {
                wrapAlgorithm.WriteTo(writer);
            }
        }

        return DerWriters.EncodeAndReturn(writer);
    }

    /// <summary>Derives the KEK and wraps the key under it (AES wrap only). Empty user keying material is none.</summary>
    public byte[] WrapKey(ReadOnlySpan<byte> sharedSecret, Oid wrapAlgorithm, ReadOnlySpan<byte> ukm, ReadOnlySpan<byte> key)
    {
        Span<byte> kek = stackalloc byte[KeyWrap.KekSize(wrapAlgorithm)];
        try
        {
            Derive(sharedSecret, ukm, EccCmsSharedInfo.Encode(wrapAlgorithm, ukm), kek);
            return KeyWrap.Wrap(kek, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(kek);
        }
    }

    /// <summary>Derives the KEK from each reading of the wrap algorithm's parameters in turn and unwraps; false when none fits.</summary>
    public bool TryUnwrapKey(
        ReadOnlySpan<byte> sharedSecret,
        in AlgorithmIdentifier wrapAlgorithm,
        ReadOnlySpan<byte> ukm,
        ReadOnlySpan<byte> wrapped,
        [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        int size = KeyWrap.KekSize(wrapAlgorithm.Algorithm);
        if (size == 0 || !IsSupported)
        {
            return false;
        }

        Span<byte> kek = stackalloc byte[size];
        try
        {
            foreach (byte[] sharedInfo in EccCmsSharedInfo.Candidates(wrapAlgorithm, ukm))
            {
                Derive(sharedSecret, ukm, sharedInfo, kek);
                if (KeyWrap.TryUnwrap(wrapAlgorithm.Algorithm, kek, wrapped, out key))
                {
                    return true;
                }

                if (UsesHkdf && !ukm.IsEmpty)
                {
                    // CMS-KA-04: some engines put the material into the information only, not into the salt.
                    Derive(sharedSecret, [], sharedInfo, kek);
                    if (KeyWrap.TryUnwrap(wrapAlgorithm.Algorithm, kek, wrapped, out key))
                    {
                        return true;
                    }
                }
            }

            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(kek);
        }
    }

    /// <summary>RFC 8418 section 2.2: with HKDF the user keying material is the salt too.</summary>
    private void Derive(ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> ukm, ReadOnlySpan<byte> sharedInfo, Span<byte> kek)
    {
        if (UsesHkdf)
        {
            KeyDerivation.Hkdf(Digest, sharedSecret, ukm, sharedInfo, kek);
        }
        else
        {
            KeyDerivation.X963(Digest, sharedSecret, sharedInfo, kek);
        }
    }
}
