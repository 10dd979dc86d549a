using System.Security.Cryptography;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Ess;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Cms;

namespace DomSec.Tests.Ess;

/// <summary>Which certificate a signature means (RFC 5035, RFC 8550 section 4.2).</summary>
public sealed class SigningCertificateTests
{
    // One key, two certificates: whoever re-issues or substitutes one has the same key.
    private static readonly TestIdentity _first = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256);
    private static readonly TestIdentity _second = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256);

    [Theory]
    [InlineData(TestKeyType.P256, "2.16.840.1.101.3.4.2.1")]
    [InlineData(TestKeyType.P384, "2.16.840.1.101.3.4.2.2")]
    [InlineData(TestKeyType.P521, "2.16.840.1.101.3.4.2.3")]
    [InlineData(TestKeyType.Rsa2048, "2.16.840.1.101.3.4.2.1")]
    [Trait("Requirement", "ESS-SCV-01")]
    [Trait("Requirement", "ESS-SCV-04")]
    [Trait("Requirement", "ESS-SCV-05")]
    [Trait("Requirement", "ESS-SCV-07")]
    public async Task Every_signature_names_its_certificate_by_version_2_with_issuer_and_serial_number(TestKeyType type, string hash)
    {
        TestIdentity signer = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", type);
        TestDoors doors = new TestDoors().Own(signer);
        byte[] signed = await doors.SignedAsync(Messages.Plain());
        SignerInformation info = new CmsSignedData(Messages.CmsOf(signed)).GetSignerInfos().GetSigners().Single();
        Assert.Null(info.SignedAttributes[new DerObjectIdentifier(Labels.SigningCertificate)]);
        Asn1Encodable value = info.SignedAttributes[new DerObjectIdentifier(Labels.SigningCertificateV2)].AttrValues[0];
        EssCertIDv2 id = Assert.Single(SigningCertificateV2.GetInstance(value).GetCerts());
        Assert.Equal(hash, id.HashAlgorithm.Algorithm.Id);
        HashAlgorithmName name = hash[^1] switch { '1' => HashAlgorithmName.SHA256, '2' => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 };
        Assert.Equal(CryptographicOperations.HashData(name, signer.Der), id.GetCertHash());
        Assert.Equal(new Org.BouncyCastle.Math.BigInteger(signer.Certificate.SerialNumber, 16), id.IssuerSerial.Serial.Value);
        Assert.Equal(4, id.IssuerSerial.Issuer.GetNames()[0].TagNo);
        Assert.Equal(signer.Certificate.IssuerName.RawData, id.IssuerSerial.Issuer.GetNames()[0].Name.GetDerEncoded());

        // X.690 section 11.5: a DEFAULT is left out.
        Asn1Sequence certId = Asn1Sequence.GetInstance(Asn1Sequence.GetInstance(Asn1Sequence.GetInstance(value)[0])[0]);
        Assert.Equal(hash == "2.16.840.1.101.3.4.2.1", certId[0] is Asn1OctetString);
        Assert.Equal(SignatureFact.Valid, (await doors.ClassifyAsync(signed)).Signatures()[0].Signature);
        using var openssl = new OpenSsl();
        openssl.VerifyMessage(signed, TestCa.Shared, "-cades").Expect(); // checks the attribute
    }

    [Fact]
    [Trait("Requirement", "ESS-SCV-01")]
    public async Task Signature_with_sha1_names_its_certificate_by_version_1()
    {
        TestDoors doors = new TestDoors().Own(Ids.AcmeRsaSigner);
        byte[] signed = await doors.SignedAsync(Messages.Plain(), new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, Profile = AlgorithmProfile.TryGet("smime2")! });
        SignerInformation info = new CmsSignedData(Messages.CmsOf(signed)).GetSignerInfos().GetSigners().Single();
        Assert.Equal("1.3.14.3.2.26", info.DigestAlgorithmID.Algorithm.Id);
        Assert.Null(info.SignedAttributes[new DerObjectIdentifier(Labels.SigningCertificateV2)]);
        EssCertID id = Assert.Single(SigningCertificate.GetInstance(info.SignedAttributes[new DerObjectIdentifier(Labels.SigningCertificate)].AttrValues[0]).GetCerts());
        Assert.Equal(SHA1.HashData(Ids.AcmeRsaSigner.Der), id.GetCertHash());
        Assert.NotNull(id.IssuerSerial);
        Assert.Equal(SignatureFact.Valid, (await doors.ClassifyAsync(signed)).Signatures()[0].Signature);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "ESS-SCV-02")]
    [Trait("Requirement", "SEC-CMS-06")]
    public async Task Substituted_certificate_with_the_same_key_makes_the_signature_invalid(bool isNamed)
    {
        // Signed with the first certificate; the second is put in its place.
        DomainSecurityReport report = await ClassifyAsync(_second, Name(isNamed ? _first : _second), includeOther: null);
        Assert.Equal(isNamed ? SignatureFact.Invalid : SignatureFact.Valid, report.Signatures()[0].Signature);
        report.HasStatus(isNamed ? SecurityStatus.Fail : SecurityStatus.Pass);
    }

    [Theory]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [Trait("Requirement", "ESS-SCV-03")]
    [Trait("Requirement", "ESS-SCV-08")]
    [Trait("Requirement", "ESS-SCV-05")]
    public async Task Certificate_that_the_attribute_names_is_found_where_the_signer_identifier_points_elsewhere(string hash)
    {
        DomainSecurityReport report = await ClassifyAsync(_second, Name(_first, hash), includeOther: _first);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(_first.Der, report.Signatures()[0].SignerCertificate.ToArray());
        Assert.NotEqual(_second.Der, report.Signatures()[0].SignerCertificate.ToArray());
    }

    [Fact]
    [Trait("Requirement", "ESS-SCV-08")]
    public async Task Certificate_that_the_attribute_names_has_to_have_the_key_all_the_same()
    {
        TestIdentity other = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P384);
        DomainSecurityReport report = await ClassifyAsync(_first, Name(other), includeOther: other);
        Assert.Equal(SignatureFact.Invalid, report.Signatures()[0].Signature);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [Trait("Requirement", "ESS-SCV-04")]
    public async Task Hash_algorithm_may_be_left_out_or_spelled_out_with_and_without_null(bool withNull, bool isExplicit)
    {
        byte[] algorithm = !isExplicit ? [] : withNull ? Tlv.Algorithm("2.16.840.1.101.3.4.2.1", Tlv.Null) : Tlv.Algorithm("2.16.840.1.101.3.4.2.1");
        byte[] attribute = OddSignatures.Attribute(Labels.SigningCertificateV2, Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, algorithm, Tlv.Of(Tlv.OctetString, SHA256.HashData(_first.Der))))));
        (await ClassifyAsync(_first, attribute, includeOther: null)).HasStatus(SecurityStatus.Pass);
    }

    [Theory]
    [InlineData("SHA1", "SHA256", true)]
    [InlineData("SHA1", "SHA512", true)]
    [InlineData("conflict", "SHA256", false)]
    [InlineData("SHA1", "conflict", false)]
    [Trait("Requirement", "ESS-SCV-06")]
    public async Task Both_versions_are_evaluated_and_a_conflict_is_rejected(string one, string two, bool isValid)
    {
        byte[] v1 = one == "conflict" ? Name(_second, "SHA1") : Name(_first, one);
        byte[] v2 = two == "conflict" ? Name(_second) : Name(_first, two);
        DomainSecurityReport report = await ClassifyAsync(_first, [.. v1, .. v2], includeOther: _second);
        Assert.Equal(isValid ? SignatureFact.Valid : SignatureFact.Invalid, report.Signatures()[0].Signature);
    }

    [Fact]
    [Trait("Requirement", "ESS-SCV-02")]
    public async Task First_of_several_identifiers_names_the_signer()
    {
        byte[] two = OddSignatures.Attribute(Labels.SigningCertificateV2, Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, Id(_second), Id(_first))));
        DomainSecurityReport report = await ClassifyAsync(_first, two, includeOther: _second);
        Assert.Equal(_second.Der, report.Signatures()[0].SignerCertificate.ToArray());

        static byte[] Id(TestIdentity identity) => Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.OctetString, SHA256.HashData(identity.Der)));
    }

    private static byte[] Name(TestIdentity identity, string hash = "SHA256")
    {
        (string attribute, byte[] algorithm) = hash switch
        {
            "SHA1" => (Labels.SigningCertificate, Array.Empty<byte>()),
            "SHA384" => (Labels.SigningCertificateV2, Tlv.Algorithm("2.16.840.1.101.3.4.2.2")),
            "SHA512" => (Labels.SigningCertificateV2, Tlv.Algorithm("2.16.840.1.101.3.4.2.3")),
            _ => (Labels.SigningCertificateV2, []),
        };
        byte[] value = CryptographicOperations.HashData(new HashAlgorithmName(hash), identity.Der);
        return OddSignatures.Attribute(attribute, Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, algorithm, Tlv.Of(Tlv.OctetString, value)))));
    }

    /// <summary>A domain signature whose identifier and certificate are those of one identity, with this attribute in it.</summary>
    private static Task<DomainSecurityReport> ClassifyAsync(TestIdentity identity, byte[] attribute, TestIdentity? includeOther)
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Null().Signed(layer =>
        {
            layer.By(identity, signer => signer.Types(OddSignatures.DomainSig).SignedAttributes.Add(attribute));
            if (includeOther is not null)
            {
                layer.MoreCertificates.Add(includeOther.Der);
            }
        }).ToOctets();
        return TestDoors.ForPartner().ClassifyAsync(message);
    }
}
