using System.Security.Cryptography.Pkcs;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signatures;
using DomSec.Tests.Signing;

namespace DomSec.Tests.Ess;

/// <summary>Security labels signed and judged (RFC 2634 sections 3.1 and 3.3).</summary>
public sealed class LabelTests
{
    private static readonly SecurityLabel _internal = Labels.Of(Labels.Whirlpool, 7);
    private static readonly SecurityLabel _confidential = Labels.Of(Labels.Whirlpool, 8);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "ESS-LBL-02")]
    public async Task Unknown_label_around_encryption_that_nothing_authenticates_keeps_it_closed(bool allows)
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Enveloped(Ids.PartnerDca).Signed(layer => layer.By(Ids.Alice, signer => signer.SignedAttributes.Add(Labels.Attribute(Labels.Unknown)))).ToOctets();
        (DomainDecryptionReport report, byte[] output) = await Labels.Guard().DecryptAsync(message, new() { AllowUnauthenticatedContent = allows });
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Empty(output);
        (DomainDecryptionReport known, _) = await Labels.Guard(new SecurityLabelTable()).DecryptAsync(message, new() { AllowUnauthenticatedContent = allows });
        Assert.Equal(allows ? DomainOutcome.Applied : DomainOutcome.Refused, known.Outcome);
    }

    [Fact]
    [Trait("Requirement", "ESS-LBL-01")]
    [Trait("Requirement", "DS-AAT-05")]
    public async Task Label_of_the_request_is_one_signed_attribute()
    {
        byte[] signed = await SignAsync(_internal with { PrivacyMark = "For the kitchen" });
        SignerInfo info = Assert.Single(SignedLayer.Of(signed).SignerInfos.Cast<SignerInfo>());
        var attribute = Assert.Single(info.SignedAttributes.Cast<System.Security.Cryptography.CryptographicAttributeObject>(), a => a.Oid.Value == Labels.SecurityLabel);
        Assert.Equal(
            "3121" + "020107" + "060B2A864886F70D0109100703" + "130F" + Convert.ToHexString("For the kitchen"u8),
            Convert.ToHexString(Assert.Single(attribute.Values.Cast<System.Security.Cryptography.AsnEncodedData>()).RawData));
        Assert.Empty(info.UnsignedAttributes);
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(_internal with { PrivacyMark = "For the kitchen" }, report.OriginalLabel);
        Assert.Equal(report.OriginalLabel, Assert.Single(report.Signatures()).Label);
        Assert.Null(report.AggregateLabel);
        Assert.Null(report.EffectiveLabel); // nobody here understands labels
    }

    [Fact]
    [Trait("Requirement", "ESS-LBL-02")]
    public async Task Both_signers_of_a_layer_have_the_same_label()
    {
        StrangerKey root = StrangerKey.Root("ML-DSA-65");
        TestDoors doors = PureSignatureTests.Doors(root, root.Signer("ML-DSA-65")).Own(Ids.AcmeSigner);
        byte[] signed = await doors.SignedAsync(Messages.Plain(), Request(_internal) with { Profile = new AlgorithmProfile { DualSignature = true } });
        SignedCms cms = SignedLayer.Of(signed);
        Assert.Equal(2, cms.SignerInfos.Count);
        byte[][] values = [.. cms.SignerInfos.Cast<SignerInfo>().Select(info => info.SignedAttributes.Cast<System.Security.Cryptography.CryptographicAttributeObject>().Single(a => a.Oid.Value == Labels.SecurityLabel).Values[0].RawData)];
        Assert.Equal(values[0], values[1]);
        DomainSecurityReport report = await doors.ClassifyAsync(signed);
        Assert.All(report.Signatures(), signature => Assert.Equal(_internal, signature.Label));
        report.DoesNotRaise(SecurityFlags.LabelConflict);
    }

    [Theory]
    [InlineData("same", false)]
    [InlineData("differing", true)]
    [InlineData("missing", true)]
    [InlineData("unreadable", true)]
    [Trait("Requirement", "ESS-LBL-02")]
    [Trait("Requirement", "ESS-LBL-04")]
    public async Task Labels_that_are_not_the_same_are_a_conflict_and_stop_the_layer(string second, bool isConflict)
    {
        byte[]? attribute = second switch
        {
            "same" => Labels.Attribute(Labels.Whirlpool, 7),
            "differing" => Labels.Attribute(Labels.Whirlpool, 6),
            "unreadable" => OddSignatures.Attribute(Labels.SecurityLabel, Tlv.Null),
            _ => null,
        };
        byte[] message = LayeredMessage.Of(Messages.Plain()).Null().Signed(layer => layer
            .By(Ids.AcmeSigner, signer => signer.Types(OddSignatures.DomainSig).SignedAttributes.Add(Labels.Attribute(Labels.Whirlpool, 7)))
            .By(Ids.AcmeRsaSigner, signer => signer.Types(OddSignatures.DomainSig).SignedAttributes.AddRange(attribute is null ? [] : [attribute]))).ToOctets();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        if (isConflict)
        {
            report.Raises(SecurityFlags.LabelConflict);
            report.HasStatus(SecurityStatus.Policy);
            Assert.All(report.Signatures(), signature => Assert.Equal(SecurityStatus.Policy, signature.Verdict));
        }
        else
        {
            report.DoesNotRaise(SecurityFlags.LabelConflict);
            report.HasStatus(SecurityStatus.Pass);
            Assert.Equal(_internal, report.OriginalLabel);
        }
    }

    [Fact]
    [Trait("Requirement", "ESS-LBL-03")]
    public async Task Label_of_a_signature_that_does_not_verify_is_not_there()
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Null().Signed(layer => layer.By(Ids.AcmeSigner, signer =>
        {
            signer.Types(OddSignatures.DomainSig).SignedAttributes.Add(Labels.Attribute(Labels.Whirlpool, 7));
            signer.AlterSignature = value => [.. value[..^1], (byte)(value[^1] ^ 1)];
        })).ToOctets();
        DomainSecurityReport report = await Labels.Guard().ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Fail);
        Assert.Null(report.Signatures()[0].Label);
        Assert.Null(report.OriginalLabel);
        Assert.Null(report.EffectiveLabel);
        Assert.Contains(report.Signatures()[0].SignedAttributes, attribute => attribute.Type == Labels.SecurityLabel); // it stands there all the same
    }

    [Fact]
    [Trait("Requirement", "ESS-LBL-03")]
    public async Task Label_of_an_unverified_signer_beside_a_verified_one_changes_nothing()
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Null().Signed(layer => layer
            .By(Ids.AcmeSigner, signer => signer.Types(OddSignatures.DomainSig).SignedAttributes.Add(Labels.Attribute(Labels.Whirlpool, 7)))
            .By(Ids.AcmeRsaSigner, signer =>
            {
                signer.Types(OddSignatures.DomainSig).SignedAttributes.Add(Labels.Attribute(Labels.Whirlpool, 6));
                signer.SignatureAlgorithm = Tlv.Algorithm("1.2.3.4"); // of an algorithm nobody knows
            })).ToOctets();
        DomainSecurityReport report = await Labels.Guard().ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        report.DoesNotRaise(SecurityFlags.LabelConflict);
        Assert.Equal(_internal, report.OriginalLabel);
    }

    [Fact]
    [Trait("Requirement", "ESS-LBL-03")]
    public async Task Label_of_an_untrusted_signer_is_reported_with_it_and_not_acted_on()
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Null().By(Ids.StrangerSigner, OddSignatures.DomainSig, Labels.Attribute(Labels.Whirlpool, 7)).ToOctets();
        DomainSecurityReport report = await Labels.Guard().ClassifyAsync(message);
        Assert.Equal(CertificateFact.Untrusted, report.Signatures()[0].Certificate);
        Assert.Equal(_internal, report.Signatures()[0].Label);
        Assert.Null(report.OriginalLabel);
        Assert.Null(report.EffectiveLabel);
    }

    [Theory]
    [InlineData(Labels.Unknown, 7)]
    [InlineData(Labels.Whirlpool, 9)]
    [Trait("Requirement", "ESS-LBL-05")]
    public async Task Label_that_is_not_understood_stops_the_message_where_a_policy_is_in_force(string policy, int classification)
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Null().By(Ids.AcmeSigner, OddSignatures.DomainSig, Labels.Attribute(policy, classification)).ToOctets();
        DomainSecurityReport report = await Labels.Guard().ClassifyAsync(message);
        report.Raises(SecurityFlags.LabelUnknownPolicy);
        report.HasStatus(SecurityStatus.Policy);
        Assert.Equal(IdentityLevel.None, report.IdentityLevel);
        Assert.Equal(Labels.Of(policy, classification), report.OriginalLabel);
        Assert.Null(report.EffectiveLabel);
        Assert.Contains(policy, report.Flags.Single(flag => flag.Flag == SecurityFlags.LabelUnknownPolicy).Detail, StringComparison.Ordinal);

        DomainSecurityReport reported = await TestDoors.ForPartner().ClassifyAsync(message);
        reported.HasStatus(SecurityStatus.Pass);
        reported.DoesNotRaise(SecurityFlags.LabelUnknownPolicy);
        DomainSecurityReport empty = await Labels.Guard(new SecurityLabelTable()).ClassifyAsync(message);
        empty.HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "ESS-LBL-05")]
    public async Task Label_that_cannot_be_read_is_not_understood_either()
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Null().By(Ids.AcmeSigner, OddSignatures.DomainSig, OddSignatures.Attribute(Labels.SecurityLabel, Tlv.Null)).ToOctets();
        (await Labels.Guard().ClassifyAsync(message)).HasStatus(SecurityStatus.Policy);
        (await TestDoors.ForPartner().ClassifyAsync(message)).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "ESS-LBL-05")]
    public async Task Understood_label_passes_and_is_the_one_to_act_on()
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Null().By(Ids.AcmeSigner, OddSignatures.DomainSig, Labels.Attribute(Labels.Whirlpool, 8)).ToOctets();
        DomainSecurityReport report = await Labels.Guard().ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(_confidential, report.EffectiveLabel);
        report.DoesNotRaise(SecurityFlags.LabelUnknownPolicy);
    }

    [Fact]
    [Trait("Requirement", "ESS-LBL-07")]
    public void Order_of_classifications_is_the_policys_and_not_the_numbers()
    {
        // RFC 2634 section 3.3.2: in the Defense Message System's policy 11, sensitive but unclassified, is below 5, top secret.
        var dms = new SecurityLabelTable(new SecurityLabelScheme { Name = "dms", Policy = "2.16.840.1.101.2.1.3.10", Classifications = [new(1, "unclassified"), new(11, "sensitive"), new(4, "secret"), new(5, "top secret")] });
        SecurityLabel sensitive = Labels.Of("2.16.840.1.101.2.1.3.10", 11);
        SecurityLabel topSecret = Labels.Of("2.16.840.1.101.2.1.3.10", 5);
        Assert.True(dms.RankOf(sensitive) < dms.RankOf(topSecret));
        Assert.Equal("dms: sensitive", dms.Describe(sensitive));
        Assert.Equal("dms", dms.Describe(Labels.Of("2.16.840.1.101.2.1.3.10")));
        Assert.Null(dms.RankOf(Labels.Of(Labels.Whirlpool, 5))); // without its policy a number says nothing
        Assert.Null(dms.Describe(Labels.Of(Labels.Whirlpool, 5)));
        Assert.False(dms.Understands(Labels.Of("2.16.840.1.101.2.1.3.10", 7)));
        Assert.True(dms.Understands(Labels.Of("2.16.840.1.101.2.1.3.10")));
        Assert.Null(dms.RankOf(Labels.Of("2.16.840.1.101.2.1.3.10")));
    }

    [Fact]
    [Trait("Requirement", "ESS-LBL-08")]
    public async Task Label_under_encryption_and_under_a_domain_signature_stops_the_message_too()
    {
        byte[] message = Labels.Originator(Labels.Attribute(Labels.Unknown, 1)).By(Ids.AcmeSigner, OddSignatures.DomainSig).Enveloped(Ids.PartnerDca).ToOctets();
        DomainSecurityReport report = await Labels.Guard().ClassifyAsync(message);
        Assert.Equal("E(S(S(content)))", report.Structure);
        report.Raises(SecurityFlags.LabelUnknownPolicy);
        report.HasStatus(SecurityStatus.Policy);
        Assert.Equal(SecurityStatus.Pass, report.Layers[1].Signatures[0].Verdict);
        Assert.Equal(SecurityStatus.Policy, report.Layers[2].Signatures[0].Verdict);

        // Not even where inner signatures are otherwise left alone.
        (await Labels.Guard(options: new() { InnerVerification = InnerVerification.None }).ClassifyAsync(message)).HasStatus(SecurityStatus.Policy);
        (await TestDoors.ForPartner(new() { InnerVerification = InnerVerification.None }).ClassifyAsync(message)).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "ESS-LBL-08")]
    public async Task Conflict_of_labels_inside_stops_the_message_where_a_policy_is_in_force()
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Signed(layer => layer
                .By(Ids.Alice, signer => signer.SignedAttributes.Add(Labels.Attribute(Labels.Whirlpool, 7)))
                .By(Ids.RsaAlice, signer => signer.SignedAttributes.Add(Labels.Attribute(Labels.Whirlpool, 6))))
            .By(Ids.AcmeSigner, OddSignatures.DomainSig).ToOctets();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        report.Raises(SecurityFlags.LabelConflict);
        report.HasStatus(SecurityStatus.Pass); // decision 1: the domain vouches for what it covers
        (await Labels.Guard().ClassifyAsync(message)).HasStatus(SecurityStatus.Policy);
    }

    [Fact]
    [Trait("Requirement", "ESS-LBL-05")]
    [Trait("Requirement", "ESS-LBL-08")]
    public async Task Guard_neither_signs_nor_encrypts_nor_decrypts_what_is_labelled_with_something_unknown()
    {
        LayeredMessage unknown = Labels.Originator(Labels.Attribute(Labels.Unknown, 1));
        byte[] vouched = unknown.By(Ids.AcmeSigner, OddSignatures.DomainSig).ToOctets();
        byte[] known = Labels.Originator(Labels.Attribute(Labels.Whirlpool, 7)).By(Ids.AcmeSigner, OddSignatures.DomainSig).ToOctets();
        foreach (bool isGuard in new[] { true, false })
        {
            TestDoors acme = TestDoors.ForAcme();
            TestDoors partner = TestDoors.ForPartner();
            (acme.Labels, partner.Labels) = isGuard ? (Labels.WhirlpoolOnly, Labels.WhirlpoolOnly) : (null, null);
            Check((await acme.SignAsync(unknown.ToOctets())).Report.Refusal, "RFC 3183 section 3.2");
            Check((await acme.SignAsync(vouched)).Report.Refusal, "F-LABEL-UNKNOWN-POLICY");
            Check((await acme.EncryptAsync(vouched, TestDoors.To("bob@partner.example") with { AllowWithoutDomainSignature = true })).Report.Refusal, "F-LABEL-UNKNOWN-POLICY");
            Check((await partner.DecryptAsync(unknown.By(Ids.AcmeSigner, OddSignatures.DomainSig).Enveloped(Ids.PartnerDca).ToOctets())).Report.Refusal, "F-LABEL-UNKNOWN-POLICY");
            Assert.Equal(DomainOutcome.Applied, (await acme.EncryptAsync(known)).Report.Outcome);
            Assert.Equal(DomainOutcome.Applied, (await acme.SignAsync(known)).Report.Outcome);

            void Check(Refusal? refusal, string rule)
            {
                if (isGuard)
                {
                    refusal.IsRefused(rule);
                    Assert.Contains(Labels.Unknown, refusal!.Text, StringComparison.Ordinal);
                }
                else
                {
                    Assert.Null(refusal);
                }
            }
        }
    }

    [Theory]
    [InlineData(Labels.Whirlpool, 257, "RFC 2634 section 3.2")]
    [InlineData("whirlpool", 7, "RFC 2634 section 3.2")]
    [InlineData(Labels.Unknown, 7, "F-LABEL-UNKNOWN-POLICY")]
    [InlineData(Labels.Whirlpool, 9, "F-LABEL-UNKNOWN-POLICY")]
    public async Task Label_that_may_not_be_written_or_is_not_known_is_refused(string policy, int classification, string rule)
    {
        TestDoors doors = TestDoors.ForAcme();
        doors.Labels = Labels.WhirlpoolOnly;
        (DomainSigningReport report, byte[] output) = await doors.SignAsync(Messages.Plain(), Request(Labels.Of(policy, classification)));
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        report.Refusal.IsRefused(rule);
        Assert.Empty(output);
    }

    [Fact]
    public void Table_with_mistakes_is_not_made()
    {
        SecurityLabelScheme right = Labels.WhirlpoolOnly.Schemes[0];
        SecurityLabelScheme[][] wrong =
        [
            [right, right],
            [right, right with { Policy = "1.2.3" }],
            [right, right with { Name = "other" }],
            [right with { Policy = "whirlpool" }],
            [right with { Name = " " }],
            [right with { Classifications = [new(257, "x")] }],
            [right with { Classifications = [new(1, "x"), new(1, "y")] }],
            [right with { Classifications = [new(1, "x"), new(2, "X")] }],
        ];
        Assert.All(wrong, schemes => Assert.Throws<ArgumentException>(() => new SecurityLabelTable(schemes)));
        Assert.Same(right, Labels.WhirlpoolOnly.Find("WHIRLPOOL"));
        Assert.Same(right, Labels.WhirlpoolOnly.Find(Labels.Whirlpool));
        Assert.Null(Labels.WhirlpoolOnly.Find("amoco"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "ESS-HNT-01")]
    public async Task Subject_goes_into_no_attribute_unless_a_description_is_given(bool isDescribed)
    {
        byte[] message = Messages.Plain(subject: "Takeover of Initech");
        byte[] signed = await TestDoors.ForAcme().SignedAsync(
            message, Request(_internal) with { ContentHints = isDescribed ? new ContentHints(OddSignatures.Data, "about Initech") : null, HasContentIdentifier = true });
        Assert.DoesNotContain("Takeover", TestDoors.Text(Messages.CmsOf(signed)), StringComparison.Ordinal);
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(signed);
        Assert.Equal(isDescribed ? "about Initech" : null, report.ContentHints?.Description);
        Assert.Equal(isDescribed, report.Signatures()[0].ContentHints is not null);
    }

    [Fact]
    [Trait("Requirement", "ESS-HNT-01")]
    public async Task Hints_are_read_by_another_engine()
    {
        byte[] signed = await TestDoors.ForAcme().SignedAsync(Messages.Plain(), Request(_internal) with { ContentHints = new ContentHints(OddSignatures.SignedData, "Ünterlagen") });
        var info = new Org.BouncyCastle.Cms.CmsSignedData(Messages.CmsOf(signed)).GetSignerInfos().GetSigners().Single();
        Org.BouncyCastle.Asn1.Cms.Attribute attribute = info.SignedAttributes[new Org.BouncyCastle.Asn1.DerObjectIdentifier(Labels.ContentHint)];
        var hints = Org.BouncyCastle.Asn1.Ess.ContentHints.GetInstance(attribute.AttrValues[0]);
        Assert.Equal("Ünterlagen", hints.ContentDescription.GetString());
        Assert.Equal(OddSignatures.SignedData, hints.ContentType.Id);
    }

    [Fact]
    [Trait("Requirement", "ESS-CID-01")]
    public async Task Content_identifier_has_key_time_and_random_number_and_is_unique()
    {
        TestDoors doors = TestDoors.ForAcme();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < 20; i++)
        {
            byte[] signed = await doors.SignedAsync(Messages.Plain(), Request(label: null) with { HasContentIdentifier = true });
            var info = new Org.BouncyCastle.Cms.CmsSignedData(Messages.CmsOf(signed)).GetSignerInfos().GetSigners().Single();
            Org.BouncyCastle.Asn1.Cms.Attribute attribute = info.SignedAttributes[new Org.BouncyCastle.Asn1.DerObjectIdentifier(Labels.ContentIdentifier)];
            byte[] value = Org.BouncyCastle.Asn1.Ess.ContentIdentifier.GetInstance(attribute.AttrValues[0]).Value.GetOctets();
            string[] parts = System.Text.Encoding.ASCII.GetString(value).Split('.');
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Ids.AcmeSigner.Certificate.PublicKey.ExportSubjectPublicKeyInfo()).AsSpan(0, 8)), parts[0]);
            Assert.Equal("20240601120000Z", parts[1]);
            Assert.True(seen.Add(parts[2]));
            Assert.Equal(value, Assert.Single((await doors.ClassifyAsync(signed)).Signatures()).ContentIdentifier.ToArray());
        }

        byte[] without = await doors.SignedAsync(Messages.Plain());
        Assert.True((await doors.ClassifyAsync(without)).Signatures()[0].ContentIdentifier.IsEmpty);
    }

    [Fact]
    public async Task What_one_message_is_labelled_with_is_not_in_the_next()
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] first = await doors.SignedAsync(Messages.Plain(), Request(_internal));
        byte[] second = await doors.SignedAsync(Messages.Plain());
        Assert.NotNull((await doors.ClassifyAsync(first)).OriginalLabel);
        Assert.Null((await doors.ClassifyAsync(second)).OriginalLabel);
    }

    [Fact]
    public async Task Labelled_message_is_verified_by_other_engines()
    {
        SecurityLabel label = _internal with { PrivacyMark = "Märk", Categories = [new("1.2.3.4", Tlv.Integer(5)), new("1.2.3.3", Tlv.Null)] };
        TestDoors doors = TestDoors.ForAcme();
        byte[] signed = await doors.SignedAsync(Messages.Plain(), Request(label) with { EquivalentLabels = [Labels.Of(Labels.Amoco, 6)] });
        using var openssl = new OpenSsl();
        openssl.VerifyMessage(signed, TestCa.Shared).Expect();
        SignedLayer.Of(signed).CheckSignature(verifySignatureOnly: true);
        var cms = new Org.BouncyCastle.Cms.CmsSignedData(Messages.CmsOf(signed));
        var certificate = new Org.BouncyCastle.X509.X509CertificateParser().ReadCertificate(Ids.AcmeSigner.Der);
        Assert.True(cms.GetSignerInfos().GetSigners().Single().Verify(certificate)); // encodes the attributes again, in its own order
        Assert.Equal(label, (await doors.ClassifyAsync(signed)).OriginalLabel);
    }

    private static DomainSigningRequest Request(SecurityLabel? label) => new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, Label = label };

    private static Task<byte[]> SignAsync(SecurityLabel label) => TestDoors.ForAcme().SignedAsync(Messages.Plain(), Request(label));
}
