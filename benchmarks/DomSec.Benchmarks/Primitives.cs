using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.TestKit;

namespace DomSec.Benchmarks;

/// <summary>Only the unavoidable: one hash, one key operation, one cipher through System.Security.Cryptography. What no implementation can beat in one pass on one core.</summary>
internal sealed class Primitives : IDisposable
{
    private const int Stage = 16 << 10;

    private readonly AsymmetricAlgorithm signing;
    private readonly AsymmetricAlgorithm verifying;
    private readonly RSA? transport;
    private readonly RSA? decryption;
    private readonly ECDiffieHellman? agreement;
    private readonly byte[] peer = [];
    private readonly byte[] work;
    private readonly byte[] signature;
    private readonly byte[] encryptedKey = [];
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] nonce = RandomNumberGenerator.GetBytes(12);
    private readonly byte[] cbc;
    private readonly byte[] gcm;
    private readonly byte[] tag = new byte[16];

    internal Primitives(TestIdentity signer, TestIdentity recipient, byte[] content)
    {
        Content = content;
        work = new byte[content.Length + 32];
        signing = signer.OpenKey();
        verifying = (AsymmetricAlgorithm?)signer.Certificate.GetRSAPublicKey() ?? signer.Certificate.GetECDsaPublicKey()!;
        if (TestKeys.IsRsa(recipient.KeyType))
        {
            decryption = recipient.Certificate.GetRSAPrivateKey();
            transport = recipient.Certificate.GetRSAPublicKey();
            encryptedKey = transport!.Encrypt(key, RSAEncryptionPadding.OaepSHA256);
        }
        else
        {
            agreement = recipient.OpenAgreementKey();
            using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
            peer = ephemeral.ExportSubjectPublicKeyInfo();
        }

        signature = Sign();
        cbc = new byte[(content.Length + 16) & ~15];
        gcm = new byte[content.Length];
        using var aes = Aes.Create();
        aes.SetKey(key);
        aes.EncryptCbc(content, new byte[16], cbc);
        using var authenticated = new AesGcm(key, 16);
        authenticated.Encrypt(nonce, content, gcm, tag);
    }

    private byte[] Content { get; }

    internal byte[] Sign()
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Content, hash);
        return signing is RSA rsa
            ? rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : ((ECDsa)signing).SignHash(hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    internal bool Verify()
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Content, hash);
        return verifying is RSA rsa
            ? rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : ((ECDsa)verifying).VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>One key operation per recipient.</summary>
    internal int EncryptCbc(int recipients)
    {
        EncryptKey(recipients);
        using var aes = Aes.Create();
        aes.SetKey(key);
        aes.Padding = PaddingMode.None;
        using ICryptoTransform transform = aes.CreateEncryptor();
        return Transform(transform, Content, Content.Length & ~15);
    }

    internal int EncryptGcm(int recipients)
    {
        EncryptKey(recipients);
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(nonce, Content, work.AsSpan(0, Content.Length), tag);
        return Content.Length;
    }

    internal int DecryptCbc()
    {
        DecryptKey();
        using var aes = Aes.Create();
        aes.SetKey(key);
        aes.Padding = PaddingMode.None;
        using ICryptoTransform transform = aes.CreateDecryptor();
        return Transform(transform, cbc, cbc.Length);
    }

    internal int DecryptGcm()
    {
        DecryptKey();
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(nonce, gcm, tag, work.AsSpan(0, gcm.Length));
        return gcm.Length;
    }

    public void Dispose()
    {
        signing.Dispose();
        verifying.Dispose();
        transport?.Dispose();
        decryption?.Dispose();
        agreement?.Dispose();
    }

    private int Transform(ICryptoTransform transform, byte[] from, int length)
    {
        for (int at = 0; at < length; at += Stage)
        {
            transform.TransformBlock(from, at, Math.Min(Stage, length - at), work, at);
        }

        return length;
    }

    private void EncryptKey(int recipients)
    {
        for (int i = 0; i < recipients; i++)
        {
            if (transport is not null)
            {
                transport.Encrypt(key, RSAEncryptionPadding.OaepSHA256);
                continue;
            }

            using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
            using ECDiffieHellmanPublicKey point = agreement!.PublicKey;
            ephemeral.ExportParameters(includePrivateParameters: false);
            ephemeral.DeriveRawSecretAgreement(point);
        }
    }

    private void DecryptKey()
    {
        if (decryption is not null)
        {
            decryption.Decrypt(encryptedKey, RSAEncryptionPadding.OaepSHA256);
            return;
        }

        using var sender = ECDiffieHellman.Create();
        sender.ImportSubjectPublicKeyInfo(peer, out _);
        using ECDiffieHellmanPublicKey point = sender.PublicKey;
        agreement!.DeriveRawSecretAgreement(point);
    }
}
