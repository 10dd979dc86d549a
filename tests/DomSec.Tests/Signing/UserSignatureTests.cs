using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Signing;

/// <summary>Originator and delegated originator signatures, made with a user's key from the key store.</summary>
public sealed class UserSignatureTests
{
    private const string Address = "alice@acme.example";

    private static readonly DomainSigningRequest Request = new() { Domain = TestDoors.Acme, Type = SignatureType.Originator, Evidence = TestDoors.Evidence };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "DS-STA-13 DS-ORG-01")]
    public async Task Originator_signature_says_its_type_on_request_and_means_the_same_without(bool isExplicit)
    {
        byte[] signed = await Doors().SignedAsync(Messages.Plain(), Request with { IsTypeExplicit = isExplicit });
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal((IdentityLevel.Originator, Address, "S(content)"), (report.IdentityLevel, report.Originator, report.Structure));
        SignatureReport signature = Assert.Single(report.Signatures());
        Assert.Equal([SignatureType.Originator], signature.Types);
        Assert.Equal(isExplicit, signature.HasTypeAttribute);

        // The platform's CMS sees the same attribute, or none.
        var cms = SignedLayer.Of(signed);
        cms.CheckSignature(verifySignatureOnly: true);
        var attributes = Assert.Single(cms.SignerInfos.Cast<System.Security.Cryptography.Pkcs.SignerInfo>()).SignedAttributes.Cast<System.Security.Cryptography.CryptographicAttributeObject>().ToList();
        Assert.Equal(isExplicit, attributes.Exists(attribute => attribute.Oid.Value == OddSignatures.SignatureType));
        Assert.DoesNotContain(attributes, attribute => attribute.Oid.Value == "1.2.840.113549.1.9.16.2.11"); // SM-ATT-07: whom to encrypt to is the domain's word
    }

    [Fact]
    [Trait("Requirement", "DS-STA-14 DS-STA-10")]
    public async Task Delegated_originator_signs_straight_over_content_and_names_the_author()
    {
        byte[] signed = await Doors().SignedAsync(Messages.Plain(), Request with { Type = SignatureType.DelegatedOriginator });
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal((IdentityLevel.DelegatedOriginator, Address, "S(content)"), (report.IdentityLevel, report.Originator, report.Structure));
        report.DoesNotRaise(SecurityFlags.NoEncapsulation);
    }

    [Theory]
    [InlineData(SignatureType.Originator)]
    [InlineData(SignatureType.DelegatedOriginator)]
    [Trait("Requirement", "DS-DSG-02 DS-DSG-04")]
    public async Task Nobody_signs_as_a_user_without_evidence_that_it_is_the_user(SignatureType type) =>
        (await Doors().SignAsync(Messages.Plain(), Request with { Type = type, Evidence = null })).Report.Refusal.IsRefused("RFC 3183 section 3.2");

    [Fact]
    [Trait("Requirement", "SEC-DOM-04")]
    public async Task Key_of_a_user_signs_only_what_the_user_sends()
    {
        TestDoors doors = Doors();
        (await doors.SignAsync(Messages.Plain("carol@acme.example"), Request)).Report.Refusal.IsRefused("RFC 3183 section 3.5");
        (await doors.SignAsync(Messages.Plain("carol@acme.example"), Request with { Originator = Address })).Report.Refusal.IsRefused("RFC 8550 section 3");
        (await doors.SignAsync(Messages.Plain("alice@evil.example"), Request)).Report.Refusal.IsRefused("SEC-DOM-04");
        (await doors.SignAsync(Messages.Plain(), Request with { Domain = TestDoors.Partner })).Report.Refusal.IsRefused("SEC-DOM-04");
        (await doors.SignAsync(Messages.Plain("all: alice@acme.example;"), Request)).Report.Refusal.IsRefused("RFC 8550 section 3");
        Assert.Equal(DomainOutcome.Applied, (await doors.SignAsync(Messages.Plain("Alice <ALICE@acme.example>"), Request)).Report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-30")]
    public async Task Of_several_authors_the_sender_or_the_named_one_signs()
    {
        TestDoors doors = Doors();
        byte[] two = Messages.Plain("carol@acme.example, alice@acme.example");
        (await doors.SignAsync(two, Request)).Report.Refusal.IsRefused("RFC 5322 section 3.6.2");
        byte[] sent = [.. "Sender: alice@acme.example\r\n"u8, .. two];
        Assert.Equal(DomainOutcome.Applied, (await doors.SignAsync(sent, Request)).Report.Outcome);
        Assert.Equal(DomainOutcome.Applied, (await doors.SignAsync(two, Request with { Originator = Address })).Report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "DS-STA-17 CERT-08")]
    public async Task Certificate_that_is_not_the_user_s_does_not_sign()
    {
        TestIdentity[] wrong =
        [
            TestCa.Shared.IssuePerson("carol@acme.example", TestKeyType.P256),
            Ids.AcmeSigner,
            TestCa.Shared.IssuePerson(Address, TestKeyType.P256, shape => shape.NotAfter = TestDoors.Now.AddDays(-1)),
        ];
        foreach (TestIdentity identity in wrong)
        {
            var doors = new TestDoors();
            doors.Community.AddUserSigningKey(Address, new SoftwareSigningKey(identity.Certificate));
            Assert.Equal(DomainOutcome.Refused, (await doors.SignAsync(Messages.Plain(), Request)).Report.Outcome);
        }
    }

    [Fact]
    [Trait("Requirement", "DS-DSG-03")]
    public async Task Delegated_originator_does_not_sign_over_what_is_invalid_or_sealed()
    {
        TestDoors doors = Doors();
        byte[] altered = LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Alice, signer => signer.MessageDigest = new byte[32])).ToOctets();
        byte[] opaque = LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).Enveloped(Ids.PartnerDca).ToOctets();
        foreach (byte[] message in new[] { altered, opaque })
        {
            Assert.Equal(DomainOutcome.Refused, (await doors.SignAsync(message, Request with { Type = SignatureType.DelegatedOriginator })).Report.Outcome);
        }
    }

    [Fact]
    [Trait("Requirement", "DS-STA-13")]
    public async Task Clear_signed_message_of_a_user_is_read_by_everybody()
    {
        byte[] signed = await Doors().SignedAsync(Messages.Plain(), Request with { IsClearSigned = true });
        Assert.Contains("Budget of the second quarter.", TestDoors.Text(signed), StringComparison.Ordinal);
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(LayerCarrier.MultipartSigned, report.Layers[0].Carrier);
        (await Doors().SignAsync(Messages.Binary(), Request with { IsClearSigned = true })).Report.Refusal.IsRefused("RFC 8551 section 3.1.3");
    }

    [Theory]
    [InlineData(false, false, "S(A(S(content)))")]
    [InlineData(true, false, "S(A(S(S(content))))")]
    [InlineData(false, true, "S(S(A(S(content))))")]
    [InlineData(true, true, "S(S(A(S(S(content)))))")]
    [Trait("Requirement", "DS-ENC-01 DS-ENC-02")]
    public async Task Inner_and_outer_signature_of_a_triple_wrap_are_encapsulated_in_all_combinations(bool inner, bool outer, string structure)
    {
        // RFC 2634 section 1.1: signed, encrypted, signed. RFC 3183 section 3: either signature may be encapsulated.
        TestDoors doors = Doors();
        byte[] message = await doors.SignedAsync(Messages.Plain(), Request);
        message = inner ? await doors.SignedAsync(message, Request with { Type = SignatureType.Domain, Evidence = OriginatorEvidence.OriginatorSignature }) : message;
        message = await doors.EncryptedAsync(message, TestDoors.To("bob@partner.example") with { AllowWithoutDomainSignature = !inner });
        message = await doors.SignedAsync(message, Request with { IsTypeExplicit = true });
        message = outer ? await doors.SignedAsync(message, Request with { Type = SignatureType.Review }) : message;
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        Assert.Equal(structure, report.Structure);
        report.HasStatus(SecurityStatus.Pass);
        Assert.All(report.Signatures(), signature => Assert.Equal(SecurityStatus.Pass, signature.Verdict));
        Assert.Equal(outer ? 1 : 0, report.Reviewers.Count);
    }

    [Fact]
    [Trait("Requirement", "DS-REV-06 DS-ENC-05")]
    public async Task Review_over_encrypted_data_goes_around_an_empty_layer()
    {
        byte[] encrypted = LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).Enveloped(Ids.PartnerDca).ToOctets();
        (DomainSigningReport report, byte[] reviewed) = await Doors().SignAsync(encrypted, Request with { Type = SignatureType.Review, Evidence = null });
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.Equal(SecurityFlags.Opaque, Assert.Single(report.Flags).Flag); // who reviewed did not see what is inside
        DomainSecurityReport read = await TestDoors.ForPartner().ClassifyAsync(reviewed);
        Assert.Equal("S(S0(E(S(content))))", read.Structure);
        Assert.Equal("review-authority@acme.example", Assert.Single(Assert.Single(read.Reviewers).Signer.Emails));
        Assert.Equal(SecurityStatus.Pass, read.Signatures()[0].Verdict);

        // The domain's signature vouches for all that is inside (DS-DSG-03), so that it is not made over what it cannot see.
        Assert.Equal(DomainOutcome.Refused, (await Doors().SignAsync(encrypted, Request with { Type = SignatureType.Domain })).Report.Outcome);
    }

    private static TestDoors Doors()
    {
        TestDoors doors = TestDoors.ForAcme();
        doors.Community.AddUserSigningKey(Address, new SoftwareSigningKey(Ids.Alice.Certificate));
        return doors;
    }
}
