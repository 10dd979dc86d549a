using System.Security.Cryptography;
using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using static DomSec.TestKit.OddSignatures;

namespace DomSec.Tests.Classification;

/// <summary>What CMS engines in the field get wrong or do differently, and what this one does.</summary>
public sealed class EngineTests
{
    // DigestInfo of SHA-256 (RFC 8017 section 9.2, note 1), and the forms that only look like it.
    private static readonly byte[] DigestInfo = Convert.FromHexString("3031300D060960864801650304020105000420");
    private static readonly byte[] DigestInfoWithoutNull = Convert.FromHexString("302F300B0609608648016503040201" + "0420");

    [Theory]
    [InlineData(OddSignatures.SignedData)]
    [InlineData(Data, Data)]
    [InlineData]
    [Trait("Requirement", "CMS-SD-04")]
    [Trait("Requirement", "CMS-SD-05")]
    [Trait("Requirement", "SEC-CMS-03")]
    public async Task Content_type_attribute_that_is_missing_repeated_or_different_is_invalid(params string[] contentTypes) =>
        await AssertInvalidAsync(Build.Signer(signer => signer.Types(DomainSig).ContentTypes = contentTypes));

    [Fact]
    [Trait("Requirement", "CMS-SD-06")]
    public async Task Message_digest_that_is_truncated_or_longer_is_invalid()
    {
        byte[] digest = SHA256.HashData(LayeredMessage.Of(Messages.Plain()).Null().Entity);
        (await ClassifyAsync(Build.Signer(signer => signer.Types(DomainSig).MessageDigest = digest))).HasStatus(SecurityStatus.Pass);
        await AssertInvalidAsync(Build.Signer(signer => signer.Types(DomainSig).MessageDigest = digest[..20]));
        await AssertInvalidAsync(Build.Signer(signer => signer.Types(DomainSig).MessageDigest = [.. digest, 0]));
        await AssertInvalidAsync(Build.Signer(signer => signer.Types(DomainSig).MessageDigest = []));
    }

    /// <summary>Encoded messages of RSA PKCS#1 v1.5 signatures (RFC 8017 section 9.2) that are not the only right one.</summary>
    public static TheoryData<string> Paddings { get; } =
    [
        "no NULL in DigestInfo", "octets after the digest", "short padding", "raw digest", "block type 2", "block type 0", "padding other than FF", "digest not at the end", "SHA-1's identifier",
    ];

    [Fact]
    [Trait("Requirement", "CMS-BER-05")]
    public async Task Rsa_signature_padded_by_hand_as_RFC_8017_says_is_valid() =>
        (await ClassifyAsync(Padded((hash, length) => Pad(length, [.. DigestInfo, .. hash])))).HasStatus(SecurityStatus.Pass);

    [Theory]
    [MemberData(nameof(Paddings))]
    [Trait("Requirement", "CMS-BER-05")]
    public async Task Rsa_signature_with_any_other_padding_is_invalid(string name) => await AssertInvalidAsync(Padded((hash, length) => name switch
    {
        "no NULL in DigestInfo" => Pad(length, [.. DigestInfoWithoutNull, .. hash]),
        "octets after the digest" => Pad(length, [.. DigestInfo, .. hash, 1, 2, 3]),
        "short padding" => [0, 1, .. Enumerable.Repeat((byte)0xFF, 8), 0, .. DigestInfo, .. hash, .. new byte[length - 11 - DigestInfo.Length - hash.Length]],
        "raw digest" => Pad(length, hash),
        "block type 2" => [0, 2, .. Pad(length, [.. DigestInfo, .. hash])[2..]],
        "block type 0" => [0, 0, .. Pad(length, [.. DigestInfo, .. hash])[2..]],
        "padding other than FF" => Pad(length, [.. DigestInfo, .. hash]).Select((octet, i) => i == 20 ? (byte)0xFE : octet).ToArray(),
        "digest not at the end" => Pad(length, [.. DigestInfo, .. hash[..31], (byte)(hash[31] ^ 1)]),
        _ => Pad(length, [.. Convert.FromHexString("3021300906052B0E03021A05000414"), .. hash[..20]]),
    }));

    [Fact]
    public async Task Rsa_signature_of_another_length_is_invalid()
    {
        await AssertInvalidAsync(Build.Signer(signer => signer.Types(DomainSig).AlterSignature = signature => [0, .. signature], Ids.AcmeRsaSigner));
        await AssertInvalidAsync(Build.Signer(signer => signer.Types(DomainSig).AlterSignature = signature => signature[..^1], Ids.AcmeRsaSigner));
        await AssertInvalidAsync(Build.Signer(signer => signer.Types(DomainSig).AlterSignature = _ => Enumerable.Repeat((byte)0xFF, 256).ToArray(), Ids.AcmeRsaSigner));
        await AssertInvalidAsync(Build.Signer(signer => signer.Types(DomainSig).AlterSignature = _ => [], Ids.AcmeRsaSigner));
    }

    [Fact]
    [Trait("Requirement", "CMS-BER-09")]
    public async Task Ecdsa_signature_as_two_bare_numbers_is_invalid()
    {
        await AssertInvalidAsync(Build.Signer(signer => signer.Types(DomainSig).AlterSignature = signature =>
        {
            var numbers = new System.Formats.Asn1.AsnReader(signature, System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence();
            byte[] r = numbers.ReadInteger().ToByteArray(isUnsigned: true, isBigEndian: true);
            byte[] s = numbers.ReadInteger().ToByteArray(isUnsigned: true, isBigEndian: true);
            return [.. new byte[32 - r.Length], .. r, .. new byte[32 - s.Length], .. s];
        }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "CMS-SD-18")]
    public async Task Every_certificate_of_the_same_issuer_and_serial_is_tried(bool wrongFirst)
    {
        TestIdentity twin = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256, shape =>
        {
            shape.Serial = Ids.AcmeSigner.Certificate.SerialNumberBytes.ToArray();
            shape.KeyName = "another key";
        });
        DomainSecurityReport report = await ClassifyAsync(Build.Layer(layer =>
        {
            layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).IncludesCertificates = false;
            layer.MoreCertificates.AddRange(wrongFirst ? [twin.Der, Ids.AcmeSigner.Der] : [Ids.AcmeSigner.Der, twin.Der]);
        }));
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(Ids.AcmeSigner.Der, report.Signatures()[0].SignerCertificate.ToArray());
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-14")]
    public async Task Content_of_PKCS_7_that_is_no_octet_string_is_digested_without_its_header()
    {
        byte[] value = Tlv.Of(Tlv.OctetString, "anything"u8.ToArray());
        byte[] cms = new OddSignatures(value) { ContentType = "1.3.6.1.4.1.311.2.1.4", EncapsulatedContent = Tlv.Of(Tlv.Sequence, value) }.By(Ids.Alice).Encode();
        DomainSecurityReport report = await ClassifyAsync(cms);
        Assert.Equal(SignatureFact.Valid, Assert.Single(report.Signatures()).Signature);
        byte[] altered = new OddSignatures(value) { ContentType = "1.3.6.1.4.1.311.2.1.4", EncapsulatedContent = Tlv.Of(Tlv.Sequence, value, Tlv.Null) }.By(Ids.Alice).Encode();
        Assert.Equal(SignatureFact.Invalid, Assert.Single((await ClassifyAsync(altered)).Signatures()).Signature);
    }

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA512")]
    [Trait("Requirement", "CMS-SD-13")]
    public async Task Empty_digestAlgorithms_is_only_a_hint_less(string digest)
    {
        DomainSecurityReport report = await ClassifyAsync(Build.Layer(layer =>
            layer.By(Ids.AcmeRsaSigner, signer => signer.Types(DomainSig).Digest = new HashAlgorithmName(digest)).IncludesDigestAlgorithms = false));
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(digest.ToLowerInvariant(), report.Signatures()[0].DigestAlgorithm);
    }

    [Theory]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    [Trait("Requirement", "SM-MIM-05")]
    [Trait("Requirement", "LCD-06")]
    public async Task Micalg_is_only_a_hint(string digest)
    {
        foreach (string micalg in new[] { "sha-256", "md5", "rsa-sha1", "unknown", "\"sha1, sha-512\"" })
        {
            byte[] message = LayeredMessage.Of(Messages.Plain()).ClearSigned(layer => layer.By(Ids.RsaAlice, signer => signer.Digest = new HashAlgorithmName(digest)), micalg).ToOctets();
            (await ClassifyAsync(message)).HasStatus(SecurityStatus.Pass);
        }
    }

    [Fact]
    public async Task Third_part_in_a_multipart_signed_is_malformed()
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).ClearSigned(layer => layer.By(Ids.Alice), moreParts: "--{boundary}\r\nContent-Type: text/plain\r\n\r\nmore\r\n").ToOctets();
        DomainSecurityReport report = await ClassifyAsync(message);
        Assert.NotEqual(SecurityStatus.Pass, report.Status);
        Assert.NotNull(report.Error);
        report.Raises(SecurityFlags.Malformed);
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-03")]
    [Trait("Requirement", "SEC-CMS-03")]
    public async Task Content_other_than_data_without_signed_attributes_is_invalid()
    {
        byte[] inner = Null(LayeredMessage.Of(Messages.Plain()).Entity);
        byte[] cms = new OddSignatures(inner) { ContentType = "1.2.840.113549.1.9.16.1.6" }.By(Ids.Alice, signer => signer.HasSignedAttributes = false).Encode();
        DomainSecurityReport report = await new TestDoors(new() { AcceptSignaturesWithoutSignedAttributes = true }).ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Carry(cms, "signed-data").ToOctets());
        report.HasStatus(SecurityStatus.Fail);
        report.Raises(SecurityFlags.SignatureInvalid);
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-10")]
    public async Task Ecdsa_algorithm_with_another_digest_than_the_signer_s_is_invalid() =>
        await AssertInvalidAsync(Build.Signer(signer => signer.Types(DomainSig).SignatureAlgorithm = Tlv.Algorithm("1.2.840.10045.4.3.4")));

    [Theory]
    [InlineData("300B0609608648016503040201", "300D06092A864886F70D0101010500", SecurityStatus.Pass)]
    [InlineData("300D06096086480165030402010500", "300B06092A864886F70D010101", SecurityStatus.Pass)]
    [InlineData("300D06096086480165030402020500", "300D06092A864886F70D0101010500", SecurityStatus.Fail)]
    [InlineData("300D06096086480165030402010500", "300D06092A864886F70D01010B0500", SecurityStatus.Fail)]
    [Trait("Requirement", "CMS-SD-12")]
    [Trait("Requirement", "SEC-DWN-02")]
    public async Task Algorithm_protection_is_compared_by_meaning(string digest, string signature, SecurityStatus status)
    {
        byte[] tagged = Convert.FromHexString(signature);
        tagged[0] = 0xA1;
        byte[] protection = Attribute("1.2.840.113549.1.9.52", Tlv.Of(Tlv.Sequence, Convert.FromHexString(digest), tagged));
        (await ClassifyAsync(Build.Signer(signer => signer.Types(DomainSig).SignedAttributes.Add(protection), Ids.AcmeRsaSigner))).HasStatus(status);
    }

    [Fact]
    public async Task Signature_over_line_feeds_alone_fails()
    {
        byte[] raw = LayeredMessage.Of(Messages.Plain()).Entity.Where(octet => octet != '\r').ToArray();
        string detached = Convert.ToBase64String(new OddSignatures(raw) { IsDetached = true }.By(Ids.Alice).Encode());
        string message = "From: alice@acme.example\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b\n\n--b\n"
            + Encoding.Latin1.GetString(raw) + "\n--b\nContent-Type: application/pkcs7-signature\nContent-Transfer-Encoding: base64\n\n" + detached + "\n--b--\n";
        (await ClassifyAsync(Encoding.ASCII.GetBytes(message))).HasStatus(SecurityStatus.Fail);
    }

    private static Task<DomainSecurityReport> ClassifyAsync(byte[] message) => TestDoors.ForPartner().ClassifyAsync(message);

    private static async Task AssertInvalidAsync(byte[] message)
    {
        DomainSecurityReport report = await ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Fail);
        report.Raises(SecurityFlags.SignatureInvalid);
        Assert.Equal(SignatureFact.Invalid, report.Signatures()[0].Signature);
    }

    private static byte[] Padded(Func<byte[], int, byte[]> encode) => Build.Signer(signer => signer.Types(DomainSig).EncodeMessage = encode, Ids.AcmeRsaSigner);

    private static byte[] Pad(int length, byte[] tail) => [0, 1, .. Enumerable.Repeat((byte)0xFF, length - tail.Length - 3), 0, .. tail];
}
