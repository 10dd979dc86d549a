using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.Ber;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;
using MimeKit;

namespace DomSec.Tests.Signing;

/// <summary>What the signer writes: RFC 3183 sections 3 and 3.1.2, read back by the platform's CMS.</summary>
public sealed class EncapsulationTests
{
    private readonly TestDoors _doors = TestDoors.ForAcme();

    [Fact]
    [Trait("Requirement", "DS-ENC-05")]
    [Trait("Requirement", "DS-MLA-10")]
    [Trait("Requirement", "DS-MLA-17")]
    [Trait("Requirement", "DS-DSV-01")]
    public async Task Unsigned_message_gets_an_empty_layer_and_the_domain_signature_around_it()
    {
        DomainSecurityReport report = await _doors.ClassifyAsync(await _doors.SignedAsync(Messages.Plain()));
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal("S(S0(content))", report.Structure);
        Assert.Equal(TestDoors.Acme, report.Domain);
        Assert.Equal([SignatureType.Domain], Assert.Single(report.Signatures()).Types);
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-06")]
    [Trait("Requirement", "SEC-WRP-03")]
    public async Task Clear_signed_message_is_covered_octet_for_octet()
    {
        byte[] message = LayeredMessage.Of(Messages.HtmlMultipart()).ClearSigned(Ids.Alice).ToOctets();
        byte[] signed = await _doors.SignedAsync(message);
        Assert.Equal(TestDoors.Text(Messages.Split(message).Entity), TestDoors.Text(SignedLayer.Content(signed)));
        DomainSecurityReport report = await _doors.ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal("S(S(content))", report.Structure);
        Assert.Equal(SignatureFact.Valid, report.Signatures()[1].Signature);
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-02")]
    [Trait("Requirement", "DS-ENC-06")]
    public async Task Opaque_signed_message_is_covered_octet_for_octet_in_a_layer_of_its_own()
    {
        byte[] message = Messages.OpaqueSigned(Ids.Alice, Messages.Plain());
        byte[] signed = await _doors.SignedAsync(message);
        Assert.Equal(TestDoors.Text(Messages.Split(message).Entity), TestDoors.Text(SignedLayer.Content(signed)));
        Assert.Single(SignedLayer.Of(signed).SignerInfos);
        DomainSecurityReport report = await _doors.ClassifyAsync(signed);
        Assert.Equal("S(S(content))", report.Structure);
        Assert.Equal(IdentityLevel.Originator, report.IdentityLevel);
    }

    [Fact]
    [Trait("Requirement", "DS-DSG-08")]
    public async Task Domain_signed_message_gets_a_second_domain_signature_on_top()
    {
        TestIdentity parent = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P384);
        TestIdentity child = TestCa.Shared.Issue(TestRole.DomainSigning, "sales.acme.example", TestKeyType.P256);
        TestDoors doors = new TestDoors().Own(parent, child);
        byte[] once = await doors.SignedAsync(Messages.Plain("alice@sales.acme.example"), new() { Domain = MailDomain.Parse("sales.acme.example"), Evidence = TestDoors.Evidence });
        byte[] twice = await doors.SignedAsync(once);
        Assert.Equal(Messages.Split(once).Entity, SignedLayer.Content(twice));
        DomainSecurityReport report = await doors.ClassifyAsync(twice);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal("S(S(S0(content)))", report.Structure);
        Assert.Equal("acme.example", report.Domain?.Value);
        Assert.Equal("sales.acme.example", report.Signatures()[1].Domain?.Value);
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-05")]
    public async Task Empty_layer_that_is_there_is_not_doubled()
    {
        byte[] signed = await _doors.SignedAsync(LayeredMessage.Of(Messages.Plain()).Null().ToOctets());
        Assert.Equal("S(S0(content))", (await _doors.ClassifyAsync(signed)).Structure);
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-03")]
    [Trait("Requirement", "DS-ENC-07")]
    public void Empty_layer_over_no_content_has_the_golden_octets()
    {
        using var output = new PooledOctets();
        using var writer = new SignedDataWriter(output, ber: false, DigestAlgorithm.None);
        writer.Finish([], []);
        Assert.Equal("302706092a864886f70d010702a01a30180201013100300f06092a864886f70d010701a00204003100", Convert.ToHexStringLower(output.Span));
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-03")]
    [Trait("Requirement", "DS-ENC-04")]
    [Trait("Requirement", "DS-ENC-07")]
    [Trait("Requirement", "DS-ENC-08")]
    [Trait("Requirement", "DS-ENC-10")]
    public async Task Empty_layer_has_version_1_no_algorithms_no_signers_no_certificates_and_the_content()
    {
        byte[] message = Messages.Plain();
        byte[] empty = SignedLayer.Content(await _doors.SignedAsync(message, TestDoors.Unprotected));
        Assert.Contains("smime-type=signed-data", TestDoors.Text(empty), StringComparison.Ordinal);

        // Written by hand over the same entity, it is the same.
        Assert.Equal(Convert.ToHexStringLower(OddSignatures.Null(Messages.Split(message).Entity)), Convert.ToHexStringLower(Messages.CmsOf(empty)));
        Assert.Empty(SignedLayer.Of(empty).Certificates);
    }

    [Theory]
    [InlineData(SignatureType.Domain, "301e060b2a864886f70d010910021c310f300d060b2a864886f70d0109100902")]
    [InlineData(SignatureType.AdditionalAttributes, "301e060b2a864886f70d010910021c310f300d060b2a864886f70d0109100903")]
    [InlineData(SignatureType.Review, "301e060b2a864886f70d010910021c310f300d060b2a864886f70d0109100904")]
    [Trait("Requirement", "DS-STA-01")]
    [Trait("Requirement", "DS-STA-03")]
    [Trait("Requirement", "DS-STA-04")]
    [Trait("Requirement", "DS-STA-06")]
    [Trait("Requirement", "DS-STA-08")]
    [Trait("Requirement", "DS-DSG-07")]
    [Trait("Requirement", "DS-REV-04")]
    [Trait("Requirement", "DS-AAT-03")]
    [Trait("Requirement", "DS-AAT-08")]
    [Trait("Requirement", "DS-REV-02")]
    public async Task SignatureType_has_the_golden_octets_among_the_signed_attributes(SignatureType type, string golden)
    {
        byte[] signed = await _doors.SignedAsync(Messages.Plain(), new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, Type = type });
        Assert.Contains(golden, Convert.ToHexStringLower(Messages.CmsOf(signed)), StringComparison.Ordinal);
        SignerInfo signer = Assert.Single(SignedLayer.Of(signed).SignerInfos.Cast<SignerInfo>());
        Assert.Single(signer.SignedAttributes.Cast<CryptographicAttributeObject>(), attribute => attribute.Oid.Value == OddSignatures.SignatureType && attribute.Values.Count == 1);
        Assert.Empty(signer.UnsignedAttributes);
        string name = type switch { SignatureType.Domain => "domain-signing", SignatureType.Review => "review", _ => "attribute" };
        Assert.Contains(name + "-authority", signer.Certificate!.Subject, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestKeyType.Rsa2048, RsaSignaturePadding.Pkcs1)]
    [InlineData(TestKeyType.Rsa2048, RsaSignaturePadding.Pss)]
    [InlineData(TestKeyType.P256, RsaSignaturePadding.Pkcs1)]
    [InlineData(TestKeyType.P384, RsaSignaturePadding.Pkcs1)]
    [InlineData(TestKeyType.P521, RsaSignaturePadding.Pkcs1)]
    [Trait("Requirement", "CMS-SD-07")]
    [Trait("Requirement", "CMS-SD-10")]
    [Trait("Requirement", "SEC-CMS-02")]
    public async Task Signature_of_every_kind_of_key_verifies_with_the_platform(TestKeyType type, RsaSignaturePadding padding)
    {
        TestDoors doors = new TestDoors().Own(TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", type));
        byte[] signed = await doors.SignedAsync(
            Messages.Plain(), new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, Profile = AlgorithmProfile.Smime4 with { RsaSignature = padding } });
        SignedLayer.Of(signed).CheckSignature(verifySignatureOnly: true);
        DomainSecurityReport report = await doors.ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        string name = (TestKeys.IsRsa(type), padding) switch { (true, RsaSignaturePadding.Pss) => "rsaPss", (true, _) => "rsaPkcs1", _ => "ecdsa" };
        Assert.Equal(name, Assert.Single(report.Signatures()).SignatureAlgorithm);
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-02")]
    [Trait("Requirement", "CMS-SD-11")]
    [Trait("Requirement", "CMS-SD-15")]
    [Trait("Requirement", "SM-ATT-01")]
    public async Task Signed_attributes_name_content_digest_time_certificate_and_algorithms()
    {
        byte[] signed = await _doors.SignedAsync(Messages.Plain());
        SignerInfo signer = SignedLayer.Of(signed).SignerInfos[0];
        Assert.Equal(1, signer.Version);
        string[] attributes = [.. signer.SignedAttributes.Cast<CryptographicAttributeObject>().Select(attribute => attribute.Oid.Value!)];
        Assert.Contains("1.2.840.113549.1.9.3", attributes);
        Assert.Contains("1.2.840.113549.1.9.4", attributes);
        Assert.Contains("1.2.840.113549.1.9.15", attributes);
        Assert.Contains("1.2.840.113549.1.9.52", attributes);
        Assert.Contains("1.2.840.113549.1.9.16.2.47", attributes);
        Pkcs9SigningTime time = signer.SignedAttributes.Cast<CryptographicAttributeObject>().Select(attribute => attribute.Values[0]).OfType<Pkcs9SigningTime>().Single();
        Assert.Equal(TestDoors.Now.UtcDateTime, time.SigningTime.ToUniversalTime());
        Assert.Equal(TestDoors.Now, Assert.Single((await _doors.ClassifyAsync(signed)).Signatures()).SigningTime);
    }

    [Fact]
    [Trait("Requirement", "CERT-05")]
    public async Task Certificates_between_the_signer_and_the_root_go_along_and_the_root_does_not()
    {
        TestCa issuing = TestCa.Shared.Intermediate("Issuing", TestKeyType.P256);
        TestDoors doors = new TestDoors().Own(issuing.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256));
        byte[] signed = await doors.SignedAsync(Messages.Plain());
        X509Certificate2Collection certificates = SignedLayer.Of(signed).Certificates;
        Assert.Equal(2, certificates.Count);
        Assert.Contains(issuing.Certificate, certificates);
        (await new TestDoors().ClassifyAsync(signed)).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "SM-MIM-07")]
    [Trait("Requirement", "DS-ENC-11")]
    [Trait("Requirement", "DS-ENC-12")]
    public async Task Header_stays_outside_and_content_fields_move_inside()
    {
        byte[] message = Messages.Plain(subject: "=?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n and more");
        byte[] signed = await _doors.SignedAsync(message, TestDoors.Unprotected);
        string before = TestDoors.Text(Messages.Split(message).Header);
        Assert.StartsWith(before.Replace("MIME-Version: 1.0\r\n", "", StringComparison.Ordinal), TestDoors.Text(signed), StringComparison.Ordinal);
        MimeMessage parsed = Messages.Parse(signed);
        Assert.Single(parsed.Headers, header => header.Id == HeaderId.MimeVersion);
        var body = (MimePart)parsed.Body!;
        Assert.Equal("application/pkcs7-mime", body.ContentType.MimeType);
        Assert.Equal("signed-data", body.ContentType.Parameters["smime-type"]);
        Assert.Equal("smime.p7m", body.FileName);
        string inside = TestDoors.Text(SignedLayer.ContentOfEmptyLayer(signed));
        Assert.StartsWith("Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n", inside, StringComparison.Ordinal);
        Assert.DoesNotContain("Subject:", inside, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_without_content_fields_is_said_to_be_text()
    {
        byte[] signed = await _doors.SignedAsync("From: alice@acme.example\r\n\r\nHello\r\n"u8.ToArray(), TestDoors.Unprotected);
        Assert.Equal("Content-Type: text/plain; charset=us-ascii\r\n\r\nHello\r\n", TestDoors.Text(SignedLayer.ContentOfEmptyLayer(signed)));
    }

    [Fact]
    [Trait("Requirement", "SM-MIM-01")]
    public async Task Lines_that_end_in_lf_alone_become_canonical()
    {
        byte[] signed = await _doors.SignedAsync(Messages.LfOnly(), TestDoors.Unprotected);
        Assert.Equal(TestDoors.Text(Messages.Split(Messages.Plain()).Entity), TestDoors.Text(SignedLayer.ContentOfEmptyLayer(signed)));
        Assert.DoesNotContain("\n", TestDoors.Text(signed).Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "SM-MIM-03")]
    public async Task Binary_content_is_covered_as_it_is()
    {
        byte[] signed = await _doors.SignedAsync(Messages.Binary(), TestDoors.Unprotected);
        Assert.Equal(Messages.Split(Messages.Binary()).Entity, SignedLayer.ContentOfEmptyLayer(signed));
        (await _doors.ClassifyAsync(signed)).HasStatus(SecurityStatus.Pass);
    }

    [Theory]
    [InlineData("application/cms")]
    [InlineData("application/pkcs7")]
    [InlineData("application/octet-stream")]
    [InlineData("application/pkcs7-mime")]
    [Trait("Requirement", "SM-MIM-03")]
    public async Task Bare_object_without_a_transfer_encoding_is_covered_as_it_is(string type)
    {
        // The author's signature is over a lone LF: made canonical, it would be over something else.
        byte[] inner = Messages.SignedData(Ids.Alice, "Content-Type: text/plain\r\n\r\none\ntwo\r\n"u8.ToArray());
        byte[] message = [.. System.Text.Encoding.ASCII.GetBytes($"From: alice@acme.example\r\nContent-Type: {type}\r\n\r\n"), .. inner];
        byte[] signed = await _doors.SignedAsync(message);
        DomainSecurityReport report = await _doors.ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.All(report.Signatures(), signature => Assert.Equal(SignatureFact.Valid, signature.Signature));
        Assert.Equal(2, report.Signatures().Count);
    }

    [Fact]
    [Trait("Requirement", "SM-MIM-02")]
    public async Task Eight_bit_content_is_covered_as_it_is_and_travels_in_seven()
    {
        byte[] signed = await _doors.SignedAsync(Messages.EightBit(), TestDoors.Unprotected);
        Assert.Equal(Messages.Split(Messages.EightBit()).Entity, SignedLayer.ContentOfEmptyLayer(signed));
        Assert.True(Ascii.IsValid(signed));
        Assert.All(TestDoors.Text(signed).Split("\r\n"), line => Assert.True(line.Length <= 76 || line.Contains(':', StringComparison.Ordinal)));
    }

    [Fact]
    [Trait("Requirement", "CMS-BER-03")]
    public async Task Ber_profile_writes_indefinite_lengths_around_the_content_alone()
    {
        byte[] signed = await _doors.SignedAsync(
            Messages.Plain(), new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, Profile = AlgorithmProfile.Smime4 with { Encoding = CmsEncoding.Ber } });
        byte[] cms = Messages.CmsOf(signed);
        Assert.Equal(0x80, cms[1]);
        SignedLayer.Of(signed).CheckSignature(verifySignatureOnly: true);
        DomainSecurityReport report = await _doors.ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal([LayerEncoding.Ber, LayerEncoding.Ber], report.Layers.Take(2).Select(layer => layer.Encoding));

        byte[] der = await _doors.SignedAsync(Messages.Plain());
        Assert.Equal(0x82, Messages.CmsOf(der)[1]);
        Assert.Equal([LayerEncoding.Der, LayerEncoding.Der], (await _doors.ClassifyAsync(der)).Layers.Take(2).Select(layer => layer.Encoding));
    }

    [Theory]
    [InlineData(CmsEncoding.Auto, LayerEncoding.Ber)]
    [InlineData(CmsEncoding.Der, LayerEncoding.Der)]
    public async Task Large_message_is_signed_as_a_small_one_is(CmsEncoding encoding, LayerEncoding expected)
    {
        byte[] message = Messages.PlainOfSize(400_000);
        TestDoors doors = TestDoors.ForAcme(new() { Limits = DomSecLimits.Default with { MaxBufferedBytes = 16 << 10 } });
        byte[] signed = await doors.SignedAsync(
            message, TestDoors.Unprotected with { Profile = AlgorithmProfile.Smime4 with { Encoding = encoding } });
        Assert.Equal(Messages.Split(message).Entity, SignedLayer.ContentOfEmptyLayer(signed));
        DomainSecurityReport report = await doors.ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(expected, report.Layers[0].Encoding);
    }

    [Fact]
    public async Task Large_message_streams_to_the_destination_in_pieces()
    {
        TestDoors doors = TestDoors.ForAcme(new() { Limits = DomSecLimits.Default with { MaxBufferedBytes = 16 << 10 } });
        using var source = new MemoryStream(Messages.PlainOfSize(1_000_000));
        using var destination = new OddStream();
        await doors.Signer.SignStreamAsync(source, destination, new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence });
        Assert.True(destination.Writes > 3, $"{destination.Writes} writes");
        (await doors.ClassifyAsync(destination.ToArray())).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    public async Task Source_that_cannot_seek_gives_the_same_message()
    {
        // RSA PKCS#1 v1.5 at a fixed time gives the same octets every time.
        TestDoors doors = new TestDoors(new() { Limits = DomSecLimits.Default with { MaxBufferedBytes = 4 << 10 } }).Own(Ids.AcmeRsaSigner);
        byte[] message = Messages.PlainOfSize(100_000);
        byte[] expected = await doors.SignedAsync(message);
        using var source = new OddStream(message);
        using var destination = new OddStream();
        DomainSigningReport report = await doors.Signer.SignStreamAsync(source, destination, new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence });
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.Equal(TestDoors.Text(expected), TestDoors.Text(destination.ToArray()));
    }

    [Fact]
    public async Task Source_is_read_from_where_it_stands()
    {
        TestDoors doors = new TestDoors().Own(Ids.AcmeRsaSigner);
        byte[] expected = await doors.SignedAsync(Messages.Plain());
        using var source = new MemoryStream();
        source.Write("junk before"u8);
        long start = source.Position;
        source.Write(Messages.Plain());
        source.Position = start;
        using var destination = new MemoryStream();
        await doors.Signer.SignStreamAsync(source, destination, new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence });
        Assert.Equal(TestDoors.Text(expected), TestDoors.Text(destination.ToArray()));
    }

    [Fact]
    [Trait("Requirement", "DS-SEC-02")]
    public async Task Key_that_cannot_be_exported_signs()
    {
        var doors = new TestDoors();
        doors.Community.AddSigningKey(TestDoors.Acme, DomainRole.DomainSigning, new SealedKey());
        (await doors.ClassifyAsync(await doors.SignedAsync(Messages.Plain()))).HasStatus(SecurityStatus.Pass);
    }

    [Theory]
    [InlineData(CmsEncoding.Auto)]
    [InlineData(CmsEncoding.Ber)]
    [Trait("Requirement", "DS-ENC-12")]
    [Trait("Requirement", "SM-MIM-04")]
    public async Task Clear_signature_is_written_on_request_and_verifies_with_another_engine(CmsEncoding encoding)
    {
        byte[] signed = await _doors.SignedAsync(
            Build.OriginatorSigned(), new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, IsClearSigned = true, Profile = AlgorithmProfile.Smime4 with { Encoding = encoding } });
        DomainSecurityReport report = await _doors.ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal("S(S(content))", report.Structure);
        Assert.Equal(LayerCarrier.MultipartSigned, report.Layers[0].Carrier);
        report.DoesNotRaise(SecurityFlags.Micalg);
        using var context = new MimeKit.Cryptography.TemporarySecureMimeContext();
        var multipart = (MimeKit.Cryptography.MultipartSigned)Messages.Parse(signed).Body!;
        Assert.True(Assert.Single(multipart.Verify(context)).Verify(verifySignatureOnly: true));
    }

    [Fact]
    public async Task MimeMessage_is_signed_as_its_octets_are()
    {
        DomainSigningResult result = await _doors.Signer.SignAsync(Messages.Parse(Messages.Plain()), new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence });
        Assert.Equal(DomainOutcome.Applied, result.Outcome);
        Assert.Equal("Budget", result.Message.Subject);
        DomainSecurityReport report = await _doors.Classifier.ClassifyAsync(result.Message, new());
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal("S(S0(content))", report.Structure);
    }

    [Fact]
    public async Task Every_encoding_of_a_signed_message_stays_verifiable_after_a_relay_rewrote_the_header()
    {
        string signed = TestDoors.Text(await _doors.SignedAsync(Messages.HtmlMultipart()));
        byte[] relayed = Encoding.Latin1.GetBytes("Received: from a by b\r\n" + signed.Replace("Subject: Two forms", "Subject: [list] Two forms", StringComparison.Ordinal));
        (await _doors.ClassifyAsync(relayed)).HasStatus(SecurityStatus.Pass);
    }

    /// <summary>A key of which nothing but its signatures comes out.</summary>
    private sealed class SealedKey : ISigningKey
    {
        public ReadOnlyMemory<byte> Certificate => Ids.AcmeSigner.Der;

        public IReadOnlyList<ReadOnlyMemory<byte>> Chain => [];

        public async ValueTask<byte[]> SignDataAsync(ReadOnlyMemory<byte> data, SigningAlgorithm algorithm, CancellationToken ct = default)
        {
            await Task.Yield();
            using var key = (ECDsa)Ids.AcmeSigner.OpenKey();
            return key.SignData(data.Span, algorithm.Hash, DSASignatureFormat.Rfc3279DerSequence);
        }
    }
}
