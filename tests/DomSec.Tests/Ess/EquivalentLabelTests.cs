using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Ess;

/// <summary>Equivalent labels (RFC 2634 section 3.4) and the attributes of additional-attributes signatures (RFC 3183 section 3.3).</summary>
public sealed class EquivalentLabelTests
{
    private static readonly SecurityLabel _general = Labels.Of(Labels.Amoco, 6);
    private static readonly SecurityLabel _internal = Labels.Of(Labels.Whirlpool, 7);

    private static byte[] General => Labels.Attribute(Labels.Amoco, 6);

    private static byte[] Internal => Labels.Value(Labels.Whirlpool, 7);

    [Fact]
    [Trait("Requirement", "DS-AAT-06")]
    [Trait("Requirement", "ESS-EQL-04")]
    public async Task Equivalent_label_around_a_label_of_another_policy_is_the_one_to_act_on()
    {
        DomainSecurityReport report = await Labels.Guard().ClassifyAsync(Translated(Ids.AcmeAttributes));
        Assert.Equal("S(S(S(content)))", report.Structure);
        report.HasStatus(SecurityStatus.Pass);
        report.DoesNotRaise(SecurityFlags.LabelUnknownPolicy); // of the label inside, which is translated
        Assert.Equal(_general, report.OriginalLabel);
        Assert.Equal([_internal], report.EquivalentLabels);
        Assert.Equal(_internal, report.EffectiveLabel);
        Assert.Null(report.AggregateLabel);
    }

    [Fact]
    [Trait("Requirement", "DS-AAT-10")]
    [Trait("Requirement", "ESS-EQL-01")]
    public async Task Equivalent_label_of_who_is_not_trusted_to_translate_is_ignored()
    {
        // partner.example's attribute authority is certified, and its signature verifies; it may not translate.
        TestIdentity other = TestCa.Shared.Issue(TestRole.Attributes, "partner.example", TestKeyType.P256);
        DomainSecurityReport report = await Labels.Guard().ClassifyAsync(Translated(other));
        Assert.Equal(SecurityStatus.Pass, report.Signatures()[0].Verdict);
        Assert.Equal([_internal], report.Signatures()[0].EquivalentLabels); // recognised
        Assert.Empty(report.EquivalentLabels);
        Assert.Null(report.EffectiveLabel);
        report.Raises(SecurityFlags.LabelUnknownPolicy);
        report.HasStatus(SecurityStatus.Policy);

        // By the certificate instead of the address, it is trusted.
        var byCertificate = new SecurityLabelTable(Labels.WhirlpoolOnly.Schemes[0] with { Translators = [Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(other.Der))] });
        (await Labels.Guard(byCertificate).ClassifyAsync(Translated(other))).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "ESS-EQL-01")]
    public async Task Equivalent_label_of_a_signature_that_is_not_acceptable_is_ignored()
    {
        // Signed as attributes, by a certificate that is not an attribute authority's.
        TestIdentity reviewer = TestCa.Shared.Issue(TestRole.Review, "acme.example", TestKeyType.P256, shape => shape.Emails.Add("attribute-authority@acme.example"));
        DomainSecurityReport report = await Labels.Guard().ClassifyAsync(Translated(reviewer));
        Assert.Empty(report.EquivalentLabels);
        Assert.Empty(report.AdditionalAttributes);
        report.HasStatus(SecurityStatus.Policy);
    }

    [Fact]
    [Trait("Requirement", "DS-AAT-04")]
    public async Task Attributes_of_who_is_not_named_an_attribute_authority_are_not_the_messages()
    {
        (TestIdentity Signer, SecurityFlag? Flag)[] cases =
        [
            (Ids.AcmeAttributes, null),
            (Ids.AcmeReviewer, SecurityFlags.RoleMismatch),
            (Ids.AcmeSigner, SecurityFlags.RoleMismatch),
            (TestCa.Shared.Issue(TestRole.Attributes, "acme.example", TestKeyType.P256, shape => shape.CommonNames[0] = "attributes"), SecurityFlags.NameCn),
            (TestCa.Shared.Issue(TestRole.Attributes, "acme.example", TestKeyType.P256, shape => shape.Emails[0] = "alice@acme.example"), SecurityFlags.NameLocalPart),
        ];
        foreach ((TestIdentity signer, SecurityFlag? flag) in cases)
        {
            DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Labels.Originator().By(signer, OddSignatures.AddAttribSig, Labels.Attribute(Labels.Whirlpool, 8)).ToOctets());
            Assert.Equal(flag is null, report.AdditionalAttributes.Count > 0);
            Assert.Equal(flag is null, report.AggregateLabel is not null);
            Assert.Equal(SignatureFact.Valid, report.Signatures()[0].Signature);
            if (flag is not null)
            {
                report.Raises(flag);
            }
        }
    }

    [Fact]
    [Trait("Requirement", "ESS-EQL-02")]
    public async Task Policies_are_unique_or_no_equivalent_label_counts()
    {
        byte[] twice = Labels.Originator(General).By(Ids.AcmeSigner, OddSignatures.DomainSig)
            .By(Ids.AcmeAttributes, OddSignatures.AddAttribSig, Labels.Equivalent(Internal, Labels.Value(Labels.Whirlpool, 6))).ToOctets();
        DomainSecurityReport report = await Labels.Guard().ClassifyAsync(twice);
        Assert.Empty(report.EquivalentLabels);
        report.Raises(SecurityFlags.AttributeMalformed);
        report.HasStatus(SecurityStatus.Policy);

        // In one SignerInfo the label's own policy counts among them.
        byte[] own = LayeredMessage.Of(Messages.Plain()).Null().By(Ids.AcmeSigner, OddSignatures.DomainSig, General, Labels.Equivalent(Labels.Value(Labels.Amoco, 7))).ToOctets();
        DomainSecurityReport both = await TestDoors.ForPartner().ClassifyAsync(own);
        both.Raises(SecurityFlags.AttributeMalformed);
        Assert.Empty(both.Signatures()[0].EquivalentLabels);

        // Around the original, an equivalent of its own policy is not used once it is chosen.
        var amoco = new SecurityLabelTable(new SecurityLabelScheme { Name = "amoco", Policy = Labels.Amoco, Classifications = [new(7, "confidential")], Translators = ["attribute-authority@acme.example"] });
        byte[] same = Labels.Originator(General).By(Ids.AcmeSigner, OddSignatures.DomainSig)
            .By(Ids.AcmeAttributes, OddSignatures.AddAttribSig, Labels.Equivalent(Labels.Value(Labels.Amoco, 7))).ToOctets();
        DomainSecurityReport chosen = await Labels.Guard(amoco).ClassifyAsync(same);
        Assert.Empty(chosen.EquivalentLabels);
        Assert.Null(chosen.EffectiveLabel);
    }

    [Fact]
    [Trait("Requirement", "ESS-EQL-02")]
    public async Task Signer_refuses_policies_that_are_not_unique()
    {
        foreach (DomainSigningRequest request in new[]
        {
            Request() with { Label = _general, EquivalentLabels = [Labels.Of(Labels.Amoco, 7)] },
            Request() with { EquivalentLabels = [_internal, Labels.Of(Labels.Whirlpool, 6)] },
        })
        {
            (DomainSigningReport report, _) = await TestDoors.ForAcme().SignAsync(Messages.Plain(), request);
            report.Refusal.IsRefused("RFC 2634 section 3.4.1");
        }
    }

    [Fact]
    [Trait("Requirement", "ESS-EQL-03")]
    public async Task Understood_original_is_used_whatever_equivalents_say()
    {
        var both = new SecurityLabelTable(
            Labels.WhirlpoolOnly.Schemes[0], new SecurityLabelScheme { Name = "amoco", Policy = Labels.Amoco, Classifications = [new(6, "general"), new(7, "confidential"), new(8, "highly confidential")] });
        DomainSecurityReport report = await Labels.Guard(both).ClassifyAsync(Translated(Ids.AcmeAttributes));
        Assert.Equal(_general, report.EffectiveLabel);
        report.HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "ESS-EQL-04")]
    [Trait("Requirement", "DS-AAT-09")]
    public async Task First_equivalent_of_a_known_policy_is_used()
    {
        byte[] message = Labels.Originator(General).By(Ids.AcmeSigner, OddSignatures.DomainSig)
            .By(Ids.AcmeAttributes, OddSignatures.AddAttribSig, Labels.Equivalent(Labels.Value(Labels.Whirlpool, 8)))
            .By(Ids.AcmeAttributes, OddSignatures.AddAttribSig, Labels.Equivalent(Labels.Value(Labels.Unknown, 1), Internal)).ToOctets();
        DomainSecurityReport report = await Labels.Guard().ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(_internal, report.EffectiveLabel);
        Assert.Equal([_internal, Labels.Of(Labels.Whirlpool, 8)], report.EquivalentLabels);
    }

    [Fact]
    [Trait("Requirement", "ESS-EQL-05")]
    public async Task Equivalent_labels_are_recognised_where_nobody_judges_labels()
    {
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Translated(Ids.AcmeAttributes));
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal([_internal], report.Signatures()[0].EquivalentLabels);
        Assert.Empty(report.EquivalentLabels);
        Assert.Null(report.EffectiveLabel);
    }

    [Fact]
    public async Task Equivalent_in_the_labelled_signature_itself_is_of_its_own_label()
    {
        var policy = new SecurityLabelTable(Labels.WhirlpoolOnly.Schemes[0] with { Translators = ["domain-signing-authority@acme.example"] });
        byte[] message = LayeredMessage.Of(Messages.Plain()).Null().By(Ids.AcmeSigner, OddSignatures.DomainSig, General, Labels.Equivalent(Internal)).ToOctets();
        DomainSecurityReport report = await Labels.Guard(policy).ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(_internal, report.EffectiveLabel);

        // It says nothing about another signature's label inside.
        byte[] around = Labels.Originator(Labels.Attribute(Labels.Unknown, 3)).By(Ids.AcmeSigner, OddSignatures.DomainSig, General, Labels.Equivalent(Internal)).ToOctets();
        DomainSecurityReport inner = await Labels.Guard(policy).ClassifyAsync(around);
        inner.HasStatus(SecurityStatus.Policy);
        Assert.Null(inner.EffectiveLabel);
    }

    [Fact]
    [Trait("Requirement", "DS-AAT-01")]
    [Trait("Requirement", "DS-AAT-09")]
    [Trait("Requirement", "DS-AAT-02")]
    public async Task All_attributes_of_all_additional_attributes_signatures_are_the_messages()
    {
        byte[] odd = OddSignatures.Attribute("1.2.3.4.5", Tlv.Integer(1), Tlv.Integer(2));
        byte[] message = Labels.Originator(OddSignatures.Attribute("1.2.3.4.6", Tlv.Null))
            .By(Ids.AcmeAttributes, OddSignatures.AddAttribSig, Labels.Attribute(Labels.Whirlpool, 8))
            .By(Ids.AcmeAttributes, OddSignatures.AddAttribSig, odd).ToOctets();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        string[] signed = ["1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.5", OddSignatures.SignatureType];
        Assert.Equal(
            [.. signed.Append("1.2.3.4.5").Order(StringComparer.Ordinal), .. signed.Append(Labels.SecurityLabel).Order(StringComparer.Ordinal)],
            [.. report.AdditionalAttributes.Take(5).Select(a => a.Type).Order(StringComparer.Ordinal), .. report.AdditionalAttributes.Skip(5).Select(a => a.Type).Order(StringComparer.Ordinal)]);
        Assert.Equal([Tlv.Integer(1), Tlv.Integer(2)], report.AdditionalAttributes.Single(a => a.Type == "1.2.3.4.5").Values.Select(value => value.ToArray()));
        Assert.DoesNotContain(report.AdditionalAttributes, a => a.Type == "1.2.3.4.6"); // the originator's own
        Assert.Equal("alice@acme.example", report.Originator); // by its own signature

        // Without an originator's signature they establish none.
        byte[] alone = LayeredMessage.Of(Messages.Plain()).Null().By(Ids.AcmeAttributes, OddSignatures.AddAttribSig, odd).ToOctets();
        DomainSecurityReport nobody = await TestDoors.ForPartner().ClassifyAsync(alone);
        Assert.Equal(5, nobody.AdditionalAttributes.Count);
        nobody.HasStatus(SecurityStatus.None);
        Assert.Equal(IdentityLevel.None, nobody.IdentityLevel);
    }

    [Fact]
    [Trait("Requirement", "DS-AAT-01")]
    public async Task Attributes_of_an_additional_attributes_signature_that_does_not_hold_are_not_the_messages()
    {
        byte[] invalid = Labels.Originator().Signed(layer => layer.By(Ids.AcmeAttributes, signer =>
        {
            signer.Types(OddSignatures.AddAttribSig).SignedAttributes.Add(Labels.Attribute(Labels.Whirlpool, 8));
            signer.AlterSignature = value => [.. value[..^1], (byte)(value[^1] ^ 1)];
        })).ToOctets();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(invalid);
        Assert.Empty(report.AdditionalAttributes);
        Assert.Null(report.AggregateLabel);
    }

    [Fact]
    [Trait("Requirement", "DS-AAT-07")]
    public async Task Aggregate_and_original_label_are_told_apart()
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] message = Labels.Originator(Labels.Attribute(Labels.Whirlpool, 6)).ToOctets();
        byte[] domain = await doors.SignedAsync(message, Request());
        byte[] aggregate = await doors.SignedAsync(domain, Request() with { Type = SignatureType.AdditionalAttributes, Label = Labels.Of(Labels.Whirlpool, 8) });
        DomainSecurityReport report = await Labels.Guard().ClassifyAsync(aggregate);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal("S(S(S(content)))", report.Structure);
        Assert.Equal(Labels.Of(Labels.Whirlpool, 6), report.OriginalLabel);
        Assert.Equal(Labels.Of(Labels.Whirlpool, 8), report.AggregateLabel);
        Assert.Equal(report.OriginalLabel, report.EffectiveLabel);

        // The outermost of several.
        byte[] further = await doors.SignedAsync(aggregate, Request() with { Type = SignatureType.AdditionalAttributes, Label = Labels.Of(Labels.Whirlpool, 7) });
        Assert.Equal(_internal, (await Labels.Guard().ClassifyAsync(further)).AggregateLabel);
    }

    [Fact]
    [Trait("Requirement", "DS-AAT-05")]
    public async Task Additional_attributes_signature_carries_labels_equivalents_hints_and_an_identifier()
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] domain = await doors.SignedAsync(Labels.Originator(General).ToOctets(), Request());
        byte[] signed = await doors.SignedAsync(domain, Request() with
        {
            Type = SignatureType.AdditionalAttributes,
            Label = Labels.Of(Labels.Unknown, 3),
            EquivalentLabels = [_internal],
            ContentHints = new ContentHints(OddSignatures.Data, "figures"),
            HasContentIdentifier = true,
        });
        SignatureReport report = (await TestDoors.ForPartner().ClassifyAsync(signed)).Signatures()[0];
        Assert.Equal(SecurityStatus.Pass, report.Verdict);
        Assert.Equal([SignatureType.AdditionalAttributes], report.Types);
        Assert.Equal(Labels.Of(Labels.Unknown, 3), report.Label);
        Assert.Equal([_internal], report.EquivalentLabels);
        Assert.Equal("figures", report.ContentHints!.Description);
        Assert.False(report.ContentIdentifier.IsEmpty);
        using var openssl = new OpenSsl();
        openssl.VerifyMessage(signed, TestCa.Shared).Expect();
    }

    private static byte[] Translated(TestIdentity by) =>
        Labels.Originator(General).By(Ids.AcmeSigner, OddSignatures.DomainSig).By(by, OddSignatures.AddAttribSig, Labels.Equivalent(Internal)).ToOctets();

    private static DomainSigningRequest Request() => new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence };
}
