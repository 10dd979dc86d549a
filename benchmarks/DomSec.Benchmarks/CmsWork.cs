using System.Security.Cryptography.Pkcs;
using DomSec.Ber;
using DomSec.Cms.Streaming;
using DomSec.Confidentiality;
using DomSec.Crypto;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.X509;
using Pkcs = System.Security.Cryptography.Pkcs;

namespace DomSec.Benchmarks;

/// <summary>The CMS engine alone, without MIME, policy and report, beside .NET's Pkcs and BouncyCastle's CMS: detached signatures over octets in memory, envelopes to one recipient.</summary>
internal sealed class CmsWork : IDisposable
{
    private static readonly AlgorithmProfile Oaep = AlgorithmProfile.Smime4;

    private readonly byte[] content;
    private readonly TestIdentity signer;
    private readonly TestIdentity recipient;
    private readonly SoftwareSigningKey signingKey;
    private readonly SoftwareDecryptionKey decryptionKey;
    private readonly EngineSigner engineSigner;
    private readonly PublicKey signerKey;
    private readonly RecipientAuthority authority;
    private readonly Kept output = new();
    private readonly Seen seen = new();
    private readonly Kept plaintext = new();
    private readonly byte[] signature;
    private readonly byte[] cbc;
    private readonly byte[] gcm;
    private readonly byte[] key = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
    private readonly ContentInfo pkcsContent;

    internal CmsWork(TestKeyType keys, int octets)
    {
        IsRsa = TestKeys.IsRsa(keys);
        content = Messages.PlainOfSize(octets);
        signer = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", keys);
        recipient = TestCa.Shared.Issue(TestRole.Confidentiality, "partner.example", keys);
        Primitives = new Primitives(signer, recipient, content);
        signingKey = new SoftwareSigningKey(signer.Certificate);
        decryptionKey = Parties.DecryptionKey(recipient);
        engineSigner = new EngineSigner(signingKey, IsRsa);
        signerKey = PublicKey.TryImport(engineSigner.Certificate.SubjectPublicKeyInfo)!;
        Certificate.TryParse(recipient.Der, out Certificate? certificate);
        authority = new RecipientAuthority(MailDomain.Parse("partner.example"), certificate!, PublicKey.TryImport(certificate!.SubjectPublicKeyInfo)!);
        pkcsContent = new ContentInfo(content);
        Bouncy = new BouncyWork(signer, recipient, content);
        Sign();
        signature = output.Octets.ToArray();
        cbc = Encrypted(ContentCipher.Aes256Cbc);
        gcm = Encrypted(ContentCipher.Aes256Gcm);
    }

    internal bool IsRsa { get; }

    internal Primitives Primitives { get; }

    internal BouncyWork Bouncy { get; }

    internal int Sign()
    {
        output.Octets.Reset();
        engineSigner.Sign(content, output);
        return output.Octets.Length;
    }

    internal bool Verify()
    {
        bool valid = EngineVerifier.Verify(signature, content, engineSigner.Certificate, signerKey);
        Parties.Require(valid);
        return valid;
    }

    internal long EncryptCbc() => Encrypt(ContentCipher.Aes256Cbc);

    internal long EncryptGcm() => Encrypt(ContentCipher.Aes256Gcm);

    internal int DecryptCbc() => Decrypt(cbc);

    internal int DecryptGcm() => Decrypt(gcm);

    internal int PkcsSign()
    {
        var cms = new SignedCms(pkcsContent, detached: true);
        var cmsSigner = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, signer.Certificate)
        {
            DigestAlgorithm = new System.Security.Cryptography.Oid("2.16.840.1.101.3.4.2.1"),
            IncludeOption = System.Security.Cryptography.X509Certificates.X509IncludeOption.EndCertOnly,
        };
        cmsSigner.SignedAttributes.Add(new Pkcs9SigningTime());
        cms.ComputeSignature(cmsSigner);
        return cms.Encode().Length;
    }

    internal bool PkcsVerify()
    {
        var cms = new SignedCms(pkcsContent, detached: true);
        cms.Decode(signature);
        cms.CheckSignature(verifySignatureOnly: true);
        return true;
    }

    /// <summary>RSA only: .NET has no key agreement for recipients on this platform.</summary>
    internal int PkcsEncrypt()
    {
        var cms = new EnvelopedCms(pkcsContent, new Pkcs.AlgorithmIdentifier(new System.Security.Cryptography.Oid("2.16.840.1.101.3.4.1.42")));
        cms.Encrypt(new Pkcs.CmsRecipient(SubjectIdentifierType.IssuerAndSerialNumber, recipient.Certificate, System.Security.Cryptography.RSAEncryptionPadding.OaepSHA256));
        return cms.Encode().Length;
    }

    internal int PkcsDecrypt()
    {
        var cms = new EnvelopedCms();
        cms.Decode(cbc);
        cms.Decrypt(cms.RecipientInfos[0], [recipient.Certificate]);
        return cms.ContentInfo.Content.Length;
    }

    public void Dispose()
    {
        Primitives.Dispose();
        signingKey.Dispose();
        decryptionKey.Dispose();
        output.Octets.Dispose();
        plaintext.Octets.Dispose();
    }

    /// <summary>The ciphertext is left where the engine has it, as the primitive leaves its own: the doors encode it from there.</summary>
    private long Encrypt(ContentCipher cipher)
    {
        seen.Octets = 0;
        Encrypt(cipher, seen);
        return seen.Octets;
    }

    private byte[] Encrypted(ContentCipher cipher)
    {
        output.Octets.Reset();
        Encrypt(cipher, output);
        return output.Octets.ToArray();
    }

    private void Encrypt(ContentCipher cipher, OctetSink destination)
    {
        byte[] info = RecipientInfoFactory.TryCreate(authority, cipher, key, Oaep)!;
        using var envelope = new EnvelopedDataWriter(destination, ber: false, cipher, key, [], [info], expected: content.Length);
        envelope.Write(content);
        envelope.Finish();
    }

    private int Decrypt(byte[] envelope)
    {
        plaintext.Octets.Reset();
        EngineOpener.Open(envelope, decryptionKey, IsRsa ? null : NamedCurve.P256, plaintext.Octets);
        Parties.Require(plaintext.Octets.Length == content.Length);
        return plaintext.Octets.Length;
    }

    private sealed class Kept : OctetSink
    {
        internal PooledOctets Octets { get; } = new();

        public override void Write(ReadOnlySpan<byte> octets) => Octets.Write(octets);
    }

    private sealed class Seen : OctetSink
    {
        internal long Octets { get; set; }

        public override void Write(ReadOnlySpan<byte> octets) => Octets += octets.Length;
    }
}
