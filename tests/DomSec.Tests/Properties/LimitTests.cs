using System.Formats.Asn1;
using System.Numerics;
using System.Text;
using DomSec.Ber;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Layers;
using DomSec.TestKit;
using DomSec.Tests.Cms;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Properties;

/// <summary>SEC-DOS-01: every cap, at it and one beyond it; SEC-DOS-02: costs grow with the input and no faster.</summary>
public sealed class LimitTests
{
    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Defaults_are_those_of_the_requirement()
    {
        DomSecLimits limits = DomSecLimits.Default;
        Assert.Equal((64, 64, 16384), (DomSecLimits.AsnDepth, DomSecLimits.ObjectIdentifierArcs, DomSecLimits.RsaModulusBits));
        Assert.Equal(DomSecLimits.AsnDepth, BerReader.MaxDepth);
        Assert.Equal((10, 32, 2000, 200), (limits.MaxLayers, limits.MaxSigners, limits.MaxRecipients, limits.MaxCertificates));
        Assert.Equal((64, 64 << 10, 10), (limits.MaxAttributes, limits.MaxSignedAttributesBytes, limits.MaxPathLength));
    }

    [Theory]
    [InlineData(59, null)] // ContentInfo, [0], SignedData, EncapsulatedContentInfo and [0] are around it
    [InlineData(60, "F-LIMIT")]
    [InlineData(5000, "F-LIMIT")] // the stack of an engine that recurses
    [Trait("Requirement", "SEC-DOS-01 SEC-DOS-02 CMS-BER-02")]
    public async Task Depth_of_elements(int strings, string? flag)
    {
        foreach (bool definite in new[] { true, false })
        {
            byte[] content = RawBer.Octets("X: y\r\n\r\n"u8.ToArray());
            for (int i = 0; i < Math.Min(strings, 200); i++)
            {
                content = definite ? RawBer.Definite(0x24, content) : RawBer.Indefinite(0x24, content);
            }

            content = strings <= 200 ? content : [.. Enumerable.Repeat<byte[]>([0x24, 0x80], strings).SelectMany(o => o), .. content, .. new byte[2 * strings]];
            Judge(await new TestDoors().ClassifyAsync(RawBer.Signed(content)), flag);
        }
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(65, true)]
    [Trait("Requirement", "SEC-DOS-01")]
    public async Task Arcs_of_an_object_identifier(int arcs, bool refused)
    {
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(RawBer.ContentInfo("1.2" + string.Concat(Enumerable.Repeat(".1", arcs - 2)), RawBer.Seq()));
        Assert.Equal(refused, report.Error is not null);
        Assert.Equal(!refused, Oid.IsValid([0x2A, .. Enumerable.Repeat((byte)1, arcs - 2)]));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Octets_of_an_object_identifier()
    {
        Assert.True(Oid.IsValid([0x2A, .. Enumerable.Repeat((byte)0x81, 254), 1]));
        Assert.False(Oid.IsValid([0x2A, .. Enumerable.Repeat((byte)0x81, 255), 1]));
    }

    [Theory]
    [InlineData(199, null)]
    [InlineData(200, "F-LIMIT")]
    [Trait("Requirement", "SEC-DOS-01")]
    public async Task Certificates_in_a_layer(int more, string? flag) =>
        Judge(await new TestDoors().ClassifyAsync(Signed(layer => layer.By(Ids.Alice).MoreCertificates.AddRange(Enumerable.Repeat(Ids.Bob.Der, more)))), flag, SecurityStatus.Pass);

    [Theory]
    [InlineData(61, 0, null)] // beside content type, digest and time
    [InlineData(62, 0, "F-LIMIT")]
    [InlineData(0, 64, null)]
    [InlineData(0, 65, "F-LIMIT")]
    [Trait("Requirement", "SEC-DOS-01")]
    public async Task Attributes_of_a_signer(int signed, int unsigned, string? flag) =>
        Judge(
            await new TestDoors().ClassifyAsync(Signed(layer => layer.By(Ids.Alice, signer =>
            {
                signer.SignedAttributes.AddRange(Enumerable.Range(0, signed).Select(i => OddSignatures.Attribute("1.2.3." + i, Tlv.Null)));
                signer.UnsignedAttributes.AddRange(Enumerable.Range(0, unsigned).Select(i => OddSignatures.Attribute("1.2.3." + i, Tlv.Null)));
            }))),
            flag,
            SecurityStatus.Pass);

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "F-LIMIT")]
    [Trait("Requirement", "SEC-DOS-01")]
    public async Task Octets_of_signed_attributes(int beyond, string? flag)
    {
        // What one attribute has to hold for a [0] of exactly 64 KiB is found by trying.
        int size = 65_000;
        while (Length(size) < (64 << 10) + beyond)
        {
            size++;
        }

        Assert.Equal((64 << 10) + beyond, Length(size));
        Judge(await new TestDoors().ClassifyAsync(Signed(layer => layer.By(Ids.Alice, signer => signer.SignedAttributes.Add(Padding(size))))), flag, SecurityStatus.Pass);

        static byte[] Padding(int size) => OddSignatures.Attribute("1.2.3.4", Tlv.Of(Tlv.OctetString, new byte[size]));

        static int Length(int size)
        {
            byte[] digest = OddSignatures.Attribute("1.2.840.113549.1.9.4", Tlv.Of(Tlv.OctetString, new byte[32]));
            byte[] type = OddSignatures.Attribute("1.2.840.113549.1.9.3", Tlv.Oid(OddSignatures.Data));
            byte[] time = OddSignatures.Attribute("1.2.840.113549.1.9.5", Tlv.UtcTime(TestDoors.Now));
            return Tlv.Of(0xA0, digest, type, time, Padding(size)).Length;
        }
    }

    [Theory]
    [InlineData(16384, 64, true)]
    [InlineData(16385, 64, false)]
    [InlineData(16384, 65, false)]
    [Trait("Requirement", "SEC-DOS-01 SEC-DOS-03")]
    public void Size_of_an_rsa_key(int modulus, int exponent, bool accepted)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteInteger((BigInteger.One << (modulus - 1)) + 1);
            key.WriteInteger((BigInteger.One << (exponent - 1)) + 1);
        }

        byte[] info = Tlv.Of(Tlv.Sequence, Tlv.Algorithm("1.2.840.113549.1.1.1", Tlv.Null), Tlv.Of(0x03, [0], key.Encode()));
        Assert.Equal(accepted, PublicKey.TryImport(info) is not null);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(-1, "F-LIMIT")]
    [Trait("Requirement", "SEC-DOS-01")]
    public async Task Octets_of_structure(int beyond, string? flag)
    {
        byte[] message = Signed(layer => layer.By(Ids.Alice));
        int most = 1;
        for (int step = 1 << 14; step > 0; step /= 2)
        {
            DomainSecurityReport tried = await new TestDoors(Structure(most + step - 1)).ClassifyAsync(message);
            most += tried.Error is null ? 0 : step;
        }

        Judge(await new TestDoors(Structure(most + beyond)).ClassifyAsync(message), flag, SecurityStatus.Pass);

        static DomSecOptions Structure(int octets) => new() { Limits = new DomSecLimits { MaxStructureBytes = octets } };
    }

    [Theory]
    [InlineData("signers")]
    [InlineData("recipients")]
    [InlineData("certificates")]
    [InlineData("attributes")]
    [Trait("Requirement", "SEC-DOS-01 SEC-DOS-02")]
    public async Task A_hundred_thousand_of_anything_is_a_limit(string what)
    {
        byte[] one = RawBer.Seq(RawBer.Int(1));
        byte[][] many = [.. Enumerable.Repeat(one, 100_000)];
        byte[] cms = what switch
        {
            "signers" => RawBer.Signed(RawBer.Octets(1), signerInfos: RawBer.Set(Enumerable.Repeat(RawBer.Seq(RawBer.Int(1), RawBer.Seq(RawBer.Seq(), RawBer.Int(1)), RawBer.Seq(RawBer.Oid("1.2.3")), RawBer.Seq(RawBer.Oid("1.2.3")), RawBer.Octets(1)), 100_000).ToArray())),
            "recipients" => RawBer.ContentInfo(RawBer.EnvelopedData, RawBer.Seq(RawBer.Int(0), RawBer.Set(many), RawBer.Seq(RawBer.Oid(RawBer.Data), RawBer.Seq(RawBer.Oid("1.2.3")), RawBer.Definite(0x80, new byte[16])))),
            "certificates" => RawBer.Signed(RawBer.Octets(1), certificates: RawBer.Definite(0xA0, many)),
            _ => RawBer.Signed(RawBer.Octets(1), signerInfos: RawBer.Set(RawBer.Seq(
                RawBer.Int(1), RawBer.Seq(RawBer.Seq(), RawBer.Int(1)), RawBer.Seq(RawBer.Oid("1.2.3")), RawBer.Definite(0xA1, many), RawBer.Seq(RawBer.Oid("1.2.3")), RawBer.Octets(1)))),
        };
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(cms);
        Assert.NotNull(report.Error);
        report.HasStatus(SecurityStatus.Neutral);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-02 SEC-DOS-05")]
    public async Task Serial_number_of_a_mebibyte_is_read_and_cut_in_the_report()
    {
        byte[] serial = RawBer.Definite(0x02, new byte[1 << 20].Select((_, i) => (byte)((i % 255) + 1)).ToArray());
        byte[] signer = RawBer.Seq(RawBer.Int(1), RawBer.Seq(RawBer.Seq(), serial), RawBer.Seq(RawBer.Oid("2.16.840.1.101.3.4.2.1")), RawBer.Seq(RawBer.Oid("1.2.840.113549.1.1.1")), RawBer.Octets(new byte[256]));
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(RawBer.Signed(RawBer.Octets("X: y\r\n\r\n"u8.ToArray()), signerInfos: RawBer.Set(signer)));
        Assert.Null(report.Error);
        Assert.InRange(Assert.Single(report.Signatures()).Signer.Serial.Length, 1, 256);
        Assert.InRange(report.AuthenticationResults.Length, 1, 2000);
    }

    /// <summary>Inputs of which a careless reader copies or scans everything again and again.</summary>
    public static TheoryData<string> Costs { get; } = ["one-octet strings", "one-octet chunks of a message", "boundary look-alikes", "lines of base64", "prose in base64", "clear-signed lines", "blanks"];

    [Theory]
    [MemberData(nameof(Costs))]
    [Trait("Requirement", "SEC-DOS-02")]
    public void Twice_the_input_costs_about_twice_the_memory(string what)
    {
        int n = what.Contains("one-octet", StringComparison.Ordinal) ? 250_000 : 100_000;
        Allocated(what, 1000);
        long once = Allocated(what, n);
        long twice = Allocated(what, 2 * n);
        Assert.True(twice < (3 * once) + (1 << 20), $"{once} octets for n, {twice} for 2n");
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-02")]
    public void A_million_one_octet_chunks_are_read()
    {
        byte[] parts = [.. Enumerable.Repeat<byte[]>([4, 1, (byte)'A'], 1_000_000).SelectMany(o => o)];
        byte[] cms = RawBer.Signed(RawBer.Indefinite(0x24, [.. "\x04\x04\r\n\r\n"u8.ToArray()], parts));
        using var reader = new LayerReader(DomSecLimits.Default, allDigests: false);
        for (int i = 0; i < cms.Length; i++)
        {
            reader.Write(cms.AsSpan(i, 1));
        }

        reader.Complete();
        Assert.True(reader.ReachedContent);
        Assert.False(reader.Layers[0].Fault.IsFault);
    }

    private static long Allocated(string what, int n)
    {
        byte[] input = what switch
        {
            "one-octet strings" => RawBer.Signed(RawBer.Indefinite(0x24, [4, 4, 13, 10, 13, 10], [.. Enumerable.Repeat<byte[]>([4, 1, 65], n).SelectMany(o => o)])),
            "one-octet chunks of a message" => [.. "Content-Type: multipart/mixed; boundary=b\r\n\r\n"u8, .. Enumerable.Repeat((byte)'x', n)],
            "boundary look-alikes" => Text("Content-Type: multipart/signed; boundary=bbbbbbbb\r\n\r\n--bbbbbbbb\r\n\r\n", "--bbbbbbb\r\n", n / 10),
            "lines of base64" => Text("Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n", "A\r\n", n / 3),
            "prose in base64" => Text("Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n", "A\r\n- \r\n", n / 6),
            "clear-signed lines" => Text("Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n", "A\r\n", n / 3),
            _ => Text("Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n", " ", n),
        };
        int chunk = what.Contains("one-octet", StringComparison.Ordinal) ? 1 : 4096;
        using var reader = new LayerReader(DomSecLimits.Default, allDigests: false) { Diagnosed = [DigestAlgorithm.Sha256] };
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < input.Length; i += chunk)
        {
            reader.Write(input.AsSpan(i, Math.Min(chunk, input.Length - i)));
        }

        reader.Complete();
        return GC.GetAllocatedBytesForCurrentThread() - before;

        static byte[] Text(string start, string line, int lines) => Encoding.ASCII.GetBytes(start + string.Concat(Enumerable.Repeat(line, lines)));
    }

    private static byte[] Signed(Action<OddSignatures> build) => LayeredMessage.Of(Messages.Plain()).Signed(build).ToOctets();

    private static void Judge(DomainSecurityReport report, string? flag, SecurityStatus status = SecurityStatus.None)
    {
        if (flag is null)
        {
            Assert.True(report.Error is null && report.Status == status, report.Describe());
            return;
        }

        Assert.NotNull(report.Error);
        report.HasStatus(SecurityStatus.Neutral);
        Assert.Contains(flag, report.FlagIds());
    }
}
