using System.Security.Cryptography;
using DomSec.Layers;
using DomSec.TestKit;
using DomSec.Tests.Cms;
using DomSec.Tests.Properties;

namespace DomSec.Tests.Layers;

/// <summary>AuthEnvelopedData's tag covers ciphertext and authAttrs; the content type only through the content-type attribute (RFC 5083 section 2.1).</summary>
[Trait("Requirement", "CMS-AE-03")]
public sealed class AuthenticatedContentTypeTests
{
    private const string ContentTypeAttribute = "1.2.840.113549.1.9.3";

    [Fact]
    public async Task Plain_data_needs_no_attributes() => Assert.Equal("A(content)", await StructureAsync(Tlv.Data, null));

    [Fact]
    public async Task Another_type_needs_the_content_type_attribute()
    {
        Assert.Equal("A(?)", await StructureAsync(Tlv.SignedData, null));
        Assert.Equal("A(?)", await StructureAsync(Tlv.SignedData, [Tlv.Seq(Tlv.Oid("1.2.3"), Tlv.Set(Tlv.Int(1)))]));
        Assert.Equal("A(?)", await StructureAsync(Tlv.SignedData, [Attribute(Tlv.Data)]));
        Assert.Equal("A(S0(content))", await StructureAsync(Tlv.SignedData, [Attribute(Tlv.SignedData)]));
    }

    [Fact]
    public async Task An_attribute_of_another_type_never_opens()
    {
        Assert.Equal("A(?)", await StructureAsync(Tlv.Data, [Attribute(Tlv.SignedData)]));
        Assert.Equal("A(?)", await StructureAsync(Tlv.Data, [Attribute(Tlv.Data), Attribute(Tlv.Data)]));
        Assert.Equal("A(content)", await StructureAsync(Tlv.Data, [Attribute(Tlv.Data)]));
        Assert.Equal("A(content)", await StructureAsync(Tlv.Data, [Tlv.Seq(Tlv.Oid("1.2.3"), Tlv.Set(Tlv.Int(1)))]));
    }

    [Fact]
    [Trait("Requirement", "CMS-BER-01")]
    public async Task Attributes_in_an_indefinite_length_are_covered_in_their_definite_form() =>
        Assert.Equal("A(content)", await StructureAsync(Tlv.Data, [Attribute(Tlv.Data)], indefinite: true));

    private static byte[] Attribute(string type) => Tlv.Seq(Tlv.Oid(ContentTypeAttribute), Tlv.Set(Tlv.Oid(type)));

    /// <summary>Encrypts by hand, with these attributes as associated data, and tells what the classifier finds.</summary>
    private static async Task<string> StructureAsync(string contentType, IReadOnlyList<byte[]>? attributes, bool indefinite = false)
    {
        byte[] text = "Content-Type: text/plain\r\n\r\nHello\r\n"u8.ToArray();
        byte[] content = string.Equals(contentType, Tlv.SignedData, StringComparison.Ordinal)
            ? TlvTree.Read(Tlv.Signed(Tlv.Octets(text)))!.Parts![1].Octets
            : text;
        TestIdentity authority = TwoDomains.Rsa.Authority;
        byte[] key = RandomNumberGenerator.GetBytes(32);
        byte[] nonce = RandomNumberGenerator.GetBytes(12);
        byte[] ciphertext = new byte[content.Length];
        byte[] tag = new byte[16];
        using (var gcm = new AesGcm(key, 16))
        {
            gcm.Encrypt(nonce, content, ciphertext, tag, attributes is null ? [] : Tlv.Set(attributes));
        }

        using RSA rsa = (RSA)authority.OpenKey();
        byte[] recipient = Tlv.Seq(
            Tlv.Int(0),
            Tlv.Seq(authority.Certificate.IssuerName.RawData, Tlv.Definite(0x02, authority.Certificate.SerialNumberBytes.ToArray())),
            Tlv.Seq(Tlv.Oid("1.2.840.113549.1.1.1"), [0x05, 0x00]),
            Tlv.Octets(rsa.Encrypt(key, RSAEncryptionPadding.Pkcs1)));
        byte[] algorithm = Tlv.Seq(Tlv.Oid("2.16.840.1.101.3.4.1.46"), Tlv.Seq(Tlv.Octets(nonce), Tlv.Int(16)));
        byte[] field = attributes is null ? [] : indefinite ? Tlv.Indefinite(0xA1, attributes) : Tlv.Definite(0xA1, attributes);
        byte[] cms = Tlv.ContentInfo(
            Tlv.AuthEnvelopedData,
            Tlv.Seq(Tlv.Int(0), Tlv.Set(recipient), Tlv.Seq(Tlv.Oid(contentType), algorithm, Tlv.Definite(0x80, ciphertext)), field, Tlv.Octets(tag)));
        return (await TwoDomains.Rsa.ClassifyAsync(cms)).Structure;
    }
}
