using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.Ber;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto;

/// <summary>
/// From a KEM's shared secret to the content key (RFC 9629 section 5): KEK = KDF(ss, kekLength, CMSORIforKEMOtherInfo), then an AES key wrap.
/// </summary>
internal sealed class KemKeyWrap
{
    private readonly Derivation _derivation;
    private readonly DigestAlgorithm _digest;
    private readonly AlgorithmIdentifier _wrap;
    private readonly int _kekLength;

    private KemKeyWrap(Derivation derivation, DigestAlgorithm digest, in AlgorithmIdentifier wrap, int kekLength)
    {
        _derivation = derivation;
        _digest = digest;
        _wrap = wrap;
        _kekLength = kekLength;
    }

    private enum Derivation
    {
        Hkdf,
        Kdf2,
        Kdf3,
    }

    /// <summary>id-alg-hkdf-with-sha256, parameters absent (RFC 9936 section 2.1).</summary>
    public static ReadOnlyMemory<byte> HkdfSha256Identifier { get; } = AlgorithmIdentifier.Encode(Oids.HkdfSha256);

    /// <summary>id-kdf-kdf3 with SHA-256 (RFC 9690 section 2.2).</summary>
    public static ReadOnlyMemory<byte> Kdf3Sha256Identifier { get; } = AlgorithmIdentifier.Encode(Oids.Kdf3, Digests.AlgorithmIdentifier(DigestAlgorithm.Sha256));

    /// <summary>
    /// Reads kdf, kekLength and wrap. PQ-KEM-04, RFC 9629 section 3: the length has to be that of the wrap algorithm, and is compared before anything is
    /// decapsulated, derived or allocated.
    /// </summary>
    public static SchemeStatus TryResolve(in AlgorithmIdentifier kdf, int kekLength, in AlgorithmIdentifier wrap, out KemKeyWrap? result)
    {
        result = null;
        int size = KeyWrap.KekSize(wrap.Algorithm);
        if (size == 0 || wrap.Algorithm == Oids.TripleDesWrap)
        {
            return SchemeStatus.Unknown;
        }

        if (kekLength != size || !wrap.ParametersAbsentOrNull)
        {
            return SchemeStatus.BadParameters;
        }

        (Derivation derivation, DigestAlgorithm digest) = Resolve(kdf);
        if (digest == DigestAlgorithm.None)
        {
            return SchemeStatus.Unknown;
        }

        // RFC 9690 section 2.2: SHA-1 MUST NOT be used.
        if (!Digests.IsSupported(digest) || digest is DigestAlgorithm.Sha1 or DigestAlgorithm.Md5)
        {
            return SchemeStatus.Unsupported;
        }

        result = new KemKeyWrap(derivation, digest, wrap, kekLength);
        return SchemeStatus.Ok;
    }

    /// <summary>CMSORIforKEMOtherInfo ::= SEQUENCE { wrap, kekLength INTEGER, ukm [0] EXPLICIT OCTET STRING OPTIONAL } in DER.</summary>
    public static byte[] EncodeOtherInfo(ReadOnlySpan<byte> wrap, int kekLength, ReadOnlyMemory<byte>? ukm)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(wrap);
            writer.WriteInteger(kekLength);
            if (ukm is { } material)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    writer.WriteOctetString(material.Span);
                }
            }
        }

        return writer.Encode();
    }

    /// <summary>The KEK for one encoding of the wrap algorithm; the caller wipes it.</summary>
    public byte[] DeriveKek(ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> wrap, ReadOnlyMemory<byte>? ukm)
    {
        byte[] info = EncodeOtherInfo(wrap, _kekLength, ukm);
        byte[] kek = new byte[_kekLength];
        switch (_derivation)
        {
            case Derivation.Hkdf:
                KeyDerivation.Hkdf(_digest, sharedSecret, [], info, kek);
                break;
            case Derivation.Kdf2:
                KeyDerivation.X963(_digest, sharedSecret, info, kek); // KDF2 of ANS X9.44 is the KDF of X9.63
                break;
            default:
                KeyDerivation.Kdf3(_digest, sharedSecret, info, kek);
                break;
        }

        return kek;
    }

    public byte[] Wrap(ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> key)
    {
        byte[] kek = DeriveKek(sharedSecret, AlgorithmIdentifier.Encode(_wrap.Algorithm), ukm: null);
        try
        {
            return KeyWrap.Wrap(kek, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(kek);
        }
    }

    /// <summary>Unwraps with the wrap algorithm's parameters absent and, for senders that hash what they should not write, NULL.</summary>
    public bool TryUnwrap(ReadOnlySpan<byte> sharedSecret, ReadOnlyMemory<byte>? ukm, ReadOnlySpan<byte> wrapped, [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        foreach (byte[] wrap in (byte[][])[AlgorithmIdentifier.Encode(_wrap.Algorithm), AlgorithmIdentifier.Encode(_wrap.Algorithm, [BerTag.Null, 0x00])])
        {
            byte[] kek = DeriveKek(sharedSecret, wrap, ukm);
            try
            {
                if (KeyWrap.TryUnwrap(kek, wrapped, out key))
                {
                    return true;
                }
            }
            finally
            {
                CryptographicOperations.ZeroMemory(kek);
            }
        }

        return false;
    }

    private static (Derivation Derivation, DigestAlgorithm Digest) Resolve(in AlgorithmIdentifier kdf)
    {
        Oid oid = kdf.Algorithm;
        if (oid == Oids.Kdf2 || oid == Oids.Kdf3)
        {
            return (oid == Oids.Kdf2 ? Derivation.Kdf2 : Derivation.Kdf3, Digests.FromIdentifier(AlgorithmIdentifier.Parse(kdf.Parameters)));
        }

        // RFC 8619 section 2: the parameters are absent.
        return (Derivation.Hkdf,
            !kdf.Parameters.IsEmpty ? DigestAlgorithm.None
            : oid == Oids.HkdfSha256 ? DigestAlgorithm.Sha256
            : oid == Oids.HkdfSha384 ? DigestAlgorithm.Sha384
            : oid == Oids.HkdfSha512 ? DigestAlgorithm.Sha512
            : DigestAlgorithm.None);
    }
}
