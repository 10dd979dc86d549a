using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.TestKit;
using DomSec.X509;
using static DomSec.Tests.Cms.RawBer;

namespace DomSec.Tests.Cms;

/// <summary>SignerInfo, RecipientInfo, attributes and certificates: what is read, what is tolerated, and every cap (SEC-DOS-01).</summary>
public sealed class CmsStructureTests
{
    private static readonly byte[] _sha256 = Seq(RawBer.Oid("2.16.840.1.101.3.4.2.1"));
    private static readonly byte[] _rsa = Seq(RawBer.Oid("1.2.840.113549.1.1.1"), [0x05, 0x00]);
    private static readonly byte[] _sid = Seq(Seq(), Int(7));

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Attributes_up_to_the_cap_are_read_and_one_more_is_a_limit()
    {
        int cap = DomSecLimits.Default.MaxAttributes;
        Assert.Equal(CmsStatus.Ok, ParseAttributes(Attributes(cap), cap, out AttributeSet set));
        Assert.Equal(cap, set.Attributes.Count);
        Assert.Equal(CmsStatus.Limit, ParseAttributes(Attributes(cap + 1), cap, out _));
        Assert.Equal(CmsStatus.Ok, SignerInfo.TryParseSet(Set(Signer(Attributes(cap))), DomSecLimits.Default, out _));
        Assert.Equal(CmsStatus.Limit, SignerInfo.TryParseSet(Set(Signer(Attributes(cap + 1))), DomSecLimits.Default, out _));
        Assert.Equal(CmsStatus.Limit, SignerInfo.TryParseSet(Set(Signer(null, Attributes(cap + 1, 0xA1))), DomSecLimits.Default, out _));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Signed_attributes_up_to_64_KiB_are_read_and_one_octet_more_is_a_limit()
    {
        int cap = DomSecLimits.Default.MaxSignedAttributesBytes;
        byte[] Padded(int total)
        {
            // Every header here is one of four octets.
            byte[] value = Octets(new byte[total - 4 - 4 - 5 - 4 - 4]);
            byte[] attributes = Definite(0xA0, Seq(RawBer.Oid("1.2.3.4"), Set(value)));
            Assert.Equal(total, attributes.Length);
            return attributes;
        }

        Assert.Equal(CmsStatus.Ok, SignerInfo.TryParseSet(Set(Signer(Padded(cap))), DomSecLimits.Default, out _));
        Assert.Equal(CmsStatus.Limit, SignerInfo.TryParseSet(Set(Signer(Padded(cap + 1))), DomSecLimits.Default, out _));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Thirty_two_signers_are_read_and_one_more_is_a_limit()
    {
        byte[] one = Signer(Attributes(1));
        Assert.Equal(CmsStatus.Ok, SignerInfo.TryParseSet(Set([.. Enumerable.Repeat(one, 32)]), DomSecLimits.Default, out IReadOnlyList<SignerInfo> signers));
        Assert.Equal(32, signers.Count);
        Assert.Equal(CmsStatus.Limit, SignerInfo.TryParseSet(Set(Enumerable.Repeat(one, 33).ToArray()), DomSecLimits.Default, out _));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Two_thousand_recipients_are_read_and_one_more_is_a_limit()
    {
        byte[] transport = Seq(Int(0), _sid, _rsa, Octets(1));
        byte[] password = Definite(0xA3, Int(0));
        byte[] agreement = Agreement(1);
        foreach (byte[] one in new[] { transport, password, agreement })
        {
            Assert.Equal(CmsStatus.Ok, RecipientInfo.TryParseSet(Set([.. Enumerable.Repeat(one, 2000)]), DomSecLimits.Default, out IReadOnlyList<RecipientInfo> recipients));
            Assert.Equal(2000, recipients.Count);
            Assert.Equal(CmsStatus.Limit, RecipientInfo.TryParseSet(Set([.. Enumerable.Repeat(one, 2001)]), DomSecLimits.Default, out _));
        }

        // RFC 5652 section 6.2.2: one key agreement holds many; each of them counts.
        Assert.Equal(CmsStatus.Ok, RecipientInfo.TryParseSet(Set(Agreement(2000)), DomSecLimits.Default, out _));
        Assert.Equal(CmsStatus.Limit, RecipientInfo.TryParseSet(Set(Agreement(2001)), DomSecLimits.Default, out _));
        Assert.Equal(CmsStatus.Limit, RecipientInfo.TryParseSet(Set(Agreement(1999), transport, password), DomSecLimits.Default, out _));
        Assert.Equal(CmsStatus.Limit, RecipientInfo.TryParseSet(Set(Agreement(100_000)), DomSecLimits.Default, out IReadOnlyList<RecipientInfo> many));
        Assert.InRange(many.Count, 0, 2001);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Two_hundred_certificates_are_read_and_one_more_is_a_limit()
    {
        Assert.Equal(CmsStatus.Ok, CertificateSet.TryParse(Definite(0xA0, [.. Enumerable.Repeat(Seq(Int(1)), 200)]), 200, out IReadOnlyList<ReadOnlyMemory<byte>> certificates));
        Assert.Equal(200, certificates.Count);
        Assert.Equal(CmsStatus.Limit, CertificateSet.TryParse(Definite(0xA0, [.. Enumerable.Repeat(Seq(Int(1)), 201)]), 200, out _));
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-17")]
    public void Other_certificate_choices_are_skipped_and_certificates_kept_octet_for_octet()
    {
        byte[] ber = Indefinite(0x30, Int(1));
        Assert.Equal(CmsStatus.Ok, CertificateSet.TryParse(Definite(0xA0, Definite(0xA0, Int(1)), ber, Definite(0xA2), Definite(0xA3, Int(1))), 10, out IReadOnlyList<ReadOnlyMemory<byte>> certificates));
        Assert.Equal(ber, Assert.Single(certificates).ToArray());
        Assert.NotEqual(CmsStatus.Ok, CertificateSet.TryParse(Convert.FromHexString("A003300500"), 10, out _));
    }

    [Fact]
    [Trait("Requirement", "CMS-GEN-04")]
    public void Recipients_of_unknown_kinds_are_kept_as_such()
    {
        byte[] set = Set(
            Seq(Int(0), _sid, _rsa, Octets(1)),
            Seq(Int(0)), // malformed inside: not ours
            Definite(0xA1, Int(3)),
            Definite(0xA2),
            Definite(0xA3),
            Definite(0xA4, RawBer.Oid("1.2.3")),
            Definite(0xA7));
        Assert.Equal(CmsStatus.Ok, RecipientInfo.TryParseSet(set, DomSecLimits.Default, out IReadOnlyList<RecipientInfo> recipients));
        Assert.Equal(
            [RecipientKind.KeyTransport, RecipientKind.Other, RecipientKind.KeyAgreement, RecipientKind.KeyEncryptionKey, RecipientKind.Password, RecipientKind.Other, RecipientKind.Other],
            recipients.Select(r => r.Kind));
        Assert.NotNull(recipients[0].Identifier);
        Assert.All(recipients.Skip(1), r => Assert.Null(r.Identifier));
    }

    [Fact]
    public void No_recipient_at_all_is_malformed() =>
        Assert.Equal(CmsStatus.Malformed, RecipientInfo.TryParseSet(Set(), DomSecLimits.Default, out _)); // RFC 5652 section 6.1

    [Theory]
    [Trait("Requirement", "CMS-GEN-02")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(99)]
    public void A_signer_of_any_version_is_read_by_its_structure(byte version)
    {
        byte[] byKey = Seq(Int(version), Definite(0x80, [1, 2, 3]), _sha256, _rsa, Octets(9));
        byte[] byName = Seq(Int(version), _sid, _sha256, _rsa, Octets(9));
        Assert.Equal(CmsStatus.Ok, SignerInfo.TryParseSet(Set(byKey, byName), DomSecLimits.Default, out IReadOnlyList<SignerInfo> signers));
        Assert.Equal([1, 2, 3], signers[0].Sid.KeyIdentifier.ToArray());
        Assert.True(signers[0].Sid.IsKeyIdentifier);
        Assert.False(signers[1].Sid.IsKeyIdentifier);
        Assert.Equal([7], signers[1].Sid.Serial.ToArray());
        Assert.Null(signers[1].SignedAttributes);
        Assert.Equal([9], signers[1].Signature.ToArray());
    }

    [Fact]
    public void A_signer_that_cannot_be_read_spoils_the_set()
    {
        byte[] good = Signer(Attributes(1));
        Assert.Equal(CmsStatus.Malformed, SignerInfo.TryParseSet(Set(good, Set()), DomSecLimits.Default, out _));
        Assert.Equal(CmsStatus.Truncated, SignerInfo.TryParseSet(Set(good, Seq(Int(1), _sid, _sha256, _rsa)), DomSecLimits.Default, out _));
        Assert.Equal(CmsStatus.TrailingData, SignerInfo.TryParseSet(Set(Seq(Int(1), _sid, _sha256, _rsa, Octets(1), Int(1))), DomSecLimits.Default, out _));
        Assert.Equal(CmsStatus.TrailingData, SignerInfo.TryParseSet(Set(Seq(Int(1), Seq(Seq(), Int(1), Int(1)), _sha256, _rsa, Octets(1))), DomSecLimits.Default, out _));
        Assert.NotEqual(CmsStatus.Ok, SignerInfo.TryParseSet(Set(Signer(Definite(0xA0, Seq(Int(1))))), DomSecLimits.Default, out _));
        Assert.NotEqual(CmsStatus.Ok, SignerInfo.TryParseSet(Set(Signer(Definite(0xA0, Seq(RawBer.Oid("1.2.3"), Set(), Int(1))))), DomSecLimits.Default, out _));
    }

    [Fact]
    public void An_empty_key_identifier_names_nobody()
    {
        Assert.Equal(BerStatus.Ok, Certificate.TryParse(TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", change: s => s.IncludeKeyIdentifiers = false).Der, out Certificate? certificate));
        Assert.Equal(CmsStatus.Ok, SignerInfo.TryParseSet(Set(Seq(Int(3), [0x80, 0x00], _sha256, _rsa, Octets(1))), DomSecLimits.Default, out IReadOnlyList<SignerInfo> signers));
        Assert.False(signers[0].Sid.Matches(certificate!));
    }

    [Fact]
    public void Attributes_are_found_by_type_and_only_when_single()
    {
        byte[] digest = Seq(RawBer.Oid("1.2.840.113549.1.9.4"), Set(Octets(1)));
        byte[] twice = Seq(RawBer.Oid("1.2.3.4"), Set(Int(1), Int(2)));
        byte[] empty = Seq(RawBer.Oid("1.2.3.5"), Set());
        Assert.Equal(CmsStatus.Ok, ParseAttributes(Definite(0xA0, digest, twice, empty), 64, out AttributeSet set));
        Assert.Equal(Octets(1), set.SingleValue(Oids.MessageDigest)!.Value.ToArray());
        Assert.Equal(1, set.Count(Oids.MessageDigest));
        Assert.Null(set.SingleValue(new Oid("1.2.3.4")));
        Assert.Null(set.SingleValue(new Oid("1.2.3.5")));
        Assert.NotNull(set.Single(new Oid("1.2.3.4")));
        Assert.Null(set.Single(new Oid("1.2.3.6")));
        Assert.Equal(CmsStatus.Ok, ParseAttributes(Definite(0xA0, digest, digest), 64, out set));
        Assert.Null(set.Single(Oids.MessageDigest));
        Assert.Equal(2, set.Count(Oids.MessageDigest));
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-07")]
    public void What_is_signed_is_the_sorted_set_of_as_the_platform_writes_it()
    {
        byte[][] attributes =
        [
            Seq(RawBer.Oid("1.2.840.113549.1.9.4"), Set(Octets(new byte[32]))),
            Seq(RawBer.Oid("1.2.840.113549.1.9.3"), Set(RawBer.Oid(Data))),
            Seq(RawBer.Oid("1.2.3"), Set(Int(2))),
            Seq(RawBer.Oid("1.2.3"), Set(Int(1))),
            Seq(RawBer.Oid("1.2.4"), Set(Octets(new byte[200]))),
            Seq(RawBer.Oid("1.2"), Set()),
        ];
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            Array.ForEach(attributes, attribute => writer.WriteEncodedValue(attribute));
        }

        foreach (byte[] received in new[] { Definite(0xA0, attributes), Indefinite(0xA0, attributes), Definite(0xA0, [.. attributes.Reverse()]) })
        {
            Assert.Equal(CmsStatus.Ok, ParseAttributes(received, 64, out AttributeSet set));
            Assert.Equal(writer.Encode(), SignedAttributesEncoding.Sorted(set));
        }
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-08")]
    public void What_was_received_is_kept_but_for_the_tag_and_an_indefinite_length()
    {
        byte[] b = Seq(RawBer.Oid("1.2.4"), Set(Int(1)));
        byte[] a = Seq(RawBer.Oid("1.2.3"), Set(Int(1)));
        Assert.Equal(CmsStatus.Ok, ParseAttributes(Definite(0xA0, b, a), 64, out AttributeSet set));
        Assert.Equal(Set(b, a), SignedAttributesEncoding.AsReceived(set));
        Assert.Equal(Set(a, b), SignedAttributesEncoding.Sorted(set));
        Assert.Equal(CmsStatus.Ok, ParseAttributes(Indefinite(0xA0, b, a), 64, out set));
        Assert.Equal(Set(b, a), SignedAttributesEncoding.AsReceived(set));
        Assert.Equal(CmsStatus.Ok, ParseAttributes([0xA0, 0x81, (byte)(a.Length + b.Length), .. b, .. a], 64, out set));
        Assert.Equal([0x31, 0x81, (byte)(a.Length + b.Length), .. b, .. a], SignedAttributesEncoding.AsReceived(set));
        Assert.Equal(CmsStatus.Ok, ParseAttributes([0xA0, 0x00], 64, out set));
        Assert.Equal([0x31, 0x00], SignedAttributesEncoding.Sorted(set));
    }

    [Fact]
    public void A_key_agreement_gives_one_recipient_per_encrypted_key()
    {
        Assert.Equal(CmsStatus.Ok, RecipientInfo.TryParseSet(Set(Agreement(3)), DomSecLimits.Default, out IReadOnlyList<RecipientInfo> recipients));
        Assert.Equal(3, recipients.Count);
        Assert.All(recipients, r => Assert.Equal([4, 1, 2], Assert.IsType<KeyAgreeRecipientInfo>(r).OriginatorPoint.ToArray()));
        byte[] cut = Agreement(3);
        cut[^1] = 0xFF;
        Assert.Equal(CmsStatus.Ok, RecipientInfo.TryParseSet(Set([.. cut]), DomSecLimits.Default, out _));
    }

    private static CmsStatus ParseAttributes(byte[] raw, int cap, out AttributeSet set)
    {
        var reader = new BerReader(raw);
        return AttributeSet.TryParse(reader.ReadElement(), cap, out set);
    }

    private static byte[] Attributes(int count, byte tag = 0xA0) =>
        Definite(tag, [.. Enumerable.Range(0, count).Select(i => Seq(RawBer.Oid("1.2.3." + i), Set(Int(1))))]);

    private static byte[] Signer(byte[]? signed, byte[]? unsigned = null) =>
        Seq([Int(1), _sid, _sha256, signed ?? [], _rsa, Octets(1), unsigned ?? []]);

    private static byte[] Agreement(int recipients) => Definite(
        0xA1,
        Int(3),
        Definite(0xA0, Definite(0xA1, Seq(RawBer.Oid("1.2.840.10045.2.1")), Definite(0x03, [0, 4, 1, 2]))),
        Definite(0xA1, Octets(1)),
        Seq(RawBer.Oid("1.3.132.1.11.1"), Seq(RawBer.Oid("2.16.840.1.101.3.4.1.45"))),
        Seq([.. Enumerable.Repeat(Seq(_sid, Octets(1, 2, 3)), recipients)]));
}
