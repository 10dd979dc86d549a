using DomSec.TestKit;
using DomSec.Tests.Hosting;
using static DomSec.TestKit.OddSignatures;

namespace DomSec.Tests.Classification;

/// <summary>What the report says about the whole message: the deciding layer, identity, who is named, how it was encrypted.</summary>
public sealed class DecisionTests
{
    private static readonly TestIdentity Carol = TestCa.Shared.IssuePerson("carol@acme.example", TestKeyType.P256);

    // Decision 1

    [Fact]
    [Trait("Requirement", "DS-DSV-03")]
    public async Task Outermost_signature_that_speaks_for_the_origin_decides()
    {
        // The reviewer's layer says nothing about the origin, whatever it is worth; the domain's inside it does.
        LayeredMessage domainSigned = LayeredMessage.Of(Build.DomainSigned());
        DomainSecurityReport report = await ClassifyAsync(domainSigned.Signed(Ids.AcmeReviewer, ReviewSig));
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(TestDoors.Acme, report.Domain);
        Assert.Equal(IdentityLevel.Domain, report.IdentityLevel);

        // A domain signature outside decides, although the one inside would be good.
        DomainSecurityReport wrapped = await ClassifyAsync(domainSigned.Signed(Ids.EvilSigner, DomainSig));
        wrapped.HasStatus(SecurityStatus.Policy);
        Assert.Null(wrapped.Domain);
        Assert.Equal(SecurityStatus.Pass, wrapped.Signatures()[1].Verdict);
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-13")]
    public async Task Reviewer_of_another_domain_breaks_no_rule()
    {
        TestIdentity reviewer = TestCa.Shared.Issue(TestRole.Review, "third.example", TestKeyType.P256);
        DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Build.DomainSigned()).Signed(reviewer, ReviewSig));
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(SecurityStatus.Pass, report.Signatures()[0].Verdict);
        Assert.DoesNotContain(report.FlagIds(), id => id.StartsWith("F-MAP", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-06")]
    public async Task Invalid_signature_outside_the_deciding_layer_fails_the_message()
    {
        DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Build.DomainSigned())
            .Signed(layer => layer.By(Ids.AcmeReviewer, signer => signer.Types(ReviewSig).MessageDigest = new byte[32])));
        report.HasStatus(SecurityStatus.Fail);
        Assert.Equal(IdentityLevel.None, report.IdentityLevel);
        Assert.Equal(SecurityStatus.Pass, report.Signatures()[1].Verdict);
    }

    [Fact]
    public async Task Signature_outside_the_deciding_layer_that_is_merely_not_accepted_does_not_change_the_status()
    {
        DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Build.DomainSigned())
            .Signed(Ids.Stranger.Issue(TestRole.Review, "acme.example", TestKeyType.P256), ReviewSig));
        report.HasStatus(SecurityStatus.Pass);
        report.Raises(SecurityFlags.CertificateUntrusted);
    }

    [Theory]
    [InlineData(InnerVerification.Report, SecurityStatus.Pass, SignatureFact.Invalid, SecurityStatus.Fail)]
    [InlineData(InnerVerification.Require, SecurityStatus.Fail, SignatureFact.Invalid, SecurityStatus.Fail)]
    [InlineData(InnerVerification.None, SecurityStatus.Pass, SignatureFact.Unverifiable, SecurityStatus.None)]
    [Trait("Requirement", "DS-DSV-05")]
    [Trait("Requirement", "DS-DSV-06")]
    public async Task Invalid_signature_under_the_domain_s_counts_as_the_option_says(InnerVerification option, SecurityStatus status, SignatureFact fact, SecurityStatus verdict)
    {
        LayeredMessage message = LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Alice, signer => signer.MessageDigest = new byte[32])).Signed(Ids.AcmeSigner, DomainSig);
        DomainSecurityReport report = await ClassifyAsync(message, new() { InnerVerification = option });
        report.HasStatus(status);
        SignatureReport inner = report.Signatures()[1];
        Assert.Equal(fact, inner.Signature);
        Assert.Equal(verdict, inner.Verdict);
        Assert.Null(report.Originator);
        if (option == InnerVerification.None)
        {
            report.DoesNotRaise(SecurityFlags.InnerInvalid);
        }
        else
        {
            report.Raises(SecurityFlags.InnerInvalid);
        }
    }

    [Fact]
    [Trait("Requirement", "DS-DSV-05")]
    public async Task Inner_signature_is_verified_when_there_is_no_valid_domain_signature_around_it_even_if_it_need_not_be()
    {
        LayeredMessage message = LayeredMessage.Of(Build.OriginatorSigned()).Signed(Ids.AcmeReviewer, ReviewSig);
        DomainSecurityReport report = await ClassifyAsync(message, new() { InnerVerification = InnerVerification.None });
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal("alice@acme.example", report.Originator);
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-19")]
    public async Task Signer_with_an_unknown_algorithm_beside_one_that_verifies_does_not_spoil_it()
    {
        LayeredMessage message = LayeredMessage.Of(Messages.Plain()).Null().Signed(layer => layer
            .By(Ids.AcmeSigner, signer => signer.Types(DomainSig))
            .By(Ids.AcmeRsaSigner, signer => signer.Types(DomainSig).SignatureAlgorithm = Tlv.Algorithm("2.16.840.1.101.3.4.3.99")));
        DomainSecurityReport report = await ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        report.Raises(SecurityFlags.SignatureUnverifiable);
        Assert.Equal([SecurityStatus.Pass, SecurityStatus.Neutral], report.Signatures().Select(signature => signature.Verdict));
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-19")]
    [Trait("Requirement", "DS-STA-09")]
    public async Task Every_signer_of_the_deciding_layer_has_to_be_acceptable()
    {
        DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Null()
            .Signed(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).By(Ids.EvilSigner, signer => signer.Types(DomainSig))));
        report.HasStatus(SecurityStatus.Policy);
        Assert.Equal([SecurityStatus.Pass, SecurityStatus.Policy], report.Signatures().Select(signature => signature.Verdict));
    }

    // Decision 2

    [Fact]
    [Trait("Requirement", "DS-REV-01")]
    [Trait("Requirement", "DS-AAT-02")]
    [Trait("Requirement", "DS-ENC-09")]
    public async Task Message_that_nobody_signed_for_its_origin_is_none()
    {
        LayeredMessage plain = LayeredMessage.Of(Messages.Plain());
        (string Structure, LayeredMessage Message)[] messages =
        [
            ("content", plain),
            ("S0(content)", plain.Null()),
            ("S(S0(content))", plain.Null().Signed(Ids.AcmeReviewer, ReviewSig)),
            ("S(S0(content))", plain.Null().Signed(Ids.AcmeAttributes, AddAttribSig)),
            ("E(content)", plain.Enveloped(Ids.PartnerDca)),
        ];
        foreach ((string structure, LayeredMessage message) in messages)
        {
            DomainSecurityReport report = await ClassifyAsync(message);
            report.HasStatus(SecurityStatus.None);
            Assert.Equal(structure, report.Structure);
            Assert.Equal(IdentityLevel.None, report.IdentityLevel);
            Assert.All(report.Signatures(), signature => Assert.Equal(SecurityStatus.Pass, signature.Verdict));
        }
    }

    // Decisions 6 and 7

    [Fact]
    [Trait("Requirement", "DS-DSV-03")]
    [Trait("Requirement", "DS-DSV-04")]
    [Trait("Requirement", "DS-STA-11")]
    public async Task Domain_is_the_signer_s_and_the_originator_comes_from_the_author_s_signature()
    {
        TestIdentity dora = TestCa.Shared.IssuePerson("Dora@sales.acme.example", TestKeyType.P256, shape => shape.Organization = "acme.example");
        LayeredMessage plain = LayeredMessage.Of(Messages.Plain("Dora <dora@sales.acme.example>"));
        DomainSecurityReport withAuthor = await ClassifyAsync(plain.ClearSigned(dora).Signed(Ids.AcmeSigner, DomainSig));
        withAuthor.HasStatus(SecurityStatus.Pass);
        Assert.Equal("acme.example", withAuthor.Domain?.Value);
        Assert.Equal("dora@sales.acme.example", withAuthor.Originator);
        Assert.Equal(IdentityLevel.Originator, withAuthor.IdentityLevel);

        DomainSecurityReport without = await ClassifyAsync(plain.Null().Signed(Ids.AcmeSigner, DomainSig));
        Assert.Equal("acme.example", without.Domain?.Value);
        Assert.Null(without.Originator);
        Assert.Equal(IdentityLevel.Domain, without.IdentityLevel);

        DomainSecurityReport authorOnly = await ClassifyAsync(plain.ClearSigned(dora));
        Assert.Null(authorOnly.Domain);
        Assert.Equal(IdentityLevel.Originator, authorOnly.IdentityLevel);
    }

    [Fact]
    [Trait("Requirement", "DS-DSV-04")]
    public async Task Author_s_signature_that_is_not_accepted_names_nobody()
    {
        LayeredMessage byCarol = LayeredMessage.Of(Messages.Plain()).Signed(Carol).Signed(Ids.AcmeSigner, DomainSig);
        DomainSecurityReport report = await ClassifyAsync(byCarol);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(IdentityLevel.Domain, report.IdentityLevel);
        Assert.Null(report.Originator);
        report.Raises(SecurityFlags.AddressMismatch);
    }

    [Fact]
    [Trait("Requirement", "DS-STA-11")]
    [Trait("Requirement", "DS-STA-13")]
    [Trait("Requirement", "DS-ORG-01")]
    public async Task Untyped_signature_is_the_author_s_when_it_is_the_innermost_and_no_one_s_otherwise()
    {
        DomainSecurityReport innermost = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Null().Signed(Ids.Alice));
        Assert.Equal([SignatureType.Originator], innermost.Signatures()[0].Types);
        Assert.False(innermost.Signatures()[0].HasTypeAttribute);

        DomainSecurityReport outer = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice, OriginatorSig).Signed(Ids.Bob));
        Assert.Empty(outer.Signatures()[0].Types);
        Assert.False(outer.Signatures()[0].HasTypeAttribute);
        Assert.Equal([SignatureType.Originator], outer.Signatures()[1].Types);
        Assert.True(outer.Signatures()[1].HasTypeAttribute);
        Assert.Equal("alice@acme.example", outer.Originator);
    }

    [Fact]
    [Trait("Requirement", "DS-STA-07")]
    public async Task Originator_and_domain_in_one_signature_are_both_read()
    {
        DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Messages.Plain("domain-signing-authority@acme.example")).Null().Signed(Ids.AcmeSigner, OriginatorSig, DomainSig));
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal([SignatureType.Originator, SignatureType.Domain], report.Signatures()[0].Types);
        Assert.Equal(IdentityLevel.Originator, report.IdentityLevel);
        Assert.Equal(TestDoors.Acme, report.Domain);
    }

    [Fact]
    [Trait("Requirement", "DS-STA-14")]
    public async Task Delegated_originator_needs_no_signature_inside_and_names_the_author()
    {
        DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice, DelegatedOriginatorSig));
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(IdentityLevel.DelegatedOriginator, report.IdentityLevel);
        Assert.Equal("alice@acme.example", report.Originator);
        report.DoesNotRaise(SecurityFlags.NoEncapsulation);
    }

    [Fact]
    [Trait("Requirement", "CERT-08")]
    public async Task Sender_field_counts_for_an_author_and_never_for_a_domain()
    {
        const string Header = "From: boss@evil.example\r\nSender: alice@acme.example\r\n";
        DomainSecurityReport author = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).WithHeader(Header).Signed(Ids.Alice));
        author.HasStatus(SecurityStatus.Pass);
        Assert.Equal("alice@acme.example", author.Originator);
        (await ClassifyAsync(LayeredMessage.Of(Build.WithHeader(Header)))).HasStatus(SecurityStatus.Policy);
    }

    [Fact]
    [Trait("Requirement", "CERT-07")]
    public async Task Author_s_certificate_without_an_address_confirms_no_sender()
    {
        TestIdentity nameless = TestCa.Shared.IssuePerson("alice@acme.example", TestKeyType.P256, shape => shape.Emails.Clear());
        DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Signed(nameless));
        report.HasStatus(SecurityStatus.Policy);
        Assert.Null(report.Originator);
        report.Raises(SecurityFlags.AddressMismatch);
        Assert.Equal(CertificateFact.Trusted, report.Signatures()[0].Certificate);
    }

    // Decision 10 and the levels of confidentiality

    [Fact]
    [Trait("Requirement", "DS-CRY-03")]
    [Trait("Requirement", "DS-CRY-04")]
    public async Task Confidentiality_tells_how_the_message_was_encrypted()
    {
        LayeredMessage signed = LayeredMessage.Of(Build.DomainSigned());
        await AssertConfidentialityAsync(ConfidentialityLevel.None, "S(S0(content))", TestDoors.ForPartner(), signed);
        await AssertConfidentialityAsync(ConfidentialityLevel.Domain, "E(S(S0(content)))", TestDoors.ForPartner(), signed.Enveloped(Ids.PartnerDca));
        await AssertConfidentialityAsync(ConfidentialityLevel.EndToEnd, "E(?)", TestDoors.ForPartner(), signed.Enveloped(Ids.Bob));
        await AssertConfidentialityAsync(ConfidentialityLevel.EndToEnd, "E(E(?))", TestDoors.ForPartner(), signed.Enveloped(Ids.Bob).Enveloped(Ids.PartnerDca));
        await AssertConfidentialityAsync(ConfidentialityLevel.Opaque, "E(?)", new TestDoors(), signed.Enveloped(Ids.PartnerDca));
    }

    [Fact]
    public async Task Encryption_stays_closed_on_request_and_to_the_keys_of_another_own_domain()
    {
        byte[] message = LayeredMessage.Of(Build.DomainSigned()).Enveloped(Ids.PartnerDca).ToOctets();
        TestDoors doors = TestDoors.ForPartner().Own(Ids.AcmeDca);
        Assert.Equal("E(S(S0(content)))", (await doors.ClassifyAsync(message, new() { Domain = TestDoors.Partner })).Structure);
        Assert.Equal("E(?)", (await doors.ClassifyAsync(message, new() { Domain = TestDoors.Acme })).Structure);
        DomainSecurityReport closed = await doors.ClassifyAsync(message, new() { Decrypt = false });
        Assert.Equal("E(?)", closed.Structure);
        Assert.Equal(ConfidentialityLevel.Opaque, closed.Confidentiality);
    }

    [Fact]
    [Trait("Requirement", "DS-CRY-07")]
    public async Task Recipients_are_reported_with_whose_they_are()
    {
        DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Build.DomainSigned()).Enveloped(Ids.Bob, Ids.PartnerDca));
        SecurityLayer layer = report.Layers[0];
        Assert.Equal(LayerKind.Enveloped, layer.Kind);
        Assert.Equal("aes256-cbc", layer.ContentEncryption);
        Assert.True(layer.IsOpened);
        Assert.Equal(2, layer.Recipients.Count);
        RecipientReport own = Assert.Single(layer.Recipients, recipient => recipient.IsOurs);
        Assert.Contains(Ids.PartnerDca.Certificate.SerialNumber.ToLowerInvariant(), own.Id, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "SM-MIM-13")]
    [Trait("Requirement", "DS-ENC-08")]
    public async Task Bag_of_certificates_is_no_signature()
    {
        byte[] bag = new OddSignatures([]) { IsDetached = true, MoreCertificates = { Ids.AcmeSigner.Der } }.Encode();
        DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Carry(bag, "certs-only"));
        report.HasStatus(SecurityStatus.None);
        Assert.Equal(LayerKind.CertsOnly, report.Layers[0].Kind);
        report.DoesNotRaise(SecurityFlags.NullOnly);
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-11")]
    [Trait("Requirement", "X4-01")]
    public async Task Cms_nested_with_and_without_mime_classifies_the_same()
    {
        byte[] inner = Null(LayeredMessage.Of(Messages.Plain()).Entity);
        byte[] signedData = InnerOfContentInfo(inner);
        byte[] asContentInfo = new OddSignatures(inner) { ContentType = "1.2.840.113549.1.9.16.1.6" }.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).Encode();
        byte[] asSignedData = new OddSignatures(signedData) { ContentType = SignedData }.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).Encode();
        foreach (byte[] cms in new[] { asContentInfo, asSignedData })
        {
            DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Carry(cms, "signed-data"));
            report.HasStatus(SecurityStatus.Pass);
            Assert.Equal("S(S0(content))", report.Structure);
        }
    }

    [Fact]
    [Trait("Requirement", "DS-NAM-17")]
    public async Task Signer_who_is_not_the_sender_is_no_warning_for_a_domain_signature_that_conforms()
    {
        DomainSecurityReport conforming = await ClassifyAsync(LayeredMessage.Of(Build.DomainSigned()));
        conforming.DoesNotRaise(SecurityFlags.AddressMismatch);
        Assert.NotEqual("domain-signing-authority@acme.example", conforming.Originator);
    }

    private static Task<DomainSecurityReport> ClassifyAsync(LayeredMessage message, DomSecOptions? options = null) => TestDoors.ForPartner(options).ClassifyAsync(message.ToOctets());

    private static async Task AssertConfidentialityAsync(ConfidentialityLevel level, string structure, TestDoors doors, LayeredMessage message)
    {
        DomainSecurityReport report = await doors.ClassifyAsync(message.ToOctets());
        Assert.Equal(structure, report.Structure);
        Assert.Equal(level, report.Confidentiality);
    }

    /// <summary>The content of a ContentInfo without its type.</summary>
    private static byte[] InnerOfContentInfo(byte[] contentInfo)
    {
        var reader = new System.Formats.Asn1.AsnReader(contentInfo, System.Formats.Asn1.AsnEncodingRules.DER);
        System.Formats.Asn1.AsnReader sequence = reader.ReadSequence();
        sequence.ReadObjectIdentifier();
        return sequence.ReadSequence(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 0)).ReadEncodedValue().ToArray();
    }
}
