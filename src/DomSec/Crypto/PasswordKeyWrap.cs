using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Crypto.BouncyCastle;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto;

/// <summary>Reading of password recipients: PBKDF2 (RFC 8018 section 5.2, RFC 3370 section 4.4.1) and the key wrap of RFC 3211 section 2.3.</summary>
internal static class PasswordKeyWrap
{
    private const int MaxSaltSize = 1024;
    private const int MaxWrappedSize = 1024;

    /// <summary>Unwraps a content key; null when the algorithms are others, a count is above the limit, or the password does not fit.</summary>
    /// <param name="keyDerivation">keyDerivationAlgorithm.</param>
    /// <param name="keyEncryption">keyEncryptionAlgorithm: id-alg-PWRI-KEK with the cipher in its parameters.</param>
    /// <param name="maxIterations">CMS-PW-01: the count is the sender's choice, and 2^31 of them keep a processor busy for a quarter of an hour.</param>
    /// <param name="password">The password's octets.</param>
    /// <param name="wrapped">encryptedKey.</param>
    public static byte[]? TryUnwrap(in AlgorithmIdentifier keyDerivation, in AlgorithmIdentifier keyEncryption, int maxIterations, ReadOnlySpan<byte> password, ReadOnlySpan<byte> wrapped)
    {
        AlgorithmIdentifier cipher = AlgorithmIdentifier.Parse(keyEncryption.Parameters);
        if (keyEncryption.Algorithm != Oids.PwriKek || cipher.IsEmpty || KeySize(cipher.Algorithm) is not (> 0 and int size) || wrapped.Length > MaxWrappedSize)
        {
            return null;
        }

        var iv = new BerReader(cipher.Parameters);
        ReadOnlyMemory<byte> vector = iv.ReadOctetString();
        iv.RequireEnd();
        bool triple = cipher.Algorithm == Oids.TripleDesCbc;
        if (!iv.Ok || vector.Length != (triple ? 8 : 16))
        {
            return null;
        }

        byte[] kek = new byte[size];
        try
        {
            return TryDerive(keyDerivation, maxIterations, password, kek) ? BouncyKeyWrap.TryUnwrapRfc3211(triple, kek, vector.Span, wrapped) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(kek);
        }
    }

    /// <summary>PBKDF2-params ::= SEQUENCE { salt OCTET STRING, iterationCount, keyLength OPTIONAL, prf DEFAULT hmacWithSHA1 }.</summary>
    private static bool TryDerive(in AlgorithmIdentifier derivation, int maxIterations, ReadOnlySpan<byte> password, Span<byte> kek)
    {
        if (derivation.Algorithm != Oids.Pbkdf2)
        {
            return false;
        }

        var outer = new BerReader(derivation.Parameters);
        BerReader reader = outer.ReadSequence();
        ReadOnlyMemory<byte> salt = reader.ReadOctetString();
        int iterations = reader.ReadSmallInteger();
        bool lengthFits = true;
        if (reader.NextIs(BerTag.Integer))
        {
            lengthFits = reader.ReadSmallInteger() == kek.Length;
        }

        HashAlgorithmName? hash = HashAlgorithmName.SHA1;
        if (reader.HasData)
        {
            Oid prf = AlgorithmIdentifier.Read(ref reader).Algorithm;
            hash = prf == Oids.HmacSha256 ? HashAlgorithmName.SHA256
                : prf == Oids.HmacSha384 ? HashAlgorithmName.SHA384
                : prf == Oids.HmacSha512 ? HashAlgorithmName.SHA512
                : prf == Oids.HmacSha1 ? HashAlgorithmName.SHA1
                : null;
        }

        reader.RequireEnd();
        outer.RequireEnd();
        if (!reader.Ok || !outer.Ok || !lengthFits || hash is not { } name || iterations < 1 || iterations > maxIterations || salt.Length > MaxSaltSize)
        {
            return false;
        }

        Rfc2898DeriveBytes.Pbkdf2(password, salt.Span, kek, iterations, name);
        return true;
    }

    private static int KeySize(Oid cipher) =>
        cipher == Oids.Aes256Cbc ? 32
        : cipher == Oids.Aes192Cbc || cipher == Oids.TripleDesCbc ? 24
        : cipher == Oids.Aes128Cbc ? 16
        : 0;
}
