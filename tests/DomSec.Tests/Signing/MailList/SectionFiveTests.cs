using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signatures;
using Org.BouncyCastle.Asn1;
using Bc = Org.BouncyCastle.Asn1.Cms;

namespace DomSec.Tests.Signing.MailList;

/// <summary>RFC 3183 section 5 on real messages: what goes out is read by the platform's CMS and by the partner's gateway.</summary>
public sealed class SectionFiveTests
{
    private static readonly DomainSigningRequest Request = new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, Recipients = ["bob@partner.example"], HeaderProtection = HeaderProtectionScheme.None };

    /// <summary>Number in the requirements' table, input, structure without and with a policy that requires encryption, and how many layers go.</summary>
    public static TheoryData<int, string, string, string, int> Rows { get; } = new()
    {
        { 1, "S1(OC)", "S(S(content))", "A(S(S(content)))", 0 },
        { 2, "S3(S2(S1(OC)))", "S(S(S(S(content))))", "A(S(S(S(S(content)))))", 0 },
        { 3, "E1(S1(OC))", "S(S(content))", "A(S(S(content)))", 1 },
        { 4, "S2[h](E1(S1(OC)))", "S(S(S(content)))", "S(A(S(S(content))))", 2 },
        { 5, "S3(S2(E1(S1(OC))))", "S(S(content))", "A(S(S(content)))", 3 },
        { 6, "S3[h](S2(E1(S1(OC))))", "S(S(S(content)))", "S(A(S(S(content))))", 3 },
        { 7, "S3(E2(S2(E1(S1(OC)))))", "A(S(S(E(?))))", "A(S(S(E(?))))", 2 },
        { 8, "S2[h](S1(OC))", "S(S(S(content)))", "S(A(S(S(content))))", 1 },
        { 9, "S3(S2[h](S1(OC)))", "S(S(S(content)))", "S(A(S(S(content))))", 2 },
        { 10, "OC", "S(S0(content))", "A(S(S0(content)))", 0 },
        { 16, "A1(S1(OC))", "S(S(content))", "A(S(S(content)))", 1 },
        { 20, "E1(S1[h by alice](OC))", "S(S(content))", "A(S(S(content)))", 1 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    [Trait("Requirement", "DS-MLA-02")]
    [Trait("Requirement", "DS-MLA-03")]
    [Trait("Requirement", "DS-MLA-04")]
    [Trait("Requirement", "DS-MLA-05")]
    [Trait("Requirement", "DS-MLA-06")]
    [Trait("Requirement", "DS-MLA-07")]
    [Trait("Requirement", "DS-MLA-08")]
    [Trait("Requirement", "DS-MLA-09")]
    [Trait("Requirement", "DS-MLA-10")]
    [Trait("Requirement", "DS-MLA-16")]
    [Trait("Requirement", "DS-DSG-03")]
    [Trait("Requirement", "DS-DSG-05")]
    public async Task Message_becomes_what_the_table_says(int row, string input, string clear, string encrypted, int stripped)
    {
        NestedMessage.Form[] forms = row == 10 ? [NestedMessage.Form.Mime] : [NestedMessage.Form.Mime, NestedMessage.Form.Clear, NestedMessage.Form.Bare, NestedMessage.Form.ContentInfo];
        foreach (NestedMessage.Form form in forms)
        {
            NestedMessage message = NestedMessage.Build(input, form);
            foreach (bool requires in new[] { false, true })
            {
                byte[] output = await TestDoors.ForAcme().SignedAsync(message.Octets, Request with { RequireEncryption = requires });
                await AssertRightAsync(output, requires ? encrypted : clear, message, stripped, form);
            }
        }
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-06")]
    [Trait("Requirement", "DS-MLA-09")]
    public async Task Example_7_leaves_the_inner_octets_as_they_came()
    {
        NestedMessage message = NestedMessage.Build("S3(E2(S2(E1(S1(OC)))))");
        (DomainSigningReport report, byte[] output) = await TestDoors.ForAcme().SignAsync(message.Octets, Request);
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.Equal([TestDoors.Partner], report.Authorities);
        Assert.NotNull(report.EncryptionProfile);
        Assert.False(report.ConfidentialityTerminated);
        using var openssl = new OpenSsl();
        byte[] domainSigned = openssl.DecryptMessage(output, Ids.PartnerDca).Expect().Output;
        byte[] inner = openssl.VerifyMessage(domainSigned, TestCa.Shared).Expect().Output;
        Assert.Equal(TestDoors.Text(message.Entities[2]), TestDoors.Text(inner));
        byte[] sealedInside = openssl.VerifyMessage(inner, TestCa.Shared).Expect().Output;
        byte[] innermost = openssl.DecryptMessage(sealedInside, Ids.AcmeDca).Expect().Output;
        Assert.Equal(TestDoors.Text(message.Entities[5]), TestDoors.Text(openssl.VerifyMessage(innermost, TestCa.Shared).Expect().Output));
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-06")]
    public async Task Encryption_further_in_without_recipients_is_refused()
    {
        DomainSigningRequest nobody = Request with { Recipients = null };
        await AssertRefusedAsync(TestDoors.ForAcme(), NestedMessage.Build("S3(E2(S2(E1(S1(OC)))))").Octets, nobody, "RFC 3183 section 5");
        await AssertRefusedAsync(TestDoors.ForAcme(), NestedMessage.Build("OC").Octets, nobody with { RequireEncryption = true }, "RFC 3183 section 5");
        await AssertRefusedAsync(TestDoors.ForAcme(), NestedMessage.Build("S1(OC)").Octets, nobody with { RequireEncryption = true, Recipients = [] }, "RFC 3183 section 5");
        await TestDoors.ForAcme().SignedAsync(NestedMessage.Build("E1(S1(OC))").Octets, nobody);
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-05")]
    public async Task Recipients_without_an_authority_are_refused_or_deferred_before_a_word_is_written()
    {
        byte[] message = NestedMessage.Build("E1(S1(OC))").Octets;
        await AssertRefusedAsync(TestDoors.ForAcme(), message, Request with { RequireEncryption = true, Recipients = ["eve@elsewhere.example"] }, "RFC 3183 section 4.2");
        await AssertRefusedAsync(TestDoors.ForAcme(), message, Request with { RequireEncryption = true, Recipients = ["nobody"] }, "RFC 5321");
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-05")]
    [Trait("Requirement", "ESS-MLA-06")]
    public async Task New_encryption_has_the_recipients_authorities_and_our_originator_info_and_nothing_of_the_old()
    {
        byte[] output = await TestDoors.ForAcme().SignedAsync(NestedMessage.Build("E1(S1(OC))").Octets, Request with { RequireEncryption = true });
        Bc.AuthEnvelopedData enveloped = Bc.AuthEnvelopedData.GetInstance(Bc.ContentInfo.GetInstance(Asn1Object.FromByteArray(Messages.CmsOf(output))).Content);
        Assert.Equal(Ids.AcmeDca.Der, Assert.Single(enveloped.OriginatorInfo.Certificates).GetEncoded());
        var recipient = (Bc.KeyTransRecipientInfo)Bc.RecipientInfo.GetInstance(Assert.Single(enveloped.RecipientInfos)).Info;
        var name = Bc.IssuerAndSerialNumber.GetInstance(recipient.RecipientIdentifier.ID);
        Assert.Equal(Ids.PartnerDca.Certificate.SerialNumberBytes.ToArray(), name.SerialNumber.Value.ToByteArray());
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-17")]
    [Trait("Requirement", "SEC-EFL-02")]
    public async Task Decrypted_content_that_is_not_signed_gets_the_empty_layer()
    {
        // Row 11. Nothing but the tag authenticates it; CBC has none.
        NestedMessage authenticated = NestedMessage.Build("A1(OC)");
        await AssertRightAsync(await TestDoors.ForAcme().SignedAsync(authenticated.Octets, Request), "S(S0(content))", authenticated, 1, NestedMessage.Form.Mime);
        await AssertRightAsync(await TestDoors.ForAcme().SignedAsync(authenticated.Octets, Request with { RequireEncryption = true }), "A(S(S0(content)))", authenticated, 1, NestedMessage.Form.Mime);
        NestedMessage cbc = NestedMessage.Build("E1(OC)");
        await AssertRefusedAsync(TestDoors.ForAcme(), cbc.Octets, Request, "F-ENC-UNAUTHENTICATED");
        (DomainSigningReport report, byte[] output) = await TestDoors.ForAcme().SignAsync(cbc.Octets, Request with { AllowUnauthenticatedContent = true });
        Assert.Contains(SecurityFlags.Unauthenticated, report.Flags.Select(raised => raised.Flag));
        Assert.True(report.ConfidentialityTerminated);
        await AssertRightAsync(output, "S(S0(content))", cbc, 1, NestedMessage.Form.Mime);
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-11")]
    public async Task Below_a_domain_signature_of_an_earlier_hop_nothing_is_verified()
    {
        // Row 12, with a signature inside that is not valid, and without the domain signature for comparison.
        byte[] spoiled = NestedMessage.Build("S1(OC)", change: (_, signer) => signer.MessageDigest = new byte[32]).Octets;
        byte[] hop = LayeredMessage.Of(spoiled).Signed(Ids.AcmeSigner, OddSignatures.DomainSig).ToOctets();
        byte[] output = await TestDoors.ForAcme().SignedAsync(hop, Request);
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(output);
        Assert.Equal("S(S(S(content)))", report.Structure);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(Messages.Split(hop).Entity, SignedLayer.Content(output));
        await AssertRefusedAsync(TestDoors.ForAcme(), spoiled, Request, "RFC 3183 section 3.2");
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-11")]
    [Trait("Requirement", "DS-DSG-04")]
    public async Task Signature_that_is_not_valid_refuses_wherever_it_is()
    {
        // Row 17 and each layer of examples 5, 6 and 7.
        foreach ((string input, string[] layers) in new (string, string[])[]
        {
            ("S2(S1(OC))", ["S1", "S2"]), ("S3(S2(E1(S1(OC))))", ["S1", "S2", "S3"]), ("S3[h](S2(E1(S1(OC))))", ["S1", "S2", "S3"]), ("S3(E2(S2(E1(S1(OC)))))", ["S1", "S2", "S3"]),
        })
        {
            foreach (string spoiled in layers)
            {
                NestedMessage message = NestedMessage.Build(input, change: (name, signer) => signer.AlterSignature = name == spoiled ? Altered : null);
                await AssertRefusedAsync(TestDoors.ForAcme(), message.Octets, Request, "RFC 3183 section 3.2");
            }
        }

        static byte[] Altered(byte[] value) => [.. value[..^1], (byte)(value[^1] ^ 1)];
    }

    [Fact]
    [Trait("Requirement", "DS-DSG-09")]
    [Trait("Requirement", "DS-MLA-06")]
    public async Task Content_that_does_not_open_is_refused_and_under_a_policy_signed_over_and_encrypted()
    {
        // Row 13.
        NestedMessage message = NestedMessage.Build("E1(S1(OC))", dca: Ids.Bob);
        await AssertRefusedAsync(TestDoors.ForAcme(), message.Octets, Request, "DS-DSG-09");
        await AssertRefusedAsync(TestDoors.ForAcme(), message.Octets, Request with { AllowOpaqueContent = true, Recipients = null }, "RFC 3183 section 5");
        (DomainSigningReport report, byte[] output) = await TestDoors.ForAcme().SignAsync(message.Octets, Request with { AllowOpaqueContent = true });
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.Contains(SecurityFlags.Opaque, report.Flags.Select(raised => raised.Flag));
        DomainSecurityReport classified = await TestDoors.ForPartner().ClassifyAsync(output);
        Assert.Equal("A(S(S0(E(?))))", classified.Structure);
        classified.HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "SEC-ORC-03")]
    public async Task What_does_not_open_and_what_opens_unauthenticated_is_refused_alike()
    {
        DomainSigningReport wrongKey = (await TestDoors.ForAcme().SignAsync(NestedMessage.Build("E1(OC)", dca: Ids.Bob).Octets, Request)).Report;
        DomainSigningReport unauthenticated = (await TestDoors.ForAcme().SignAsync(NestedMessage.Build("E1(OC)").Octets, Request)).Report;
        DomainSigningReport invalidInside = (await TestDoors.ForAcme().SignAsync(
            NestedMessage.Build("E1(S1(OC))", change: (_, signer) => signer.MessageDigest = new byte[32]).Octets, Request)).Report;
        byte[] brokenInside = Messages.Carry([], [0x30, 0x82, 0x01, 0x00, 0x06, 0x09, .. Convert.FromHexString("2a864886f70d010702")], "signed-data");
        DomainSigningReport malformed = (await TestDoors.ForAcme().SignAsync(
            NestedMessage.Build("E1(OC)", content: [.. Messages.Split(Messages.Plain()).Header, .. brokenInside]).Octets, Request)).Report;
        Assert.NotNull(malformed.Precondition!.Error);
        Assert.All(new[] { unauthenticated, invalidInside, malformed }, report => Assert.Equal((wrongKey.Outcome, wrongKey.Refusal), (report.Outcome, report.Refusal)));

        // And when what does not open may be signed over, what opens unauthenticated is signed over the same way.
        DomainSigningRequest opaque = Request with { AllowOpaqueContent = true };
        foreach (TestIdentity dca in new[] { Ids.Bob, Ids.AcmeDca })
        {
            byte[] output = await TestDoors.ForAcme().SignedAsync(NestedMessage.Build("E1(OC)", dca: dca).Octets, opaque);
            Assert.Equal("A(S(S0(E(?))))", (await TestDoors.ForPartner().ClassifyAsync(output)).Structure);
        }
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-15")]
    public async Task Label_of_a_stripped_layer_refuses_or_is_issued_again_or_dropped()
    {
        // Row 14.
        byte[] label = ExpansionHistories.Label("1.2.3.4.5");
        byte[] message = NestedMessage.Build("S2(E1(S1(OC)))", change: (name, signer) =>
        {
            if (name == "S2")
            {
                signer.SignedAttributes.Add(label);
            }
        }).Octets;
        await AssertRefusedAsync(TestDoors.ForAcme(), message, Request, "F-LABEL-DROPPED");
        (DomainSigningReport reissued, byte[] output) = await TestDoors.ForAcme().SignAsync(message, Request with { StrippedLabels = StrippedLabelHandling.Reissue });
        Assert.Contains(SecurityFlags.LabelDropped, reissued.Flags.Select(raised => raised.Flag));
        Assert.Contains(Convert.ToHexString(label), Convert.ToHexString(Messages.CmsOf(output)), StringComparison.Ordinal);
        SignedLayer.Of(output).CheckSignature(verifySignatureOnly: true);
        Assert.Contains(AttributesOf(output), attribute => attribute == ExpansionHistories.LabelType);
        (await TestDoors.ForPartner().ClassifyAsync(output)).HasStatus(SecurityStatus.Pass);
        (DomainSigningReport dropped, output) = await TestDoors.ForAcme().SignAsync(message, Request with { StrippedLabels = StrippedLabelHandling.Drop });
        Assert.Contains(SecurityFlags.LabelDropped, dropped.Flags.Select(raised => raised.Flag));
        Assert.DoesNotContain(ExpansionHistories.LabelType, AttributesOf(output));
    }

    [Fact]
    [Trait("Requirement", "ESS-RCP-07")]
    [Trait("Requirement", "ESS-RCP-05")]
    [Trait("Requirement", "ESS-HNT-01")]
    public async Task Receipt_that_is_encrypted_gets_an_outer_signature_with_its_hint()
    {
        // Row 15. Receipt ::= SEQUENCE { version, contentType, signedContentIdentifier, originatorSignatureValue }.
        byte[] receipt = Tlv.Of(Tlv.Sequence, Tlv.Integer(1), Tlv.Oid(OddSignatures.Data), Tlv.Of(Tlv.OctetString, [1]), Tlv.Of(Tlv.OctetString, [2]));
        byte[] cms = new OddSignatures(receipt) { ContentType = "1.2.840.113549.1.9.16.1.1" }.By(Ids.Alice).Encode();
        byte[] message = Messages.Carry(Messages.Split(Messages.Plain()).Header, cms, "signed-receipt");
        Assert.Equal("S(S(content))", (await TestDoors.ForPartner().ClassifyAsync(await TestDoors.ForAcme().SignedAsync(message, Request))).Structure);
        byte[] output = await TestDoors.ForAcme().SignedAsync(message, Request with { RequireEncryption = true });
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(output);
        Assert.Equal("S(A(S(S(content))))", report.Structure);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Empty(report.Layers[0].Signatures[0].Types);
        CryptographicAttributeObject hint = Assert.Single(
            SignedLayer.Of(output).SignerInfos[0].SignedAttributes.Cast<CryptographicAttributeObject>(), attribute => attribute.Oid.Value == "1.2.840.113549.1.9.16.2.4");
        Assert.Equal(Tlv.Of(Tlv.Sequence, Tlv.Oid("1.2.840.113549.1.9.16.1.1")), hint.Values[0].RawData);
        byte[] decrypted = (await TestDoors.ForPartner().DecryptAsync(output)).Output;
        Assert.Equal(cms, Messages.CmsOf([.. "From: x@y\r\n"u8, .. SignedLayer.Content(decrypted)]));
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-13")]
    [Trait("Requirement", "ESS-MLA-01")]
    public async Task Verified_signers_whose_histories_differ_stop_everything()
    {
        // Row 18.
        LayeredMessage signed = LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice);
        byte[] Layer(byte[] second, bool spoil) => signed.Signed(layer => layer
            .By(NestedMessage.List, signer => signer.SignedAttributes.Add(ExpansionHistories.OneEntry))
            .By(Ids.Bob, signer =>
            {
                signer.SignedAttributes.Add(second);
                signer.AlterSignature = value => spoil ? [.. value[..^1], (byte)(value[^1] ^ 1)] : value;
            })).ToOctets();
        byte[] other = ExpansionHistories.Attribute(ExpansionHistories.Entry([4, 3, 2, 1]));
        byte[] message = Layer(other, spoil: false);
        await AssertRefusedAsync(TestDoors.ForAcme(), message, Request, "F-MLEH-CONFLICT");
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        report.Raises(SecurityFlags.ExpansionConflict);
        Assert.Empty(report.MailListExpansions);

        // The same in both is no conflict; and who does not verify is not heard.
        await TestDoors.ForAcme().SignedAsync(Layer(ExpansionHistories.OneEntry, spoil: false), Request);
        DomainSecurityReport unheard = await TestDoors.ForPartner().ClassifyAsync(Layer(other, spoil: true));
        unheard.DoesNotRaise(SecurityFlags.ExpansionConflict);
        Assert.Equal("keyId 01020304", Assert.Single(unheard.MailListExpansions).MailList);
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-08")]
    public async Task Message_that_an_internal_list_forwards_keeps_the_domain_signature_it_had()
    {
        // Row 19.
        LayeredMessage domainSigned = LayeredMessage.Of(Build.DomainSigned());
        byte[] message = domainSigned.Signed(layer => layer.By(NestedMessage.List, signer => signer.SignedAttributes.Add(ExpansionHistories.OneEntry))).ToOctets();
        byte[] output = await TestDoors.ForAcme().SignedAsync(message, Request);
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(output);
        Assert.Equal("S(S(S(S0(content))))", report.Structure);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(domainSigned.Entity, SignedLayer.Of(SignedLayer.Content(output)).ContentInfo.Content);
    }

    [Theory]
    [InlineData("S2[h](E1(S1(OC)))")]
    [InlineData("S3[h](S2(E1(S1(OC))))")]
    [InlineData("S2[h](S1(OC))")]
    [Trait("Requirement", "DS-MLA-08")]
    [Trait("Requirement", "DS-MLA-12")]
    [Trait("Requirement", "DS-MLA-14")]
    [Trait("Requirement", "ESS-MLA-05")]
    [Trait("Requirement", "ESS-RCP-01")]
    public async Task New_outer_signature_has_the_old_one_s_attributes_and_is_nobody_s_originator_signature(string input)
    {
        byte[] label = ExpansionHistories.Label("1.2.3.4.5");
        byte[] own = OddSignatures.Attribute("1.2.5555", Tlv.Of(Tlv.OctetString, [1, 2, 3]));
        byte[] request = OddSignatures.Attribute("1.2.840.113549.1.9.16.2.1", Tlv.Of(Tlv.Sequence));
        NestedMessage message = NestedMessage.Build(input, change: (_, signer) =>
        {
            if (signer.Identity == NestedMessage.List)
            {
                signer.SignedAttributes.AddRange([label, own, request]);
            }
        });
        foreach (bool requires in new[] { false, true })
        {
            byte[] output = await TestDoors.ForAcme().SignedAsync(message.Octets, Request with { RequireEncryption = requires });
            SignedCms outer = SignedLayer.Of(output);
            outer.CheckSignature(verifySignatureOnly: true);
            SignerInfo signer = Assert.Single(outer.SignerInfos.Cast<SignerInfo>());
            Assert.Equal(Ids.AcmeSigner.Certificate, signer.Certificate);
            string cms = Convert.ToHexString(Messages.CmsOf(output));
            Assert.All(new[] { ExpansionHistories.OneEntry, label, own }, carried => Assert.Contains(Convert.ToHexString(carried), cms, StringComparison.Ordinal));
            string[] attributes = AttributesOf(output);
            Assert.DoesNotContain("1.2.840.113549.1.9.16.2.1", attributes);
            Assert.DoesNotContain(OddSignatures.SignatureType, attributes);
            Assert.Equal(attributes.Distinct(StringComparer.Ordinal).Count(), attributes.Length);
            Assert.Equal(TestDoors.Now.UtcDateTime, signer.SignedAttributes.Cast<CryptographicAttributeObject>().SelectMany(a => a.Values.OfType<Pkcs9SigningTime>()).Single().SigningTime.ToUniversalTime());

            DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(output);
            report.HasStatus(SecurityStatus.Pass);
            Assert.Empty(report.Layers[0].Signatures[0].Types);
            Assert.Equal(SecurityStatus.Pass, report.Layers[0].Signatures[0].Verdict);
            report.DoesNotRaise(SecurityFlags.RoleWithoutType);
            Assert.Equal("keyId 01020304", Assert.Single(report.MailListExpansions).MailList);
            Assert.Equal([SignatureType.Domain], report.Layers[requires ? 2 : 1].Signatures[0].Types);
            Assert.Equal("alice@acme.example", report.Originator);
        }
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-14")]
    [Trait("Requirement", "DS-STA-17")]
    public async Task Domain_signer_without_a_type_and_without_a_list_s_attributes_is_still_flagged()
    {
        LayeredMessage inner = LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice);
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(inner.Signed(Ids.AcmeSigner).ToOctets());
        report.Raises(SecurityFlags.RoleWithoutType);

        // Nor do they help around content: then it would be the author's signature.
        DomainSecurityReport author = await TestDoors.ForPartner().ClassifyAsync(
            LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.AcmeSigner, signer => signer.SignedAttributes.Add(ExpansionHistories.OneEntry))).ToOctets());
        author.Raises(SecurityFlags.RoleWithoutType);
        Assert.Equal(IdentityLevel.None, author.IdentityLevel);
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-08")]
    [Trait("Requirement", "DS-MLA-11")]
    public async Task What_we_made_is_decrypted_and_signed_again_at_the_next_hop()
    {
        byte[] sent = await TestDoors.ForAcme().Member(Ids.AcmeDca).SignedAsync(
            NestedMessage.Build("S2[h](E1(S1(OC)))").Octets, Request with { RequireEncryption = true, Recipients = ["bob@partner.example", "carol@acme.example"], AllowHiddenRecipients = true });
        (DomainDecryptionReport decrypted, byte[] inside) = await TestDoors.ForPartner().DecryptAsync(sent);
        Assert.True(decrypted.Outcome == DomainOutcome.Applied, decrypted.Refusal?.ToString());
        Assert.Equal("S(S(content))", (await TestDoors.ForPartner().ClassifyAsync(inside)).Structure);

        // The same domain again, the message came back from outside still with the list's history.
        byte[] again = await TestDoors.ForAcme().SignedAsync(sent, Request);
        Assert.Equal("S(S(S(S(content))))", (await TestDoors.ForPartner().ClassifyAsync(again)).Structure);
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-01")]
    public async Task Domain_signature_is_applied_inside_and_outside_of_encryption()
    {
        // The four combinations of a triple wrapped message S2(E1(S1)): no, inner, outer, both signatures are encapsulated.
        foreach ((bool inner, bool outer) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            LayeredMessage message = LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice);
            message = inner ? message.Signed(Ids.AcmeSigner, OddSignatures.DomainSig) : message;
            message = message.Enveloped(Ids.PartnerDca).Signed(Ids.Alice);
            message = outer ? message.Signed(Ids.AcmeSigner, OddSignatures.DomainSig) : message;
            DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message.ToOctets());
            report.HasStatus(SecurityStatus.Pass);
            Assert.Equal((outer ? "S(S(E(" : "S(E(") + (inner ? "S(S(content))" : "S(content)") + (outer ? ")))" : "))"), report.Structure);
            Assert.Equal((inner ? 1 : 0) + (outer ? 1 : 0), report.Signatures().Count(signature => signature.Types.Contains(SignatureType.Domain)));
        }
    }

    [Fact]
    public async Task Large_message_streams_through_all_layers()
    {
        DomSecOptions options = new() { Limits = DomSecLimits.Default with { MaxBufferedBytes = 16 << 10 } };
        byte[] content = Messages.PlainOfSize(600_000);
        foreach ((string input, string structure, int stripped) in new[]
        {
            ("A1(S1(OC))", "A(S(S(content)))", 1), ("S3[h](S2(A1(S1(OC))))", "S(A(S(S(content))))", 3), ("S2[h](S1(OC))", "S(A(S(S(content))))", 1), ("S3(A2(S2(A1(S1(OC)))))", "A(S(S(A(?))))", 2),
            ("A1(OC)", "A(S(S0(content)))", 1),
        })
        {
            foreach (NestedMessage.Form form in Enum.GetValues<NestedMessage.Form>())
            {
                NestedMessage message = NestedMessage.Build(input, form, content: content);
                using var source = new OddStream(message.Octets);
                using var destination = new OddStream();
                DomainSigningReport report = await TestDoors.ForAcme(options).Signer.SignStreamAsync(source, destination, Request with { RequireEncryption = true });
                Assert.True(report.Outcome == DomainOutcome.Applied, $"{input} {form}: {report.Refusal}");
                Assert.True(destination.Writes > 3, $"{destination.Writes} writes");
                await AssertRightAsync(destination.ToArray(), structure, message, stripped, form);
            }
        }
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-08")]
    [Trait("Requirement", "DS-MLA-13")]
    public async Task Outer_signature_by_two_keys_has_the_same_history_in_both()
    {
        StrangerKey root = StrangerKey.Root("ML-DSA-65");
        TestDoors doors = PureSignatureTests.Doors(root, root.Signer("ML-DSA-65")).Own(Ids.AcmeSigner);
        byte[] output = await doors.SignedAsync(NestedMessage.Build("S2[h](S1(OC))").Octets, Request with { Profile = new AlgorithmProfile { DualSignature = true } });
        DomainSecurityReport report = await doors.ClassifyAsync(output);
        Assert.All(report.Signatures(), signature => Assert.Equal(SignatureFact.Valid, signature.Signature));
        Assert.Equal([2, 2, 1], report.Layers.Take(3).Select(layer => layer.Signatures.Count));
        Assert.All(report.Layers[0].Signatures, signature => Assert.Single(signature.MailListExpansions));
        Assert.All(report.Layers[0].Signatures, signature => Assert.Empty(signature.Types));
        Assert.All(report.Layers[1].Signatures, signature => Assert.Equal([SignatureType.Domain], signature.Types));
        report.DoesNotRaise(SecurityFlags.ExpansionConflict);
        report.DoesNotRaise(SecurityFlags.RoleWithoutType);
        report.DoesNotRaise(SecurityFlags.SignatureStripped);
    }

    [Fact]
    [Trait("Requirement", "SEC-EFL-04")]
    public async Task Spool_gets_what_was_received_and_nothing_decrypted()
    {
        var spool = new WatchedSpool();
        var community = new MemoryCommunity();
        community.AddAnchor(TestCa.Shared.Certificate);
        community.AddSigningKey(TestDoors.Acme, DomainRole.DomainSigning, new SoftwareSigningKey(Ids.AcmeSigner.Certificate));
        community.AddDecryptionKey(TestDoors.Acme, new SoftwareDecryptionKey(Ids.AcmeDca.Certificate));
        community.AddCertificate(TestDoors.Partner, DomainRole.Confidentiality, Ids.PartnerDca.Der);
        using DomSecCommunity doors = DomSecCommunity.Create(community, community, community, community, new DomSecCommunityOptions
        {
            Options = new DomSecOptions { Limits = DomSecLimits.Default with { MaxBufferedBytes = 16 << 10 } }, TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestDoors.Now), Spool = spool,
        });
        byte[] message = NestedMessage.Build("S3[h](A2(S2(A1(S1(OC)))))", content: Messages.PlainOfSize(200_000)).Octets;
        using var source = new OddStream(message);
        using var destination = new OddStream();
        DomainSigningReport report = await doors.Signer.SignStreamAsync(source, destination, Request);
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal(message, Assert.Single(spool.Streams).ToArray());
    }

    /// <summary>Keeps what is spooled.</summary>
    private sealed class WatchedSpool : ISpool
    {
        public List<MemoryStream> Streams { get; } = [];

        public Stream Create()
        {
            Streams.Add(new MemoryStream());
            return Streams[^1];
        }
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-12")]
    public async Task Clear_signature_is_written_when_it_is_the_outermost_layer()
    {
        DomainSigningRequest clear = Request with { IsClearSigned = true };
        byte[] output = await TestDoors.ForAcme().SignedAsync(NestedMessage.Build("S2(E1(S1(OC)))").Octets, clear);
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(output);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(LayerCarrier.MultipartSigned, report.Layers[0].Carrier);
        using var openssl = new OpenSsl();
        openssl.VerifyMessage(output, TestCa.Shared).Expect();
        foreach ((string input, bool requires) in new[] { ("S2[h](S1(OC))", false), ("S1(OC)", true) })
        {
            DomainSecurityReport covered = await TestDoors.ForPartner().ClassifyAsync(await TestDoors.ForAcme().SignedAsync(NestedMessage.Build(input).Octets, clear with { RequireEncryption = requires }));
            covered.HasStatus(SecurityStatus.Pass);
            Assert.All(covered.Layers.Take(2), layer => Assert.Equal(LayerCarrier.Pkcs7Mime, layer.Carrier));
        }
    }

    [Fact]
    public async Task Text_that_was_encrypted_without_a_header_is_content()
    {
        byte[] cms = new OddEnvelope("just text, no fields\r\n"u8.ToArray()).For(Ids.AcmeDca).Encode();
        byte[] output = await TestDoors.ForAcme().SignedAsync(Messages.Carry(Messages.Split(Messages.Plain()).Header, cms, "authEnveloped-data"), Request);
        Assert.Equal("Content-Type: text/plain; charset=us-ascii\r\n\r\njust text, no fields\r\n", TestDoors.Text(SignedLayer.ContentOfEmptyLayer(output)));
        (await TestDoors.ForPartner().ClassifyAsync(output)).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-16")]
    public async Task Encrypted_object_of_a_type_without_a_label_is_refused()
    {
        byte[] digested = Tlv.Of(Tlv.Sequence, Tlv.Integer(0));
        byte[] cms = NestedMessage.Enveloped(digested, "1.2.840.113549.1.7.5", isAuthenticated: true).For(Ids.AcmeDca).Encode();
        await AssertRefusedAsync(TestDoors.ForAcme(), Messages.Carry(Messages.Split(Messages.Plain()).Header, cms, "authEnveloped-data"), Request, "RFC 8551 section 3.2.2");
    }

    [Fact]
    public async Task Only_a_domain_signature_is_encrypted() =>
        await AssertRefusedAsync(TestDoors.ForAcme(), Messages.Plain(), Request with { Type = SignatureType.Review, RequireEncryption = true }, "RFC 3183 section 5");

    private static string[] AttributesOf(byte[] message) =>
        [.. SignedLayer.Of(message).SignerInfos[0].SignedAttributes.Cast<CryptographicAttributeObject>().Select(attribute => attribute.Oid.Value!)];

    private static async Task AssertRightAsync(byte[] output, string structure, NestedMessage message, int stripped, NestedMessage.Form form)
    {
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(output);
        Assert.True(structure == report.Structure, $"{form}: {structure} expected, {report.Describe()}");
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(TestDoors.Acme, report.Domain);
        Assert.All(report.Signatures(), signature => Assert.Equal((SignatureFact.Valid, SecurityStatus.Pass), (signature.Signature, signature.Verdict)));
        SecurityLayer domain = report.Layers.First(layer => layer.Signatures.Any(signature => signature.Types.Contains(SignatureType.Domain)));
        Assert.Equal(Ids.AcmeSigner.Der, domain.Signatures[0].SignerCertificate.ToArray());

        // What the domain signature covers is what came, octet for octet; CMS without MIME around it has a label now.
        byte[] inside = output;
        int depth = report.Layers.TakeWhile(layer => layer != domain).Count();
        for (int i = 0; i < depth; i++)
        {
            inside = report.Layers[i].Kind == LayerKind.Signed ? [.. "From: x@y\r\n"u8, .. SignedLayer.Content(inside)] : Decrypted(inside);
        }

        byte[] covered = SignedLayer.Content(inside);
        if (structure.Contains("S0", StringComparison.Ordinal))
        {
            covered = SignedLayer.Of(covered).ContentInfo.Content;
        }

        bool hadMime = stripped == 0 || stripped == message.Entities.Count - 1 || form is NestedMessage.Form.Mime || (form is NestedMessage.Form.Clear);
        if (hadMime)
        {
            Assert.Equal(TestDoors.Text(message.Entities[stripped]), TestDoors.Text(covered));
        }
        else
        {
            byte[] expected = NestedMessage.Inside(Messages.CmsOf([.. "From: x@y\r\n"u8, .. message.Entities[stripped]]));
            Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(NestedMessage.Inside(Messages.CmsOf([.. "From: x@y\r\n"u8, .. covered]))));
        }
    }

    private static byte[] Decrypted(byte[] message)
    {
        using var openssl = new OpenSsl();
        return [.. "From: x@y\r\n"u8, .. openssl.DecryptMessage(message, Ids.PartnerDca).Expect().Output];
    }

    private static async Task AssertRefusedAsync(TestDoors doors, byte[] message, DomainSigningRequest request, string rule)
    {
        (DomainSigningReport report, byte[] output) = await doors.SignAsync(message, request);
        Assert.True(report.Outcome == DomainOutcome.Refused, $"{report.Outcome}: {report.Refusal}");
        report.Refusal.IsRefused(rule);
        Assert.Empty(output);
    }
}
