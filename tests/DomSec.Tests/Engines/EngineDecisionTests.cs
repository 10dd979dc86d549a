using System.Security.Cryptography;
using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Cms;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;
using static DomSec.TestKit.OddSignatures;

namespace DomSec.Tests.Engines;

/// <summary>The sixteen things that other engines get wrong or do differently, each with what this one decided. Details are in EngineTests and the rooms' own tests.</summary>
public sealed class EngineDecisionTests
{
    private static readonly byte[] DigestInfo = Convert.FromHexString("3031300D060960864801650304020105000420");

    [Fact]
    [Trait("Requirement", "CMS-BER-02 CMS-SD-02")]
    public async Task Point_01_attributes_are_hashed_as_received_inside_and_sorted_or_as_received_outside()
    {
        // Values of one attribute in no order: they are signed octets, nothing re-encodes them.
        byte[] unsorted = Attribute("1.2.3.4", Tlv.Integer(9), Tlv.Integer(1), Tlv.Null);
        DomainSecurityReport inner = await ClassifyAsync(Build.Signer(signer => signer.Types(DomainSig).SignedAttributes.Add(unsorted)));
        inner.HasStatus(SecurityStatus.Pass);
        inner.DoesNotRaise(SecurityFlags.AttributesOrder);
        DomainSecurityReport outer = await ClassifyAsync(Build.Signer(signer => signer.Types(DomainSig).IsSorted = false));
        outer.HasStatus(SecurityStatus.Pass);
        outer.Raises(SecurityFlags.AttributesOrder);
    }

    [Fact]
    public async Task Point_01_example_that_bouncy_castle_rejects_is_valid()
    {
        DomainSecurityReport report = await new TestDoors(trustsShared: false).ClassifyAsync(Vectors.Bytes("rfc4134/4.10.bin"), new() { At = new DateTimeOffset(2004, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        Assert.Equal(SignatureFact.Valid, Assert.Single(report.Signatures()).Signature);
    }

    [Theory]
    [InlineData(16, 16, 16, true)]
    [InlineData(12, 12, 12, true)]
    [InlineData(12, 0, 12, true)] // ICVlen left out is 12
    [InlineData(16, 0, 16, false)]
    [InlineData(16, 12, 16, false)]
    [InlineData(12, 16, 12, false)]
    [InlineData(16, 8, 8, false)]
    [InlineData(16, 1, 1, false)]
    [InlineData(16, 4, 4, false)]
    [Trait("Requirement", "SEC-DOS-05")]
    public async Task Point_02_gcm_tags_are_12_to_16_octets_and_as_long_as_announced(int made, int stated, int sent, bool opened)
    {
        byte[] entity = LayeredMessage.Of(Build.DomainSigned()).Entity;
        byte[] cms = new OddEnvelope(entity) { TagSize = made, StatedTagSize = stated, AlterTag = tag => tag[..sent] }.For(Ids.PartnerDca).Encode();
        DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Carry(cms, "authEnveloped-data").ToOctets());
        Assert.Equal(opened ? "A(S(S0(content)))" : "A(?)", report.Structure);
    }

    [Theory]
    [InlineData(OddSignatures.SignedData)]
    [InlineData(Data, Data)]
    [InlineData]
    [Trait("Requirement", "SEC-CMS-03")]
    public async Task Point_03_content_type_attribute_is_there_once_and_right(params string[] types) =>
        await AssertInvalidAsync(Build.Signer(signer => signer.Types(DomainSig).ContentTypes = types));

    [Theory]
    [InlineData(32, OddEnvelope.Aes256Cbc, true)]
    [InlineData(24, OddEnvelope.Aes256Cbc, false)]
    [InlineData(24, OddEnvelope.Aes128Cbc, false)]
    [InlineData(32, OddEnvelope.Aes128Cbc, false)]
    [InlineData(16, OddEnvelope.Aes256Cbc, false)]
    [Trait("Requirement", "SEC-DOS-05")]
    public async Task Point_04_content_key_has_the_length_of_its_cipher(int octets, string cipher, bool opened)
    {
        byte[] cms = new OddEnvelope(LayeredMessage.Of(Build.DomainSigned()).Entity) { IsAuthenticated = false, Key = RandomNumberGenerator.GetBytes(octets), StatedCipher = cipher }.For(Ids.PartnerDca).Encode();
        DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Carry(cms, "enveloped-data").ToOctets());
        Assert.Equal(opened ? "E(S(S0(content)))" : "E(?)", report.Structure);
    }

    [Theory]
    [InlineData("302F300B06096086480165030402010420", "")] // no NULL
    [InlineData("3031300D060960864801650304020105000420", "00")]
    [InlineData("", "")]
    public async Task Point_05_digest_info_has_one_form(string prefix, string suffix)
    {
        (await ClassifyAsync(Padded((hash, length) => Pad(length, [.. DigestInfo, .. hash])))).HasStatus(SecurityStatus.Pass);
        await AssertInvalidAsync(Padded((hash, length) => Pad(length, [.. Convert.FromHexString(prefix), .. hash, .. Convert.FromHexString(suffix)])));
    }

    [Fact]
    public async Task Point_06_algorithm_protection_is_compared_decoded()
    {
        byte[] digest = Tlv.Algorithm("2.16.840.1.101.3.4.2.1"); // parameters absent, in SignerInfo they are NULL
        byte[] signature = Tlv.Algorithm("1.2.840.113549.1.1.1", Tlv.Null);
        signature[0] = 0xA1;
        byte[] protection = Attribute("1.2.840.113549.1.9.52", Tlv.Of(Tlv.Sequence, digest, signature));
        (await ClassifyAsync(Build.Signer(signer => signer.Types(DomainSig).SignedAttributes.Add(protection), Ids.AcmeRsaSigner))).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "SEC-CMS-05")]
    public async Task Point_07_every_certificate_of_one_name_is_tried()
    {
        TestIdentity twin = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256, shape =>
        {
            shape.Serial = Ids.AcmeSigner.Certificate.SerialNumberBytes.ToArray();
            shape.KeyName = "a twin of the engines' tests";
        });
        (await ClassifyAsync(Build.Layer(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).MoreCertificates.Add(twin.Der)))).HasStatus(SecurityStatus.Pass);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(32)]
    [InlineData(100)]
    public async Task Point_08_pss_salt_of_any_length_verifies(int salt)
    {
        byte[] sha256 = Tlv.Algorithm("2.16.840.1.101.3.4.2.1", Tlv.Null);
        byte[] parameters = Tlv.Of(Tlv.Sequence, Tlv.Of(0xA0, sha256), Tlv.Of(0xA1, Tlv.Algorithm("1.2.840.113549.1.1.8", sha256)), Tlv.Of(0xA2, Tlv.Integer(salt)));
        Action<OddSigner> pss = signer =>
        {
            signer.Types(DomainSig).SignatureAlgorithm = Tlv.Algorithm("1.2.840.113549.1.1.10", parameters);
            signer.EncodeMessage = (hash, length) => EncodePss(hash, length, salt);
        };
        (await ClassifyAsync(Build.Signer(pss, Ids.AcmeRsaSigner))).HasStatus(SecurityStatus.Pass);
        await AssertInvalidAsync(Build.Signer(signer =>
        {
            pss(signer);
            signer.EncodeMessage = (hash, length) => EncodePss(hash, length, salt + 1); // another salt than announced
        }, Ids.AcmeRsaSigner));
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-13 CMS-SD-14")]
    public async Task Point_09_content_of_pkcs_7_and_empty_digest_algorithms_are_read()
    {
        byte[] value = Tlv.Of(Tlv.OctetString, "anything"u8.ToArray());
        byte[] cms = new OddSignatures(value) { ContentType = "1.3.6.1.4.1.311.2.1.4", EncapsulatedContent = Tlv.Of(Tlv.Sequence, value), IncludesDigestAlgorithms = false }.By(Ids.Alice).Encode();
        Assert.Equal(SignatureFact.Valid, Assert.Single((await ClassifyAsync(cms)).Signatures()).Signature);
        foreach (string file in new[] { "cms/bc-cs-cms/sigs/Pkcs7SignedContent.p7b", "cms/bc-cms/SignedMSPkcs7.sig", "cms/openssl/smime-eml/pkcs7-empty-digest-set.eml" })
        {
            Assert.All((await ClassifyAsync(Vectors.Bytes(file))).Signatures(), signature => Assert.Equal(SignatureFact.Valid, signature.Signature));
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-WRP-01")]
    public async Task Point_10_third_part_of_a_multipart_signed_is_refused()
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).ClearSigned(layer => layer.By(Ids.Alice), moreParts: "--{boundary}\r\nContent-Type: text/plain\r\n\r\nmore\r\n").ToOctets();
        DomainSecurityReport report = await ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Neutral);
        report.Raises(SecurityFlags.Malformed);
    }

    [Fact]
    [Trait("Requirement", "SEC-CMS-03")]
    public async Task Point_11_other_content_than_data_needs_signed_attributes()
    {
        byte[] cms = new OddSignatures(Null(LayeredMessage.Of(Messages.Plain()).Entity)) { ContentType = "1.2.840.113549.1.9.16.1.6" }.By(Ids.Alice, signer => signer.HasSignedAttributes = false).Encode();
        await AssertInvalidAsync(LayeredMessage.Of(Messages.Plain()).Carry(cms, "signed-data").ToOctets());
    }

    [Fact]
    public async Task Point_12_content_signed_over_line_feeds_fails_and_the_variant_is_named()
    {
        byte[] entity = LayeredMessage.Of(Messages.Plain()).Entity;
        byte[] raw = [.. entity.Where(octet => octet != '\r')];
        string signature = Convert.ToBase64String(new OddSignatures(raw) { IsDetached = true }.By(Ids.Alice).Encode());
        foreach (byte[] came in new[] { raw, entity })
        {
            byte[] message = Encoding.Latin1.GetBytes(
                "From: alice@acme.example\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b\r\n\r\n--b\r\n"
                + Encoding.Latin1.GetString(came) + "\r\n--b\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n" + signature + "\r\n--b--\r\n");
            DomainSecurityReport report = await ClassifyAsync(message);
            report.HasStatus(SecurityStatus.Fail);
            report.Raises(SecurityFlags.SignatureAltered);
        }
    }

    [Theory]
    [InlineData("cms/bc-cms/ecdh/encSess1.asc", "bc-ecc")]
    [InlineData("cms/nss-smime/interop-openssl/fran-ec_ossl-aes256-sha512.env", "comm-Fran-ec")]
    public async Task Point_13_agreed_keys_of_both_forms_of_the_shared_info_open(string file, string key)
    {
        // KeyAgreementTests make both forms; these are what BouncyCastle and OpenSSL wrote.
        DomainSecurityReport report = await VectorsCms.TruthTests.DoorsWith(key).ClassifyAsync(Vectors.Bytes(file));
        Assert.Equal("E(content)", report.Structure);
    }

    [Fact]
    public async Task Point_14_live_counterpart_for_gcm_is_openssl()
    {
        using var openssl = new OpenSsl();
        byte[] entity = LayeredMessage.Of(Build.DomainSigned()).Entity;
        byte[] cms = openssl.Encrypt(entity, [], "-aes-256-gcm", "-recip", openssl.File(Ids.PartnerDca.Pem), "-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256");
        DomainSecurityReport report = await ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Carry(cms, "authEnveloped-data").ToOctets());
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal("A(S(S0(content)))", report.Structure);
    }

    [Fact]
    public void Point_14_x25519_key_is_known()
    {
        byte[] info = [.. Convert.FromHexString("302A300506032B656E032100"), .. new byte[31], 9];
        Assert.True(DomSec.Crypto.PublicKey.TryImport(info) is { Kind: not DomSec.Crypto.KeyKind.Unsupported });
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01 SEC-DOS-02")]
    public async Task Point_15_what_hangs_other_engines_is_answered()
    {
        // A DSA key of 40,000 bits; constructed strings, signers, recipients and serial numbers are in LimitTests.
        byte[] huge = [.. Enumerable.Repeat((byte)0x5A, 5000)];
        byte[] dsa = Tlv.Of(Tlv.Sequence, Tlv.Algorithm("1.2.840.10040.4.1", Tlv.Of(Tlv.Sequence, Tlv.Integer(huge), Tlv.Integer(huge), Tlv.Integer(huge))), Tlv.Of(0x03, [0], Tlv.Integer(huge)));
        Assert.True(DomSec.Crypto.PublicKey.TryImport(dsa) is null or { Kind: DomSec.Crypto.KeyKind.Unsupported });

        // A password recipient with 2,000,000,000 iterations, for whom there is no password.
        byte[] pbkdf2 = Tlv.Of(0xA0, Tlv.Oid("1.2.840.113549.1.5.12"), Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.OctetString, new byte[8]), Tlv.Integer(2_000_000_000)));
        byte[] password = Tlv.Of(0xA3, Tlv.Integer(0), pbkdf2, Tlv.Algorithm("1.2.840.113549.1.9.16.3.9", Tlv.Algorithm("2.16.840.1.101.3.4.1.42", Tlv.Of(Tlv.OctetString, new byte[16]))), Tlv.Of(Tlv.OctetString, new byte[48]));
        byte[] cms = RawBer.ContentInfo(RawBer.EnvelopedData, RawBer.Seq(
            RawBer.Int(3), RawBer.Set(password), RawBer.Seq(RawBer.Oid(RawBer.Data), Tlv.Algorithm("2.16.840.1.101.3.4.1.42", Tlv.Of(Tlv.OctetString, new byte[16])), RawBer.Definite(0x80, new byte[32]))));
        DomainSecurityReport report = await ClassifyAsync(cms);
        Assert.Equal("E(?)", report.Structure);
        Assert.Equal(RecipientKind.Password, Assert.Single(report.Layers[0].Recipients).Kind);
    }

    [Theory]
    [InlineData("multipart/mixed; boundary=x")]
    [InlineData("multipart/alternative; boundary=x")]
    [InlineData("multipart/related; boundary=x")]
    [InlineData("multipart/report; boundary=x")]
    [InlineData("multipart/digest; boundary=x")]
    [Trait("Requirement", "SEC-EFL-01 SEC-WRP-01")]
    public async Task Point_16_only_the_message_s_own_envelope_is_opened(string container)
    {
        byte[] part = LayeredMessage.Of(Build.DomainSigned()).Enveloped(Ids.PartnerDca).Entity;
        byte[] root = [.. "From: alice@acme.example\r\n"u8, .. part];
        Assert.Equal("E(S(S0(content)))", (await ClassifyAsync(root)).Structure);
        byte[] html = Encoding.ASCII.GetBytes($"From: alice@acme.example\r\nContent-Type: {container}\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<img src=\"https://evil.example/?\r\n--x\r\n");
        await AssertClosedAsync([.. html, .. part, .. "\r\n--x--\r\n"u8]);
        await AssertClosedAsync([.. html, .. "Content-Type: message/rfc822\r\n\r\n"u8, .. root, .. "\r\n--x--\r\n"u8]);
        await AssertClosedAsync([.. "From: alice@acme.example\r\nContent-Type: message/rfc822\r\n\r\n"u8, .. root]);
    }

    private static async Task AssertClosedAsync(byte[] message)
    {
        TestDoors doors = TestDoors.ForPartner();
        DomainSecurityReport report = await doors.ClassifyAsync(message);
        Assert.Equal("content", report.Structure);
        report.HasStatus(SecurityStatus.None);
        report.Raises(SecurityFlags.Partial);
        (DomainDecryptionReport decryption, byte[] output) = await doors.DecryptAsync(message, new() { AllowUnauthenticatedContent = true });
        Assert.Equal(DomainOutcome.Refused, decryption.Outcome);
        Assert.Empty(output);
    }

    private static Task<DomainSecurityReport> ClassifyAsync(byte[] message) => TestDoors.ForPartner().ClassifyAsync(message);

    private static async Task AssertInvalidAsync(byte[] message)
    {
        DomainSecurityReport report = await ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Fail);
        Assert.Equal(SignatureFact.Invalid, report.Signatures()[0].Signature);
    }

    private static byte[] Padded(Func<byte[], int, byte[]> encode) => Build.Signer(signer => signer.Types(DomainSig).EncodeMessage = encode, Ids.AcmeRsaSigner);

    private static byte[] Pad(int length, byte[] tail) => [0, 1, .. Enumerable.Repeat((byte)0xFF, length - tail.Length - 3), 0, .. tail];

    /// <summary>EMSA-PSS (RFC 8017 section 9.1.1) with SHA-256, by hand: the platform has one salt length only.</summary>
    private static byte[] EncodePss(byte[] hash, int length, int saltLength)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(saltLength);
        byte[] h = SHA256.HashData([.. new byte[8], .. hash, .. salt]);
        byte[] block = [.. new byte[length - saltLength - h.Length - 2], 1, .. salt];
        for (int i = 0, counter = 0; i < block.Length; counter++)
        {
            foreach (byte octet in SHA256.HashData([.. h, 0, 0, 0, (byte)counter]))
            {
                if (i < block.Length)
                {
                    block[i++] ^= octet;
                }
            }
        }

        block[0] &= 0x7F;
        return [.. block, .. h, 0xBC];
    }
}
