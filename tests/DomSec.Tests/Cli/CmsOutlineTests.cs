using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using CsCheck;
using DomSec.Classification;

namespace DomSec.Tests.Cli;

public sealed class CmsOutlineTests
{
    [Fact]
    public void Signed_data_of_the_platform_is_outlined_with_names_and_without_fault()
    {
        var cms = new SignedCms(new ContentInfo("hello"u8.ToArray()));
        using var key = ECDsa.Create();
        using var certificate = new CertificateRequest("CN=Alice", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        cms.ComputeSignature(new CmsSigner(certificate));
        byte[] encoded = cms.Encode();
        IReadOnlyList<OutlineLine> lines = CmsOutline.Read(encoded);
        Assert.DoesNotContain(lines, line => line.IsFault);
        Assert.Equal("1.2.840.113549.1.7.2 signedData", lines[1].Text);
        Assert.Contains(lines, line => line.Text == "\"Alice\"");
        OutlineLine content = Assert.Single(lines, line => line.Offset == encoded.AsSpan().IndexOf("\x04\x05hello"u8));
        Assert.Equal((5, "OCTET STRING", 5L), (content.Depth, content.Tag, content.Length));
    }

    [Fact]
    public void Indefinite_lengths_give_the_same_elements_and_say_so()
    {
        IReadOnlyList<OutlineLine> definite = CmsOutline.Read(Convert.FromHexString("3006020101040141"));
        IReadOnlyList<OutlineLine> indefinite = CmsOutline.Read(Convert.FromHexString("3080020101040141" + "0000"));
        Assert.Equal(definite.Select(line => (line.Depth, line.Tag, line.Text)), indefinite.Select(line => (line.Depth, line.Tag, line.Text)));
        Assert.Equal(-1, indefinite[0].Length);
    }

    [Fact]
    public void An_identifier_of_a_hundred_arcs_is_shown_short()
    {
        OutlineLine line = Assert.Single(CmsOutline.Read([0x06, 100, .. Enumerable.Repeat((byte)1, 100)]));
        Assert.False(line.IsFault);
        Assert.InRange(line.Text.Length, 1, 100);
        Assert.Equal("0." + string.Join('.', Enumerable.Repeat("1", 40)), Assert.Single(CmsOutline.Read([0x06, 40, .. Enumerable.Repeat((byte)1, 40)])).Text);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("30", 0)]
    [InlineData("0000", 0)]
    [InlineData("3003020101ff", 5)]
    [InlineData("3080020101", 5)]
    [InlineData("30060201010401", 7)]
    [InlineData("30040201010402", 5)]
    [InlineData("3084ffffffff0201", 8)]
    [InlineData("04847fffffff41", 6)]
    [InlineData("3002048041", 2)]
    [InlineData("300a0000", 2)]
    [InlineData("3003308002010100", 4)]
    public void Malformed_input_ends_with_a_fault_and_its_offset(string hex, long offset)
    {
        OutlineLine last = CmsOutline.Read(Convert.FromHexString(hex))[^1];
        Assert.True(last.IsFault);
        Assert.Equal(offset, last.Offset);
        Assert.NotEmpty(last.Text);
    }

    [Fact]
    public void Zero_octets_and_line_ends_after_the_object_are_no_fault() =>
        Assert.DoesNotContain(CmsOutline.Read(Convert.FromHexString("3003020101" + "00000d0a")), line => line.IsFault);

    [Fact]
    public void Million_nested_elements_end_at_the_depth_limit()
    {
        byte[] nested = new byte[2_000_000];
        for (int i = 0; i < nested.Length; i += 2)
        {
            nested[i] = 0x30;
            nested[i + 1] = 0x80;
        }

        IReadOnlyList<OutlineLine> lines = CmsOutline.Read(nested);
        Assert.True(lines.Count < 100);
        Assert.Contains("deeper", lines[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Million_small_elements_end_at_the_line_limit()
    {
        byte[] many = new byte[2_000_002 + 3];
        Convert.FromHexString("30831e8480").CopyTo(many, 0);
        for (int i = 5; i + 1 < many.Length; i += 2)
        {
            many[i] = 0x05;
        }

        IReadOnlyList<OutlineLine> lines = CmsOutline.Read(many, maxLines: 1000);
        Assert.Equal(1001, lines.Count);
        Assert.Contains("more than 1000", lines[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0c041b5b326a", "\"\\u{1b}[2j\"")]
    [InlineData("0c03e280ae", "\"\\u{202e}\"")]
    [InlineData("02020100", "256")]
    [InlineData("0201ff", "-1")]
    [InlineData("0101ff", "TRUE")]
    [InlineData("0500", "")]
    [InlineData("170d3236313132333130303030305a", "2026-11-23 10:00:00 UTC")]
    [InlineData("1703616263", "\"abc\"")]
    [InlineData("060b2a864886f70d010910021c", "1.2.840.113549.1.9.16.2.28 signatureType (RFC 3183)")]
    [InlineData("060180", "80")]
    [InlineData("040401020304", "01020304")]
    [InlineData("03020780", "80")]
    [InlineData("8207612e6578616d70", "\"a.examp\"")]
    public void Values_are_short_and_harmless(string hex, string text) => Assert.Equal(text, CmsOutline.Read(Convert.FromHexString(hex))[0].Text);

    [Fact]
    public void Big_octet_string_is_summarised()
    {
        byte[] big = [0x04, 0x82, 0x10, 0x00, .. new byte[4096]];
        Assert.Equal("00000000000000000000000000000000… (4096 octets)", CmsOutline.Read(big)[0].Text);
    }

    [Fact]
    public void Random_octets_never_throw() => Gen.Byte.Array[0, 200].Sample(octets => { _ = CmsOutline.Read(octets); });
}
