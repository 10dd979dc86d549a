using System.Numerics;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Crypto.BouncyCastle;

namespace DomSec.Crypto.Platform;

/// <summary>An RSA public key: RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } (RFC 8017 appendix A.1.1).</summary>
internal sealed class RsaPublicKey : PublicKey
{
    /// <summary>SEC-DOS-03: OpenSSL's own ceiling; a verification at this size costs about a millisecond with a small exponent.</summary>
    private const int MaxModulusBits = 16384;

    /// <summary>Below this the platforms refuse the key, and it is broken in seconds anyway.</summary>
    private const int MinModulusBits = 512;

    /// <summary>SEC-DOS-03: a giant exponent turns one verification into seconds; NIST SP 800-56B stops at 256 bits, OpenSSL at 64 for large moduli.</summary>
    private const int MaxExponentOctets = 8;

    private readonly RSA _rsa;
    private readonly BigInteger _modulus;
    private readonly BigInteger _exponent;
    private readonly bool _mayVerify;
    private readonly bool _mayEncrypt;
    private readonly bool _mayEncapsulate;
    private readonly bool _pssOnly;
    private readonly PssParameters? _restriction;

    private RsaPublicKey(
        RSA rsa, RSAParameters parameters, int bits, in AlgorithmIdentifier algorithm, PssParameters? restriction, ReadOnlyMemory<byte> encoded)
        : base(KeyKind.Rsa, bits, encoded)
    {
        _rsa = rsa;
        _modulus = new BigInteger(parameters.Modulus, isUnsigned: true, isBigEndian: true);
        _exponent = new BigInteger(parameters.Exponent, isUnsigned: true, isBigEndian: true);
        _pssOnly = algorithm.Algorithm == Oids.RsaSsaPss;
        _mayVerify = algorithm.Algorithm != Oids.RsaEsOaep && algorithm.Algorithm != Oids.RsaKem;
        _mayEncrypt = !_pssOnly && algorithm.Algorithm != Oids.RsaKem;
        _mayEncapsulate = algorithm.Algorithm == Oids.RsaEncryption || algorithm.Algorithm == Oids.RsaKem;
        _restriction = restriction;
    }

    public override int CiphertextSize => ModulusOctets;

    /// <summary>RFC 9690 section 2.1.</summary>
    public override Ber.Oid KemAlgorithm => Oids.KemRsa;

    private int ModulusOctets => (KeySizeBits + 7) / 8;

    public static PublicKey? TryImport(in AlgorithmIdentifier algorithm, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> encoded)
    {
        PssParameters? restriction = null;
        if (algorithm.Algorithm == Oids.RsaSsaPss && !algorithm.ParametersAbsentOrNull)
        {
            // RFC 4055 section 3.1: parameters in the key restrict what it may verify.
            if (!PssParameters.TryParse(algorithm.Parameters, out PssParameters pss))
            {
                return null;
            }

            restriction = pss;
        }

        var outer = new BerReader(key);
        BerReader reader = outer.ReadSequence();
        ReadOnlySpan<byte> modulus = reader.ReadIntegerBytes().Span;
        ReadOnlySpan<byte> exponent = reader.ReadIntegerBytes().Span;
        reader.RequireEnd();
        outer.RequireEnd();
        if (!reader.Ok || !outer.Ok || IsNegative(modulus) || IsNegative(exponent))
        {
            return null;
        }

        modulus = modulus.TrimStart((byte)0);
        exponent = exponent.TrimStart((byte)0);
        if (modulus.IsEmpty || modulus.Length > MaxModulusBits / 8 || exponent.IsEmpty || exponent.Length > MaxExponentOctets)
        {
            return null;
        }

        // SEC-DOS-03, NIST SP 800-89 section 5.3.3: both odd, the exponent above 1.
        int bits = (modulus.Length * 8) - (byte.LeadingZeroCount(modulus[0]));
        bool odd = (modulus[^1] & exponent[^1] & 1) == 1;
        if (!odd || bits < MinModulusBits || (exponent.Length == 1 && exponent[0] == 1))
        {
            return null;
        }

        var parameters = new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() };
        try
        {
            return new RsaPublicKey(RSA.Create(parameters), parameters, bits, algorithm, restriction, encoded);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public override bool VerifyHash(SignatureScheme scheme, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        // RFC 8017 sections 8.1.2 and 8.2.2, step 1: the signature has exactly the modulus' length; no platform is asked about another.
        if (!_mayVerify || scheme.Kind is not (SignatureKind.RsaPkcs1 or SignatureKind.RsaPss)
            || hash.Length != Digests.Size(scheme.Digest) || signature.Length != ModulusOctets)
        {
            return false;
        }

        if (scheme.Kind == SignatureKind.RsaPkcs1)
        {
            return !_pssOnly && (Digests.IsOnPlatform(scheme.Digest)
                ? PlatformVerify(hash, signature, scheme.Digest, RSASignaturePadding.Pkcs1)
                : Pkcs1Verification.Verify(_modulus, _exponent, ModulusOctets, scheme.Digest, hash, signature));
        }

        if (!RestrictionAllows(scheme))
        {
            return false;
        }

        // The platform's PSS takes only a salt of the digest's length and the same hash in MGF1.
        return scheme.MgfDigest == scheme.Digest && scheme.SaltLength == hash.Length && Digests.IsOnPlatform(scheme.Digest)
            ? PlatformVerify(hash, signature, scheme.Digest, RSASignaturePadding.Pss)
            : PssVerification.Verify(_modulus, _exponent, KeySizeBits, scheme, hash, signature);
    }

    public override byte[]? EncryptRsa(ReadOnlySpan<byte> cek, RSAEncryptionPadding padding)
    {
        if (!_mayEncrypt)
        {
            return null;
        }

        try
        {
            return _rsa.Encrypt(cek, padding);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public override (byte[] Ciphertext, byte[] Secret)? Encapsulate() => _mayEncapsulate
        ? BouncyRsa.Encapsulate(_modulus.ToByteArray(isUnsigned: true, isBigEndian: true), _exponent.ToByteArray(isUnsigned: true, isBigEndian: true))
        : null;

    /// <summary>CMS-BER-07, RFC 4055 section 3.3: hash, MGF and trailer equal the key's, the salt is at least as long.</summary>
    private bool RestrictionAllows(SignatureScheme scheme) =>
        _restriction is not { } limit
        || (scheme.Digest == limit.Hash && scheme.MgfDigest == limit.MgfHash && limit.TrailerField == 1 && scheme.SaltLength >= limit.SaltLength);

    private bool PlatformVerify(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, DigestAlgorithm digest, RSASignaturePadding padding)
    {
        try
        {
            return _rsa.VerifyHash(hash, signature, Digests.HashName(digest), padding);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool IsNegative(ReadOnlySpan<byte> integer) => (integer[0] & 0x80) != 0;
}
