using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.TestKit;
using DomSec.X509;
using static DomSec.Tests.Cms.RawBer;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Tests.Cms;

public sealed class SignatureTypeAttributeTests
{
    private static readonly string _type = Oids.SignatureType.ToString();
    private static readonly string _domain = Oids.DomainSig.ToString();
    private static readonly string _review = Oids.ReviewSig.ToString();
    private static readonly string _attributes = Oids.AddAttribSig.ToString();

    [Theory]
    [Trait("Requirement", "DS-STA-06")]
    [InlineData(SignatureType.Domain)]
    [InlineData(SignatureType.Review)]
    [InlineData(SignatureType.AdditionalAttributes)]
    [InlineData(SignatureType.Originator)]
    [InlineData(SignatureType.DelegatedOriginator)]
    public void What_is_written_is_read_back_without_a_flag(SignatureType type)
    {
        SignatureTypeAttribute read = Read(SignatureTypeAttribute.Encode(type));
        Assert.Equal([type], read.Types);
        Assert.True(read.IsPresent);
        Assert.Empty(read.Flags);
    }

    [Fact]
    public void An_unknown_type_has_nothing_to_write() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SignatureTypeAttribute.Encode(SignatureType.Unknown));

    [Fact]
    [Trait("Requirement", "DS-STA-01")]
    public void A_domain_signature_is_these_octets() =>
        Assert.Equal(Seq(RawBer.Oid("1.2.840.113549.1.9.16.2.28"), Set(Seq(RawBer.Oid("1.2.840.113549.1.9.16.9.2")))), SignatureTypeAttribute.Encode(SignatureType.Domain));

    [Fact]
    public void Absence_is_no_flag()
    {
        SignatureTypeAttribute read = SignatureTypeAttribute.Read(null, AttributeSet.Empty);
        Assert.False(read.IsPresent);
        Assert.Empty(read.Types);
        Assert.Empty(read.Flags);
    }

    [Fact]
    public void Several_unknown_types_are_listed_once_and_are_no_duplicate()
    {
        SignatureTypeAttribute read = Read(Attribute(Seq(RawBer.Oid("1.2.3"), RawBer.Oid("1.2.4"), RawBer.Oid("1.2.3"))));
        Assert.Equal([SignatureType.Unknown], read.Types);
        Assert.Equal([SecurityFlags.TypeUnknown], read.Flags);
    }

    [Fact]
    public void Two_types_in_one_sequence_are_both_read()
    {
        SignatureTypeAttribute read = Read(Attribute(Seq(RawBer.Oid(_domain), RawBer.Oid(_review))));
        Assert.Equal([SignatureType.Domain, SignatureType.Review], read.Types);
        Assert.Empty(read.Flags);
    }

    [Fact]
    public void Two_set_members_are_a_union_and_flagged()
    {
        SignatureTypeAttribute read = Read(Attribute(Seq(RawBer.Oid(_domain)), Seq(RawBer.Oid(_review))));
        Assert.Equal([SignatureType.Domain, SignatureType.Review], read.Types);
        Assert.Equal([SecurityFlags.TypeForm], read.Flags);
    }

    [Fact]
    public void A_bare_identifier_is_read_and_flagged()
    {
        SignatureTypeAttribute read = Read(Attribute(RawBer.Oid(_domain)));
        Assert.Equal([SignatureType.Domain], read.Types);
        Assert.Equal([SecurityFlags.TypeForm], read.Flags);
    }

    [Fact]
    public void Two_attributes_are_duplicates()
    {
        SignatureTypeAttribute read = Read(Attribute(Seq(RawBer.Oid(_domain))), Attribute(Seq(RawBer.Oid(_domain))));
        Assert.Equal([SignatureType.Domain], read.Types);
        Assert.Contains(SecurityFlags.TypeDuplicate, read.Flags);
        Assert.Contains(SecurityFlags.TypeDuplicate, Read(Attribute(Seq(RawBer.Oid(_domain), RawBer.Oid(_domain)))).Flags);
        Assert.Contains(SecurityFlags.TypeDuplicate, Read(Attribute(Seq(RawBer.Oid(_domain))), Attribute(Seq(RawBer.Oid(_review)))).Flags);
    }

    [Fact]
    [Trait("Requirement", "DS-STA-08")]
    public void Additional_attributes_stand_alone()
    {
        Assert.Contains(SecurityFlags.TypeExclusive, Read(Attribute(Seq(RawBer.Oid(_attributes), RawBer.Oid(_domain)))).Flags);
        Assert.Empty(Read(Attribute(Seq(RawBer.Oid(_attributes)))).Flags);
    }

    [Fact]
    public void An_unknown_type_is_kept_and_flagged()
    {
        SignatureTypeAttribute read = Read(Attribute(Seq(RawBer.Oid("1.2.3.4"), RawBer.Oid(_domain))));
        Assert.Equal([SignatureType.Unknown, SignatureType.Domain], read.Types);
        Assert.Equal([SecurityFlags.TypeUnknown], read.Flags);
    }

    [Fact]
    [Trait("Requirement", "DS-STA-04")]
    public void Outside_the_signed_attributes_it_means_nothing_and_is_flagged()
    {
        SignatureTypeAttribute read = SignatureTypeAttribute.Read(Parse(), Parse(Attribute(Seq(RawBer.Oid(_domain)))));
        Assert.Empty(read.Types);
        Assert.False(read.IsPresent);
        Assert.Equal([SecurityFlags.TypeUnsigned], read.Flags);
    }

    [Theory]
    [InlineData(1, SignatureType.Originator)]
    [InlineData(2, SignatureType.Domain)]
    [InlineData(3, SignatureType.AdditionalAttributes)]
    [InlineData(4, SignatureType.Review)]
    public void Arcs_of_the_draft_are_recognised_as_legacy(int arc, SignatureType expected)
    {
        SignatureTypeAttribute read = Read(Attribute(Seq(RawBer.Oid(_type + "." + arc))));
        Assert.Equal([expected], read.Types);
        Assert.Equal([SecurityFlags.TypeLegacyOid], read.Flags);
    }

    [Theory]
    [InlineData(".0")]
    [InlineData(".5")]
    [InlineData(".2.1")]
    [InlineData("")]
    public void Other_arcs_of_the_draft_are_unknown(string arc) =>
        Assert.Equal([SignatureType.Unknown], Read(Attribute(Seq(RawBer.Oid(_type + arc)))).Types);

    [Fact]
    public void The_attribute_of_the_draft_is_recognised_as_legacy()
    {
        SignatureTypeAttribute read = Read(Seq(RawBer.Oid(Oids.SignatureTypeDraft.ToString()), Set(Seq(RawBer.Oid(_domain)))));
        Assert.Equal([SignatureType.Domain], read.Types);
        Assert.Equal([SecurityFlags.TypeLegacyOid], read.Flags);
    }

    [Theory]
    [InlineData("")] // no value
    [InlineData("3000")] // no type
    [InlineData("0500")]
    [InlineData("3003020101")]
    [InlineData("30020600")]
    [InlineData("0600")]
    public void An_attribute_without_a_type_never_counts_as_one(string value)
    {
        SignatureTypeAttribute read = Read(Seq(RawBer.Oid(_type), Set(Convert.FromHexString(value))));
        Assert.True(read.IsPresent);
        Assert.DoesNotContain(SignatureType.Domain, read.Types);
        Assert.NotEmpty(read.Flags);
    }

    [Fact]
    [Trait("Requirement", "ESS-SCV-02")]
    public void The_signing_certificate_attribute_agrees_with_its_certificate_only()
    {
        Certificate own = ParseCertificate(TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example"));
        Certificate other = ParseCertificate(TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example"));
        AttributeSet set = Parse(SigningCertificateAttribute.Encode(own, DigestAlgorithm.Sha256));
        Assert.True(SigningCertificateAttribute.Agrees(set, own));
        Assert.False(SigningCertificateAttribute.Agrees(set, other)); // the same key and name, another certificate
        Assert.True(SigningCertificateAttribute.Agrees(AttributeSet.Empty, own));
    }

    [Fact]
    public void The_signing_certificate_attributes_of_both_versions_must_agree()
    {
        Certificate own = ParseCertificate(TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example"));
        byte[] v1 = SigningCertificate(Oids.SigningCertificate, Octets(SHA1.HashData(own.Raw.Span)));
        byte[] v2Sha512 = SigningCertificate(Oids.SigningCertificateV2, [.. Seq(RawBer.Oid("2.16.840.1.101.3.4.2.3")), .. Octets(SHA512.HashData(own.Raw.Span))]);
        byte[] v2Unknown = SigningCertificate(Oids.SigningCertificateV2, [.. Seq(RawBer.Oid("1.2.3")), .. Octets(SHA512.HashData(own.Raw.Span))]);
        byte[] v1Wrong = SigningCertificate(Oids.SigningCertificate, Octets(new byte[20]));
        Assert.True(SigningCertificateAttribute.Agrees(Parse(v1), own));
        Assert.True(SigningCertificateAttribute.Agrees(Parse(v2Sha512), own));
        Assert.True(SigningCertificateAttribute.Agrees(Parse(v1, v2Sha512), own));
        Assert.False(SigningCertificateAttribute.Agrees(Parse(v1Wrong, v2Sha512), own));
        Assert.False(SigningCertificateAttribute.Agrees(Parse(v2Unknown), own));
        Assert.False(SigningCertificateAttribute.Agrees(Parse(v1, v1), own)); // RFC 2634 section 1.3.4: one attribute
    }

    [Theory]
    [InlineData("")]
    [InlineData("3000")]
    [InlineData("30023000")]
    [InlineData("300430023000")]
    [InlineData("3006300430020400")]
    public void A_signing_certificate_attribute_that_names_nothing_agrees_with_nothing(string value)
    {
        Certificate own = ParseCertificate(TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example"));
        Assert.False(SigningCertificateAttribute.Agrees(Parse(Seq(RawBer.Oid(Oids.SigningCertificateV2.ToString()), Set(Convert.FromHexString(value)))), own));
    }

    private static byte[] SigningCertificate(Oid type, byte[] id) => Seq(RawBer.Oid(type.ToString()), Set(Seq(Seq(Seq(id)))));

    private static Certificate ParseCertificate(TestIdentity identity)
    {
        Assert.Equal(BerStatus.Ok, Certificate.TryParse(identity.Der, out Certificate? certificate));
        return certificate!;
    }

    private static byte[] Attribute(params IReadOnlyList<byte[]> values) => Seq(RawBer.Oid(_type), Set(values));

    private static SignatureTypeAttribute Read(params IReadOnlyList<byte[]> signed) => SignatureTypeAttribute.Read(Parse(signed), AttributeSet.Empty);

    private static AttributeSet Parse(params IReadOnlyList<byte[]> attributes)
    {
        var reader = new BerReader(Definite(0xA0, attributes));
        Assert.Equal(CmsStatus.Ok, AttributeSet.TryParse(reader.ReadElement(), 64, out AttributeSet set));
        return set;
    }
}
