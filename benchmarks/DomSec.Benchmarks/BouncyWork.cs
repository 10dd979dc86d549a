using DomSec.TestKit;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities.Collections;
using BouncyCertificate = Org.BouncyCastle.X509.X509Certificate;

namespace DomSec.Benchmarks;

/// <summary>BouncyCastle's CMS over the same keys and content.</summary>
internal sealed class BouncyWork
{
    private readonly byte[] octets;
    private readonly CmsProcessableByteArray content;
    private readonly AsymmetricKeyParameter signerKey;
    private readonly BouncyCertificate signer;
    private readonly AsymmetricKeyParameter recipientKey;
    private readonly BouncyCertificate recipient;
    private readonly byte[] signature;
    private readonly byte[] envelope;
    private readonly bool isRsa;

    internal BouncyWork(TestIdentity signer, TestIdentity recipient, byte[] octets)
    {
        this.octets = octets;
        content = new CmsProcessableByteArray(octets);
        isRsa = TestKeys.IsRsa(signer.KeyType);
        this.signer = DotNetUtilities.FromX509Certificate(signer.Certificate);
        this.recipient = DotNetUtilities.FromX509Certificate(recipient.Certificate);
        signerKey = PrivateKeyFactory.CreateKey(signer.OpenKey().ExportPkcs8PrivateKey());
        recipientKey = PrivateKeyFactory.CreateKey(recipient.OpenKey().ExportPkcs8PrivateKey());
        signature = Make();
        envelope = Seal();
    }

    internal int Sign() => Make().Length;

    internal bool Verify()
    {
        var cms = new CmsSignedData(new CmsProcessableByteArray(octets), signature);
        bool valid = true;
        foreach (SignerInformation information in cms.GetSignerInfos())
        {
            valid &= information.Verify(new Org.BouncyCastle.X509.X509Certificate(signer.GetEncoded()));
        }

        Parties.Require(valid);
        return valid;
    }

    internal int Encrypt() => Seal().Length;

    internal int Decrypt()
    {
        int length = 0;
        foreach (RecipientInformation information in new CmsEnvelopedData(envelope).GetRecipientInfos())
        {
            length = information.GetContent(recipientKey).Length;
        }

        Parties.Require(length == octets.Length);
        return length;
    }

    private byte[] Make()
    {
        var generator = new CmsSignedDataGenerator();
        generator.AddSigner(signerKey, signer, CmsSignedGenerator.DigestSha256);
        generator.AddCertificates(CollectionUtilities.CreateStore<BouncyCertificate>([signer]));
        return generator.Generate(content, encapsulate: false).GetEncoded();
    }

    private byte[] Seal()
    {
        var generator = new CmsEnvelopedDataGenerator();
        if (isRsa)
        {
            generator.AddKeyTransRecipient(recipient);
        }
        else
        {
            AsymmetricCipherKeyPair ephemeral = Ephemeral();
            generator.AddKeyAgreementRecipient(CmsEnvelopedGenerator.ECDHSha1Kdf, ephemeral.Private, ephemeral.Public, recipient, CmsEnvelopedGenerator.Aes256Wrap);
        }

        return generator.Generate(content, Org.BouncyCastle.Asn1.Nist.NistObjectIdentifiers.IdAes256Cbc).GetEncoded();
    }

    private static AsymmetricCipherKeyPair Ephemeral()
    {
        IAsymmetricCipherKeyPairGenerator generator = GeneratorUtilities.GetKeyPairGenerator("ECDH");
        generator.Init(new Org.BouncyCastle.Crypto.Parameters.ECKeyGenerationParameters(Org.BouncyCastle.Asn1.X9.X9ObjectIdentifiers.Prime256v1, new SecureRandom()));
        return generator.GenerateKeyPair();
    }
}
