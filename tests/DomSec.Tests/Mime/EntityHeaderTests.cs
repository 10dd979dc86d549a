using System.Text;
using DomSec.Mime;
using MimeKit;

namespace DomSec.Tests.Mime;

public sealed class EntityHeaderTests
{
    [Theory]
    [InlineData("Content-Type: application/pkcs7-mime; smime-type=signed-data", "signed-data")]
    [InlineData("CONTENT-TYPE: APPLICATION/X-PKCS7-MIME; SMIME-TYPE=\"Signed-Data\"", "Signed-Data")]
    [InlineData("content-type:\r\n\tapplication/pkcs7-mime;\r\n smime-type=enveloped-data;\r\n\tname=smime.p7m", "enveloped-data")]
    [InlineData("Content-Type: application/pkcs7-mime; smime-type*=utf-8''certs-only", "certs-only")] // RFC 2231
    [InlineData("Content-Type: application/pkcs7-mime; smime-type*0=signed-; smime-type*1=data", "signed-data")]
    [InlineData("Content-Type: application/pkcs7-mime", null)]
    [InlineData("Content-Type: application/pkcs7-mime (a comment); smime-type=signed-data", "signed-data")]
    public void Pkcs7_mime_is_known_by_any_spelling(string field, string? smimeType)
    {
        EntityHeader header = Parse(field);
        Assert.True(header.IsPkcs7Mime);
        Assert.Equal(smimeType, header.SmimeType);
        Assert.False(header.IsMultipartSigned || header.IsNamedOctetStream || header.IsPkcs7Signature);
    }

    [Theory]
    [InlineData("Content-Type: multipart/signed; boundary=b; protocol=\"application/pkcs7-signature\"; micalg=sha-256", true)]
    [InlineData("Content-Type: Multipart/Signed; Boundary=\"b\"; Protocol=\"application/x-pkcs7-signature\"", true)]
    [InlineData("Content-Type: multipart/signed; boundary=b", true)] // a missing protocol is tolerated
    [InlineData("Content-Type: multipart/signed; boundary*0=b; boundary*1=c", false)]
    [InlineData("Content-Type: multipart/signed; boundary=b; protocol=\"application/pgp-signature\"", false)]
    [InlineData("Content-Type: multipart/signed", false)]
    [InlineData("Content-Type: multipart/signed; boundary=\"\"", false)]
    [InlineData("Content-Type: multipart/mixed; boundary=b", false)]
    public void Multipart_signed_is_of_the_smime_kind_and_has_a_boundary(string field, bool expected) =>
        Assert.Equal(expected, Parse(field).IsMultipartSigned);

    [Fact]
    [Trait("Requirement", "SEC-DOS-02")]
    public void A_boundary_beyond_any_use_makes_no_layer()
    {
        Assert.True(Parse("Content-Type: multipart/signed; boundary=" + new string('b', 70)).IsMultipartSigned);
        Assert.False(Parse("Content-Type: multipart/signed; boundary=" + new string('b', 71)).IsMultipartSigned);
    }

    [Theory]
    [InlineData("Content-Type: application/octet-stream; name=smime.p7m", true)]
    [InlineData("Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"SMIME.P7M\"", true)]
    [InlineData("Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=x.p7s", true)]
    [InlineData("Content-Type: application/octet-stream; name=x.p7c", true)]
    [InlineData("Content-Type: application/octet-stream; name=x.p7z", true)]
    [InlineData("Content-Type: application/octet-stream; name=x.bin", false)]
    [InlineData("Content-Type: text/plain; name=smime.p7m", false)]
    [InlineData("Content-Type: application/octet-stream", false)]
    public void An_octet_stream_counts_by_its_name(string fields, bool expected) => Assert.Equal(expected, Parse(fields).IsNamedOctetStream);

    [Theory]
    [Trait("Requirement", "SEC-WRP-02")]
    [InlineData("Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Type: text/plain")]
    [InlineData("Content-Type: text/plain\r\nContent-type: application/pkcs7-mime; smime-type=signed-data")]
    [InlineData("Content-Type: multipart/signed; boundary=a\r\nContent-Type: multipart/signed; boundary=b")]
    public void Two_content_types_make_no_layer(string fields)
    {
        EntityHeader header = Parse(fields);
        Assert.False(header.IsPkcs7Mime || header.IsMultipartSigned || header.IsNamedOctetStream);
        Assert.Null(header.ContentType);
    }

    [Theory]
    [InlineData("base64", ContentEncoding.Base64)]
    [InlineData(" BASE64 ", ContentEncoding.Base64)]
    [InlineData("quoted-printable", ContentEncoding.QuotedPrintable)]
    [InlineData("8bit", ContentEncoding.EightBit)]
    [InlineData("binary", ContentEncoding.Binary)]
    [InlineData("x-unknown", ContentEncoding.Default)]
    public void The_transfer_encoding_is_read_without_regard_to_case(string value, ContentEncoding expected) =>
        Assert.Equal(expected, Parse("Content-Transfer-Encoding: " + value).Encoding);

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0")]
    [InlineData("no colon at all")]
    [InlineData(":")]
    [InlineData(" leading fold\r\n more")]
    [InlineData("Content-Type: /;;;==\"")]
    [InlineData("Content-Type: application/pkcs7-mime; smime-type*=x'y")]
    [InlineData("Content-Type: =?utf-8?B?\u00ff\u00ff?=")]
    [InlineData("Content-Transfer-Encoding: \u00ff")]
    public void Any_octets_make_a_header(string text)
    {
        EntityHeader header = Parse(text);
        Assert.NotNull(header.Fields);
        Assert.False(header.IsMultipartSigned);
    }

    [Fact]
    public void Every_single_octet_change_of_a_header_makes_a_header()
    {
        byte[] octets = "Content-Type: multipart/signed; boundary*0*=utf-8''%62; boundary*1=c; micalg=sha-256\r\nContent-Disposition: x; filename=\"a\\\"b\"\r\n"u8.ToArray();
        for (int i = 0; i < octets.Length; i++)
        {
            byte before = octets[i];
            for (int value = 0; value < 256; value += 1 + (i % 3))
            {
                octets[i] = (byte)value;
                EntityHeader header = EntityHeader.Parse(octets);
                _ = header.Boundary + header.Micalg + header.SmimeType + header.IsNamedOctetStream;
            }

            octets[i] = before;
        }
    }

    private static EntityHeader Parse(string text) => EntityHeader.Parse(Encoding.Latin1.GetBytes(text + "\r\n"));
}
