using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Ess;

/// <summary>ESSSecurityLabel as octets (RFC 2634 section 3.2), against examples of RFC 7444 and RFC 4134 and against OpenSSL.</summary>
[Trait("Requirement", "ESS-LBL-06")]
public sealed class LabelStructureTests
{
    private const string Printable = "A mark (1)";

    [Fact]
    public void Example_of_rfc_7444_is_read_and_written()
    {
        byte[] example = Convert.FromBase64String("MQYGASkCAQM=");
        SecurityLabel label = Read(example)!;
        Assert.Equal(Labels.Of("1.1", 3), label);

        // The RFC has the members in their ASN.1 order, which BER allows; DER has the INTEGER first.
        Assert.Equal("3106020103060129", Hex(label));
    }

    [Fact]
    public async Task Fancy_example_of_rfc_4134_is_read_as_its_authors_describe_it()
    {
        var doors = new TestDoors();
        foreach (string anchor in new[] { "CarlDSSSelf.cer", "CarlRSASelf.cer" })
        {
            doors.Community.AddAnchor(System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(Vectors.Bytes("rfc4134/" + anchor)));
        }

        SignatureReport signature = Assert.Single((await doors.ClassifyAsync(Vectors.Bytes("rfc4134/4.10.bin"), new() { At = new(2004, 1, 1, 0, 0, 0, TimeSpan.Zero) })).Signatures());
        Assert.Equal(SignatureFact.Valid, signature.Signature);
        Assert.Equal("1.2.3.4.5.6.7.8", signature.Label!.Policy);
        Assert.Equal(1, signature.Label.Classification);
        Assert.Equal("THIS IS A PRIVACY MARK TEST", signature.Label.PrivacyMark);
        SecurityCategory category = Assert.Single(signature.Label.Categories);
        Assert.Equal("THIS IS A TEST SECURITY-CATEGORY.", AsnDecoder.ReadCharacterString(category.Value.Span, AsnEncodingRules.DER, UniversalTagNumber.PrintableString, out _));
        Assert.Equal(["1.2.3.4.5.6.7.9", "1.2.3.4.5.6.7.10"], signature.EquivalentLabels.Select(label => label.Policy));
        Assert.Equal(new ContentHints("1.2.840.113549.1.7.1", "Content Hints Description Buffer"), signature.ContentHints);
        Assert.DoesNotContain(signature.Flags, flag => flag.Flag.Id.StartsWith("F-ATTR-M", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_order_of_the_members_is_read()
    {
        byte[][] members = [Tlv.Oid("1.2.3"), Tlv.Integer(256), [0x13, 0x01, 0x41], Tlv.Of(Tlv.Set, Category("1.2.9", Tlv.Null))];
        SecurityLabel expected = new() { Policy = "1.2.3", Classification = 256, PrivacyMark = "A", Categories = [new("1.2.9", Tlv.Null)] };
        foreach (int[] order in Permutations(members.Length))
        {
            Assert.Equal(expected, Read(Tlv.Of(Tlv.Set, [.. order.Select(i => members[i])])));
        }
    }

    [Theory]
    [InlineData(null, null, 0, "3104060243 04")]
    [InlineData(0, null, 0, "31 07 020100 06024304")]
    [InlineData(256, "M", 0, "310B 02020100 06024304 13014D")] // 2, 6, 19
    [InlineData(1, "Ä", 0, "310B 020101 06024304 0C02C384")] // 2, 6, 12
    [InlineData(1, "M", 1, "3117 020101 06024304 0C014D 310B 3009 8003 2A0304 A102 0500")] // 2, 6, 12, 17: a PrintableString would be 19 and stand behind the SET
    public void Members_are_written_in_the_order_of_their_tags(int? classification, string? mark, int categories, string expected)
    {
        SecurityLabel label = new()
        {
            Policy = "1.27.4",
            Classification = classification,
            PrivacyMark = mark,
            Categories = [.. Enumerable.Repeat(new SecurityCategory("1.2.3.4", Tlv.Null), categories)],
        };
        string hex = Hex(label);
        Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), hex);
        byte[] tags = Tags(Convert.FromHexString(hex));
        Assert.Equal(tags.Select(tag => tag & 0x1F).Order(), tags.Select(tag => tag & 0x1F));
        Assert.Equal(label, Read(Convert.FromHexString(hex)));
    }

    [Fact]
    public void Categories_are_a_set_of_in_der()
    {
        SecurityLabel label = new() { Policy = "1.2.3", Categories = [new("1.2.9", Tlv.Integer(300)), new("1.2.8", Tlv.Null), new("1.2.7", Tlv.Null)] };
        SecurityLabel other = label with { Categories = [.. label.Categories.Reverse()] };
        Assert.Equal(Hex(label), Hex(other));
        Assert.Equal(label, other);
        Assert.Equal(label.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void OpenSsl_reads_what_is_written()
    {
        using var openssl = new OpenSsl();
        SecurityLabel label = new() { Policy = Labels.Amoco, Classification = 8, PrivacyMark = Printable, Categories = [new("1.2.3.4", Tlv.Integer(5))] };
        string outline = openssl.Run("asn1parse", "-inform", "DER", "-in", openssl.File(Convert.FromHexString(Hex(label)))).Expect().Text;
        string[] types = [.. outline.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf("cons: ", StringComparison.Ordinal) is >= 0 and int at ? at : line.IndexOf("prim: ", StringComparison.Ordinal))..][6..].Split(':')[0].Trim())];
        Assert.Equal(["SET", "INTEGER", "OBJECT", "UTF8STRING", "SET", "SEQUENCE", "cont [ 0 ]", "cont [ 1 ]", "INTEGER"], types);
    }

    [Fact]
    public void Label_that_OpenSsl_generates_is_read()
    {
        using var openssl = new OpenSsl();
        string config = """
            asn1 = SET:label
            [label]
            mark = FORMAT:UTF8,UTF8:Nur für den Dienst
            policy = OID:1.2.840.113549.1.9.16.7.1
            classification = INTEGER:8
            categories = SET:categories
            [categories]
            one = SEQUENCE:category
            [category]
            type = IMPLICIT:0,OID:1.2.3.4
            value = EXPLICIT:1,PRINTABLESTRING:x
            """;
        string output = Path.GetTempFileName();
        try
        {
            openssl.Run("asn1parse", "-genconf", openssl.File(config), "-noout", "-out", output).Expect();
            SecurityLabel label = Read(File.ReadAllBytes(output))!;
            Assert.Equal(new SecurityLabel { Policy = Labels.Amoco, Classification = 8, PrivacyMark = "Nur für den Dienst", Categories = [new("1.2.3.4", new byte[] { 0x13, 1, 0x78 })] }, label);
        }
        finally
        {
            File.Delete(output);
        }
    }

    [Theory]
    [InlineData("3100")] // no policy
    [InlineData("3103020101")]
    [InlineData("310A 060243040602 4304")] // two policies
    [InlineData("310A 020101 020102 06024304")]
    [InlineData("3108 02020101 06024304")] // 257
    [InlineData("3107 0201FF 06024304")] // -1
    [InlineData("3106 1300 06024304")] // an empty mark
    [InlineData("3106 0C00 06024304")]
    [InlineData("3107 0C01FF 06024304")] // not UTF-8
    [InlineData("3107 130140 06024304")] // @ is not printable
    [InlineData("3106 3100 06024304")] // no category
    [InlineData("3006 06024304 0500")]
    [InlineData("3106 06024304 0500")] // a NULL has no place
    [InlineData("3104 06024304 00")] // something behind
    [InlineData("310F 06024304 31093007 8003 2A0304 8100")] // an implicit tag over the value
    [InlineData("")]
    [InlineData("3104 0602")]
    public void What_is_beyond_the_bounds_is_no_label(string hex) => Assert.Null(Read(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));

    [Theory]
    [InlineData(128, 64, true)]
    [InlineData(129, 64, false)]
    [InlineData(128, 65, false)]
    public void Longest_mark_and_most_categories_are_the_bounds(int mark, int categories, bool isLabel)
    {
        byte[] value = Tlv.Of(
            Tlv.Set,
            Tlv.Oid("1.2.3"),
            Tlv.Of(0x13, System.Text.Encoding.ASCII.GetBytes(new string('M', mark))),
            Tlv.Of(Tlv.Set, [.. Enumerable.Range(0, categories).Select(i => Category("1.2.3", Tlv.Integer(i)))]));
        Assert.Equal(isLabel, Read(value) is not null);
        SecurityLabel label = new()
        {
            Policy = "1.2.3",
            PrivacyMark = new string('M', mark),
            Categories = [.. Enumerable.Range(0, categories).Select(i => new SecurityCategory("1.2.3", Tlv.Integer(i)))],
        };
        Assert.Equal(isLabel, EssSecurityLabel.Objection(label) is null);
    }

    [Fact]
    public void Long_utf8_mark_of_others_is_read()
    {
        byte[] value = Tlv.Of(Tlv.Set, Tlv.Oid("1.2.3"), Tlv.Of(0x0C, System.Text.Encoding.UTF8.GetBytes(new string('ä', 500))));
        Assert.Equal(500, Read(value)!.PrivacyMark!.Length);
    }

    [Fact]
    public void Labels_of_no_use_are_not_written()
    {
        Assert.NotNull(EssSecurityLabel.Objection(Labels.Of("secret")));
        Assert.NotNull(EssSecurityLabel.Objection(Labels.Of("1.2.3", 257)));
        Assert.NotNull(EssSecurityLabel.Objection(Labels.Of("1.2.3", -1)));
        Assert.NotNull(EssSecurityLabel.Objection(Labels.Of("1.2.3") with { PrivacyMark = "" }));
        Assert.NotNull(EssSecurityLabel.Objection(Labels.Of("1.2.3") with { PrivacyMark = "\ud800" }));
        Assert.NotNull(EssSecurityLabel.Objection(Labels.Of("1.2.3") with { Categories = [new("x", Tlv.Null)] }));
        Assert.NotNull(EssSecurityLabel.Objection(Labels.Of("1.2.3") with { Categories = [new("1.2.3", new byte[] { 0x05 })] }));
        Assert.NotNull(EssSecurityLabel.Objection(Labels.Of("1.2.3") with { Categories = [new("1.2.3", new byte[] { 0x30, 0x80, 0, 0 })] }));
        Assert.Null(EssSecurityLabel.Objection(Labels.Of("1.2.3", 256) with { PrivacyMark = "ä", Categories = [new("1.2.3", Tlv.Null)] }));
    }

    private static byte[] Category(string type, byte[] value) => Tlv.Of(Tlv.Sequence, [0x80, .. Tlv.Oid(type)[1..]], Tlv.Of(0xA1, value));

    private static SecurityLabel? Read(byte[] value) => EssSecurityLabel.TryRead(value);

    private static string Hex(SecurityLabel label)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        EssSecurityLabel.Write(writer, label);
        return Convert.ToHexString(writer.Encode());
    }

    private static byte[] Tags(byte[] set)
    {
        var tags = new List<byte>();
        BerReader reader = new BerReader(set).ReadSet();
        while (reader.HasData)
        {
            tags.Add(reader.ReadElement().Tag);
        }

        return [.. tags];
    }

    private static IEnumerable<int[]> Permutations(int count) => count == 1
        ? [[0]]
        : Permutations(count - 1).SelectMany(shorter => Enumerable.Range(0, count).Select(at => (int[])[.. shorter[..at], count - 1, .. shorter[at..]]));
}
