using DomSec.Ber;
using DomSec.Cms;
using DomSec.Signing.MailList;
using DomSec.TestKit;

namespace DomSec.Tests.Signing.MailList;

/// <summary>Which signed attributes go from a stripped signature to the new outer one (DS-MLA-12).</summary>
public sealed class CarriedAttributesTests
{
    [Theory]
    [InlineData("1.2.840.113549.1.9.3", false)] // contentType
    [InlineData("1.2.840.113549.1.9.4", false)] // messageDigest
    [InlineData("1.2.840.113549.1.9.5", false)] // signingTime
    [InlineData("1.2.840.113549.1.9.15", false)] // SMIMECapabilities
    [InlineData("1.2.840.113549.1.9.52", false)] // CMSAlgorithmProtection
    [InlineData("1.2.840.113549.1.9.16.2.1", false)] // receiptRequest
    [InlineData("1.2.840.113549.1.9.16.2.5", false)] // msgSigDigest
    [InlineData("1.2.840.113549.1.9.16.2.11", false)] // encrypKeyPref
    [InlineData("1.2.840.113549.1.9.16.2.12", false)] // signingCertificate
    [InlineData("1.2.840.113549.1.9.16.2.47", false)] // signingCertificateV2
    [InlineData("1.2.840.113549.1.9.16.2.28", false)] // signatureType
    [InlineData("1.2.840.113549.1.9.28", false)] // signatureType of the 2014 draft
    [InlineData("1.2.840.113549.1.9.16.2.51", false)] // multiple-signatures
    [InlineData("1.2.840.113549.1.9.16.2.46", false)] // binarySigningTime: RFC 6019 section 4 has it say what signingTime says
    [InlineData("1.2.840.113549.1.9.16.2.19", false)] // otherSigningCertificate, as signingCertificate
    [InlineData("1.2.840.113549.1.9.16.2.2", true)] // eSSSecurityLabel
    [InlineData("1.2.840.113549.1.9.16.2.3", true)] // mlExpansionHistory
    [InlineData("1.2.840.113549.1.9.16.2.4", true)] // contentHints
    [InlineData("1.2.840.113549.1.9.16.2.7", true)] // contentIdentifier
    [InlineData("1.2.840.113549.1.9.16.2.9", true)] // equivalentLabels
    [InlineData("1.2.840.113549.1.9.16.2.10", true)] // contentReference
    [InlineData("1.2.5555", true)] // somebody's own
    [Trait("Requirement", "DS-MLA-12")]
    [Trait("Requirement", "ESS-MLA-05")]
    [Trait("Requirement", "ESS-RCP-01")]
    [Trait("Requirement", "ESS-ATT-05")]
    public void Attribute_is_carried_unless_it_describes_the_old_signature(string type, bool isCarried)
    {
        byte[] attribute = OddSignatures.Attribute(type, Tlv.Of(Tlv.OctetString, [1, 2]));
        Assert.Equal(isCarried ? [attribute] : [], Carried([attribute]));
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-12")]
    public void Order_and_octets_stay()
    {
        byte[] one = OddSignatures.Attribute("1.2.5555", Tlv.Of(Tlv.OctetString, [9]), Tlv.Of(Tlv.OctetString, [1]));
        byte[] two = ExpansionHistories.Label("1.2.3");
        Assert.Equal([two, one], Carried([two, OddSignatures.TypeAttribute(OddSignatures.DomainSig), one]));
    }

    [Fact]
    [Trait("Requirement", "ESS-MLA-05")]
    public void Several_signers_add_what_earlier_ones_do_not_say()
    {
        byte[] history = ExpansionHistories.OneEntry;
        byte[] first = OddSignatures.Attribute("1.2.5555", Tlv.Of(Tlv.OctetString, [1]));
        byte[] second = OddSignatures.Attribute("1.2.5555", Tlv.Of(Tlv.OctetString, [2]));
        byte[] label = ExpansionHistories.Label("1.2.3");
        Assert.Equal([history, first, first, label], Carried([history, first, first], [second, history, label]));
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-12")]
    public void Indefinite_lengths_become_definite_as_the_new_attributes_are_DER()
    {
        byte[] attribute = OddSignatures.Attribute("1.2.5555", Tlv.Of(Tlv.OctetString, [1]));
        byte[] ber = [0x30, 0x80, .. attribute.AsSpan(2), 0x00, 0x00];
        Assert.Equal([attribute], Carried([ber]));
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-12")]
    public void Attribute_whose_inside_cannot_be_read_cannot_be_carried()
    {
        byte[] broken = OddSignatures.Attribute("1.2.5555", [0x30, 0x02, 0x04, 0x05]);
        Assert.Null(CarriedAttributes.Of([Attributes([broken])]));
        Assert.Empty(CarriedAttributes.Of([Attributes([OddSignatures.Attribute("1.2.840.113549.1.9.15", [0x30, 0x02, 0x04, 0x05])])])!);
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-12")]
    public void Type_of_an_encoded_attribute_is_read()
    {
        byte[] label = ExpansionHistories.Label("1.2.3");
        Assert.True(CarriedAttributes.IsOfType(label, new Oid("1.2.840.113549.1.9.16.2.2")));
        Assert.False(CarriedAttributes.IsOfType(label, new Oid("1.2.3")));
        Assert.False(CarriedAttributes.IsOfType(ExpansionHistories.OneEntry, new Oid("1.2.840.113549.1.9.16.2.2")));
    }

    private static byte[][] Carried(params ReadOnlySpan<byte[][]> signers)
    {
        var sets = new List<AttributeSet>();
        foreach (byte[][] signer in signers)
        {
            sets.Add(Attributes(signer));
        }

        return [.. CarriedAttributes.Of(sets)!.Select(attribute => attribute.ToArray())];
    }

    private static AttributeSet Attributes(byte[][] attributes)
    {
        var reader = new BerReader(Tlv.Of(0xA0, attributes));
        Assert.Equal(CmsStatus.Ok, AttributeSet.TryParse(reader.ReadElement(), 100, out AttributeSet set));
        return set;
    }
}
