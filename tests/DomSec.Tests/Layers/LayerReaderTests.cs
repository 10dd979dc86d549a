using System.Text;
using DomSec.Ber;
using DomSec.Classification;
using DomSec.Cms;
using DomSec.Layers;
using DomSec.TestKit;
using DomSec.Tests.Cms;
using DomSec.Tests.Properties;

namespace DomSec.Tests.Layers;

public sealed class LayerReaderTests
{
    private static readonly byte[] _text = "Content-Type: text/plain\r\n\r\nHello\r\n"u8.ToArray();

    [Fact]
    public void A_plain_message_is_content()
    {
        using MessageWalk walk = Read("From: a@b.example\r\n\r\nHello"u8.ToArray());
        Assert.Equal("content", StructureText.Of(walk));
        Assert.Empty(walk.Layers);
        Assert.NotNull(walk.OuterHeader);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("From: a@b.example")]
    [InlineData("0")]
    [InlineData("01: a header field may start with a digit\r\n\r\n")]
    [InlineData("0\r\n")]
    public void Short_or_odd_text_is_content(string text)
    {
        using MessageWalk walk = Read(Encoding.Latin1.GetBytes(text));
        Assert.Equal("content", StructureText.Of(walk).Replace("?", "content", StringComparison.Ordinal));
        Assert.Equal(text.Length == 0, walk.Fault.IsFault);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void A_message_beyond_the_limit_gives_the_same_layers_in_every_chunking()
    {
        byte[] message = [.. "From: a@b.example\r\n"u8, .. Mime(RawBer.Signed(RawBer.Octets(_text))), .. new byte[100]];
        foreach (int limit in new[] { 10, 40, message.Length - 100, message.Length - 1 })
        {
            Assert.Single(Enumerable.Range(1, message.Length).Select(chunk => Read(chunk)).Distinct(StringComparer.Ordinal));

            string Read(int chunk)
            {
                using var reader = new LayerReader(DomSecLimits.Default with { MaxMessageBytes = limit }, allDigests: false);
                DomSec.Tests.Mime.Recorder.Push(reader, message, chunk);
                Assert.Equal(CmsStatus.Limit, reader.Fault.Status);
                return reader.OuterHeader?.Raw.Length + string.Join(' ', reader.Layers.Select(layer => $"{layer.Kind} {layer.Fault}"));
            }
        }
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-11")]
    public void Layers_nest_with_and_without_mime_between()
    {
        byte[] inner = RawBer.Signed(RawBer.Octets(_text));
        byte[] structure = TlvContent(inner);
        foreach ((byte[] cms, string expected) in new (byte[], string)[]
        {
            (inner, "S0(content)"),
            (RawBer.Signed(RawBer.Octets(Mime(inner))), "S0(S0(content))"),
            (RawBer.Signed(RawBer.Octets(structure), eContentType: RawBer.SignedData), "S0(S0(content))"),
            (RawBer.Signed(RawBer.Octets(inner), eContentType: "1.2.840.113549.1.9.16.1.6"), "S0(S0(content))"),
            (RawBer.Signed(RawBer.Octets(structure), eContentType: RawBer.EnvelopedData), "S0(?)"), // another structure than announced
            (RawBer.Signed(RawBer.Octets(inner), eContentType: RawBer.SignedData), "S0(?)"),
            (RawBer.Signed(RawBer.Octets(inner), eContentType: "1.2.3"), "S0(?)"),
            (RawBer.Signed(RawBer.Octets(Mime(RawBer.Enveloped(RawBer.Definite(0x80, new byte[16]))))), "S0(E(?))"),
            (RawBer.Enveloped(RawBer.Definite(0x80, new byte[16]), mac: RawBer.Octets(new byte[16])), "A(?)"),
            (RawBer.ContentInfo(RawBer.CompressedData, RawBer.Seq(RawBer.Int(0), RawBer.Seq(), RawBer.Seq(RawBer.Oid(RawBer.Data)))), "C(?)"),
            (RawBer.ContentInfo("1.2.840.113549.1.7.6", RawBer.Seq()), "X(?)"),
            (RawBer.Signed(null, RawBer.Definite(0xA0)), "?"),
        })
        {
            foreach (byte[] message in new[] { cms, Mime(cms), Pem(cms) })
            {
                using MessageWalk walk = Read(message);
                Assert.Equal(expected, StructureText.Of(walk));
            }
        }
    }

    [Theory]
    [InlineData("application/pkcs7-mime", LayerCarrier.Pkcs7Mime)]
    [InlineData("application/x-pkcs7-mime", LayerCarrier.Pkcs7Mime)]
    [InlineData("application/octet-stream; name=smime.p7m", LayerCarrier.OctetStream)]
    public void The_carrier_is_told(string mediaType, LayerCarrier expected)
    {
        using MessageWalk walk = Read(Messages.Carry("From: a@b.example\r\n"u8.ToArray(), RawBer.Signed(RawBer.Octets(_text)), "signed-data", mediaType));
        Assert.Equal(expected, Assert.Single(walk.Layers).Carrier);
        using MessageWalk bare = Read(RawBer.Signed(RawBer.Octets(_text)));
        Assert.Equal(LayerCarrier.Cms, Assert.Single(bare.Layers).Carrier);
        Assert.Null(bare.OuterHeader);
    }

    [Theory]
    [InlineData("binary")]
    [InlineData("quoted-printable")]
    [InlineData("")]
    public void Cms_is_read_under_other_transfer_encodings(string encoding)
    {
        byte[] cms = RawBer.Signed(RawBer.Octets([.. "A: b\r\n\r\nx"u8]));
        byte[] body = encoding.StartsWith('q') ? Encoding.ASCII.GetBytes(string.Concat(cms.Select(o => "=" + o.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)))) : cms;
        string field = encoding.Length == 0 ? "" : $"Content-Transfer-Encoding: {encoding}\r\n";
        Assert.DoesNotContain(Enumerable.Range(1, cms.Length - 1), i => cms[i] == '\n' && cms[i - 1] != '\r');
        using MessageWalk walk = Read([.. Encoding.ASCII.GetBytes("Content-Type: application/pkcs7-mime\r\n" + field + "\r\n"), .. body]);
        Assert.Equal("S0(content)", StructureText.Of(walk));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Ten_layers_are_read_and_one_more_is_a_limit()
    {
        byte[] cms = RawBer.Signed(RawBer.Octets(_text));
        for (int i = 1; i < 10; i++)
        {
            cms = RawBer.Signed(RawBer.Octets(Mime(cms)));
        }

        using (MessageWalk walk = Read(cms))
        {
            Assert.Equal(CmsStatus.Ok, walk.Fault.Status);
            Assert.Equal(10, walk.Layers.Count);
            Assert.True(walk.ReachedContent);
        }

        using (MessageWalk walk = Read(RawBer.Signed(RawBer.Octets(Mime(cms)))))
        {
            Assert.Equal(CmsStatus.Limit, walk.Fault.Status);
            Assert.Equal(10, walk.Layers.Count);
            Assert.False(walk.ReachedContent);
        }

        byte[] bare = RawBer.Signed(RawBer.Octets(_text));
        for (int i = 1; i < 11; i++)
        {
            bare = RawBer.Signed(RawBer.Octets(TlvContent(bare)), eContentType: RawBer.SignedData);
        }

        using MessageWalk without = Read(bare);
        Assert.Equal(CmsStatus.Limit, without.Fault.Status);
    }

    [Fact]
    [Trait("Requirement", "SEC-EFL-01")]
    public void Protected_parts_beside_others_are_noted_and_not_opened()
    {
        byte[] part = Mime(RawBer.Signed(RawBer.Octets(_text)));
        using MessageWalk walk = Read([.. "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"u8, .. part, .. "\r\n--x\r\n\r\nevil\r\n--x--\r\n"u8]);
        Assert.Equal("content", StructureText.Of(walk));
        Assert.True(walk.HasProtectedParts);
        using MessageWalk forwarded = Read([.. "Content-Type: message/rfc822\r\n\r\n"u8, .. part]);
        Assert.Equal("content", StructureText.Of(forwarded));
        Assert.True(forwarded.HasProtectedParts);
    }

    [Theory]
    [InlineData("Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\nA: b\r\n\r\nfirst\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n\r\nAAAA\r\n--b--\r\n")] // no CMS
    [InlineData("Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\nA: b\r\n\r\nfirst\r\n--b--\r\n")] // one part
    [InlineData("Content-Type: multipart/signed; boundary=b\r\n\r\n")]
    [InlineData("Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n--b\r\n\r\n--b\r\n\r\n--b--")]
    public void A_multipart_signed_that_is_not_one_is_malformed(string text)
    {
        using MessageWalk walk = Read(Encoding.ASCII.GetBytes(text));
        MessageLayer layer = walk.Layers[0];
        Assert.Equal(LayerKind.Malformed, layer.Kind);
        Assert.True(layer.Fault.IsFault);
        Assert.Equal("?", StructureText.Of(walk));
    }

    [Fact]
    [Trait("Requirement", "SM-MIM-11")]
    public void A_signature_part_that_is_no_signature_is_malformed()
    {
        foreach (byte[] cms in new[] { RawBer.Signed(null), RawBer.Enveloped(RawBer.Definite(0x80, new byte[16])), RawBer.Signed(RawBer.Octets(1, 2, 3)) })
        {
            byte[] message = [.. "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\nA: b\r\n\r\nfirst\r\n--b\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"u8, .. Encoding.ASCII.GetBytes(Convert.ToBase64String(cms)), .. "\r\n--b--\r\n"u8];
            using MessageWalk walk = Read(message);
            Assert.Equal(LayerKind.Malformed, Assert.Single(walk.Layers).Kind);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "SM-MIM-11")]
    public async Task Content_inside_a_detached_signature_has_to_be_the_first_part(bool announced)
    {
        byte[] message = Messages.ClearSigned(TestCa.Shared.IssuePerson("alice@acme.example", TestKeyType.P256));
        Assert.Equal(SecurityStatus.Pass, (await TwoDomains.Ec.ClassifyAsync(message)).Status);
        string text = Encoding.Latin1.GetString(message);
        int at = text.LastIndexOf("\r\n\r\n", text.LastIndexOf("\r\n--", StringComparison.Ordinal), StringComparison.Ordinal) + 4;
        int end = text.IndexOf("\r\n--", at, StringComparison.Ordinal);
        string boundary = text[(end + 4)..text.IndexOf("--", end + 5, StringComparison.Ordinal)];
        int firstAt = text.IndexOf("--" + boundary + "\r\n", StringComparison.Ordinal) + boundary.Length + 4;
        string first = text[firstAt..text.IndexOf("\r\n--" + boundary, firstAt, StringComparison.Ordinal)];
        foreach ((string inside, bool passes) in new[] { (first, true), (first.Replace("Budget", "Ransom", StringComparison.Ordinal), false) })
        {
            TlvTree tree = TlvTree.Read(Convert.FromBase64String(text[at..end]))!;
            List<TlvTree> signedData = tree.Parts![1].Parts![0].Parts!;
            signedData[2] = TlvTree.Read(RawBer.Seq(RawBer.Oid(RawBer.Data), RawBer.Definite(0xA0, RawBer.Octets(Encoding.Latin1.GetBytes(inside)))))!;
            if (!announced)
            {
                signedData[1] = TlvTree.Read(RawBer.Set())!;
            }

            DomainSecurityReport report = await TwoDomains.Ec.ClassifyAsync(
                Encoding.Latin1.GetBytes(text[..at] + Convert.ToBase64String(tree.Write(() => false), Base64FormattingOptions.InsertLineBreaks) + text[end..]));
            Assert.Equal(passes, report.Status == SecurityStatus.Pass);
            Assert.Equal(passes ? SignatureFact.Valid : SignatureFact.Invalid, Assert.Single(report.Layers[0].Signatures).Signature);
        }
    }

    [Fact]
    public void A_truncated_outer_layer_is_malformed_whatever_is_inside()
    {
        byte[] cms = RawBer.Signed(RawBer.Octets(Mime(RawBer.Signed(RawBer.Octets(_text)))));
        for (int length = 12; length < cms.Length; length++)
        {
            using MessageWalk walk = Read(cms[..length]);
            MessageLayer layer = Assert.Single(walk.Layers);
            Assert.Equal(LayerKind.Malformed, layer.Kind);
            Assert.Equal(CmsStatus.Truncated, layer.Fault.Status);
            Assert.Equal("?", StructureText.Of(walk));
        }
    }

    [Fact]
    public async Task A_valid_signature_inside_a_malformed_layer_does_not_speak_for_the_message()
    {
        byte[] signed = await TwoDomains.Ec.SignAsync(Messages.Plain());
        byte[] reviewed = await TwoDomains.Ec.SignAsync(signed, type: SignatureType.Review);
        byte[] encrypted = await TwoDomains.Ec.EncryptAsync(signed);
        foreach (byte[] inner in new[] { reviewed, encrypted })
        {
            (byte[] header, byte[] entity) = Messages.Split(inner);
            byte[] outer = RawBer.Signed(RawBer.Octets(entity));
            Assert.Equal(SecurityStatus.Pass, (await TwoDomains.Ec.ClassifyAsync(Messages.Carry(header, outer, "signed-data"))).Status);
            foreach (byte[] broken in new[] { outer[..^1], [.. outer, 1], [.. outer[..^1], 0x07], [.. outer[..^2], 0x30, 0x00] })
            {
                DomainSecurityReport report = await TwoDomains.Ec.ClassifyAsync(Messages.Carry(header, broken, "signed-data"));
                Assert.Equal((SecurityStatus.Neutral, "?"), (report.Status, report.Structure));
                Assert.NotNull(report.Error);
            }
        }
    }

    private static MessageWalk Read(byte[] message)
    {
        var reader = new LayerReader(DomSecLimits.Default, allDigests: false);
        reader.Write(message);
        reader.Complete();
        return new MessageWalk(reader);
    }

    private static byte[] Mime(byte[] cms) =>
        [.. "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n"u8, .. Encoding.ASCII.GetBytes(Convert.ToBase64String(cms, Base64FormattingOptions.InsertLineBreaks))];

    private static byte[] Pem(byte[] cms) => Encoding.ASCII.GetBytes($"-----BEGIN CMS-----\n{Convert.ToBase64String(cms, Base64FormattingOptions.InsertLineBreaks)}\n-----END CMS-----\n");

    private static byte[] TlvContent(byte[] cms)
    {
        var info = new BerReader(cms);
        BerReader fields = info.ReadSequence();
        fields.ReadOid();
        return fields.ReadConstructed(0xA0).Rest.ToArray();
    }
}
