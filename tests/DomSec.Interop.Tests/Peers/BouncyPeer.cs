using DomSec.TestKit;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities.Collections;
using Org.BouncyCastle.X509;

namespace DomSec.Interop.Tests.Peers;

/// <summary>Org.BouncyCastle.Cms with keys of its own reading.</summary>
internal static class BouncyPeer
{
    public static X509Certificate Certificate(TestIdentity identity) => new(identity.Der);

    public static AsymmetricKeyParameter Key(TestIdentity identity)
    {
        using System.Security.Cryptography.AsymmetricAlgorithm key = identity.OpenKey();
        return PrivateKeyFactory.CreateKey(key.ExportPkcs8PrivateKey());
    }

    public static byte[] KeyIdentifier(TestIdentity identity) =>
        identity.Certificate.Extensions.OfType<System.Security.Cryptography.X509Certificates.X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray();

    /// <summary>Signs; salts are as long as the digest.</summary>
    public static byte[] Sign(byte[] content, IReadOnlyList<TestIdentity> signers, SignatureShape shape, CmsAttributeTableGenerator? attributes = null)
    {
        var generator = new CmsSignedDataGenerator { UseDefiniteLength = shape.Wire != Wire.Indefinite };
        foreach (TestIdentity signer in signers)
        {
            SignerInfoGeneratorBuilder builder = new SignerInfoGeneratorBuilder().SetDirectSignature(!shape.SignedAttributes);
            if (shape.SignedAttributes)
            {
                builder.WithSignedAttributeGenerator(attributes ?? new DefaultSignedAttributeTableGenerator());
            }

            var factory = new Asn1SignatureFactory(AlgorithmName(signer, shape), Key(signer));
            generator.AddSignerInfoGenerator(shape.KeyIdentifier ? builder.Build(factory, KeyIdentifier(signer)) : builder.Build(factory, Certificate(signer)));
        }

        generator.AddCertificates(CollectionUtilities.CreateStore(signers.Select(Certificate)));
        return Wires.Encode(generator.Generate(new CmsProcessableByteArray(content), encapsulate: !shape.Detached).GetEncoded(), shape.Wire);
    }

    /// <summary>SignedData with content and no signer: RFC 3183 section 3's empty signature layer as another engine writes it.</summary>
    public static byte[] EmptySignature(byte[] content) =>
        new CmsSignedDataGenerator().Generate(new CmsProcessableByteArray(content), encapsulate: true).GetEncoded();

    /// <summary>The content of an object whose signatures all verify with the certificate.</summary>
    public static byte[] Verify(byte[] cms, TestIdentity signer)
    {
        var signed = new CmsSignedData(cms);
        ICollection<SignerInformation> signers = signed.GetSignerInfos().GetSigners();
        Assert.NotEmpty(signers);
        foreach (SignerInformation each in signers)
        {
            Assert.True(each.Verify(Certificate(signer)));
        }

        return Content(signed);
    }

    public static byte[] Content(CmsSignedData signed)
    {
        using var content = new MemoryStream();
        signed.SignedContent.Write(content);
        return content.ToArray();
    }

    public static byte[] Encrypt(byte[] content, IReadOnlyList<TestIdentity> recipients, EnvelopeShape shape)
    {
        var generator = new CmsEnvelopedDataGenerator();
        foreach (TestIdentity recipient in recipients)
        {
            if (!TestKeys.IsRsa(recipient.KeyType))
            {
                AddKeyAgreement(generator, recipient, shape);
            }
            else if (shape.OaepDigest is { } digest)
            {
                var wrapper = new Asn1KeyWrapper(PkcsObjectIdentifiers.IdRsaesOaep, OaepParameters(digest), Certificate(recipient));
                generator.AddRecipientInfoGenerator(shape.KeyIdentifier
                    ? new KeyTransRecipientInfoGenerator(KeyIdentifier(recipient), wrapper)
                    : new KeyTransRecipientInfoGenerator(Certificate(recipient), wrapper));
            }
            else if (shape.KeyIdentifier)
            {
                generator.AddKeyTransRecipient(Certificate(recipient).GetPublicKey(), KeyIdentifier(recipient));
            }
            else
            {
                generator.AddKeyTransRecipient(Certificate(recipient));
            }
        }

        return Wires.Encode(generator.Generate(new CmsProcessableByteArray(content), new DerObjectIdentifier(CipherOid(shape.Cipher))).GetEncoded(), shape.Wire);
    }

    public static byte[] Decrypt(byte[] cms, TestIdentity recipient)
    {
        var enveloped = new CmsEnvelopedData(cms);
        RecipientInformation info = enveloped.GetRecipientInfos().GetRecipients().Single(each => each.RecipientID.Match(Certificate(recipient)));
        return info.GetContent(Key(recipient));
    }

    private static void AddKeyAgreement(CmsEnvelopedDataGenerator generator, TestIdentity recipient, EnvelopeShape shape)
    {
        X509Certificate certificate = Certificate(recipient);
        var keys = new ECKeyPairGenerator();
        keys.Init(new ECKeyGenerationParameters(((ECPublicKeyParameters)certificate.GetPublicKey()).PublicKeyParamSet, new SecureRandom()));
        AsymmetricCipherKeyPair ephemeral = keys.GenerateKeyPair();
        (string scheme, string cofactor) = shape.KdfDigest switch
        {
            "sha1" => (CmsEnvelopedGenerator.ECDHSha1Kdf, CmsEnvelopedGenerator.ECCDHSha1Kdf),
            "sha256" => (CmsEnvelopedGenerator.ECDHSha256Kdf, CmsEnvelopedGenerator.ECCDHSha256Kdf),
            "sha384" => (CmsEnvelopedGenerator.ECDHSha384Kdf, CmsEnvelopedGenerator.ECCDHSha384Kdf),
            _ => (CmsEnvelopedGenerator.ECDHSha512Kdf, CmsEnvelopedGenerator.ECCDHSha512Kdf),
        };
        string wrap = shape.Cipher switch
        {
            "aes-128-cbc" => CmsEnvelopedGenerator.Aes128Wrap,
            "aes-192-cbc" => CmsEnvelopedGenerator.Aes192Wrap,
            "des3" => CmsEnvelopedGenerator.DesEde3Wrap,
            _ => CmsEnvelopedGenerator.Aes256Wrap,
        };
        string agreement = shape.Cofactor ? cofactor : scheme;
        if (shape.KeyIdentifier)
        {
            generator.AddKeyAgreementRecipient(agreement, ephemeral.Private, ephemeral.Public, KeyIdentifier(recipient), certificate.GetPublicKey(), wrap);
        }
        else
        {
            generator.AddKeyAgreementRecipient(agreement, ephemeral.Private, ephemeral.Public, certificate, wrap);
        }
    }

    private static RsaesOaepParameters OaepParameters(string digest)
    {
        var hash = new AlgorithmIdentifier(new DerObjectIdentifier(Wires.DigestOid(digest)), DerNull.Instance);
        return new RsaesOaepParameters(hash, new AlgorithmIdentifier(PkcsObjectIdentifiers.IdMgf1, hash), RsaesOaepParameters.DefaultPSourceAlgorithm);
    }

    private static string AlgorithmName(TestIdentity signer, SignatureShape shape)
    {
        string digest = shape.Digest.ToUpperInvariant();
        return !TestKeys.IsRsa(signer.KeyType) ? digest + "withECDSA" : shape.PssSalt is null ? digest + "withRSA" : digest + "withRSAandMGF1";
    }

    private static string CipherOid(string cipher) => cipher switch
    {
        "aes-128-cbc" => CmsEnvelopedGenerator.Aes128Cbc,
        "aes-192-cbc" => CmsEnvelopedGenerator.Aes192Cbc,
        "aes-256-cbc" => CmsEnvelopedGenerator.Aes256Cbc,
        "des3" => CmsEnvelopedGenerator.DesEde3Cbc,
        _ => throw new ArgumentOutOfRangeException(nameof(cipher)),
    };
}
