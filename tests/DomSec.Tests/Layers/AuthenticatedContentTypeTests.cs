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
    public async Task Plain_data_needs_no_attributes() => Assert.Equal("A(content)", await StructureAsync(RawBer.Data, null));

    [Fact]
    public async Task Another_type_needs_the_content_type_attribute()
    {
        Assert.Equal("A(?)", await StructureAsync(RawBer.SignedData, null));
        Assert.Equal("A(?)", await StructureAsync(RawBer.SignedData, [RawBer.Seq(RawBer.Oid("1.2.3"), RawBer.Set(RawBer.Int(1)))]));
        Assert.Equal("A(?)", await StructureAsync(RawBer.SignedData, [Attribute(RawBer.Data)]));
        Assert.Equal("A(S0(content))", await StructureAsync(RawBer.SignedData, [Attribute(RawBer.SignedData)]));
    }

    [Fact]
    public async Task An_attribute_of_another_type_never_opens()
    {
        Assert.Equal("A(?)", await StructureAsync(RawBer.Data, [Attribute(RawBer.SignedData)]));
        Assert.Equal("A(?)", await StructureAsync(RawBer.Data, [Attribute(RawBer.Data), Attribute(RawBer.Data)]));
        Assert.Equal("A(content)", await StructureAsync(RawBer.Data, [Attribute(RawBer.Data)]));
        Assert.Equal("A(content)", await StructureAsync(RawBer.Data, [RawBer.Seq(RawBer.Oid("1.2.3"), RawBer.Set(RawBer.Int(1)))]));
    }

    [Fact]
    [Trait("Requirement", "CMS-BER-01")]
    public async Task Attributes_in_an_indefinite_length_are_covered_in_their_definite_form() =>
        Assert.Equal("A(content)", await StructureAsync(RawBer.Data, [Attribute(RawBer.Data)], indefinite: true));

    private static byte[] Attribute(string type) => RawBer.Seq(RawBer.Oid(ContentTypeAttribute), RawBer.Set(RawBer.Oid(type)));

    /// <summary>Encrypts by hand, with these attributes as associated data, and tells what the classifier finds.</summary>
    private static async Task<string> StructureAsync(string contentType, IReadOnlyList<byte[]>? attributes, bool indefinite = false)
    {
        byte[] text = "Content-Type: text/plain\r\n\r\nHello\r\n"u8.ToArray();
        byte[] content = string.Equals(contentType, RawBer.SignedData, StringComparison.Ordinal)
            ? TlvTree.Read(RawBer.Signed(RawBer.Octets(text)))!.Parts![1].Octets
            : text;
        TestIdentity authority = TwoDomains.Rsa.Authority;
        byte[] key = RandomNumberGenerator.GetBytes(32);
        byte[] nonce = RandomNumberGenerator.GetBytes(12);
        byte[] ciphertext = new byte[content.Length];
        byte[] tag = new byte[16];
        using (var gcm = new AesGcm(key, 16))
        {
            gcm.Encrypt(nonce, content, ciphertext, tag, attributes is null ? [] : RawBer.Set(attributes));
        }

        using RSA rsa = (RSA)authority.OpenKey();
        byte[] recipient = RawBer.Seq(
            RawBer.Int(0),
            RawBer.Seq(authority.Certificate.IssuerName.RawData, RawBer.Definite(0x02, authority.Certificate.SerialNumberBytes.ToArray())),
            RawBer.Seq(RawBer.Oid("1.2.840.113549.1.1.1"), [0x05, 0x00]),
            RawBer.Octets(rsa.Encrypt(key, RSAEncryptionPadding.Pkcs1)));
        byte[] algorithm = RawBer.Seq(RawBer.Oid("2.16.840.1.101.3.4.1.46"), RawBer.Seq(RawBer.Octets(nonce), RawBer.Int(16)));
        byte[] field = attributes is null ? [] : indefinite ? RawBer.Indefinite(0xA1, attributes) : RawBer.Definite(0xA1, attributes);
        byte[] cms = RawBer.ContentInfo(
            RawBer.AuthEnvelopedData,
            RawBer.Seq(RawBer.Int(0), RawBer.Set(recipient), RawBer.Seq(RawBer.Oid(contentType), algorithm, RawBer.Definite(0x80, ciphertext)), field, RawBer.Octets(tag)));
        return (await TwoDomains.Rsa.ClassifyAsync(cms)).Structure;
    }
}
