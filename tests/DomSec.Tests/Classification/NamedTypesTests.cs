using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Cms;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Classification;

/// <summary>CMS types beside signatures and envelopes: recognised by their content type, named, and never a reason to pass.</summary>
public sealed class NamedTypesTests
{
    private const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    private const string Receipt = "1.2.840.113549.1.9.16.1.1";

    [Theory]
    [InlineData("1.2.840.113549.1.7.5", LayerKind.Digested, "D(?)")]
    [InlineData("1.2.840.113549.1.7.6", LayerKind.EncryptedData, "X(?)")]
    [InlineData("1.2.840.113549.1.9.16.1.2", LayerKind.Authenticated, "M(?)")]
    [InlineData("1.2.840.113549.1.7.4", LayerKind.SignedAndEnveloped, "SE(?)")]
    [InlineData("1.2.840.113549.1.7.1", LayerKind.Opaque, "?")]
    [InlineData("1.3.6.1.4.1.311.10.1", LayerKind.Opaque, "?")]
    [Trait("Requirement", "SM-MIM-06 SM-MIM-09 SEC-CMS-03 SEC-CMS-04")]
    public async Task Type_is_named_alone_and_inside_and_does_not_pass(string type, LayerKind kind, string structure)
    {
        byte[] body = RawBer.Seq(RawBer.Int(0), RawBer.Octets(1, 2, 3));
        DomainSecurityReport bare = await new TestDoors().ClassifyAsync(RawBer.ContentInfo(type, body));
        Assert.Equal((SecurityStatus.None, kind, structure, null), (bare.Status, bare.Layers[0].Kind, bare.Structure, bare.Error));
        bare.Raises(SecurityFlags.Opaque);
        DomainSecurityReport carried = await new TestDoors().ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Carry(RawBer.ContentInfo(type, body), "signed-data").ToOctets());
        Assert.Equal((SecurityStatus.None, structure), (carried.Status, carried.Structure));

        // Directly in a signature: what is signed is that object, not a message.
        byte[] signed = new OddSignatures(body) { ContentType = type == OddSignatures.Data ? "1.2.3.4" : type }.By(Ids.Alice).Encode();
        DomainSecurityReport inside = await new TestDoors().ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Carry(signed, "signed-data").ToOctets());
        Assert.Equal(SignatureFact.Valid, Assert.Single(inside.Signatures()).Signature);
        inside.HasStatus(SecurityStatus.None);
        Assert.Equal($"S({structure})", inside.Structure);
    }

    [Fact]
    [Trait("Requirement", "SEC-CMS-03 SEC-CMS-04")]
    public async Task Time_stamp_token_and_receipt_are_named_and_do_not_speak_for_the_message()
    {
        byte[] token = new OddSignatures(RawBer.Seq(RawBer.Int(1))) { ContentType = TstInfo }.By(Ids.Alice).Encode();
        DomainSecurityReport stamp = await new TestDoors().ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Carry(token, "signed-data").ToOctets());
        stamp.HasStatus(SecurityStatus.None);
        Assert.Equal("S(T(?))", stamp.Structure);
        Assert.Equal(LayerKind.TimeStamp, stamp.Layers[1].Kind);
        Assert.Empty(Assert.Single(stamp.Signatures()).Types);

        byte[] receipt = new OddSignatures(RawBer.Seq(RawBer.Int(1), RawBer.Oid(OddSignatures.Data), RawBer.Octets(1), RawBer.Octets(2))) { ContentType = Receipt }.By(Ids.Alice).Encode();
        DomainSecurityReport received = await new TestDoors().ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Carry(receipt, "signed-receipt").ToOctets());
        received.HasStatus(SecurityStatus.None);
        Assert.Equal(LayerKind.Receipt, received.Layers[0].Kind);
        Assert.Equal(SignatureFact.Valid, Assert.Single(received.Signatures()).Signature);
    }

    [Theory]
    [InlineData("6.0.bin", LayerKind.Digested, "D(?)")]
    [InlineData("7.1.bin", LayerKind.EncryptedData, "X(?)")]
    [InlineData("7.2.bin", LayerKind.EncryptedData, "X(?)")]
    [Trait("Requirement", "CMS-BER-01 SEC-CMS-04")]
    public async Task Examples_of_rfc_4134_are_named(string example, LayerKind kind, string structure)
    {
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(Vectors.Bytes("rfc4134/" + example));
        Assert.Equal((SecurityStatus.None, kind, structure, null), (report.Status, report.Layers[0].Kind, report.Structure, report.Error));
    }

    [Fact]
    [Trait("Requirement", "CMS-BER-01")]
    public async Task Every_message_of_rfc_4134_has_an_outcome_here()
    {
        // The table of the RFC's own words: sections 4 to 7. DSA's facts are asked for with the signatures; here the structure.
        Dictionary<string, string> expected = new(StringComparer.Ordinal)
        {
            ["3.1.bin"] = "", ["3.2.bin"] = "",
            ["4.1.bin"] = "S(content)", ["4.2.bin"] = "S(content)", ["4.3.bin"] = "S(?)", ["4.4.bin"] = "S(content)", ["4.5.bin"] = "S(content)", ["4.6.bin"] = "S(content)",
            ["4.7.bin"] = "S(content)", ["4.8.eml"] = "S(content)", ["4.9.eml"] = "S(content)", ["4.10.bin"] = "S(content)", ["4.11.bin"] = "?",
            ["5.1.bin"] = "E(?)", ["5.2.bin"] = "E(?)", ["5.3.eml"] = "E(?)", ["6.0.bin"] = "D(?)", ["7.1.bin"] = "X(?)", ["7.2.bin"] = "X(?)",
        };
        string[] files = [.. Vectors.In("rfc4134").Select(Path.GetFileName).OfType<string>().Where(name => (name.EndsWith(".bin", StringComparison.Ordinal) || name.EndsWith(".eml", StringComparison.Ordinal)) && name != "ExContent.bin")];
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        foreach ((string file, string structure) in expected.Where(entry => entry.Value.Length > 0))
        {
            DomainSecurityReport report = await new TestDoors().ClassifyAsync(Vectors.Bytes("rfc4134/" + file));
            Assert.True(report.Error is null && report.Structure == structure, $"{file}: {report.Describe()}");
            Assert.NotEqual(SecurityStatus.Pass, report.Status);
        }
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-14")]
    public async Task Signature_of_PKCS_7_nested_without_an_octet_string_is_read_with_its_own_inside()
    {
        byte[] inner = new OddSignatures(LayeredMessage.Of(Messages.Plain()).Entity).By(Ids.Alice).Encode();
        byte[] structure = TlvOf(inner);
        byte[] value = structure[HeaderLength(structure)..];
        byte[][] forms = [structure, [0x30, 0x80, .. value, 0, 0], [0x30, 0x84, .. Length(value.Length), .. value]];
        foreach (byte[] eContent in forms)
        {
            byte[] outer = new OddSignatures(value) { ContentType = OddSignatures.SignedData, EncapsulatedContent = eContent }.By(Ids.AcmeSigner, signer => signer.Types(OddSignatures.DomainSig)).Encode();
            DomainSecurityReport report = await new TestDoors().ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Carry(outer, "signed-data").ToOctets());
            Assert.Equal("S(S(content))", report.Structure);
            Assert.All(report.Signatures(), signature => Assert.Equal(SignatureFact.Valid, signature.Signature));
            report.HasStatus(SecurityStatus.Pass);
        }

        static byte[] Length(int length) => [0, 0, (byte)(length >> 8), (byte)(length & 0xFF)];
    }

    [Fact]
    [Trait("Requirement", "SM-MIM-15")]
    public async Task Whole_message_as_the_protected_entity_is_content_and_its_fields_are_not_taken_for_the_message_s()
    {
        byte[] entity = [.. "Content-Type: message/rfc822\r\n\r\n"u8, .. Messages.Plain("mallory@evil.example")];
        byte[] message = [.. "From: alice@acme.example\r\n"u8, .. Messages.Carry([], new OddSignatures(entity).By(Ids.Alice).Encode(), "signed-data")];
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(("S(content)", "alice@acme.example"), (report.Structure, report.Originator));
        report.Raises(SecurityFlags.HeaderUnprotected);
    }

    [Fact]
    [Trait("Requirement", "TR-03")]
    public async Task Sender_in_utf_8_is_compared_by_its_a_label()
    {
        TestIdentity signer = Ids.Signer(_ => { }, "xn--bcher-kva.example");
        byte[] message = LayeredMessage.Of(Messages.Plain()).WithHeader("From: alice@b\u00FCcher.example\r\n").Null().Signed(signer, OddSignatures.DomainSig).ToOctets();
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(MailDomain.Parse("xn--bcher-kva.example"), report.Domain);
        byte[] other = LayeredMessage.Of(Messages.Plain()).WithHeader("From: alice@b\u00FCcher2.example\r\n").Null().Signed(signer, OddSignatures.DomainSig).ToOctets();
        (await new TestDoors().ClassifyAsync(other)).HasStatus(SecurityStatus.Policy);
    }

    [Fact]
    [Trait("Requirement", "CMS-GEN-02")]
    public async Task Wrong_versions_are_tolerated_at_every_level()
    {
        byte[] cms = new OddSignatures(LayeredMessage.Of(Messages.Plain()).Entity).By(Ids.Alice).Encode();
        int changed = 0;
        for (int i = 0; i < cms.Length - 2; i++)
        {
            // Both versions are INTEGER 1 behind a SEQUENCE's header: SignedData's and SignerInfo's.
            if (cms[i] == 0x02 && cms[i + 1] == 1 && cms[i + 2] == 1 && (i < 40 || i > cms.Length - 500))
            {
                foreach (byte version in new byte[] { 0, 2, 3, 4, 5, 0x7F, 0xFF })
                {
                    byte[] altered = [.. cms];
                    altered[i + 2] = version;
                    DomainSecurityReport report = await new TestDoors().ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Carry(altered, "signed-data").ToOctets());
                    report.HasStatus(SecurityStatus.Pass);
                }

                changed++;
            }
        }

        Assert.True(changed >= 2, "both versions were found");
    }

    private static byte[] TlvOf(byte[] contentInfo)
    {
        var info = new System.Formats.Asn1.AsnReader(contentInfo, System.Formats.Asn1.AsnEncodingRules.BER).ReadSequence();
        info.ReadObjectIdentifier();
        return info.ReadSequence(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 0)).ReadEncodedValue().ToArray();
    }

    private static int HeaderLength(byte[] element) => element[1] < 0x80 ? 2 : 2 + (element[1] & 0x7F);
}
