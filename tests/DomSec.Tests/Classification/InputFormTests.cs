using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing;
using static DomSec.TestKit.OddSignatures;

namespace DomSec.Tests.Classification;

/// <summary>Bare CMS, the ways a layer can be carried, and input that is nothing at all.</summary>
public sealed class InputFormTests
{
    [Fact]
    [Trait("Requirement", "CMS-BER-01")]
    [Trait("Requirement", "CMS-BER-10")]
    [Trait("Requirement", "CMS-SD-09")]
    public async Task Bare_cms_is_read_as_DER_BER_and_PEM()
    {
        byte[] der = Messages.SignedData(Ids.Alice, LayeredMessage.Of(Messages.Plain()).Entity);
        string base64 = Convert.ToBase64String(der, Base64FormattingOptions.InsertLineBreaks);
        (byte[] Input, LayerEncoding Encoding)[] inputs =
        [
            (der, LayerEncoding.Der),
            (BerReencoder.ToIndefinite(der, chunk: 7), LayerEncoding.Ber),
            (BerReencoder.ToIndefinite(der, chunk: 0), LayerEncoding.Ber),
            (BerReencoder.ToDefiniteChunks(der, chunk: 1), LayerEncoding.Ber),
            (Encoding.ASCII.GetBytes($"-----BEGIN CMS-----\n{base64}\n-----END CMS-----\n"), LayerEncoding.Der),
            (Encoding.ASCII.GetBytes($"-----BEGIN PKCS7-----\r\n{base64}\r\n-----END PKCS7-----\r\n"), LayerEncoding.Der),
        ];
        foreach ((byte[] input, LayerEncoding encoding) in inputs)
        {
            DomainSecurityReport report = await new TestDoors().ClassifyAsync(input);
            Assert.Null(report.Error);
            Assert.Equal("S(content)", report.Structure);
            Assert.Equal(LayerCarrier.Cms, report.Layers[0].Carrier);
            Assert.Equal(encoding, report.Layers[0].Encoding);
            Assert.Equal(SignatureFact.Valid, Assert.Single(report.Signatures()).Signature);
        }
    }

    [Fact]
    [Trait("Requirement", "X4-01")]
    public async Task Domain_signature_without_a_message_around_it_cannot_be_mapped()
    {
        byte[] cms = Messages.CmsOf(Build.DomainSigned());
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(cms);
        report.HasStatus(SecurityStatus.Policy);
        report.Raises(SecurityFlags.MapUnverifiable);
        Assert.Equal(SignatureFact.Valid, report.Signatures()[0].Signature);
    }

    [Fact]
    public async Task Detached_content_is_given_beside_the_signature()
    {
        byte[] content = LayeredMessage.Of(Messages.Plain()).Entity;
        byte[] detached = Messages.SignedData(Ids.Alice, content, detached: true);
        TestDoors doors = new();
        using var right = new MemoryStream(content);
        DomainSecurityReport report = await doors.ClassifyAsync(detached, new() { DetachedContent = right });
        Assert.Equal(SignatureFact.Valid, Assert.Single(report.Signatures()).Signature);
        Assert.Equal("S(content)", report.Structure);

        using var wrong = new MemoryStream([.. content, (byte)'!']);
        Assert.Equal(SignatureFact.Invalid, Assert.Single((await doors.ClassifyAsync(detached, new() { DetachedContent = wrong })).Signatures()).Signature);

        using var pipe = new OddStream(content);
        Assert.Equal(SignatureFact.Valid, Assert.Single((await doors.ClassifyAsync(detached, new() { DetachedContent = pipe })).Signatures()).Signature);

        DomainSecurityReport without = await doors.ClassifyAsync(detached);
        Assert.Equal(SignatureFact.Unverifiable, Assert.Single(without.Signatures()).Signature);
        Assert.NotEqual(SecurityStatus.Pass, without.Status);
    }

    [Theory]
    [InlineData("application/pkcs7-mime; name=smime.p7m", LayerCarrier.Pkcs7Mime)]
    [InlineData("application/x-pkcs7-mime; smime-type=signed-data", LayerCarrier.Pkcs7Mime)]
    [InlineData("APPLICATION/PKCS7-MIME", LayerCarrier.Pkcs7Mime)]
    [InlineData("application/octet-stream; name=\"SMIME.P7M\"", LayerCarrier.OctetStream)]
    [InlineData("application/octet-stream; name=x.p7s", LayerCarrier.OctetStream)]
    [InlineData("application/octet-stream; name=smime.bin", LayerCarrier.OctetStream)]
    [InlineData("application/octet-stream", LayerCarrier.OctetStream)]
    [InlineData("application/cms", LayerCarrier.Pkcs7Mime)]
    [InlineData("application/x-pkcs7-signature; name=smime.p7s", LayerCarrier.Pkcs7Mime)]
    [Trait("Requirement", "SM-MIM-08")]
    [Trait("Requirement", "SM-MIM-09")]
    [Trait("Requirement", "SM-MIM-10")]
    [Trait("Requirement", "LCD-07")]
    public async Task Layer_is_recognised_by_its_media_type_in_all_its_names(string contentType, LayerCarrier carrier)
    {
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(WithType(contentType));
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(carrier, report.Layers[0].Carrier);
    }

    [Theory]
    [InlineData("text/plain; name=smime.p7m")]
    [InlineData("image/png; name=smime.p7m")]
    [InlineData("application/pgp-encrypted")]
    [InlineData("multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x")]
    [InlineData("multipart/signed; protocol=\"application/pgp-signature\"; boundary=x")]
    [Trait("Requirement", "SM-MIM-08")]
    [Trait("Requirement", "SM-MIM-09")]
    [Trait("Requirement", "TR-06")]
    public async Task Other_media_types_are_content(string contentType)
    {
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(WithType(contentType));
        report.HasStatus(SecurityStatus.None);
        Assert.Equal("content", report.Structure);
        Assert.Null(report.Error);
    }

    [Theory]
    [InlineData("base64")]
    [InlineData("quoted-printable")]
    [InlineData("binary")]
    [InlineData("")]
    [Trait("Requirement", "CMS-BER-10")]
    public async Task Transfer_encodings_are_undone(string encoding)
    {
        byte[] cms = Messages.SignedData(Ids.Alice, LayeredMessage.Of(Messages.Plain()).Entity);
        string header = "From: alice@acme.example\r\nContent-Type: application/pkcs7-mime\r\n" + (encoding.Length == 0 ? "" : $"Content-Transfer-Encoding: {encoding}\r\n") + "\r\n";
        byte[] body = encoding switch
        {
            "base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(cms)),
            "quoted-printable" => Encoding.ASCII.GetBytes(string.Concat(cms.Select((octet, i) => $"={octet:X2}" + (i % 24 == 23 ? "=\r\n" : "")))),
            _ => cms,
        };

        // Bare line feeds in undeclared binary are made CRLF by relays and readers alike: such a layer has to be encoded, or say that it is binary.
        DomainSecurityReport report = await new TestDoors().ClassifyAsync([.. Encoding.ASCII.GetBytes(header), .. body]);
        if (encoding.Length > 0 || !cms.AsSpan().ContainsAny("\n"u8))
        {
            report.HasStatus(SecurityStatus.Pass);
        }
    }

    [Fact]
    public async Task Source_that_cannot_seek_is_classified_the_same()
    {
        using var source = new OddStream(LayeredMessage.Of(Build.DomainSigned()).Enveloped(Ids.PartnerDca).ToOctets());
        DomainSecurityReport report = await TestDoors.ForPartner().Classifier.ClassifyStreamAsync(source, new());
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal("E(S(S0(content)))", report.Structure);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    [Trait("Requirement", "SM-MIM-12")]
    public async Task Layers_beyond_the_limit_are_reported_as_such()
    {
        LayeredMessage message = LayeredMessage.Of(Messages.Plain());
        for (int i = 0; i < 10; i++)
        {
            message = message.Null();
        }

        DomainSecurityReport ten = await new TestDoors().ClassifyAsync(message.ToOctets());
        Assert.Null(ten.Error);
        Assert.Equal(10, ten.Layers.Count(layer => layer.Kind == LayerKind.NullSigned));
        DomainSecurityReport eleven = await new TestDoors().ClassifyAsync(message.Null().ToOctets());
        Assert.NotNull(eleven.Error);
        eleven.Raises(SecurityFlags.Limit);
        eleven.HasStatus(SecurityStatus.Neutral);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("3080")]
    [InlineData("30820100")]
    [InlineData("302706092a864886f70d010702a01a")]
    [InlineData("302706092a864886f70d010702a01a30180201013100300f06092a864886f70d010701a002040031")]
    [InlineData("302706092a864886f70d010702a01a30180201013100300f06092a864886f70d010701a0020400310000ff")]
    public async Task Broken_cms_gives_a_report_with_an_error(string hex)
    {
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(Convert.FromHexString(hex));
        Assert.NotNull(report.Error);
        report.HasStatus(SecurityStatus.Neutral);
        Assert.Contains(report.Flags, flag => flag.Flag == SecurityFlags.Malformed || flag.Flag == SecurityFlags.Limit);
        Assert.StartsWith("localhost; smime=", report.AuthenticationResults, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_octets_give_a_report_and_never_pass()
    {
        var random = new Random(4711);
        TestDoors doors = TestDoors.ForPartner();
        for (int i = 0; i < 300; i++)
        {
            byte[] input = new byte[random.Next(0, 200)];
            random.NextBytes(input);
            if (i % 3 == 1 && input.Length > 0)
            {
                input[0] = 0x30;
            }

            byte[] message = i % 3 == 2 ? [.. "Content-Type: application/pkcs7-mime\r\n\r\n"u8, .. input] : input;
            DomainSecurityReport report = await doors.ClassifyAsync(message);
            Assert.Contains(report.Status, new[] { SecurityStatus.None, SecurityStatus.Neutral });
        }
    }

    [Fact]
    public async Task Every_single_octet_gives_a_report()
    {
        TestDoors doors = new();
        for (int octet = 0; octet < 256; octet++)
        {
            DomainSecurityReport report = await doors.ClassifyAsync([(byte)octet]);
            Assert.Contains(report.Status, new[] { SecurityStatus.None, SecurityStatus.Neutral });
        }
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-06")]
    public async Task Every_flipped_bit_of_a_domain_signed_message_is_noticed()
    {
        byte[] message = Messages.CmsOf(Build.DomainSigned());
        TestDoors doors = new();
        (byte[] header, _) = Messages.Split(Messages.Plain());
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            byte[] altered = (byte[])message.Clone();
            altered[random.Next(altered.Length)] ^= (byte)(1 << random.Next(8));
            DomainSecurityReport report = await doors.ClassifyAsync(Messages.Carry(header, altered, "signed-data"));

            // What is outside the signature (versions, the hints in digestAlgorithms) may change and pass; its content then is the same.
            Assert.True(report.Status != SecurityStatus.Pass || report.Structure == "S(S0(content))", report.Describe());
        }
    }

    private static byte[] WithType(string contentType)
    {
        byte[] cms = Messages.SignedData(Ids.Alice, LayeredMessage.Of(Messages.Plain()).Entity);
        return Encoding.ASCII.GetBytes($"From: alice@acme.example\r\nContent-Type: {contentType}\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(cms, Base64FormattingOptions.InsertLineBreaks)}\r\n");
    }
}
