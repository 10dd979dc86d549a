using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Properties;

namespace DomSec.Tests.Layers;

/// <summary>What relays and lists do to clear-signed content: it fails, and the report says what was done.</summary>
public sealed class AlteredContentTests
{
    private const string Text = "Content-Type: text/plain; charset=utf-8; format=flowed\r\nContent-Transfer-Encoding: 7bit\r\n\r\nFirst line.\r\nSecond line.\r\n";
    private static readonly string Base64Header = "Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    private static readonly string Octets = Convert.ToBase64String(Enumerable.Range(0, 999).Select(i => (byte)((i * 7) & 0xFF)).ToArray());

    /// <summary>What was signed, what came, and what the report says about it.</summary>
    public static TheoryData<string, string, string> Alterations { get; } = new()
    {
        { Lf(Text), Lf(Text), "line ends it came with" },
        { Lf(Text), Text, "line feeds alone" },
        { Lf(Text) + "\n", Text, "line feeds alone, and with one more" },
        { Text, Text[..^2], "line end was removed" },
        { Text, Text + "\r\n\r\n", "Line ends were added" },
        { Text[..^2], Text, "Line ends were added" },
        { Text, Text.Replace("line.", "line. \t ", StringComparison.Ordinal), "Blanks were added" },
        { Base64Header + Wrap(64), Base64Header + Wrap(76), "lines of 64" },
        { Base64Header + Wrap(76), Base64Header + Wrap(64), "lines of 76" },
        { Base64Header + Wrap(72) + "\r\n", Base64Header + Wrap(76), "lines of 72" },
        { Eight("8bit", "Gr\u00FC\u00DFe\r\n"), Eight("quoted-printable", "Gr=FC=DFe\r\n"), "signed as 8bit" },
        { Eight("7bit", "Gruesse\r\n"), Eight("base64", "R3J1ZXNzZQ0K\r\n"), "signed as 7bit" },
        { Text, Text + "____\r\nlist mailing list\r\nunsubscribe: https://lists.example/\r\n", "3 line(s)" },
        { Text[..^2], Text + "-- \r\nScanned.", "2 line(s)" },
        { Text, Text.Replace("; ", ";\r\n\t", StringComparison.Ordinal), "folded in another way" },
        { Text.Replace("; ", ";\r\n ", StringComparison.Ordinal), Text, "folded in another way" },
    };

    [Theory]
    [MemberData(nameof(Alterations))]
    [Trait("Requirement", "SM-MIM-01 SM-MIM-04 CMS-BER-10 TR-01")]
    public async Task Alteration_fails_and_is_named(string signed, string came, string explanation)
    {
        foreach (int chunk in new[] { 1, 77, 100_000 })
        {
            using var source = new PiecewiseStream(Message(signed, came), () => chunk, canSeek: true);
            DomainSecurityReport report = await new TestDoors().Classifier.ClassifyStreamAsync(source, new());
            report.HasStatus(SecurityStatus.Fail);
            report.Raises(SecurityFlags.SignatureInvalid);
            report.Raises(SecurityFlags.SignatureAltered);
            Assert.Contains(explanation, report.Flags.Single(flag => flag.Flag == SecurityFlags.SignatureAltered).Detail, StringComparison.Ordinal);
            Assert.Equal(SignatureFact.Invalid, Assert.Single(report.Signatures()).Signature);
        }
    }

    [Theory]
    [InlineData("Second", "Sekond")]
    [InlineData("First line.\r\n", "")]
    [InlineData("First line.\r\n", "First line.\r\nA line between.\r\n")]
    [InlineData("charset=utf-8", "charset=us-ascii")]
    [Trait("Requirement", "SM-MIM-04")]
    public async Task Any_other_alteration_is_not_explained(string before, string after)
    {
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(Message(Text, Text.Replace(before, after, StringComparison.Ordinal)));
        report.HasStatus(SecurityStatus.Fail);
        report.Raises(SecurityFlags.SignatureInvalid);
        report.DoesNotRaise(SecurityFlags.SignatureAltered);
    }

    [Fact]
    public async Task Content_that_verifies_is_not_diagnosed()
    {
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(Message(Text, Text));
        report.HasStatus(SecurityStatus.Pass);
        report.DoesNotRaise(SecurityFlags.SignatureAltered);
    }

    [Fact]
    public async Task Broken_signature_over_the_same_content_is_not_explained_by_it()
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).ClearSigned(layer => layer.By(Ids.RsaAlice, signer => signer.AlterSignature = value => [.. value[..^1], (byte)(value[^1] ^ 1)])).ToOctets();
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Fail);
        report.DoesNotRaise(SecurityFlags.SignatureAltered);
    }

    [Fact]
    public async Task Alteration_inside_encryption_is_named()
    {
        byte[] message = LayeredMessage.Of(Message(Lf(Text), Text)).Enveloped(Ids.PartnerDca).ToOctets();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        Assert.Equal("E(S(content))", report.Structure);
        report.HasStatus(SecurityStatus.Fail);
        report.Raises(SecurityFlags.SignatureAltered);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-02")]
    public async Task Search_is_bounded_in_lines_octets_and_passes()
    {
        string footer = string.Concat(Enumerable.Repeat("x\r\n", 63));
        (await new TestDoors().ClassifyAsync(Message(Text, Text + footer))).Raises(SecurityFlags.SignatureAltered);
        (await new TestDoors().ClassifyAsync(Message(Text, Text + footer + "x\r\nx\r\n"))).DoesNotRaise(SecurityFlags.SignatureAltered);

        byte[] message = Message(Lf(Text), Text);
        (await new TestDoors(Diagnosed(Text.Length)).ClassifyAsync(message)).Raises(SecurityFlags.SignatureAltered);
        (await new TestDoors(Diagnosed(Text.Length - 1)).ClassifyAsync(message)).DoesNotRaise(SecurityFlags.SignatureAltered);
        (await new TestDoors(Diagnosed(0)).ClassifyAsync(message)).DoesNotRaise(SecurityFlags.SignatureAltered);

        int reads = 0;
        using var source = new PiecewiseStream(message, () => { reads++; return 100; }, canSeek: true);
        await new TestDoors().Classifier.ClassifyStreamAsync(source, new());
        Assert.InRange(reads, 1, 2 * ((message.Length / 100) + 2));
    }

    private static DomSecOptions Diagnosed(int octets) => new() { Limits = new DomSecLimits { MaxDiagnosedBytes = octets } };

    private static string Lf(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    private static string Wrap(int width) => string.Join("\r\n", Octets.Chunk(width).Select(line => new string(line)));

    private static string Eight(string encoding, string body) => $"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}";

    private static byte[] Message(string signed, string came)
    {
        string signature = Convert.ToBase64String(new OddSignatures(Encoding.Latin1.GetBytes(signed)) { IsDetached = true }.By(Ids.Alice).Encode(), Base64FormattingOptions.InsertLineBreaks);
        return Encoding.Latin1.GetBytes(
            "From: alice@acme.example\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=b\r\n\r\n--b\r\n"
            + came + "\r\n--b\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n" + signature + "\r\n--b--\r\n");
    }
}
