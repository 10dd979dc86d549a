using System.Security.Cryptography;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Ess;

/// <summary>Where RFC 2634 section 1.3.4 lets attributes stand, and how often.</summary>
public sealed class AttributeRulesTests
{
    private static readonly byte[] _label = Labels.Value(Labels.Whirlpool, 6);
    private static readonly byte[] _hints = Tlv.Of(Tlv.Sequence, Tlv.Oid(OddSignatures.Data));
    private static readonly byte[] _octets = Tlv.Of(Tlv.OctetString, [1, 2, 3]);
    private static readonly byte[] _reference = Tlv.Of(Tlv.Sequence, Tlv.Oid(OddSignatures.Data), _octets, _octets);
    private static readonly byte[] _request = Tlv.Of(Tlv.Sequence, _octets, [0x80, 0x01, 0x00], Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, [0x81, 0x01, 0x61])));
    private static readonly byte[] _history = Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, _octets, [0x18, 0x0F, .. "20240601120000Z"u8]));

    public static TheoryData<string> All => [.. Values.Keys];

    public static TheoryData<string> SignedOnly => [.. Values.Keys.Where(type => type is not (Labels.ContentHint or Labels.ContentIdentifier))];

    private static Dictionary<string, byte[]> Values { get; } = new(StringComparer.Ordinal)
    {
        [Labels.SecurityLabel] = _label,
        [Labels.EquivalentLabels] = Tlv.Of(Tlv.Sequence, _label),
        [Labels.ContentHint] = _hints,
        [Labels.ContentIdentifier] = _octets,
        [Labels.ContentReference] = _reference,
        [Labels.ReceiptRequest] = _request,
        [Labels.MsgSigDigest] = _octets,
        [Labels.MlExpandHistory] = _history,
        [Labels.SigningCertificate] = SigningCertificate(SHA1.HashData(Ids.Alice.Der)),
        [Labels.SigningCertificateV2] = SigningCertificate(SHA256.HashData(Ids.Alice.Der)),
    };

    [Theory]
    [MemberData(nameof(All))]
    [Trait("Requirement", "ESS-ATT-01")]
    public async Task Attribute_that_is_there_twice_is_not_read(string type)
    {
        byte[] one = OddSignatures.Attribute(type, Values[type]);
        (SignatureReport once, _) = await ClassifyAsync(one);
        Assert.DoesNotContain(once.Flags, flag => flag.Flag == SecurityFlags.AttributeDuplicate);
        Assert.Equal(SignatureFact.Valid, once.Signature);
        Assert.True(IsRead(type, once));
        await AssertNotReadAsync(type, one, one);
    }

    [Theory]
    [MemberData(nameof(All))]
    [Trait("Requirement", "ESS-ATT-02")]
    public async Task Attribute_without_exactly_one_value_is_not_read(string type)
    {
        await AssertNotReadAsync(type, OddSignatures.Attribute(type));
        await AssertNotReadAsync(type, OddSignatures.Attribute(type, Values[type], Values[type]));
    }

    [Theory]
    [MemberData(nameof(SignedOnly))]
    [Trait("Requirement", "ESS-ATT-03")]
    [Trait("Requirement", "ESS-LBL-01")]
    public async Task Attribute_among_the_unsigned_ones_is_flagged_and_not_read(string type)
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Alice, signer => signer.UnsignedAttributes.Add(OddSignatures.Attribute(type, Values[type])))).ToOctets();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass); // anyone could have added it
        report.Raises(SecurityFlags.AttributePlacement);
        Assert.Null(report.Signatures()[0].Label);
        Assert.Empty(report.Signatures()[0].EquivalentLabels);
        Assert.False(report.IsReceiptRequested);
    }

    [Fact]
    [Trait("Requirement", "ESS-ATT-03")]
    public async Task Hints_and_identifiers_may_stand_among_the_unsigned_ones()
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Alice, signer => signer.UnsignedAttributes.AddRange(
            [OddSignatures.Attribute(Labels.ContentHint, _hints), OddSignatures.Attribute(Labels.ContentIdentifier, _octets)]))).ToOctets();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        report.DoesNotRaise(SecurityFlags.AttributePlacement);
        Assert.Null(report.ContentHints); // and are not believed there
    }

    [Fact]
    [Trait("Requirement", "ESS-ATT-04")]
    public async Task Countersignature_is_unsigned_and_holds_few_attributes()
    {
        const string Countersignature = "1.2.840.113549.1.9.6";
        (SignatureReport signed, _) = await ClassifyAsync(OddSignatures.Attribute(Countersignature, Tlv.Of(Tlv.Sequence)));
        Assert.Contains(signed.Flags, flag => flag.Flag == SecurityFlags.AttributePlacement);

        DomainSecurityReport right = await TestDoors.ForPartner().ClassifyAsync(Countersigned([]));
        right.DoesNotRaise(SecurityFlags.AttributePlacement);
        Assert.Single(right.Signatures()[0].Countersignatures);
        (await TestDoors.ForPartner().ClassifyAsync(Countersigned(OddSignatures.Attribute(Labels.SigningCertificateV2, Values[Labels.SigningCertificateV2])))).DoesNotRaise(SecurityFlags.AttributePlacement);
        DomainSecurityReport wrong = await TestDoors.ForPartner().ClassifyAsync(Countersigned(Labels.Attribute(Labels.Whirlpool, 6)));
        wrong.Raises(SecurityFlags.AttributePlacement);
        wrong.HasStatus(SecurityStatus.Pass);
        Assert.Null(wrong.OriginalLabel);

        static byte[] Countersigned(byte[] more)
        {
            // A countersignature's value: a SignerInfo; whether it verifies is not the question here.
            byte[] attributes = Tlv.Of(0xA0, OddSignatures.Attribute("1.2.840.113549.1.9.4", Tlv.Of(Tlv.OctetString, new byte[32])), more);
            byte[] info = Tlv.Of(
                Tlv.Sequence,
                Tlv.Integer(1),
                Tlv.Of(Tlv.Sequence, Ids.Alice.Certificate.IssuerName.RawData, Tlv.Integer(Ids.Alice.Certificate.SerialNumberBytes.Span)),
                Tlv.Algorithm("2.16.840.1.101.3.4.2.1"),
                attributes,
                Tlv.Algorithm("1.2.840.10045.4.3.2"),
                Tlv.Of(Tlv.OctetString, new byte[70]));
            return LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Alice, signer => signer.UnsignedAttributes.Add(OddSignatures.Attribute(Countersignature, info)))).ToOctets();
        }
    }

    [Fact]
    [Trait("Requirement", "ESS-ATT-05")]
    public async Task What_belongs_into_the_innermost_signature_is_flagged_outside_it()
    {
        byte[] request = OddSignatures.Attribute(Labels.ReceiptRequest, _request);
        DomainSecurityReport inner = await TestDoors.ForPartner().ClassifyAsync(Labels.Originator(request).By(Ids.AcmeSigner, OddSignatures.DomainSig).ToOctets());
        inner.DoesNotRaise(SecurityFlags.AttributePlacement);
        Assert.True(inner.IsReceiptRequested);

        DomainSecurityReport outer = await TestDoors.ForPartner().ClassifyAsync(Labels.Originator().By(Ids.AcmeSigner, OddSignatures.DomainSig, request).ToOctets());
        outer.Raises(SecurityFlags.AttributePlacement);
        Assert.False(outer.IsReceiptRequested);

        DomainSecurityReport digest = await TestDoors.ForPartner().ClassifyAsync(Labels.Originator(OddSignatures.Attribute(Labels.MsgSigDigest, _octets)).ToOctets());
        digest.Raises(SecurityFlags.AttributePlacement); // no receipt
    }

    [Theory]
    [InlineData(Labels.SecurityLabel, "0500")]
    [InlineData(Labels.EquivalentLabels, "3000")]
    [InlineData(Labels.EquivalentLabels, "30023100")]
    [InlineData(Labels.ContentHint, "3000")]
    [InlineData(Labels.ContentReference, "3000")]
    [InlineData(Labels.ReceiptRequest, "3000")]
    [InlineData(Labels.ReceiptRequest, "300A0401018001023002 3000")] // neither all nor first tier
    [InlineData(Labels.ReceiptRequest, "3008040101 800100 3000")] // to nobody
    public async Task Attribute_that_cannot_be_read_is_flagged(string type, string value)
    {
        (SignatureReport signature, DomainSecurityReport report) = await ClassifyAsync(OddSignatures.Attribute(type, Convert.FromHexString(value.Replace(" ", "", StringComparison.Ordinal))));
        Assert.Contains(signature.Flags, flag => flag.Flag == SecurityFlags.AttributeMalformed);
        Assert.True(signature is { Label: null, ContentHints: null, EquivalentLabels.Count: 0 });
        Assert.False(report.IsReceiptRequested);
        report.HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "ESS-ATT-06")]
    public async Task Signer_never_inserts_a_signature_into_a_layer_that_is_there()
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] original = Labels.Originator(Labels.Attribute(Labels.Whirlpool, 7)).ToOctets();
        byte[] signed = await doors.SignedAsync(original);
        DomainSecurityReport report = await doors.ClassifyAsync(signed);
        Assert.Equal("S(S(content))", report.Structure);
        Assert.All(report.Layers.Take(2), layer => Assert.Single(layer.Signatures));
        Assert.Null(report.Signatures()[0].Label); // nothing is copied either: the inner layer still says it
        Assert.Equal(Labels.Of(Labels.Whirlpool, 7), report.Signatures()[1].Label);
    }

    private static byte[] SigningCertificate(byte[] hash) => Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.Sequence, Tlv.Of(Tlv.OctetString, hash))));

    private static async Task AssertNotReadAsync(string type, params byte[][] attributes)
    {
        (SignatureReport signature, DomainSecurityReport report) = await ClassifyAsync(attributes);
        if (type is Labels.SigningCertificate or Labels.SigningCertificateV2)
        {
            Assert.Equal(SignatureFact.Invalid, signature.Signature);
            return;
        }

        Assert.Equal(SignatureFact.Valid, signature.Signature);
        Assert.Contains(signature.Flags, flag => flag.Flag == SecurityFlags.AttributeDuplicate);
        Assert.Null(signature.Label);
        Assert.Null(signature.ContentHints);
        Assert.Empty(signature.EquivalentLabels);
        Assert.True(signature.ContentIdentifier.IsEmpty);
        Assert.False(report.IsReceiptRequested);
    }

    private static bool IsRead(string type, SignatureReport signature) => type switch
    {
        Labels.SecurityLabel => signature.Label is not null,
        Labels.EquivalentLabels => signature.EquivalentLabels.Count == 1,
        Labels.ContentHint => signature.ContentHints is not null,
        Labels.ContentIdentifier => signature.ContentIdentifier.Length == 3,
        _ => true,
    };

    private static async Task<(SignatureReport Signature, DomainSecurityReport Report)> ClassifyAsync(params byte[][] attributes)
    {
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Labels.Originator(attributes).ToOctets());
        return (Assert.Single(report.Signatures()), report);
    }
}
