using System.Formats.Asn1;
using DomSec.TestKit;

namespace DomSec.Tests.Review;

/// <summary>Ways to show readers something other than what a passing signature covers.</summary>
public sealed class CoverageTests(ReviewCommunity community) : IClassFixture<ReviewCommunity>
{
    private const string Fields = "From: alice@acme.example\r\nTo: bob@partner.example\r\nMIME-Version: 1.0\r\n";
    private const string SignedLabel = "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; ";
    private const string Evil = "Content-Type: text/html\r\n\r\n<h1>Pay me</h1>";

    [Fact]
    [Trait("Requirement", "SEC-WRP-01")]
    public async Task Signature_inside_a_malformed_layer_never_passes()
    {
        byte[] signed = await community.SignAsync(Messages.Plain());
        string entity = ReviewCommunity.Text(Messages.Split(signed).Entity);
        string message = Fields + SignedLabel + "boundary=b\r\n\r\n--b\r\n" + entity + "\r\n--b\r\n" + Evil + "\r\n--b\r\n" + Evil + "\r\n--b--\r\n";
        DomainSecurityReport report = await community.ClassifyAsync(ReviewCommunity.Octets(message));
        Assert.NotNull(report.Error);
        Assert.Equal(SecurityStatus.Neutral, report.Status);
        Assert.Null(report.Domain);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "SM-MIM-11")]
    public async Task Detached_signature_with_other_content_inside_never_passes(bool withoutDigestAlgorithms)
    {
        byte[] cms = Messages.CmsOf(await community.SignAsync(Messages.Plain()));
        (byte[] first, byte[] altered) = ReplaceContent(cms, ReviewCommunity.Octets(Evil), withoutDigestAlgorithms);
        DomainSecurityReport report = await community.ClassifyAsync(Detached(first, altered, "Content-Type: application/pkcs7-signature", "boundary=b"));
        Assert.Equal(SignatureFact.Invalid, Assert.Single(report.Layers[0].Signatures).Signature);
        Assert.NotEqual(SecurityStatus.Pass, report.Status);
    }

    [Fact]
    [Trait("Requirement", "SM-MIM-11")]
    public async Task Detached_signature_with_the_same_content_inside_passes()
    {
        byte[] cms = Messages.CmsOf(await community.SignAsync(Messages.Plain()));
        (byte[] first, _) = ReplaceContent(cms, [], withoutDigestAlgorithms: false);
        DomainSecurityReport report = await community.ClassifyAsync(Detached(first, cms, "Content-Type: application/pkcs7-signature", "boundary=b"));
        Assert.Equal(SecurityStatus.Pass, report.Status);
    }

    [Theory]
    [InlineData("Content-Type: text/html")]
    [InlineData("Content-Type: image/svg+xml")]
    [InlineData("X-None: none")]
    [Trait("Requirement", "SEC-WRP-01")]
    public async Task Signature_part_that_readers_would_show_never_passes(string label)
    {
        byte[] cms = Messages.CmsOf(await community.SignAsync(Messages.Plain()));
        (byte[] first, _) = ReplaceContent(cms, [], withoutDigestAlgorithms: false);
        DomainSecurityReport report = await community.ClassifyAsync(Detached(first, cms, label, "boundary=b"));
        Assert.NotEqual(SecurityStatus.Pass, report.Status);
    }

    [Theory]
    [InlineData("boundary=b; boundary=c", "b")]
    [InlineData("boundary=c; boundary*=us-ascii''b", "b")]
    [InlineData("boundary*0=b; boundary*1=b; boundary=c", "bb")]
    [InlineData("boundary=\"=?utf-8?Q?b?=\"", "b")]
    [InlineData("(; boundary=c) boundary=b", "b")]
    [InlineData("boundary=\"\u00c3\u00a9\"", "\u00e9")]
    [Trait("Requirement", "SEC-WRP-02")]
    public async Task Boundary_on_which_parsers_differ_is_no_security_layer(string parameters, string boundary)
    {
        byte[] cms = Messages.CmsOf(await community.SignAsync(Messages.Plain()));
        (byte[] first, _) = ReplaceContent(cms, [], withoutDigestAlgorithms: false);
        DomainSecurityReport report = await community.ClassifyAsync(Detached(first, cms, "Content-Type: application/pkcs7-signature", parameters, boundary));
        Assert.NotEqual(SecurityStatus.Pass, report.Status);
    }

    [Theory]
    [InlineData("boundary=\"=_boundary; boundary=x\"", "=_boundary; boundary=x")]
    [InlineData("boundary=boundary1", "boundary1")]
    [InlineData("Boundary = \"b b\"", "b b")]
    [Trait("Requirement", "SEC-WRP-02")]
    public async Task Boundary_that_is_plain_is_read(string parameters, string boundary)
    {
        byte[] cms = Messages.CmsOf(await community.SignAsync(Messages.Plain()));
        (byte[] first, _) = ReplaceContent(cms, [], withoutDigestAlgorithms: false);
        DomainSecurityReport report = await community.ClassifyAsync(Detached(first, cms, "Content-Type: application/pkcs7-signature", parameters, boundary));
        Assert.Equal(boundary.Contains(';', StringComparison.Ordinal) ? SecurityStatus.None : SecurityStatus.Pass, report.Status);
    }

    private static byte[] Detached(byte[] first, byte[] cms, string label, string parameters, string boundary = "b") =>
    [
        .. ReviewCommunity.Octets(Fields + SignedLabel + parameters + "\r\n\r\n--" + boundary + "\r\n"),
        .. first,
        .. ReviewCommunity.Octets(
            "\r\n--" + boundary + "\r\n" + label + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + Convert.ToBase64String(cms, Base64FormattingOptions.InsertLineBreaks) + "\r\n--" + boundary + "--\r\n"),
    ];

    /// <summary>The content of a SignedData, and the SignedData with other content.</summary>
    private static (byte[] Content, byte[] Altered) ReplaceContent(byte[] cms, byte[] content, bool withoutDigestAlgorithms)
    {
        var context0 = new Asn1Tag(TagClass.ContextSpecific, 0);
        AsnReader info = new AsnReader(cms, AsnEncodingRules.BER).ReadSequence();
        string type = info.ReadObjectIdentifier();
        AsnReader signed = info.ReadSequence(context0).ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.BER);
        byte[] old;
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            using (writer.PushSequence(context0))
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(signed.ReadEncodedValue().Span);
                ReadOnlyMemory<byte> digests = signed.ReadEncodedValue();
                writer.WriteEncodedValue(withoutDigestAlgorithms ? [0x31, 0x00] : digests.Span);
                AsnReader encapsulated = signed.ReadSequence();
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(encapsulated.ReadObjectIdentifier());
                    old = encapsulated.ReadSequence(context0).ReadOctetString();
                    using (writer.PushSequence(context0))
                    {
                        writer.WriteOctetString(content);
                    }
                }

                while (signed.HasData)
                {
                    writer.WriteEncodedValue(signed.ReadEncodedValue().Span);
                }
            }
        }

        return (old, writer.Encode());
    }
}
