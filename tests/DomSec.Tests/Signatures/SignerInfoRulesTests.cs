using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing;
using Org.BouncyCastle.Cms;
using static DomSec.TestKit.OddSignatures;
using Certificate = DomSec.X509.Certificate;
using PublicKey = DomSec.Crypto.PublicKey;
using Oid = DomSec.Ber.Oid;
using SignerInfo = DomSec.Cms.SignerInfo;

namespace DomSec.Tests.Signatures;

/// <summary>The rules of RFC 5652, 5752 and 8551 about signers and their attributes, each with what breaks it.</summary>
public sealed class SignerInfoRulesTests
{
    private const string Capabilities = "1.2.840.113549.1.9.15";
    private const string KeyPreference = "1.2.840.113549.1.9.16.2.11";
    private static readonly byte[] NoCapabilities = Tlv.Of(Tlv.Sequence);
    private static readonly byte[] Preference = Tlv.Of(0x81, new byte[20]);

    [Theory]
    [InlineData("1.2.840.113549.1.7.1", "30", false, 1)]
    [InlineData("1.2.840.113549.1.7.1", "", false, 1)]
    [InlineData("1.2.840.113549.1.7.1", "30", true, 3)]
    [InlineData("1.2.840.113549.1.9.16.1.1", "30", false, 3)]
    [InlineData("1.2.840.113549.1.7.1", "30 A1", false, 3)]
    [InlineData("1.2.840.113549.1.7.1", "A1 A2 30", true, 4)]
    [InlineData("1.2.840.113549.1.7.1", "A2 A3", false, 5)]
    [InlineData("1.2.840.113549.1.9.16.1.1", "A3", true, 5)]
    [Trait("Requirement", "CMS-SD-01")]
    public void SignedData_has_the_version_of_the_table(string contentType, string choices, bool hasKeyIdentifier, int version) =>
        Assert.Equal(version, SignedDataOutline.VersionOf(
            new Oid(contentType), [.. choices.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tag => (ReadOnlyMemory<byte>)new[] { Convert.ToByte(tag, 16), (byte)0 })], hasKeyIdentifier));

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    [Trait("Requirement", "CMS-SD-01 CMS-SD-02")]
    public async Task Signer_is_named_as_the_profile_says_and_the_versions_follow(bool byKeyIdentifier, int version)
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] signed = await doors.SignedAsync(Messages.Plain(), Request(new AlgorithmProfile { SignerByKeyIdentifier = byKeyIdentifier }));
        SignedCms cms = SignedLayer.Of(signed);
        Assert.Equal(version, cms.Version);
        System.Security.Cryptography.Pkcs.SignerInfo signer = Assert.Single(cms.SignerInfos.Cast<System.Security.Cryptography.Pkcs.SignerInfo>());
        Assert.Equal(version, signer.Version);
        Assert.Equal(byKeyIdentifier ? SubjectIdentifierType.SubjectKeyIdentifier : SubjectIdentifierType.IssuerAndSerialNumber, signer.SignerIdentifier.Type);
        cms.CheckSignature([Ids.AcmeSigner.Certificate], verifySignatureOnly: true);
        (await doors.ClassifyAsync(signed)).HasStatus(SecurityStatus.Pass);
        using var openssl = new OpenSsl();
        openssl.VerifyMessage(signed, TestCa.Shared).Expect();
    }

    [Fact]
    [Trait("Requirement", "LCD-01 LCD-05")]
    public async Task Legacy_signature_is_that_of_smime_2_and_sha_1_comes_nowhere_else()
    {
        TestDoors doors = new TestDoors().Own(Ids.AcmeRsaSigner);
        byte[] signed = await doors.SignedAsync(Messages.Plain(), Request(AlgorithmProfile.Smime2));
        string hex = Convert.ToHexStringLower(Messages.CmsOf(signed));
        Assert.Contains("300906052b0e03021a0500", hex, StringComparison.Ordinal);
        Assert.Contains("300d06092a864886f70d0101010500", hex, StringComparison.Ordinal);
        Assert.Equal(1, SignedLayer.Of(signed).Version);
        Assert.Equal(1, SignedLayer.Of(signed).SignerInfos[0].Version);
        using var openssl = new OpenSsl();
        openssl.VerifyMessage(signed, TestCa.Shared).Expect();
        DomainSecurityReport report = await doors.ClassifyAsync(signed);
        Assert.Equal(SignatureFact.Valid, report.Signatures()[0].Signature);
        report.Raises(SecurityFlags.AlgorithmWeak);
        report.HasStatus(SecurityStatus.Policy);

        foreach (AlgorithmProfile profile in new[] { AlgorithmProfile.Smime4, AlgorithmProfile.Smime32, AlgorithmProfile.Smime3 })
        {
            Assert.DoesNotContain("06052b0e03021a", Convert.ToHexStringLower(Messages.CmsOf(await doors.SignedAsync(Messages.Plain(), Request(profile)))), StringComparison.Ordinal);
        }

        // A curve has no place in S/MIME 2: it signs as always.
        Assert.DoesNotContain("06052b0e03021a", Convert.ToHexStringLower(Messages.CmsOf(await TestDoors.ForAcme().SignedAsync(Messages.Plain(), Request(new AlgorithmProfile { LegacySignatures = true })))), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "SM-ATT-04 SM-ATT-01")]
    public async Task Capabilities_and_key_preference_have_the_registered_octets()
    {
        byte[] cms = Messages.CmsOf(await TestDoors.ForAcme().SignedAsync(Messages.Plain()));
        string hex = Convert.ToHexStringLower(cms);
        string[] entries =
        [
            "300b0609608648016503040313", "300b0609608648016503040312", "300b0609608648016503040311", // ML-DSA-87, 65, 44
            "300506032b6571", "300506032b6570", // Ed448, Ed25519
            "300a06082a8648ce3d040304", "300a06082a8648ce3d040303", "300a06082a8648ce3d040302", // RFC 5753 section 5
            "300d06092a864886f70d01010d0500", "300d06092a864886f70d01010c0500", "300d06092a864886f70d01010b0500", // RFC 5754 section 3.2
            "300b060960864801650304012e", "300d060b2a864886f70d0109100312", "300b0609608648016503040106", // AES-GCM, RFC 8103 section 4
            "300b060960864801650304012a", "300b0609608648016503040116", "300b0609608648016503040102", // RFC 3565 section 4.1
            "300b0609608648016503040403", "300b0609608648016503040402", "300b0609608648016503040401", // ML-KEM-1024, 768, 512
            "301a060b2a864886f70d0109100315300b060960864801650304012d", "301a060b2a864886f70d0109100313300b060960864801650304012d", // RFC 8418 section 8
            "301a060b2a864886f70d0109100313300b0609608648016503040105",
            "301506062b81040" + "10b01300b060960864801650304012d", "301506062b8104010b01300b0609608648016503040105", // RFC 5753 section 5
            "300d06092a864886f70d0101073000", // RFC 3560 section 5
        ];
        Assert.Contains("06092a864886f70d01090f31", hex, StringComparison.Ordinal);
        Assert.Contains(string.Concat(entries), hex, StringComparison.Ordinal);

        // RFC 8551 section 2.5.3: issuerAndSerialNumber [0] of the confidentiality authority.
        byte[] preference = Tlv.Of(0xA0, Ids.AcmeDca.Certificate.IssuerName.RawData, Tlv.Integer(Ids.AcmeDca.Certificate.SerialNumberBytes.Span));
        Assert.Contains(Convert.ToHexStringLower(Attribute(KeyPreference, preference)), hex, StringComparison.Ordinal);
        byte[] without = Messages.CmsOf(await new TestDoors().Own(Ids.AcmeSigner).SignedAsync(Messages.Plain()));
        Assert.DoesNotContain("060b2a864886f70d010910020b", Convert.ToHexStringLower(without), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Capabilities)]
    [InlineData(KeyPreference)]
    [Trait("Requirement", "SM-ATT-02 SM-ATT-03")]
    public async Task Capabilities_and_preference_are_signed_and_single_or_the_signature_fails(string type)
    {
        byte[] value = type == Capabilities ? NoCapabilities : Preference;
        await AssertFact(SignatureFact.Valid, signer => { });
        await AssertFact(SignatureFact.Valid, signer => signer.SignedAttributes.Add(Attribute(type, value)));
        await AssertFact(SignatureFact.Invalid, signer => signer.UnsignedAttributes.Add(Attribute(type, value)));
        await AssertFact(SignatureFact.Invalid, signer => signer.SignedAttributes.AddRange([Attribute(type, value), Attribute(type, value)]));
        await AssertFact(SignatureFact.Invalid, signer => signer.SignedAttributes.Add(Attribute(type, value, Tlv.Of(Tlv.Sequence, Tlv.Null))));
        await AssertFact(SignatureFact.Invalid, signer => signer.SignedAttributes.Add(Attribute(type)));
        await AssertFact(SignatureFact.Invalid, signer =>
        {
            signer.HasSignedAttributes = false;
            signer.UnsignedAttributes.Add(Attribute(type, value));
        });

        static async Task AssertFact(SignatureFact expected, Action<OddSigner> change)
        {
            DomainSecurityReport report = await new TestDoors().ClassifyAsync(Build.Signer(signer => change(signer.Types(DomainSig))));
            Assert.Equal(expected, Assert.Single(report.Signatures()).Signature);
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-CMS-01")]
    public async Task Content_that_could_be_attributes_is_no_content_without_attributes()
    {
        // The attack: a real signature's attributes become the content, and the same signature value signs it.
        byte[] real = new OddSignatures("text"u8.ToArray()).By(Ids.Alice).Encode();
        byte[] attributes = Assert.Single(new CmsSignedData(real).GetSignerInfos()).GetEncodedSignedAttributes();
        var lenient = new DomSecOptions { AcceptSignaturesWithoutSignedAttributes = true };
        byte[] forged = new OddSignatures(attributes).By(Ids.Alice, signer => signer.HasSignedAttributes = false).Encode();
        DomainSecurityReport report = await new TestDoors(lenient).ClassifyAsync(forged);
        Assert.Equal(SignatureFact.Invalid, Assert.Single(report.Signatures()).Signature);
        report.HasStatus(SecurityStatus.Fail);

        // Larger than what is kept of content: told by how it begins.
        byte[] large = Tlv.Of(Tlv.Set, Attribute("1.2.840.113549.1.9.3", Tlv.Oid(Data)), Attribute("1.2.3", Tlv.Of(Tlv.OctetString, new byte[100_000])));
        Assert.Equal(SignatureFact.Invalid, Fact(await new TestDoors(lenient).ClassifyAsync(new OddSignatures(large).By(Ids.Alice, signer => signer.HasSignedAttributes = false).Encode())));

        // With attributes of its own such content is only odd, and other content is none of this.
        Assert.Equal(SignatureFact.Valid, Fact(await new TestDoors(lenient).ClassifyAsync(new OddSignatures(attributes).By(Ids.Alice).Encode())));
        foreach (byte[] harmless in new[] { "1 text"u8.ToArray(), Tlv.Of(Tlv.Set, Attribute("1.2.3", Tlv.Null)), Tlv.Of(Tlv.Set, attributes), attributes[..^1] })
        {
            Assert.Equal(SignatureFact.Valid, Fact(await new TestDoors(lenient).ClassifyAsync(new OddSignatures(harmless).By(Ids.Alice, signer => signer.HasSignedAttributes = false).Encode())));
        }

        static SignatureFact Fact(DomainSecurityReport report) => Assert.Single(report.Signatures()).Signature;
    }

    [Theory]
    [InlineData("non-minimal length", true)]
    [InlineData("indefinite length", true)]
    [InlineData("string in pieces", true)]
    [InlineData("inner SET unsorted", false)]
    [Trait("Requirement", "CMS-SD-08 CMS-SD-07")]
    public void Attributes_sent_as_ber_verify_signed_as_der_and_as_sent_but_with_no_inner_set_sorted(string form, bool isFlagged)
    {
        byte[] hash = SHA256.HashData("text"u8);
        byte[] contentType = Attribute("1.2.840.113549.1.9.3", Tlv.Oid(Data));
        byte[] digest = Attribute("1.2.840.113549.1.9.4", Tlv.Of(Tlv.OctetString, hash));
        byte[] odd = form switch
        {
            "non-minimal length" => [0x30, 0x81, (byte)(digest.Length - 2), .. digest[2..]],
            "indefinite length" => [0x30, 0x80, .. digest[2..], 0x00, 0x00],
            "string in pieces" => Attribute("1.2.840.113549.1.9.4", [0x24, 0x80, 0x04, 0x10, .. hash[..16], 0x04, 0x10, .. hash[16..], 0x00, 0x00]),
            _ => Attribute("1.2.3.4", Tlv.Of(Tlv.Set, Tlv.Integer(2), Tlv.Integer(1))),
        };
        byte[][] der = isFlagged ? [contentType, digest] : [contentType, digest, odd];
        byte[][] sent = isFlagged ? [contentType, odd] : [contentType, digest, odd];
        byte[] asDer = Tlv.Of(Tlv.Set, der.OrderBy(a => Convert.ToHexString(a), StringComparer.Ordinal).ToArray());
        byte[] asSent = Tlv.Of(Tlv.Set, sent);
        byte[] innerSorted = Tlv.Of(Tlv.Set, der.Select(a => a == odd ? Attribute("1.2.3.4", Tlv.Of(Tlv.Set, Tlv.Integer(1), Tlv.Integer(2))) : a).OrderBy(a => Convert.ToHexString(a), StringComparer.Ordinal).ToArray());
        using var key = (ECDsa)Ids.AcmeSigner.OpenKey();
        Assert.Equal(SignatureFact.Valid, Verify(asDer).Fact);
        Assert.Equal(SignatureFact.Valid, Verify(asSent).Fact);
        Assert.Equal(isFlagged, Verify(asDer).Flags.Any(flag => flag.Flag == SecurityFlags.AttributesNotDer));
        if (!isFlagged)
        {
            Assert.Equal(SignatureFact.Invalid, Verify(innerSorted).Fact); // engines.md 1: what is inside is never sorted
        }

        SignatureCheck Verify(byte[] covered)
        {
            Assert.Equal(BerStatus.Ok, Certificate.TryParse(Ids.AcmeSigner.Der, out Certificate? certificate));
            byte[] raw = Tlv.Of(
                Tlv.Sequence, Tlv.Integer(1), Tlv.Of(Tlv.Sequence, certificate!.IssuerRaw.ToArray(), Tlv.Integer(certificate.SerialNumber.Span)),
                Tlv.Algorithm("2.16.840.1.101.3.4.2.1"), Tlv.Of(0xA0, sent), Tlv.Algorithm("1.2.840.10045.4.3.2"),
                Tlv.Of(Tlv.OctetString, key.SignData(covered, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
            Assert.Equal(CmsStatus.Ok, SignerInfo.TryParse(raw, new DomSecLimits(), out SignerInfo? signer));
            return SignerVerifier.Verify(signer!, new SignedContent(Oids.Data, hash), certificate, PublicKey.TryImport(certificate.SubjectPublicKeyInfo));
        }
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-20 PQ-DS-01 DS-STA-09")]
    public async Task Two_signatures_name_each_other_and_neither_is_taken_away_unseen()
    {
        StrangerKey root = StrangerKey.Root("ML-DSA-65");
        TestDoors doors = PureSignatureTests.Doors(root, root.Signer("ML-DSA-65")).Own(Ids.AcmeSigner);
        byte[] message = Messages.Plain();
        byte[] signed = await doors.SignedAsync(message, Request(new AlgorithmProfile { DualSignature = true }));
        DomainSecurityReport report = await doors.ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(["ecdsa", "mldsa65"], report.Signatures().Select(signature => signature.SignatureAlgorithm).Order(StringComparer.Ordinal));
        Assert.All(report.Signatures(), signature => Assert.Equal([SignatureType.Domain], signature.Types));
        report.DoesNotRaise(SecurityFlags.SignatureStripped);

        var cms = new CmsSignedData(Messages.CmsOf(signed));
        foreach (SignerInformation signer in cms.GetSignerInfos())
        {
            byte[] stripped = CmsSignedData.ReplaceSigners(cms, new SignerInformationStore(signer)).GetEncoded();
            DomainSecurityReport alone = await doors.ClassifyAsync(LayeredMessage.Of(message).Carry(stripped, "signed-data").ToOctets());
            Assert.Equal(SignatureFact.Valid, Assert.Single(alone.Signatures()).Signature);
            alone.Raises(SecurityFlags.SignatureStripped);
            alone.HasStatus(SecurityStatus.Policy);
            Assert.Null(alone.Domain);
        }

        // Another signature by the same keys beside one of them is not the one that was named.
        var other = new CmsSignedData(Messages.CmsOf(await doors.SignedAsync(Messages.Plain(body: "Other.\r\n"), Request(new AlgorithmProfile { DualSignature = true }))));
        byte[] mixed = CmsSignedData.ReplaceSigners(cms, new SignerInformationStore([cms.GetSignerInfos().First(), other.GetSignerInfos().Last()])).GetEncoded();
        (await doors.ClassifyAsync(LayeredMessage.Of(message).Carry(mixed, "signed-data").ToOctets())).Raises(SecurityFlags.SignatureStripped);
    }

    [Fact]
    [Trait("Requirement", "PQ-DS-01")]
    public async Task Two_signatures_are_not_promised_by_a_domain_with_one_kind_of_key()
    {
        (DomainSigningReport report, byte[] output) = await new TestDoors().Own(Ids.AcmeSigner, Ids.AcmeRsaSigner).SignAsync(Messages.Plain(), Request(new AlgorithmProfile { DualSignature = true }));
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Contains("post-quantum", report.Refusal!.Text, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-16")]
    public async Task Countersignature_is_verified_reported_and_decides_nothing()
    {
        byte[] message = Messages.Plain();
        byte[] cms = Messages.CmsOf(Build.DomainSigned());
        SignerInformation signer = Assert.Single(new CmsSignedData(cms).GetSignerInfos());
        var generator = new CmsSignedDataGenerator();
        using AsymmetricAlgorithm key = Ids.RsaAlice.OpenKey();
        generator.AddSigner(Org.BouncyCastle.Security.PrivateKeyFactory.CreateKey(key.ExportPkcs8PrivateKey()), new Org.BouncyCastle.X509.X509Certificate(Ids.RsaAlice.Der), CmsSignedGenerator.DigestSha256);
        SignerInformation countersigned = SignerInformation.AddCounterSigners(signer, generator.GenerateCounterSigners(signer));
        byte[] with = CmsSignedData.ReplaceSigners(new CmsSignedData(cms), new SignerInformationStore(countersigned)).GetEncoded();
        DomainSecurityReport unknown = await Classify(with);
        CountersignatureReport report = Assert.Single(Assert.Single(unknown.Signatures()).Countersignatures);
        Assert.Equal(SignatureFact.Unverifiable, report.Signature); // its certificate did not come along

        byte[] whole = new CmsSignedDataGeneratorWith(with, Ids.RsaAlice.Der).Encoded;
        DomainSecurityReport known = await Classify(whole);
        report = Assert.Single(Assert.Single(known.Signatures()).Countersignatures);
        Assert.Equal(SignatureFact.Valid, report.Signature);
        Assert.Contains("alice", report.Signer.Subject, StringComparison.Ordinal);
        Assert.Equal(unknown.Status, known.Status);

        byte[] value = countersigned.GetCounterSignatures().First().GetSignature();
        byte[] altered = [.. whole];
        altered[altered.AsSpan().IndexOf(value) + 5] ^= 1;
        DomainSecurityReport broken = await Classify(altered);
        Assert.Equal(SignatureFact.Invalid, Assert.Single(Assert.Single(broken.Signatures()).Countersignatures).Signature);
        broken.HasStatus(SecurityStatus.Pass);

        Task<DomainSecurityReport> Classify(byte[] octets) => new TestDoors().ClassifyAsync(LayeredMessage.Of(message).Carry(octets, "signed-data").ToOctets());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "CMS-SD-18 CERT-05")]
    public async Task Of_two_certificates_with_the_key_the_trusted_one_counts(bool untrustedFirst)
    {
        // Another authority of the same name certifies the same key under the same number.
        var namesake = new TestCa("Community Root", TestKeyType.P256);
        TestIdentity twin = namesake.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256, shape => shape.Serial = Ids.AcmeSigner.Certificate.SerialNumberBytes.ToArray());
        Assert.Equal(Ids.AcmeSigner.Certificate.PublicKey.ExportSubjectPublicKeyInfo(), twin.Certificate.PublicKey.ExportSubjectPublicKeyInfo());
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(Build.Layer(layer =>
        {
            layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).IncludesCertificates = false;
            layer.MoreCertificates.AddRange(untrustedFirst ? [twin.Der, Ids.AcmeSigner.Der] : [Ids.AcmeSigner.Der, twin.Der]);
        }));
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(Ids.AcmeSigner.Der, report.Signatures()[0].SignerCertificate.ToArray());
    }

    [Fact]
    [Trait("Requirement", "CMS-GEN-01")]
    public async Task Data_signed_data_and_enveloped_data_come_back_as_they_went()
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] encrypted = await doors.EncryptedAsync(await doors.SignedAsync(Messages.EightBit(), TestDoors.Unprotected));
        (DomainDecryptionReport report, byte[] output) = await TestDoors.ForPartner().DecryptAsync(encrypted);
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
        Assert.Equal(Messages.Split(Messages.EightBit()).Entity, SignedLayer.ContentOfEmptyLayer(output));
        DomainSecurityReport classified = await TestDoors.ForPartner().ClassifyAsync(encrypted);
        Assert.EndsWith("(S(S0(content)))", classified.Structure, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "CMS-GEN-05")]
    public async Task Certificate_that_others_encoded_as_ber_goes_out_and_comes_in_octet_for_octet()
    {
        // The same certificate in an indefinite length: its signature covers the inside, which stays.
        byte[] der = Ids.AcmeSigner.Der;
        byte[] ber = [0x30, 0x80, .. der[4..], 0x00, 0x00];
        Assert.Equal(0x82, der[1]);
        TestDoors doors = new();
        doors.Community.AddSigningKey(TestDoors.Acme, DomainRole.DomainSigning, new BerKey(ber));
        byte[] signed = await doors.SignedAsync(Messages.Plain());
        Assert.True(Messages.CmsOf(signed).AsSpan().IndexOf(ber) > 0);
        DomainSecurityReport report = await doors.ClassifyAsync(signed);
        Assert.Equal(ber, report.Signatures()[0].SignerCertificate.ToArray());
        Assert.Equal(SignatureFact.Valid, report.Signatures()[0].Signature);
    }

    [Fact]
    [Trait("Requirement", "CERT-06 LCD-08")]
    public async Task Version_1_certificate_is_read_and_other_choices_beside_it_are_passed_over()
    {
        using var openssl = new OpenSsl();
        string key = openssl.File(Ids.RsaAlice.KeyPem);
        byte[] request = openssl.Run("req", "-new", "-key", key, "-subj", "/O=acme.example/emailAddress=alice@acme.example").Expect().Output;
        byte[] root = openssl.Run("req", "-x509", "-key", key, "-subj", "/CN=Old Root", "-days", "3650").Expect().Output;
        byte[] v1 = openssl.Run("x509", "-req", "-in", openssl.File(request), "-CA", openssl.File(root), "-CAkey", key, "-set_serial", "7", "-days", "3650", "-outform", "DER").Expect().Output;
        Assert.Equal(BerStatus.Ok, Certificate.TryParse(v1, out Certificate? parsed));
        Assert.Equal(1, parsed!.Version);
        byte[] cms = openssl.Run("cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-in", openssl.File("text"), "-signer", openssl.File(Pem(v1)), "-inkey", key).Expect().Output;
        var doors = new TestDoors(trustsShared: false);
        doors.Community.AddAnchor(X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(root)));
        DomainSecurityReport report = await doors.ClassifyAsync(cms, new() { At = DateTimeOffset.UtcNow });
        Assert.Equal(SignatureFact.Valid, report.Signatures()[0].Signature);
        Assert.Equal(CertificateFact.Trusted, report.Signatures()[0].Certificate);

        // PKCS#6 [0], attribute certificates [1] and [2], other [3] (RFC 5652 section 10.2.2).
        DomainSecurityReport odd = await new TestDoors().ClassifyAsync(Build.Layer(layer =>
        {
            layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig));
            layer.MoreCertificates.AddRange([Tlv.Of(0xA0, Tlv.Null), Tlv.Of(0xA1, Tlv.Null), Tlv.Of(0xA2, Tlv.Null), Tlv.Of(0xA3, Tlv.Oid("1.2.3"), Tlv.Null)]);
        }));
        odd.HasStatus(SecurityStatus.Pass);

        static string Pem(byte[] der) => PemEncoding.WriteString("CERTIFICATE", der) + "\n";
    }

    private static DomainSigningRequest Request(AlgorithmProfile profile) => new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, Profile = profile };

    /// <summary>A SignedData with one more certificate.</summary>
    private sealed class CmsSignedDataGeneratorWith
    {
        public CmsSignedDataGeneratorWith(byte[] cms, byte[] certificate)
        {
            var signed = new CmsSignedData(cms);
            List<Org.BouncyCastle.X509.X509Certificate> all = [.. signed.GetCertificates().EnumerateMatches(null), new(certificate)];
            Encoded = CmsSignedData.ReplaceCertificatesAndCrls(signed, Org.BouncyCastle.Utilities.Collections.CollectionUtilities.CreateStore(all), null, null).GetEncoded();
        }

        public byte[] Encoded { get; }
    }

    private sealed class BerKey(byte[] certificate) : ISigningKey
    {
        public ReadOnlyMemory<byte> Certificate => certificate;

        public IReadOnlyList<ReadOnlyMemory<byte>> Chain => [];

        public ValueTask<byte[]> SignDataAsync(ReadOnlyMemory<byte> data, SigningAlgorithm algorithm, CancellationToken ct = default)
        {
            using var key = (ECDsa)Ids.AcmeSigner.OpenKey();
            return ValueTask.FromResult(key.SignData(data.Span, algorithm.Hash, DSASignatureFormat.Rfc3279DerSequence));
        }
    }
}
