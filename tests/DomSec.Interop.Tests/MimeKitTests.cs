using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.Interop.Tests.Signatures;
using DomSec.TestKit;
using MimeKit;
using MimeKit.Cryptography;
using CmsSigner = MimeKit.Cryptography.CmsSigner;

namespace DomSec.Interop.Tests;

/// <summary>Whole messages that MimeKit signs and encrypts, headers and MIME included, through the message form of the doors.</summary>
public sealed class MimeKitTests
{
    public static TheoryData<TestKeyType, bool, bool, bool> Cells
    {
        get
        {
            var cells = new TheoryData<TestKeyType, bool, bool, bool>();
            foreach (bool clear in (bool[])[false, true])
            {
                foreach (bool keyIdentifier in (bool[])[false, true])
                {
                    cells.Add(TestKeyType.Rsa2048, false, clear, keyIdentifier);
                    cells.Add(TestKeyType.Rsa3072, true, clear, keyIdentifier);
                    cells.Add(TestKeyType.P256, false, clear, keyIdentifier);
                    cells.Add(TestKeyType.P384, false, clear, keyIdentifier);
                    cells.Add(TestKeyType.P521, false, clear, keyIdentifier);
                }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    [Trait("Requirement", "CMS-SD-02")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Message_signed_by_mimekit_passes(TestKeyType key, bool pss, bool clear, bool keyIdentifier)
    {
        TestIdentity alice = Identities.Alice(key);
        MimeMessage message = Messages.Parse(Messages.HtmlMultipart());
        using TemporarySecureMimeContext context = MimeKitPeer.Context();
        var signer = new CmsSigner(alice.Certificate, keyIdentifier ? SubjectIdentifierType.SubjectKeyIdentifier : SubjectIdentifierType.IssuerAndSerialNumber)
        {
            DigestAlgorithm = SignatureShape.DigestFor(key) switch { "sha384" => DigestAlgorithm.Sha384, "sha512" => DigestAlgorithm.Sha512, _ => DigestAlgorithm.Sha256 },
            RsaSignaturePadding = pss ? MimeKit.Cryptography.RsaSignaturePadding.Pss : MimeKit.Cryptography.RsaSignaturePadding.Pkcs1,
        };
        message.Body = clear
            ? await MultipartSigned.CreateAsync(context, signer, message.Body!, TestContext.Current.CancellationToken)
            : await ApplicationPkcs7Mime.SignAsync(context, signer, message.Body!, TestContext.Current.CancellationToken);
        using var gateway = new Gateway();
        DomainSecurityReport report = await gateway.Doors.Classifier.ClassifyAsync(message, new DomainClassificationRequest(), TestContext.Current.CancellationToken);
        SignatureReport signature = Facts.AssertOriginator(report, alice);
        Assert.Equal(pss ? "rsaPss" : TestKeys.IsRsa(key) ? "rsaPkcs1" : "ecdsa", signature.SignatureAlgorithm);
        Assert.Equal(LayerEncoding.Ber, report.Layers[0].Encoding);
        Assert.Equal(clear ? LayerCarrier.MultipartSigned : LayerCarrier.Pkcs7Mime, report.Layers[0].Carrier);
        Proof.Of(Peer.MimeKit, Direction.Read, Features.Signature(key, pss), Feature.SignedIndefinite, clear ? Feature.ClearSigned : Feature.Opaque, keyIdentifier ? Feature.SignerKeyIdentifier : Features.Signature(key, pss));
    }

    [Theory]
    [InlineData(EncryptionAlgorithm.Aes128, "", false)]
    [InlineData(EncryptionAlgorithm.Aes192, "Sha1", true)]
    [InlineData(EncryptionAlgorithm.Aes256, "Sha256", false)]
    [InlineData(EncryptionAlgorithm.Aes256, "Sha384", true)]
    [InlineData(EncryptionAlgorithm.Aes256, "Sha512", false)]
    [InlineData(EncryptionAlgorithm.TripleDes, "", true)]
    [Trait("Requirement", "CMS-KT-03")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Message_signed_and_encrypted_by_mimekit_opens_and_passes(EncryptionAlgorithm cipher, string oaep, bool keyIdentifier)
    {
        MimeMessage message = Messages.Parse(Messages.Plain());
        using TemporarySecureMimeContext context = MimeKitPeer.Context();
        var recipient = new CmsRecipient(Identities.Confidentiality().Certificate, keyIdentifier ? SubjectIdentifierType.SubjectKeyIdentifier : SubjectIdentifierType.IssuerAndSerialNumber)
        {
            EncryptionAlgorithms = [cipher],
            RsaEncryptionPadding = oaep.Length == 0 ? RsaEncryptionPadding.Pkcs1 : RsaEncryptionPadding.CreateOaep(Enum.Parse<DigestAlgorithm>(oaep)),
        };
        var signer = new CmsSigner(Identities.Alice().Certificate) { DigestAlgorithm = DigestAlgorithm.Sha256 };
        message.Body = await ApplicationPkcs7Mime.SignAndEncryptAsync(context, signer, [recipient], message.Body!, TestContext.Current.CancellationToken);
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality());
        DomainDecryptionResult result = await gateway.Doors.Encryptor.DecryptAsync(message, new DomainDecryptionRequest(), TestContext.Current.CancellationToken);
        Assert.True(result.Outcome == DomainOutcome.Applied, result.Report.Refusal?.ToString());
        DomainSecurityReport report = result.Report.Classification!;
        Assert.Equal((SecurityStatus.Pass, "E(S(content))", "alice@acme.example"), (report.Status, report.Structure, report.Originator));

        // What the door gives back is a signed message that MimeKit verifies.
        var signed = Assert.IsAssignableFrom<MimeEntity>(result.Message.Body);
        DigitalSignatureCollection signatures = signed is MultipartSigned multipart
            ? await multipart.VerifyAsync(context, TestContext.Current.CancellationToken)
            : ((ApplicationPkcs7Mime)signed).Verify(context, out _, TestContext.Current.CancellationToken);
        Assert.True(Assert.Single(signatures).Verify());
        Feature content = cipher switch { EncryptionAlgorithm.Aes128 => Feature.Aes128Cbc, EncryptionAlgorithm.Aes192 => Feature.Aes192Cbc, EncryptionAlgorithm.Aes256 => Feature.Aes256Cbc, _ => Feature.TripleDes };
        Feature transport = oaep switch { "" => Feature.KeyTransport, "Sha256" => Feature.OaepSha256, _ => Feature.OaepOtherDigests };
        Assert.Equal(LayerEncoding.Ber, report.Layers[0].Encoding);
        Proof.Of(Peer.MimeKit, Direction.Read, content, transport, Feature.EnvelopedIndefinite, keyIdentifier ? Feature.RecipientKeyIdentifier : content);
    }

    [Theory]
    [InlineData(TestKeyType.P256)]
    [InlineData(TestKeyType.P384)]
    [InlineData(TestKeyType.P521)]
    [Trait("Requirement", "CMS-KA-03")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Message_encrypted_by_mimekit_to_an_elliptic_key_opens(TestKeyType key)
    {
        MimeMessage message = Messages.Parse(Messages.Plain());
        using TemporarySecureMimeContext context = MimeKitPeer.Context();
        var recipient = new CmsRecipient(Identities.Confidentiality(key).Certificate) { EncryptionAlgorithms = [EncryptionAlgorithm.Aes256] };
        message.Body = await ApplicationPkcs7Mime.EncryptAsync(context, [recipient], message.Body!, TestContext.Current.CancellationToken);
        using Gateway gateway = new Gateway().Own(Identities.Confidentiality(key));
        DomainDecryptionResult result = await gateway.Doors.Encryptor.DecryptAsync(message, new DomainDecryptionRequest { AllowUnauthenticatedContent = true }, TestContext.Current.CancellationToken);
        Assert.True(result.Outcome == DomainOutcome.Applied, result.Report.Refusal?.ToString());
        Assert.Equal("Budget of the second quarter.\r\nRegards, Alice\r\n", Assert.IsType<TextPart>(result.Message.Body).Text.ReplaceLineEndings("\r\n"));
        SecurityLayer layer = result.Report.Classification!.Layers[0];
        Assert.Equal((RecipientKind.KeyAgreement, "aes256-cbc"), (Assert.Single(layer.Recipients).Kind, layer.ContentEncryption));
        Proof.Of(Peer.MimeKit, Direction.Read, Features.Agreement(key));
    }

    [Theory]
    [InlineData(DigestAlgorithm.Sha384, "sha384")]
    [InlineData(DigestAlgorithm.Sha512, "sha512")]
    [InlineData(DigestAlgorithm.Sha1, "sha1")]
    [Trait("Requirement", "SM-ALG-01")]
    public async Task Message_signed_by_mimekit_with_another_digest_is_verified(DigestAlgorithm digest, string name)
    {
        MimeMessage message = Messages.Parse(Messages.Plain());
        using TemporarySecureMimeContext context = MimeKitPeer.Context();
        message.Body = await ApplicationPkcs7Mime.SignAsync(context, new CmsSigner(Identities.Alice().Certificate) { DigestAlgorithm = digest }, message.Body!, TestContext.Current.CancellationToken);
        using var gateway = new Gateway();
        DomainSecurityReport report = await gateway.Doors.Classifier.ClassifyAsync(message, new DomainClassificationRequest(), TestContext.Current.CancellationToken);
        SignatureReport signature = digest == DigestAlgorithm.Sha1
            ? Facts.AssertVerdict(report, SecurityStatus.Policy, SecurityFlags.AlgorithmWeak)
            : Facts.AssertOriginator(report, Identities.Alice());
        Assert.Equal((SignatureFact.Valid, name), (signature.Signature, signature.DigestAlgorithm));
        Proof.Of(Peer.MimeKit, Direction.Read, digest == DigestAlgorithm.Sha1 ? Feature.Sha1 : Feature.RsaLongDigests);
    }

    [Fact]
    [Trait("Requirement", "DS-STA-03")]
    public async Task Domain_signature_made_by_mimekit_passes()
    {
        MimeMessage message = Messages.Parse(Messages.Plain());
        using TemporarySecureMimeContext context = MimeKitPeer.Context();
        using var layer = new MemoryStream(Messages.Carry([], BouncyPeer.EmptySignature(SignedMessage.Entity), "signed-data"), writable: false);
        MimeEntity inner = await MimeEntity.LoadAsync(layer, TestContext.Current.CancellationToken);
        var signer = new CmsSigner(Identities.Signing().Certificate) { DigestAlgorithm = DigestAlgorithm.Sha256 };
        signer.SignedAttributes = signer.SignedAttributes.Add(
            new Org.BouncyCastle.Asn1.DerObjectIdentifier(DomainSignatures.Peeling.SignatureTypeOid), Org.BouncyCastle.Asn1.Asn1Object.FromByteArray(DomainSignatures.Peeling.DomainValue));
        message.Body = await ApplicationPkcs7Mime.SignAsync(context, signer, inner, TestContext.Current.CancellationToken);
        using var gateway = new Gateway();
        DomainSecurityReport report = await gateway.Doors.Classifier.ClassifyAsync(message, new DomainClassificationRequest(), TestContext.Current.CancellationToken);
        Assert.Equal((SecurityStatus.Pass, IdentityLevel.Domain, "acme.example", "S(S0(content))"), (report.Status, report.IdentityLevel, report.Domain?.Value, report.Structure));
        Proof.Of(Peer.MimeKit, Direction.Read, Feature.DomainSignature);
    }

    [Theory]
    [InlineData(TestKeyType.Rsa3072, Feature.SeveralRecipients)]
    [InlineData(TestKeyType.P256, Feature.MixedRecipients)]
    [Trait("Requirement", "CMS-ED-06")]
    public async Task Message_encrypted_by_mimekit_to_two_opens_for_each(TestKeyType second, Feature feature)
    {
        TestIdentity[] recipients = [Identities.Confidentiality(), Identities.Confidentiality(second, "other.example")];
        MimeMessage message = Messages.Parse(Messages.Plain());
        using TemporarySecureMimeContext context = MimeKitPeer.Context();
        var all = new CmsRecipientCollection();
        foreach (TestIdentity recipient in recipients)
        {
            all.Add(new CmsRecipient(recipient.Certificate) { EncryptionAlgorithms = [EncryptionAlgorithm.Aes256] });
        }

        message.Body = await ApplicationPkcs7Mime.EncryptAsync(context, all, message.Body!, TestContext.Current.CancellationToken);
        byte[] octets = Messages.ToOctets(message);
        foreach (TestIdentity recipient in recipients)
        {
            using Gateway gateway = new Gateway().Own(recipient);
            (DomainDecryptionReport report, byte[] opened) = await gateway.DecryptAsync(octets);
            Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
            Assert.Contains("second quarter", System.Text.Encoding.Latin1.GetString(opened), StringComparison.Ordinal);
        }

        Proof.Of(Peer.MimeKit, Direction.Read, feature);
    }
}
