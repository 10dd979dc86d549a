using DomSec.TestKit;
using DomSec.Tests.Hosting;
using static DomSec.TestKit.OddSignatures;

namespace DomSec.Tests.Classification;

/// <summary>Review and additional-attributes signatures in several layers: counted, named, and no evidence of origin.</summary>
public sealed class ReviewerTests
{
    private static readonly TestIdentity Second = TestCa.Shared.Issue(TestRole.Review, "second.example", TestKeyType.P256);

    [Fact]
    [Trait("Requirement", "DS-REV-05")]
    public async Task Reviewers_are_counted_by_who_they_are_and_not_by_how_often_they_sign()
    {
        LayeredMessage signed = LayeredMessage.Of(Build.DomainSigned());
        TestIdentity renewed = TestCa.Shared.Issue(TestRole.Review, "acme.example", TestKeyType.P256); // another certificate for the same key
        (byte[] Message, string[] Reviewers)[] cases =
        [
            (signed.ToOctets(), []),
            (signed.Signed(Ids.AcmeReviewer, ReviewSig).ToOctets(), ["acme.example"]),
            (signed.Signed(Ids.AcmeReviewer, ReviewSig).Signed(Ids.AcmeReviewer, ReviewSig).ToOctets(), ["acme.example"]),
            (signed.Signed(Ids.AcmeReviewer, ReviewSig).Signed(renewed, ReviewSig).ToOctets(), ["acme.example"]),
            (signed.Signed(Ids.AcmeReviewer, ReviewSig).Signed(Second, ReviewSig).ToOctets(), ["second.example", "acme.example"]),
            (signed.Signed(layer => layer.By(Ids.AcmeReviewer, s => s.Types(ReviewSig)).By(Second, s => s.Types(ReviewSig))).ToOctets(), ["acme.example", "second.example"]),
            (LayeredMessage.Of(Messages.Plain()).Null().Signed(Second, ReviewSig).Signed(Ids.AcmeSigner, DomainSig).Signed(Ids.AcmeReviewer, ReviewSig).ToOctets(), ["acme.example", "second.example"]),
            (signed.Signed(layer => layer.By(Ids.AcmeReviewer, s => s.Types(ReviewSig).MessageDigest = new byte[32])).ToOctets(), []),
            (signed.Signed(Ids.AcmeSigner, ReviewSig).ToOctets(), []),
        ];
        foreach ((byte[] message, string[] reviewers) in cases)
        {
            DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
            Assert.Equal(reviewers, report.Reviewers.Select(reviewer => reviewer.Signer.Emails[0].Split('@')[1]));
            report.DoesNotRaise(SecurityFlags.ReviewMissing);
            for (int needed = 0; needed <= 3; needed++)
            {
                DomainSecurityReport bound = await TestDoors.ForPartner(new DomSecOptions { RequiredReviews = needed }).ClassifyAsync(message);
                if (reviewers.Length >= needed)
                {
                    bound.DoesNotRaise(SecurityFlags.ReviewMissing);
                    Assert.Equal(report.Status, bound.Status);
                }
                else
                {
                    bound.Raises(SecurityFlags.ReviewMissing);
                    Assert.Equal(report.Status == SecurityStatus.Pass ? SecurityStatus.Policy : report.Status, bound.Status);
                    Assert.Null(bound.Domain);
                }
            }
        }
    }

    [Fact]
    [Trait("Requirement", "DS-REV-05")]
    public async Task Reviewer_s_certificate_is_given_out()
    {
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(LayeredMessage.Of(Build.DomainSigned()).Signed(Second, ReviewSig).ToOctets());
        ReviewerReport reviewer = Assert.Single(report.Reviewers);
        Assert.Equal(Second.Der, reviewer.Certificate.ToArray());
        Assert.Equal(TestDoors.Now, reviewer.SigningTime);
        Assert.Equal(["acme.example"], report.RepresentedDomains.Select(domain => domain.Value));
    }

    [Fact]
    [Trait("Requirement", "DS-AAT-03 DS-AAT-04 DS-AAT-09 DS-AAT-02")]
    public async Task Attribute_signatures_are_made_in_several_layers_each_by_an_attribute_authority()
    {
        TestDoors doors = TestDoors.ForAcme();
        TestIdentity other = TestCa.Shared.Issue(TestRole.Attributes, "second.example", TestKeyType.P256);
        doors.Own(other);
        byte[] message = await doors.SignedAsync(Messages.Plain());
        message = await doors.SignedAsync(message, new() { Domain = TestDoors.Acme, Type = SignatureType.AdditionalAttributes });
        message = await doors.SignedAsync(message, new() { Domain = MailDomain.Parse("second.example"), Type = SignatureType.AdditionalAttributes });
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        Assert.Equal("S(S(S(S0(content))))", report.Structure);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(
            [("second.example", SignatureType.AdditionalAttributes), ("acme.example", SignatureType.AdditionalAttributes), ("acme.example", SignatureType.Domain)],
            report.Signatures().Select(signature => (signature.Signer.Emails[0].Split('@')[1], Assert.Single(signature.Types))));
        Assert.All(report.Signatures(), signature => Assert.Equal(SecurityStatus.Pass, signature.Verdict));
        Assert.Equal(IdentityLevel.Domain, report.IdentityLevel);

        // Alone they say nothing about who wrote the message, however many there are.
        byte[] alone = await doors.SignedAsync(Messages.Plain(), new() { Domain = TestDoors.Acme, Type = SignatureType.AdditionalAttributes });
        alone = await doors.SignedAsync(alone, new() { Domain = MailDomain.Parse("second.example"), Type = SignatureType.AdditionalAttributes });
        DomainSecurityReport nobody = await TestDoors.ForPartner().ClassifyAsync(alone);
        Assert.Equal((SecurityStatus.None, IdentityLevel.None, (MailDomain?)null), (nobody.Status, nobody.IdentityLevel, nobody.Domain));
        Assert.All(nobody.Signatures(), signature => Assert.Equal(SecurityStatus.Pass, signature.Verdict));
    }

    [Fact]
    [Trait("Requirement", "DS-AAT-03 DS-AAT-04")]
    public async Task Attribute_authority_is_named_as_one_when_signing_and_when_judged()
    {
        foreach ((Action<CertificateShape> change, string flag) in new (Action<CertificateShape>, string)[]
        {
            (shape => shape.CommonNames[0] = "attribute-authority.", "F-NAME-CN"),
            (shape => shape.CommonNames.Add("attribute-authority"), "F-NAME-CN"),
            (shape => shape.Emails[0] = "alice@acme.example", "F-NAME-LOCALPART"),
        })
        {
            TestIdentity wrong = TestCa.Shared.Issue(TestRole.Attributes, "acme.example", TestKeyType.P256, change);
            var doors = new TestDoors();
            doors.Own(wrong);
            (await doors.SignAsync(Messages.Plain(), new() { Domain = TestDoors.Acme, Type = SignatureType.AdditionalAttributes })).Report.Refusal.IsRefused(flag);
            DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(LayeredMessage.Of(Build.DomainSigned()).Signed(wrong, AddAttribSig).ToOctets());
            Assert.Equal(SecurityStatus.Policy, report.Signatures()[0].Verdict);
            Assert.Contains(report.Signatures()[0].Flags, raised => raised.Flag.Id == flag);
        }
    }

    [Fact]
    [Trait("Requirement", "DS-AAT-08 DS-STA-08")]
    public async Task Attribute_signature_of_the_door_names_its_type_alone()
    {
        byte[] message = await TestDoors.ForAcme().SignedAsync(Messages.Plain(), new() { Domain = TestDoors.Acme, Type = SignatureType.AdditionalAttributes });
        var info = Assert.Single(Signing.SignedLayer.Of(message).SignerInfos.Cast<System.Security.Cryptography.Pkcs.SignerInfo>());
        var attribute = Assert.Single(info.SignedAttributes.Cast<System.Security.Cryptography.CryptographicAttributeObject>(), each => each.Oid.Value == OddSignatures.SignatureType);
        Assert.Equal(TypeValue(AddAttribSig), Assert.Single(attribute.Values.Cast<System.Security.Cryptography.AsnEncodedData>()).RawData);

        // Whatever stands beside it on arrival, nothing of the signature counts.
        foreach (string other in new[] { DomainSig, ReviewSig, OriginatorSig, DelegatedOriginatorSig, "1.2.3" })
        {
            DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Build.Signer(signer => signer.Types(other, AddAttribSig), Ids.AcmeAttributes));
            report.Raises(SecurityFlags.TypeExclusive);
            Assert.Equal(SecurityStatus.Policy, report.Signatures()[0].Verdict);
        }
    }
}
