using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing;

namespace DomSec.Tests.Ess;

/// <summary>Receipt requests and receipts (RFC 2634 section 2), made by OpenSSL. A gateway passes both on and answers neither.</summary>
public sealed class ReceiptTests : IDisposable
{
    private readonly OpenSsl _openssl = new();

    [Fact]
    [Trait("Requirement", "ESS-RCP-03")]
    [Trait("Requirement", "ESS-RCP-02")]
    public async Task Request_of_a_verified_author_is_reported()
    {
        byte[] message = Requesting();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        Assert.True(report.IsReceiptRequested);
        Assert.False((await TestDoors.ForPartner().ClassifyAsync(Build.OriginatorSigned())).IsReceiptRequested);
    }

    [Fact]
    [Trait("Requirement", "ESS-RCP-02")]
    [Trait("Requirement", "ESS-RCP-08")]
    public async Task Request_that_is_not_verified_is_not_reported()
    {
        byte[] request = RequestAttribute("one"u8);
        byte[] invalid = LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Alice, signer =>
        {
            signer.SignedAttributes.Add(request);
            signer.AlterSignature = value => [.. value[..^1], (byte)(value[^1] ^ 1)];
        })).ToOctets();
        Assert.False((await TestDoors.ForPartner().ClassifyAsync(invalid)).IsReceiptRequested);

        byte[] untrusted = LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Stranger.IssuePerson("alice@acme.example", TestKeyType.P256), signer => signer.SignedAttributes.Add(request))).ToOctets();
        Assert.False((await TestDoors.ForPartner().ClassifyAsync(untrusted)).IsReceiptRequested);
        Assert.True((await TestDoors.ForPartner().ClassifyAsync(Labels.Originator(request).ToOctets())).IsReceiptRequested);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "ESS-RCP-08")]
    public async Task Requests_that_differ_are_flagged_and_not_reported(bool differ)
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Signed(layer => layer
            .By(Ids.Alice, signer => signer.SignedAttributes.Add(RequestAttribute("one"u8)))
            .By(Ids.RsaAlice, signer => signer.SignedAttributes.Add(RequestAttribute(differ ? "two"u8 : "one"u8)))).ToOctets();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        Assert.Equal(!differ, report.IsReceiptRequested);
        Assert.Equal(differ, report.Flags.Any(flag => flag.Flag == SecurityFlags.ReceiptConflict));
        report.HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "ESS-RCP-01")]
    [Trait("Requirement", "ESS-RCP-04")]
    public async Task Requesting_layer_is_passed_on_octet_for_octet_and_its_request_is_not_copied()
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] message = Requesting();
        foreach (SignatureType type in new[] { SignatureType.Domain, SignatureType.Review, SignatureType.AdditionalAttributes })
        {
            byte[] signed = await doors.SignedAsync(message, new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, Type = type });
            Assert.Equal(Messages.Split(message).Entity, SignedLayer.Content(signed));
            Assert.DoesNotContain(
                SignedLayer.Of(signed).SignerInfos[0].SignedAttributes.Cast<System.Security.Cryptography.CryptographicAttributeObject>(), a => a.Oid.Value is Labels.ReceiptRequest or Labels.MsgSigDigest);
            Assert.True((await doors.ClassifyAsync(signed)).IsReceiptRequested);
        }
    }

    [Fact]
    [Trait("Requirement", "ESS-RCP-04")]
    public async Task Receipt_for_a_message_that_was_signed_encrypted_and_decrypted_by_gateways_still_fits_it()
    {
        byte[] message = Requesting();
        TestDoors acme = TestDoors.ForAcme();
        byte[] sent = await acme.EncryptedAsync(await acme.SignedAsync(message));
        TestDoors partner = TestDoors.ForPartner();
        (DomainDecryptionReport decryption, byte[] received) = await partner.DecryptAsync(sent);
        Assert.True(decryption.Outcome == DomainOutcome.Applied, decryption.Refusal?.ToString());
        Assert.True(decryption.Classification!.IsReceiptRequested);

        // Bob's agent looks into the domain signature and answers alice's; alice compares the receipt with what she sent.
        byte[] inner = SignedLayer.Content(received);
        byte[] receipt = _openssl.Cms("-sign_receipt", "-in", _openssl.File(inner), "-signer", _openssl.File(Ids.Bob.Pem), "-inkey", _openssl.File(Ids.Bob.KeyPem), "-CAfile", _openssl.File(TestCa.Shared.Pem)).Expect().Output;
        _openssl.Cms("-verify_receipt", _openssl.File(receipt), "-in", _openssl.File(message), "-CAfile", _openssl.File(TestCa.Shared.Pem)).Expect();
    }

    [Fact]
    [Trait("Requirement", "ESS-RCP-06")]
    [Trait("Requirement", "ESS-WRP-05")]
    public async Task Receipt_is_recognised_and_is_nobodys_message()
    {
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Receipt());
        Assert.Null(report.Error);
        Assert.Equal(LayerKind.Receipt, report.Layers[0].Kind);
        SignatureReport signature = Assert.Single(report.Signatures());
        Assert.Equal(SignatureFact.Valid, signature.Signature);
        Assert.Empty(signature.Types);
        report.HasStatus(SecurityStatus.None);
        report.DoesNotRaise(SecurityFlags.CarrierLabel); // smime-type=signed-receipt
        report.DoesNotRaise(SecurityFlags.AttributePlacement); // msgSigDigest is at home here
        Assert.Contains(signature.SignedAttributes, attribute => attribute.Type == Labels.MsgSigDigest);
    }

    [Fact]
    [Trait("Requirement", "ESS-RCP-05")]
    [Trait("Requirement", "ESS-RCP-07")]
    [Trait("Requirement", "ESS-HNT-01")]
    public async Task Receipt_is_wrapped_as_it_is_with_hints_and_only_then_encrypted()
    {
        byte[] receipt = Receipt();
        TestDoors doors = new TestDoors().Own(Ids.PartnerSigner, Ids.PartnerDca).Member(Ids.AcmeDca);
        DomainEncryptionRequest to = new() { Domain = TestDoors.Partner, Recipients = ["alice@acme.example"], AllowWithoutDomainSignature = true };
        (DomainEncryptionReport bare, byte[] nothing) = await doors.EncryptAsync(receipt, to);
        Assert.Equal(DomainOutcome.Refused, bare.Outcome);
        bare.Refusal.IsRefused("ESS-RCP-07");
        Assert.Empty(nothing);

        byte[] plain = LayeredMessage.Of(receipt).Signed(Ids.PartnerSigner, OddSignatures.DomainSig).ToOctets();
        (DomainEncryptionReport withoutHints, _) = await doors.EncryptAsync(plain, to);
        withoutHints.Refusal.IsRefused("ESS-RCP-07");

        byte[] signed = await doors.SignedAsync(receipt, new() { Domain = TestDoors.Partner, Evidence = TestDoors.Evidence });
        Assert.Equal(Messages.Split(receipt).Entity, SignedLayer.Content(signed));
        DomainSecurityReport report = await doors.ClassifyAsync(signed);
        Assert.Equal(ContentHints.Receipt, report.Signatures()[0].ContentHints);
        Assert.Equal(ContentHints.Receipt, report.ContentHints);
        Assert.DoesNotContain(report.Signatures()[1].SignedAttributes, attribute => attribute.Type == Labels.MlExpandHistory);
        await doors.EncryptedAsync(signed, to);
    }

    public void Dispose() => _openssl.Dispose();

    private static byte[] RequestAttribute(ReadOnlySpan<byte> identifier) => OddSignatures.Attribute(Labels.ReceiptRequest, Tlv.Of(
        Tlv.Sequence, Tlv.Of(Tlv.OctetString, identifier.ToArray()), [0x80, 0x01, 0x01], Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, Tlv.Of(0x81, "alice@acme.example"u8.ToArray())))));

    /// <summary>A message of alice's that asks for a receipt, by OpenSSL.</summary>
    private byte[] Requesting()
    {
        (byte[] header, byte[] entity) = Messages.Split(Messages.Plain());
        byte[] cms = _openssl.Sign(entity, Ids.Alice, "-receipt_request_all", "-receipt_request_to", "alice@acme.example");
        return Messages.Carry(header, cms, "signed-data");
    }

    private byte[] Receipt()
    {
        byte[] receipt = _openssl.Cms(
            "-sign_receipt", "-in", _openssl.File(Requesting()), "-signer", _openssl.File(Ids.Bob.Pem), "-inkey", _openssl.File(Ids.Bob.KeyPem), "-CAfile", _openssl.File(TestCa.Shared.Pem), "-outform", "DER").Expect().Output;
        return Messages.Carry("From: bob@partner.example\r\nTo: alice@acme.example\r\nSubject: Receipt\r\nMIME-Version: 1.0\r\n"u8.ToArray(), receipt, "signed-receipt");
    }
}
