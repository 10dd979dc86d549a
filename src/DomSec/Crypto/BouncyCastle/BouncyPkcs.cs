using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>Takes keys of any algorithm out of their encryption, which the platform does only for algorithms it has classes for.</summary>
internal static class BouncyPkcs
{
    /// <summary>Decrypts EncryptedPrivateKeyInfo (RFC 5958 section 3) to PrivateKeyInfo; null when the password is wrong or the scheme is not known.</summary>
    public static byte[]? TryDecryptPkcs8(ReadOnlySpan<byte> encrypted, string password)
    {
        char[] characters = password.ToCharArray();
        try
        {
            return PrivateKeyInfoFactory.CreatePrivateKeyInfo(characters, EncryptedPrivateKeyInfo.GetInstance(encrypted.ToArray())).GetDerEncoded();
        }
        catch (Exception e) when (e is CryptoException or ArgumentException or InvalidOperationException or IOException or FormatException or ArithmeticException)
        {
            return null;
        }
        finally
        {
            characters.AsSpan().Clear();
        }
    }

    /// <summary>Opens PKCS#12 (RFC 7292): certificates in DER and private keys as PKCS#8. Null when the password is wrong or the file is malformed.</summary>
    public static (IReadOnlyList<byte[]> Certificates, IReadOnlyList<byte[]> Keys)? TryReadPkcs12(byte[] content, string? password)
    {
        char[] characters = (password ?? "").ToCharArray();
        try
        {
            Pkcs12Store store = new Pkcs12StoreBuilder().Build();
            using (var stream = new MemoryStream(content, writable: false))
            {
                store.Load(stream, characters);
            }

            // The store has checked the file's MAC. Its entries go by friendly name, of which two pairs may have the same (RFC 9216 section 7.5):
            // so the bags are read themselves.
            var certificates = new List<byte[]>();
            var keys = new List<byte[]>();
            ContentInfo[] safes = AuthenticatedSafe.GetInstance(Octets(Pfx.GetInstance(Asn1Object.FromByteArray(content)).AuthSafe)).GetContentInfo();
            foreach (ContentInfo safe in safes)
            {
                byte[] bags = safe.ContentType.Equals(PkcsObjectIdentifiers.EncryptedData) ? Decrypt(EncryptedData.GetInstance(safe.Content), characters) : Octets(safe);
                foreach (Asn1Encodable element in Asn1Sequence.GetInstance(bags))
                {
                    AddBag(SafeBag.GetInstance(element), characters, certificates, keys);
                }

                CryptographicOperations.ZeroMemory(bags);
            }

            return ([.. certificates.DistinctBy(Convert.ToHexString)], keys);
        }
        catch (Exception e) when (e is CryptoException or ArgumentException or InvalidOperationException or IOException or FormatException or ArithmeticException or GeneralSecurityException)
        {
            return null;
        }
        finally
        {
            characters.AsSpan().Clear();
        }
    }

    // SafeBag ::= SEQUENCE { bagId, bagValue [0] EXPLICIT ANY, bagAttributes OPTIONAL } (RFC 7292 section 4.2)
    private static void AddBag(SafeBag bag, char[] password, List<byte[]> certificates, List<byte[]> keys)
    {
        if (bag.BagID.Equals(PkcsObjectIdentifiers.CertBag))
        {
            CertBag certificate = CertBag.GetInstance(bag.BagValue);
            if (certificate.CertID.Equals(PkcsObjectIdentifiers.X509Certificate))
            {
                certificates.Add(Asn1OctetString.GetInstance(certificate.CertValue).GetOctets());
            }
        }
        else if (bag.BagID.Equals(PkcsObjectIdentifiers.Pkcs8ShroudedKeyBag))
        {
            keys.Add(PrivateKeyInfoFactory.CreatePrivateKeyInfo(password, EncryptedPrivateKeyInfo.GetInstance(bag.BagValue)).GetDerEncoded());
        }
        else if (bag.BagID.Equals(PkcsObjectIdentifiers.KeyBag))
        {
            keys.Add(PrivateKeyInfo.GetInstance(bag.BagValue).GetDerEncoded());
        }
    }

    private static byte[] Octets(ContentInfo info) => Asn1OctetString.GetInstance(info.Content).GetOctets();

    private static byte[] Decrypt(EncryptedData data, char[] password)
    {
        var cipher = (IBufferedCipher)PbeUtilities.CreateEngine(data.EncryptionAlgorithm);
        cipher.Init(forEncryption: false, PbeUtilities.GenerateCipherParameters(data.EncryptionAlgorithm, password, wrongPkcs12Zero: false));
        return cipher.DoFinal(data.Content.GetOctets());
    }
}
