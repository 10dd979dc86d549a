using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;

namespace DomSec.Tests.Confidentiality;

/// <summary>A confidentiality authority encrypts to others: RFC 3183 sections 4.1 and 4.2, read back by BouncyCastle's ASN.1.</summary>
public sealed class EncryptionTests
{
    [Theory]
    [InlineData(TestKeyType.Rsa2048, "smime4", "A", "aes256-gcm")]
    [InlineData(TestKeyType.P256, "smime4", "A", "aes256-gcm")]
    [InlineData(TestKeyType.P384, "smime4", "A", "aes256-gcm")]
    [InlineData(TestKeyType.P521, "smime4", "A", "aes256-gcm")]
    [InlineData(TestKeyType.Rsa2048, "smime32", "E", "aes256-cbc")]
    [InlineData(TestKeyType.P256, "smime32", "E", "aes256-cbc")]
    [Trait("Requirement", "DS-CRY-02")]
    [Trait("Requirement", "DS-CRY-04")]
    [Trait("Requirement", "DS-CRY-06")]
    [Trait("Requirement", "DS-CRY-07")]
    [Trait("Requirement", "DS-CRY-08")]
    [Trait("Requirement", "DS-DCA-01")]
    [Trait("Requirement", "DS-KEY-01")]
    [Trait("Requirement", "DS-KEY-05")]
    [Trait("Requirement", "DS-KEY-08")]
    [Trait("Requirement", "SEC-EFL-03")]
    public async Task Message_goes_to_the_recipient_s_authority_and_comes_out_as_it_was(TestKeyType type, string profile, string letter, string cipher)
    {
        TestIdentity dca = Ids.Dca("partner.example", type: type);
        TestDoors sender = TestDoors.ForAcme();
        sender.Community.RemoveMember(TestDoors.Partner);
        sender.Member(dca);
        byte[] signed = await sender.SignedAsync(Messages.HtmlMultipart());
        byte[] encrypted = await sender.EncryptedAsync(signed, TestDoors.To("bob@partner.example") with { Profile = AlgorithmProfile.TryGet(profile)! });

        TestDoors receiver = new TestDoors().Own(dca);
        DomainSecurityReport report = await receiver.ClassifyAsync(encrypted);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(letter + "(S(S0(content)))", report.Structure);
        Assert.Equal(ConfidentialityLevel.Domain, report.Confidentiality);
        Assert.Equal(cipher, report.Layers[0].ContentEncryption);

        (DomainDecryptionReport decryption, byte[] output) = await receiver.DecryptAsync(encrypted);
        Assert.Equal(DomainOutcome.Applied, decryption.Outcome);
        Assert.True(decryption.ConfidentialityTerminated);
        Assert.Equal(TestDoors.Text(Messages.Split(signed).Entity), TestDoors.Text(Messages.Split(output).Entity));
        (await receiver.ClassifyAsync(output)).HasStatus(SecurityStatus.Pass);
    }

    [Theory]
    [InlineData(ContentEncryption.Aes128Gcm, "aes128-gcm")]
    [InlineData(ContentEncryption.Aes192Gcm, "aes192-gcm")]
    [InlineData(ContentEncryption.Aes128Cbc, "aes128-cbc")]
    [InlineData(ContentEncryption.Aes192Cbc, "aes192-cbc")]
    [Trait("Requirement", "CMS-AE-10")]
    public async Task Every_content_encryption_is_written_as_the_profile_says(ContentEncryption encryption, string name)
    {
        byte[] encrypted = await EncryptedAsync(TestDoors.To("bob@partner.example") with { Profile = AlgorithmProfile.Smime4 with { ContentEncryption = encryption } });
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(encrypted);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(name, report.Layers[0].ContentEncryption);
    }

    [Fact]
    [Trait("Requirement", "CMS-AE-01")]
    [Trait("Requirement", "CMS-AE-03")]
    [Trait("Requirement", "CMS-AE-04")]
    [Trait("Requirement", "CMS-AE-05")]
    [Trait("Requirement", "CMS-AE-06")]
    [Trait("Requirement", "CMS-ED-03")]
    public async Task AuthEnvelopedData_has_version_0_a_tag_of_16_no_attributes_and_names_the_encrypting_authority()
    {
        AuthEnvelopedData enveloped = AuthEnvelopedData.GetInstance(Info(await EncryptedAsync()).Content);
        Assert.Equal(0, enveloped.Version.IntValueExact);
        Assert.Equal(16, enveloped.Mac.GetOctets().Length);
        Assert.Null(enveloped.AuthAttrs);
        GcmParameters parameters = GcmParameters.GetInstance(enveloped.AuthEncryptedContentInfo.ContentEncryptionAlgorithm.Parameters);
        Assert.Equal(12, parameters.GetNonce().Length);
        Assert.Equal(16, parameters.IcvLen);
        Assert.Equal(Ids.AcmeDca.Der, enveloped.OriginatorInfo.Certificates[0].ToAsn1Object().GetDerEncoded());
    }

    [Fact]
    [Trait("Requirement", "CMS-ED-01")]
    [Trait("Requirement", "CMS-ED-03")]
    public async Task EnvelopedData_with_an_originator_has_version_2()
    {
        EnvelopedData enveloped = EnvelopedData.GetInstance(Info(await EncryptedAsync(TestDoors.To("bob@partner.example") with { Profile = AlgorithmProfile.Smime32 })).Content);
        Assert.Equal(2, enveloped.Version.IntValueExact);
        Assert.Equal(Ids.AcmeDca.Der, enveloped.OriginatorInfo.Certificates[0].ToAsn1Object().GetDerEncoded());
    }

    [Fact]
    [Trait("Requirement", "CMS-AE-07")]
    [Trait("Requirement", "SEC-GCM-01")]
    public async Task Nothing_repeats_between_two_encryptions_of_the_same_message()
    {
        TestDoors sender = TestDoors.ForAcme();
        byte[] signed = await sender.SignedAsync(Messages.Plain());
        AuthEnvelopedData first = AuthEnvelopedData.GetInstance(Info(await sender.EncryptedAsync(signed)).Content);
        AuthEnvelopedData second = AuthEnvelopedData.GetInstance(Info(await sender.EncryptedAsync(signed)).Content);
        Assert.NotEqual(first.AuthEncryptedContentInfo.ContentEncryptionAlgorithm.GetDerEncoded(), second.AuthEncryptedContentInfo.ContentEncryptionAlgorithm.GetDerEncoded());
        Assert.NotEqual(first.AuthEncryptedContentInfo.EncryptedContent.GetOctets(), second.AuthEncryptedContentInfo.EncryptedContent.GetOctets());
    }

    [Fact]
    [Trait("Requirement", "DS-KEY-03")]
    [Trait("Requirement", "DS-DCA-03")]
    public async Task Recipient_in_a_sub_domain_is_reached_through_the_parent_s_authority()
    {
        byte[] encrypted = await EncryptedAsync(TestDoors.To("bob@mail.office.partner.example"));
        Assert.Equal(DomainOutcome.Applied, (await TestDoors.ForPartner().DecryptAsync(encrypted)).Report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "DS-KEY-03")]
    public async Task Sub_domain_s_own_authority_comes_before_the_parent_s()
    {
        TestIdentity office = Ids.Dca("office.partner.example");
        byte[] encrypted = await EncryptedAsync(TestDoors.To("bob@office.partner.example"), TestDoors.ForAcme().Member(office));
        Assert.Equal(DomainOutcome.Applied, (await new TestDoors().Own(office).DecryptAsync(encrypted)).Report.Outcome);
        Assert.Equal(DomainOutcome.Refused, (await TestDoors.ForPartner().DecryptAsync(encrypted)).Report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "DS-CRY-08")]
    public async Task Each_domain_is_one_recipient_however_many_people_are_in_it()
    {
        TestDoors sender = TestDoors.ForAcme().Member(Ids.OtherDca);
        (DomainEncryptionReport report, byte[] encrypted) = await sender.EncryptAsync(
            await sender.SignedAsync(Messages.Plain()), TestDoors.To("bob@partner.example", "Carol@PARTNER.example", "dan@other.example", "x@sub.partner.example"));
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.Equal(["other.example", "partner.example"], report.Authorities.Select(domain => domain.Value).Order(StringComparer.Ordinal));
        Assert.Equal(2, AuthEnvelopedData.GetInstance(Info(encrypted).Content).RecipientInfos.Count);
        Assert.Equal(DomainOutcome.Applied, (await TestDoors.ForPartner().DecryptAsync(encrypted)).Report.Outcome);
        Assert.Equal(DomainOutcome.Applied, (await new TestDoors().Own(Ids.OtherDca).DecryptAsync(encrypted)).Report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "DS-CRY-09")]
    [Trait("Requirement", "SM-MIM-14")]
    public async Task Own_authority_reads_along_only_on_request()
    {
        byte[] without = await EncryptedAsync();
        Assert.Equal(DomainOutcome.Refused, (await TestDoors.ForAcme().DecryptAsync(without)).Report.Outcome);
        byte[] with = await EncryptedAsync(TestDoors.To("bob@partner.example") with { IncludeOwnAuthority = true });
        Assert.Equal(DomainOutcome.Applied, (await TestDoors.ForAcme().DecryptAsync(with)).Report.Outcome);
        Assert.Equal(DomainOutcome.Applied, (await TestDoors.ForPartner().DecryptAsync(with)).Report.Outcome);
        byte[] toOurselves = await EncryptedAsync(TestDoors.To("carol@acme.example") with { IncludeOwnAuthority = true });
        Assert.Single(AuthEnvelopedData.GetInstance(Info(toOurselves).Content).RecipientInfos);
    }

    [Fact]
    public async Task Newest_certificate_that_fits_is_encrypted_to()
    {
        TestIdentity old = Ids.Dca("partner.example", shape => shape.NotBefore = TestDoors.Now.AddYears(-3));
        TestIdentity current = Ids.Dca("partner.example", shape =>
        {
            shape.NotBefore = TestDoors.Now.AddDays(-3);
            shape.KeyName = "the current key";
        });
        TestIdentity next = Ids.Dca("partner.example", shape => shape.NotBefore = TestDoors.Now.AddDays(3));
        TestDoors sender = new TestDoors().Own(Ids.AcmeSigner, Ids.AcmeDca).Member(old, current, next);
        byte[] encrypted = await EncryptedAsync(TestDoors.To("bob@partner.example"), sender);
        Assert.Equal(DomainOutcome.Applied, (await new TestDoors().Own(current).DecryptAsync(encrypted)).Report.Outcome);
        Assert.Equal(DomainOutcome.Refused, (await new TestDoors().Own(old).DecryptAsync(encrypted)).Report.Outcome);
    }

    [Fact]
    public async Task Header_stays_outside_and_nothing_of_the_content_does()
    {
        byte[] encrypted = await EncryptedAsync();
        string text = TestDoors.Text(encrypted);
        Assert.StartsWith("From: alice@acme.example\r\nTo: bob@partner.example\r\nSubject: Budget\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/pkcs7-mime; smime-type=authEnveloped-data; name=smime.p7m\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("text/plain", text, StringComparison.Ordinal);
        Assert.DoesNotContain("signed-data", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CmsEncoding.Auto, LayerEncoding.Ber)]
    [InlineData(CmsEncoding.Der, LayerEncoding.Der)]
    public async Task Large_message_from_a_source_that_cannot_seek_is_encrypted_as_a_small_one_is(CmsEncoding encoding, LayerEncoding expected)
    {
        var options = new DomSecOptions { Limits = DomSecLimits.Default with { MaxBufferedBytes = 16 << 10 } };
        TestDoors sender = TestDoors.ForAcme(options);
        byte[] signed = await sender.SignedAsync(Messages.PlainOfSize(300_000));
        using var source = new OddStream(signed);
        using var destination = new OddStream();
        DomainEncryptionReport report = await sender.Encryptor.EncryptStreamAsync(
            source, destination, TestDoors.To("bob@partner.example") with { Profile = AlgorithmProfile.Smime4 with { Encoding = encoding } });
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        TestDoors receiver = TestDoors.ForPartner(options);
        Assert.Equal(expected, (await receiver.ClassifyAsync(destination.ToArray())).Layers[0].Encoding);
        Assert.Equal(Messages.Split(signed).Entity, Messages.Split((await receiver.DecryptAsync(destination.ToArray())).Output).Entity);
    }

    // Refusals

    [Fact]
    [Trait("Requirement", "DS-KEY-03")]
    public async Task Domain_that_is_no_member_is_refused_and_a_directory_that_is_down_defers()
    {
        await AssertRefusedAsync(TestDoors.ForAcme(), TestDoors.To("x@nobody.example"), "RFC 3183 section 4.2");
        await AssertRefusedAsync(TestDoors.ForAcme(), TestDoors.To("bob@partner.example", "x@nobody.example"), "RFC 3183 section 4.2");
        TestDoors down = new TestDoors { Directory = new DownDirectory() }.Own(Ids.AcmeSigner, Ids.AcmeDca);
        await AssertRefusedAsync(down, TestDoors.To("bob@partner.example"), "RFC 3183 section 4.2", DomainOutcome.Deferred);
    }

    [Theory]
    [InlineData("common name")]
    [InlineData("two common names")]
    [InlineData("local part")]
    [InlineData("signer")]
    [Trait("Requirement", "DS-DCA-01")]
    [Trait("Requirement", "DS-DCA-02")]
    [Trait("Requirement", "DS-KEY-04")]
    public async Task Authority_that_is_named_wrongly_is_not_encrypted_to(string what)
    {
        TestIdentity dca = Ids.Dca("partner.example", shape =>
        {
            switch (what)
            {
                case "common name":
                    shape.CommonNames[0] = "confidentiality-authority";
                    break;
                case "two common names":
                    shape.CommonNames.Add("domain-confidentiality-authority");
                    break;
                case "local part":
                    shape.Emails[0] = "bob@partner.example";
                    break;
                default:
                    shape.CommonNames[0] = "domain-signing-authority";
                    shape.Emails[0] = "domain-signing-authority@partner.example";
                    break;
            }
        });
        await AssertRefusedAsync(Knowing("partner.example", dca), TestDoors.To("bob@partner.example"), "F-DCA-NAME");
    }

    [Theory]
    [InlineData("other.example", "partner.example")]
    [InlineData("office.partner.example", "partner.example")]
    [InlineData("sales.partner.example", "office.partner.example")]
    [InlineData("notpartner.example", "partner.example")]
    [Trait("Requirement", "DS-DCA-03")]
    [Trait("Requirement", "DS-DCA-04")]
    [Trait("Requirement", "DS-DCA-06")]
    [Trait("Requirement", "DS-KEY-04")]
    public async Task Authority_that_does_not_cover_the_recipient_is_not_encrypted_to(string authority, string filedUnder) =>
        await AssertRefusedAsync(Knowing(filedUnder, Ids.Dca(authority)), TestDoors.To("bob@" + filedUnder), "F-DCA-MAPPING");

    [Theory]
    [InlineData("co.nz", "acme.co.nz", "F-MAP-PUBLIC-SUFFIX")]
    [InlineData("nz", "acme.co.nz", "F-MAP-PUBLIC-SUFFIX")]
    [InlineData("co.nz", "co.nz", "RFC 3183 section 4.2")]
    [InlineData("nz", "nz", "RFC 3183 section 4.2")]
    [Trait("Requirement", "DS-DCA-09")]
    [Trait("Requirement", "DS-KEY-03")]
    [Trait("Requirement", "DS-NAM-23")]
    public async Task Authority_of_a_public_suffix_reads_nobody_s_mail(string authority, string filedUnder, string rule) =>
        await AssertRefusedAsync(Knowing(filedUnder, Ids.Dca(authority)), TestDoors.To("bob@acme.co.nz"), rule);

    [Fact]
    [Trait("Requirement", "CERT-01")]
    [Trait("Requirement", "DS-DCA-10")]
    [Trait("Requirement", "CERT-13")]
    public async Task Authority_whose_certificate_is_not_good_is_not_encrypted_to()
    {
        (TestIdentity Dca, string Rule)[] cases =
        [
            (Ids.Dca("partner.example", shape => shape.NotAfter = TestDoors.Now.AddSeconds(-1)), "F-CERT-EXPIRED"),
            (Ids.Dca("partner.example", shape => shape.NotBefore = TestDoors.Now.AddSeconds(1)), "F-CERT-NOT-YET-VALID"),
            (Ids.Dca("partner.example", shape => shape.KeyUsage = X509KeyUsageFlags.DigitalSignature), "F-CERT-UNSUITABLE"),
            (Ids.Dca("partner.example", shape => shape.KeyUsage = X509KeyUsageFlags.KeyAgreement, TestKeyType.Rsa2048), "F-CERT-UNSUITABLE"),
            (Ids.Dca("partner.example", shape => shape.ExtendedKeyUsage[0] = "1.3.6.1.5.5.7.3.1"), "F-CERT-UNSUITABLE"),
            (Ids.Stranger.Issue(TestRole.Confidentiality, "partner.example", TestKeyType.P256), "F-CERT-UNTRUSTED"),
        ];
        foreach ((TestIdentity dca, string rule) in cases)
        {
            await AssertRefusedAsync(Knowing("partner.example", dca), TestDoors.To("bob@partner.example"), rule);
        }

        TestDoors weak = new TestDoors(new() { MinRsaKeyBits = 2049 }).Own(Ids.AcmeSigner, Ids.AcmeDca).Member(Ids.PartnerDca);
        await AssertRefusedAsync(weak, TestDoors.To("bob@partner.example"), "F-KEY-SMALL");
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public async Task Authority_that_is_revoked_is_refused_and_one_of_which_that_cannot_be_told_defers()
    {
        TestDoors revoked = TestDoors.ForAcme();
        revoked.Community.AddRevocationList(TestCa.Shared.Crl(revoked: Ids.PartnerDca));
        await AssertRefusedAsync(revoked, TestDoors.To("bob@partner.example"), "F-REV-REVOKED");
        TestDoors unknown = TestDoors.ForAcme();
        unknown.Community.AddRevocationList(TestCa.Shared.Crl(nextUpdate: TestDoors.Now.AddDays(-1)));
        await AssertRefusedAsync(unknown, TestDoors.To("bob@partner.example"), "F-REV-UNKNOWN", DomainOutcome.Deferred);
    }

    [Fact]
    [Trait("Requirement", "DS-CRY-06")]
    [Trait("Requirement", "DS-CRY-10")]
    [Trait("Requirement", "DS-SEC-04")]
    public async Task Message_without_a_valid_domain_signature_is_encrypted_only_on_request()
    {
        TestDoors sender = TestDoors.ForAcme();
        byte[][] messages =
        [
            Messages.Plain(),
            Build.OriginatorSigned(),
            Build.DomainSigned(Ids.EvilSigner),
            LayeredMessage.Of(Messages.Plain()).Null().Signed(Ids.AcmeReviewer, OddSignatures.ReviewSig).ToOctets(),
        ];
        foreach (byte[] message in messages)
        {
            using var source = new MemoryStream(message);
            using var destination = new OddStream();
            DomainEncryptionReport report = await sender.Encryptor.EncryptStreamAsync(source, destination, TestDoors.To("bob@partner.example"));
            Assert.Equal(DomainOutcome.Refused, report.Outcome);
            report.Refusal.IsRefused("F-ENC-WITHOUT-DS");
            Assert.NotNull(report.Precondition);
            Assert.Equal(0, destination.Writes);
            await sender.EncryptedAsync(message, TestDoors.To("bob@partner.example") with { AllowWithoutDomainSignature = true });
        }
    }

    [Fact]
    [Trait("Requirement", "DS-DCA-07")]
    public async Task Domain_without_a_rightly_named_valid_authority_of_its_own_does_not_encrypt()
    {
        TestIdentity[] wrong =
        [
            Ids.Dca("acme.example", shape => shape.CommonNames[0] = "dca"),
            Ids.Dca("acme.example", shape => shape.Emails[0] = "alice@acme.example"),
            Ids.Dca("acme.example", shape => shape.NotAfter = TestDoors.Now.AddDays(-1)),
        ];
        await AssertRefusedAsync(new TestDoors().Own(Ids.AcmeSigner).Member(Ids.PartnerDca), TestDoors.To("bob@partner.example"), "RFC 3183 section 4.2");
        foreach (TestIdentity dca in wrong)
        {
            await AssertRefusedAsync(new TestDoors().Own(Ids.AcmeSigner, dca).Member(Ids.PartnerDca), TestDoors.To("bob@partner.example"), "RFC 3183 section 4.2");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("bob")]
    [InlineData("bob@")]
    [InlineData("bob@partner..example")]
    [InlineData("bob@[192.0.2.1]")]
    public async Task Recipient_that_is_no_address_refuses(string recipient) => await AssertRefusedAsync(TestDoors.ForAcme(), TestDoors.To(recipient), "RFC 5321");

    [Fact]
    [Trait("Requirement", "CMS-ED-02")]
    public async Task No_recipient_refuses() => await AssertRefusedAsync(TestDoors.ForAcme(), TestDoors.To(), "RFC 5652 section 6.1");

    [Fact]
    public async Task Message_of_a_refused_result_cannot_be_had()
    {
        IDomainEncryptor encryptor = TestDoors.ForAcme().Encryptor;
        DomainEncryptionResult refused = await encryptor.EncryptAsync(Messages.Parse(Messages.Plain()), TestDoors.To("bob@partner.example"));
        Assert.Equal(DomainOutcome.Refused, refused.Outcome);
        Assert.Throws<InvalidOperationException>(() => refused.Message);
        DomainEncryptionResult applied = await encryptor.EncryptAsync(Messages.Parse(Build.DomainSigned()), TestDoors.To("bob@partner.example"));
        Assert.Equal("Budget", applied.Message.Subject);
        DomainDecryptionResult decrypted = await TestDoors.ForPartner().Encryptor.DecryptAsync(applied.Message, new());
        Assert.Equal("application/pkcs7-mime", decrypted.Message.Body!.ContentType.MimeType);
        Assert.Throws<InvalidOperationException>(() => encryptor.DecryptAsync(applied.Message, new()).GetAwaiter().GetResult().Message);
    }

    [Fact]
    public async Task Cancellation_writes_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        using var source = new OddStream(Build.DomainSigned()) { OnRead = cancelled.Cancel };
        using var destination = new OddStream();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TestDoors.ForAcme().Encryptor.EncryptStreamAsync(source, destination, TestDoors.To("bob@partner.example"), cancelled.Token));
        using var again = new MemoryStream(Build.DomainSigned());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TestDoors.ForAcme().Encryptor.DecryptStreamAsync(again, destination, new(), cancelled.Token));
        Assert.Equal(0, destination.Writes);
    }

    private static async Task<byte[]> EncryptedAsync(DomainEncryptionRequest? request = null, TestDoors? sender = null)
    {
        sender ??= TestDoors.ForAcme();
        return await sender.EncryptedAsync(await sender.SignedAsync(Messages.Plain()), request);
    }

    /// <summary>acme.example, with an authority's certificate filed under a domain of the test's choice.</summary>
    private static TestDoors Knowing(string domain, TestIdentity authority)
    {
        TestDoors doors = new TestDoors().Own(Ids.AcmeSigner, Ids.AcmeDca);
        doors.Community.AddCertificate(MailDomain.Parse(domain), DomainRole.Confidentiality, authority.Der);
        return doors;
    }

    private static async Task AssertRefusedAsync(TestDoors doors, DomainEncryptionRequest request, string rule, DomainOutcome outcome = DomainOutcome.Refused)
    {
        using var source = new MemoryStream(Build.DomainSigned());
        using var destination = new OddStream();
        DomainEncryptionReport report = await doors.Encryptor.EncryptStreamAsync(source, destination, request);
        Assert.True(report.Outcome == outcome, $"{report.Outcome} {report.Refusal}");
        report.Refusal.IsRefused(rule);
        Assert.Empty(report.Authorities);
        Assert.Equal(0, destination.Writes);
    }

    private static ContentInfo Info(byte[] message) => ContentInfo.GetInstance(Asn1Object.FromByteArray(Messages.CmsOf(message)));

    private sealed class DownDirectory : ICertificateDirectory
    {
        public ValueTask<CertificateLookup> FindAsync(MailDomain domain, DomainRole role, CancellationToken ct = default) =>
            ValueTask.FromResult(new CertificateLookup(LookupState.Unavailable, [], "ldap"));
    }
}
