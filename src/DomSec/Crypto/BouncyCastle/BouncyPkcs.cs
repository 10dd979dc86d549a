using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Pkcs;

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

            var certificates = new List<byte[]>();
            var keys = new List<byte[]>();
            foreach (string alias in store.Aliases)
            {
                if (store.GetKey(alias) is { } key)
                {
                    keys.Add(PrivateKeyInfoFactory.CreatePrivateKeyInfo(key.Key).GetDerEncoded());
                    certificates.AddRange(store.GetCertificateChain(alias).Select(entry => entry.Certificate.GetEncoded()));
                }
                else if (store.GetCertificate(alias) is { } entry)
                {
                    certificates.Add(entry.Certificate.GetEncoded());
                }
            }

            return ([.. certificates.DistinctBy(Convert.ToHexString)], keys);
        }
        catch (Exception e) when (e is CryptoException or ArgumentException or InvalidOperationException or IOException or FormatException or ArithmeticException or Org.BouncyCastle.Security.GeneralSecurityException)
        {
            return null;
        }
        finally
        {
            characters.AsSpan().Clear();
        }
    }
}
