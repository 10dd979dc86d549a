using System.Buffers.Binary;
using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Properties;
using MimeKit.Tnef;

namespace DomSec.Tests.Layers;

/// <summary>CMS as gateways really send it: labels lost, wrong or in the way. What it is, its octets say.</summary>
public sealed class GatewayCarrierTests
{
    private const string Footer = "\r\n_______________________________________________\r\nPost list\r\nhttps://lists.example/listinfo/post\r\n";

    private static readonly byte[] Cms = Messages.SignedData(Ids.Alice, LayeredMessage.Of(Messages.Plain()).Entity);
    private static readonly string Base64 = Convert.ToBase64String(Cms, Base64FormattingOptions.InsertLineBreaks);
    private static readonly string Printable = string.Concat(Cms.Select((octet, i) => (octet is > 32 and < 127 and not (byte)'=' ? ((char)octet).ToString() : $"={octet:X2}") + (i % 24 == 23 ? "=\r\n" : "")));

    /// <summary>The Content-Transfer-Encoding field's value or nothing, the body in Latin-1, and whether the report has to say something about it.</summary>
    public static TheoryData<string, string, bool> Bodies { get; } = new()
    {
        { "base64", Base64, false },
        { "BASE64", "\r\n\r\n" + Base64, false },
        { "", Base64, true },
        { "7bit", Base64.ReplaceLineEndings("\n"), true },
        { "8bit", Base64, true },
        { "binary", Base64, true },
        { "quoted-printable", Base64, true },
        { "quoted-printable", Base64.Replace("=", "=3D", StringComparison.Ordinal).Replace("\r\n", "=0D=0A=\r\n", StringComparison.Ordinal), true },
        { "base64", Convert.ToBase64String(Cms), false },
        { "base64", Base64.TrimEnd('='), false },
        { "base64", Base64 + Footer, true },
        { "base64", Base64.TrimEnd('=') + Footer, true },
        { "base64", "This is an encrypted or signed message.\r\n\r\n" + Base64, true },
        { "base64", Base64.Insert(156, "*** scanned by a gateway ***\r\n"), true },
        { "base64", Base64.Insert(70, "!"), false },
        { "", "-----BEGIN PKCS7-----\r\n" + Base64 + "\r\n-----END PKCS7-----\r\n", true },
        { "base64", "-----BEGIN CMS-----\n" + Base64.ReplaceLineEndings("\n") + "\n-----END CMS-----\n", true },
        { "7bit", "-----BEGIN SMIME-----\r\n" + Base64 + "\r\n-----END SMIME-----" + Footer, true },
        { "quoted-printable", Printable, false },
        { "", Printable, true },
        { "base64", Printable, true },
        { "binary", Encoding.Latin1.GetString(Cms), false },
        { "8bit", Encoding.Latin1.GetString(Cms), false },
        { "", Encoding.Latin1.GetString(Cms), true },
        { "base64", Encoding.Latin1.GetString(Cms), true },
        { "quoted-printable", Encoding.Latin1.GetString(Cms), true },
        { "x-uuencode", Uuencoded(), false },
        { "", Uuencoded(), true },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    [Trait("Requirement", "CMS-BER-10 SM-MIM-03 SM-MIM-06 SM-MIM-09")]
    public async Task Body_is_read_whatever_its_encoding_is_labelled(string encoding, string body, bool odd)
    {
        string field = encoding.Length == 0 ? "" : $"Content-Transfer-Encoding: {encoding}\r\n";
        foreach (string type in new[] { "application/pkcs7-mime; smime-type=signed-data", "application/x-pkcs7-mime", "application/octet-stream; name=smime.p7m", "application/octet-stream" })
        {
            byte[] message = Encoding.Latin1.GetBytes($"From: alice@acme.example\r\nContent-Type: {type}\r\n{field}\r\n{body}");
            foreach (int chunk in new[] { 1, 100_000 })
            {
                using var source = new PiecewiseStream(message, () => chunk, canSeek: true);
                DomainSecurityReport report = await new TestDoors().Classifier.ClassifyStreamAsync(source, new());
                report.HasStatus(SecurityStatus.Pass);
                Assert.Equal("S(content)", report.Structure);
                Assert.True(report.Flags.Any(flag => flag.Flag == SecurityFlags.CarrierEncoding) == odd, report.Describe());
            }
        }
    }

    [Fact]
    [Trait("Requirement", "SM-MIM-06 SM-MIM-08 SM-MIM-09 LCD-07")]
    public async Task Wrong_smime_type_is_flagged_and_a_missing_one_is_not()
    {
        DomainSecurityReport wrong = await new TestDoors().ClassifyAsync(With("application/pkcs7-mime; smime-type=enveloped-data"));
        wrong.HasStatus(SecurityStatus.Pass);
        wrong.Raises(SecurityFlags.CarrierLabel);
        DomainSecurityReport missing = await new TestDoors().ClassifyAsync(With("application/x-pkcs7-mime"));
        missing.HasStatus(SecurityStatus.Pass);
        missing.DoesNotRaise(SecurityFlags.CarrierLabel);
        (await new TestDoors().ClassifyAsync(With("application/octet-stream; name=report.pdf"))).Raises(SecurityFlags.CarrierLabel);
    }

    [Theory]
    [InlineData("application/octet-stream", "AAECAwQFBgcICQ==")]
    [InlineData("application/octet-stream; name=archive.zip", "UEsDBBQAAAAIAA==")]
    [InlineData("application/octet-stream", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA")] // a public key: a SEQUENCE, and no ContentInfo
    [InlineData("application/octet-stream", "MCMGCSqGSIb3DQEHAaAWBBQ=")] // ContentInfo of id-data protects nothing
    [InlineData("application/octet-stream", "")]
    [Trait("Requirement", "SM-MIM-08")]
    public async Task Octet_stream_that_is_no_protection_is_content(string type, string body)
    {
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(Encoding.ASCII.GetBytes($"From: alice@acme.example\r\nContent-Type: {type}\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}"));
        Assert.Equal((SecurityStatus.None, "content", null), (report.Status, report.Structure, report.Error));
        Assert.Empty(report.Flags);
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nText\r\n--x\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n{0}\r\n--x--\r\n", "F-SIG-STRAY")]
    [InlineData("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nText\r\n--x\r\nContent-Type:\r\n application/x-pkcs7-signature\r\n\r\n{0}\r\n--x--\r\n", "F-SIG-STRAY")]
    [InlineData("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/signed; boundary=y\r\n\r\n--y\r\n\r\nText\r\n--y\r\nContent-Type: application/pkcs7-signature\r\n\r\n{0}\r\n--y--\r\n--x\r\n\r\nFooter\r\n--x--\r\n", "F-PARTIAL")]
    [Trait("Requirement", "SEC-WRP-01 SEC-CMS-04")]
    public async Task Signature_that_a_list_wrapped_anew_is_reported_and_not_believed(string body, string flag)
    {
        string signature = Convert.ToBase64String(new OddSignatures("Text"u8.ToArray()) { IsDetached = true }.By(Ids.Alice).Encode());
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(Encoding.ASCII.GetBytes("From: alice@acme.example\r\n" + body.Replace("{0}", signature, StringComparison.Ordinal)));
        report.HasStatus(SecurityStatus.None);
        Assert.Empty(report.Signatures());
        Assert.Equal([flag], report.FlagIds());
    }

    [Theory]
    [InlineData("IPM.Note.SMIME", true, 1, true)]
    [InlineData("IPM.Note.SMIME.MultipartSigned", false, 1, true)]
    [InlineData("IPM.Note", true, 1, false)] // the attachment of an ordinary message
    [InlineData("IPM.Note.SMIME", true, 2, false)]
    [Trait("Requirement", "CMS-BER-10 SEC-EFL-01 SEC-WRP-01")]
    public async Task Tnef_is_unwrapped_when_the_object_is_the_message(string messageClass, bool opaque, int attachments, bool opened)
    {
        byte[] wrapped = opaque ? Cms : LayeredMessage.Of(Messages.Plain()).ClearSigned(Ids.Alice).Entity;
        byte[] tnef = Tnef(messageClass, wrapped, attachments);
        foreach (string type in new[] { "application/ms-tnef; name=winmail.dat", "application/octet-stream; name=winmail.dat", "application/vnd.ms-tnef" })
        {
            byte[] message = Encoding.ASCII.GetBytes($"From: alice@acme.example\r\nContent-Type: {type}\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(tnef, Base64FormattingOptions.InsertLineBreaks)}\r\n");
            DomainSecurityReport report = await new TestDoors().ClassifyAsync(message);
            report.HasStatus(opened ? SecurityStatus.Pass : SecurityStatus.None);
            Assert.Equal(opened ? "S(content)" : "content", report.Structure);
            Assert.True(report.Flags.Any(flag => flag.Flag == SecurityFlags.CarrierTnef) == opened, report.Describe());
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [Trait("Requirement", "SEC-WRP-01 SEC-EFL-01")]
    public async Task Tnef_with_a_body_or_two_objects_is_not_what_was_signed(bool property, bool twice)
    {
        // A captured signed message in a wrapper of the attacker's, who writes what readers without S/MIME show.
        byte[] body = "Pay to this account instead.\0"u8.ToArray();
        (byte, TnefAttributeTag, byte[]) more = twice ? ((byte)2, TnefAttributeTag.AttachData, Cms)
            : property ? ((byte)1, TnefAttributeTag.MapiProperties, [1, 0, 0, 0, 0x1E, 0, 0x00, 0x10, 1, 0, 0, 0, (byte)body.Length, 0, 0, 0, .. body, .. new byte[(4 - (body.Length % 4)) % 4]])
            : ((byte)1, TnefAttributeTag.Body, body);
        foreach (bool wrapped in new[] { false, true })
        {
            byte[] tnef = Tnef("IPM.Note.SMIME", Cms, 1, wrapped ? [more] : []);
            byte[] message = Encoding.ASCII.GetBytes($"From: alice@acme.example\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(tnef, Base64FormattingOptions.InsertLineBreaks)}\r\n");
            DomainSecurityReport report = await new TestDoors().ClassifyAsync(message);
            report.HasStatus(wrapped ? SecurityStatus.None : SecurityStatus.Pass);
            Assert.Equal(wrapped && !twice, report.FlagIds().Contains("F-PARTIAL", StringComparer.Ordinal));
        }

        // A body of nothing but blanks shows nothing.
        byte[] blank = Tnef("IPM.Note.SMIME", Cms, 1, [(1, TnefAttributeTag.Body, " \r\n\0"u8.ToArray())]);
        (await new TestDoors().ClassifyAsync([.. "From: alice@acme.example\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8, .. blank])).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01 SEC-EFL-01")]
    public async Task Tnef_is_bounded_and_only_the_root_is_unwrapped()
    {
        byte[] tnef = Tnef("IPM.Note.SMIME", Cms, 1);
        string part = $"Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(tnef)}\r\n";
        byte[] root = Encoding.ASCII.GetBytes("From: alice@acme.example\r\n" + part);
        byte[] nested = Encoding.ASCII.GetBytes("From: alice@acme.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + part + "--x--\r\n");
        (await new TestDoors(Limit(tnef.Length)).ClassifyAsync(root)).HasStatus(SecurityStatus.Pass);
        DomainSecurityReport beyond = await new TestDoors(Limit(tnef.Length - 1)).ClassifyAsync(root);
        Assert.Equal((SecurityStatus.None, "content"), (beyond.Status, beyond.Structure));
        beyond.Raises(SecurityFlags.Limit);
        Assert.Equal("content", (await new TestDoors().ClassifyAsync(nested)).Structure);

        // Inside a layer it is content, as it would be inside a multipart.
        byte[] inside = LayeredMessage.Of([.. "From: alice@acme.example\r\n"u8, .. Encoding.ASCII.GetBytes(part)]).Null().ToOctets();
        Assert.Equal("S0(content)", (await new TestDoors().ClassifyAsync(inside)).Structure);
    }

    [Fact]
    public async Task Hostile_tnef_gives_a_report()
    {
        byte[] tnef = Tnef("IPM.Note.SMIME", Cms, 1);
        var random = new Random(7);
        for (int i = 0; i < 200; i++)
        {
            byte[] altered = i % 2 == 0 ? tnef[..random.Next(tnef.Length)] : [.. tnef];
            for (int k = 0; k < 4 && altered.Length > 0; k++)
            {
                altered[random.Next(Math.Min(altered.Length, i < 100 ? 120 : altered.Length))] = (byte)random.Next(256);
            }

            byte[] message = [.. "From: alice@acme.example\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8, .. altered];
            DomainSecurityReport report = await new TestDoors().ClassifyAsync(message);
            Assert.True(report.Status != SecurityStatus.Pass || report.Structure == "S(content)", report.Describe());
        }
    }

    private static DomSecOptions Limit(int tnef) => new() { Limits = new DomSecLimits { MaxTnefBytes = tnef } };

    private static byte[] With(string type) => Encoding.ASCII.GetBytes($"From: alice@acme.example\r\nContent-Type: {type}\r\nContent-Transfer-Encoding: base64\r\n\r\n{Base64}\r\n");

    private static string Uuencoded()
    {
        var text = new StringBuilder("begin 644 smime.p7m\r\n");
        foreach (byte[] line in Cms.Chunk(45))
        {
            text.Append(Character(line.Length));
            for (int i = 0; i < line.Length; i += 3)
            {
                int bits = (line[i] << 16) | ((i + 1 < line.Length ? line[i + 1] : 0) << 8) | (i + 2 < line.Length ? line[i + 2] : 0);
                text.Append(Character(bits >> 18)).Append(Character((bits >> 12) & 63)).Append(Character((bits >> 6) & 63)).Append(Character(bits & 63));
            }

            text.Append("\r\n");
        }

        return text.Append("`\r\nend\r\n").ToString();

        static char Character(int value) => (char)(value == 0 ? 96 : value + 32);
    }

    /// <summary>A TNEF stream (MS-OXTNEF section 2.1) with attachments that all are the same.</summary>
    internal static byte[] Tnef(string messageClass, byte[] attachment, int attachments, IReadOnlyList<(byte Level, TnefAttributeTag Tag, byte[] Value)>? more = null)
    {
        using var stream = new MemoryStream();
        stream.Write([0x78, 0x9F, 0x3E, 0x22, 1, 0]);
        Attribute(1, TnefAttributeTag.TnefVersion, [0, 0, 1, 0]);
        Attribute(1, TnefAttributeTag.OemCodepage, [0xE4, 4, 0, 0, 0, 0, 0, 0]);
        Attribute(1, TnefAttributeTag.MessageClass, [.. Encoding.ASCII.GetBytes(messageClass), 0]);
        for (int i = 0; i < attachments; i++)
        {
            Attribute(2, TnefAttributeTag.AttachRenderData, [1, 0, .. new byte[12]]);
            Attribute(2, TnefAttributeTag.AttachTitle, "smime.p7m\0"u8.ToArray());
            Attribute(2, TnefAttributeTag.AttachData, attachment);
        }

        foreach ((byte level, TnefAttributeTag tag, byte[] value) in more ?? [])
        {
            Attribute(level, tag, value);
        }

        return stream.ToArray();

        void Attribute(byte level, TnefAttributeTag tag, byte[] value)
        {
            Span<byte> header = stackalloc byte[9];
            header[0] = level;
            BinaryPrimitives.WriteInt32LittleEndian(header[1..], (int)tag);
            BinaryPrimitives.WriteInt32LittleEndian(header[5..], value.Length);
            stream.Write(header);
            stream.Write(value);
            Span<byte> sum = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16LittleEndian(sum, unchecked((ushort)value.Sum(octet => octet)));
            stream.Write(sum);
        }
    }
}
