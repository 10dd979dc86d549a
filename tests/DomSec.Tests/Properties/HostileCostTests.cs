using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Cms;

namespace DomSec.Tests.Properties;

/// <summary>Inputs that cost quadratic time or boundless memory in careless readers. No clock is read: a reader that is careless never ends.</summary>
public sealed class HostileCostTests
{
    [Fact]
    [Trait("Requirement", "SEC-DOS-02")]
    public async Task Four_hundred_thousand_one_octet_parts_are_read_as_content()
    {
        DomainSecurityReport report = await ClassifyAsync(SignedInOctets([.. "Content-Type: text/plain\r\n\r\n"u8, .. Enumerable.Repeat((byte)'A', 400_000)]));
        Assert.Equal((SecurityStatus.None, "S0(content)", null), (report.Status, report.Structure, report.Error));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-02")]
    public async Task A_header_line_of_a_megabyte_in_one_octet_parts_is_read()
    {
        DomainSecurityReport report = await ClassifyAsync(SignedInOctets([.. "X: "u8, .. Enumerable.Repeat((byte)'y', 1_000_000), .. "\r\n\r\nbody"u8]));
        Assert.Equal("S0(content)", report.Structure);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-02")]
    public async Task A_boundary_that_nearly_comes_in_one_octet_parts_is_read()
    {
        string boundary = new('b', 250);
        string lines = string.Concat(Enumerable.Repeat("--" + boundary[..249] + "\r\n--" + boundary + new string(' ', 700) + "x\r\n", 300));
        DomainSecurityReport report = await ClassifyAsync(SignedInOctets(Encoding.ASCII.GetBytes($"Content-Type: multipart/signed; boundary={boundary}\r\n\r\n--{boundary}\r\n\r\n{lines}")));
        Assert.Equal("S0(?)", report.Structure.Replace("content", "?", StringComparison.Ordinal));
        Assert.NotNull(report.Error);
    }

    [Theory]
    [Trait("Requirement", "SEC-DOS-01")]
    [InlineData("3080")]
    [InlineData("308006092a864886f70d010702a080308002010131003080" + "06092a864886f70d010701a0802480")]
    [InlineData("308006092a864886f70d010702a08030803180")]
    public async Task Nesting_a_hundred_thousand_deep_is_malformed(string start)
    {
        byte[] pair = Convert.FromHexString(start[^4..]);
        byte[] bomb = [.. Convert.FromHexString(start), .. Enumerable.Repeat(pair, 100_000).SelectMany(o => o)];
        DomainSecurityReport report = await ClassifyAsync(bomb);
        Assert.Equal(SecurityStatus.Neutral, report.Status);
        Assert.NotNull(report.Error);
    }

    [Fact]
    public async Task Nesting_a_hundred_thousand_deep_in_definite_lengths_is_malformed()
    {
        // Built from the outside in: each header says what is left.
        var headers = new List<byte[]>();
        int length = 0;
        for (int i = 0; i < 100_000; i++)
        {
            byte[] header = length < 128 ? [0x30, (byte)length] : [0x30, 0x83, (byte)(length >> 16), (byte)((length >> 8) & 0xFF), (byte)(length & 0xFF)];
            headers.Add(header);
            length += header.Length;
        }

        headers.Reverse();
        DomainSecurityReport report = await ClassifyAsync([.. headers.SelectMany(o => o)]);
        Assert.Equal((SecurityStatus.Neutral, "?"), (report.Status, report.Structure));
        Assert.NotNull(report.Error);
    }

    [Fact]
    public async Task Five_thousand_nested_multiparts_are_content()
    {
        byte[] message = [.. "MIME-Version: 1.0\r\n"u8, .. Enumerable.Range(0, 5000).SelectMany(i => Encoding.ASCII.GetBytes($"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n"))];
        DomainSecurityReport report = await ClassifyAsync(message);
        Assert.Equal((SecurityStatus.None, "content", null), (report.Status, report.Structure, report.Error));
    }

    [Theory]
    [Trait("Requirement", "SEC-DOS-01")]
    [InlineData("X: ", "y")]
    [InlineData("From: ", "alice@acme.example, ")]
    [InlineData("From: ", "(")]
    [InlineData("From: ", "a:")]
    [InlineData("From: ", "\"\\")]
    [InlineData("From: ", "=?utf-8?q?a?= ")]
    [InlineData("Sender: ", "a@b.example ")]
    [InlineData("Content-Type: multipart/signed; boundary=b", "; a=b")]
    [InlineData("Content-Type: multipart/signed; boundary=b", "; x*1*=a''b")]
    [InlineData("Content-Type: ", "(")]
    [InlineData("Content-Disposition: attachment", "; filename*0=a")]
    [InlineData("Content-Transfer-Encoding: ", "base64 ")]
    [InlineData("", "A: b\r\n")]
    [InlineData("", ":\r\n")]
    [InlineData("", "Content-Type: text/plain\r\n")]
    [InlineData("X: a", "\r\n b")]
    public async Task A_header_of_a_megabyte_is_read_and_a_larger_one_is_a_limit(string start, string repeated)
    {
        int size = 1 << 20;
        string header = start + string.Concat(Enumerable.Repeat(repeated, 1 + (size / repeated.Length)));
        header = header[..(size - 4)].TrimEnd('\r', '\n') + "\r\n";
        DomainSecurityReport report = await ClassifyAsync(Encoding.Latin1.GetBytes(header + "\r\nbody\r\n"));
        Assert.NotEqual(SecurityStatus.Pass, report.Status);
        Assert.DoesNotContain(report.Flags, raised => raised.Flag == SecurityFlags.Limit);

        report = await ClassifyAsync(Encoding.Latin1.GetBytes(header[..^2] + new string('z', 64) + "\r\n\r\nbody\r\n"));
        Assert.Equal(SecurityStatus.Neutral, report.Status);
        Assert.Contains(report.Flags, raised => raised.Flag == SecurityFlags.Limit);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public async Task Thirty_two_signers_are_verified_and_one_more_is_a_limit()
    {
        byte[] message = await TwoDomains.Ec.SignAsync(Messages.Plain());
        DomainSecurityReport report = await ClassifyAsync(Signers(32));
        Assert.Equal((SecurityStatus.Pass, 32), (report.Status, report.Layers[0].Signatures.Count));
        report = await ClassifyAsync(Signers(33));
        Assert.Equal(LayerKind.Malformed, report.Layers[0].Kind);
        Assert.NotEqual(SecurityStatus.Pass, report.Status);
        Assert.Contains(report.Flags, raised => raised.Flag == SecurityFlags.Limit);

        byte[] Signers(int count)
        {
            TlvTree tree = TlvTree.Read(Messages.CmsOf(message))!;
            TlvTree set = tree.Parts![1].Parts![0].Parts![^1];
            Assert.Equal(0x31, set.Tag);
            set.Parts!.AddRange(Enumerable.Repeat(set.Parts[0], count - 1));
            return SeedCorpus.Replace(message, tree.Write(() => false));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "SEC-DOS-01")]
    public async Task Two_thousand_recipients_are_opened_and_one_more_is_a_limit(bool own)
    {
        byte[] message = await TwoDomains.Ec.EncryptAsync(await TwoDomains.Ec.SignAsync(Messages.Plain()));
        DomainSecurityReport report = await ClassifyAsync(Recipients(2000));
        Assert.Equal((SecurityStatus.Pass, "A(S(S0(content)))", 2000), (report.Status, report.Structure, report.Layers[0].Recipients.Count));
        report = await ClassifyAsync(Recipients(2001));
        Assert.Equal((SecurityStatus.Neutral, "?"), (report.Status, report.Structure));
        Assert.Contains(report.Flags, raised => raised.Flag == SecurityFlags.Limit);

        // Others' recipients, or 2000 times our own: of those no more than MaxRecipientTries are tried.
        byte[] Recipients(int count)
        {
            TlvTree tree = TlvTree.Read(Messages.CmsOf(message))!;
            TlvTree set = tree.Parts![1].Parts![0].Parts!.First(part => part.Tag == 0x31);
            TlvTree other = own ? set.Parts![0] : TlvTree.Read(Tlv.Seq(Tlv.Int(0), Tlv.Seq(Tlv.Seq(), Tlv.Int(7)), Tlv.Seq(Tlv.Oid("1.2.840.113549.1.1.1")), Tlv.Octets(new byte[256])))!;
            set.Parts!.AddRange(Enumerable.Repeat(other, count - 1));
            return SeedCorpus.Replace(message, tree.Write(() => false));
        }
    }

    [Fact]
    public async Task Our_own_recipient_behind_too_many_false_ones_is_not_tried()
    {
        byte[] message = await TwoDomains.Ec.EncryptAsync(await TwoDomains.Ec.SignAsync(Messages.Plain()));
        Assert.Equal("A(S(S0(content)))", (await ClassifyAsync(Behind(15))).Structure);
        Assert.Equal("A(?)", (await ClassifyAsync(Behind(16))).Structure);

        byte[] Behind(int count)
        {
            TlvTree tree = TlvTree.Read(Messages.CmsOf(message))!;
            TlvTree set = tree.Parts![1].Parts![0].Parts!.First(part => part.Tag == 0x31);
            TlvTree wrong = set.Parts![0].Copy();
            TlvTree wrapped = wrong.All().Last(node => node.Tag == 0x04);
            wrapped.Octets = [.. wrapped.Octets.Reverse()];
            set.Parts!.InsertRange(0, Enumerable.Repeat(wrong, count));
            return SeedCorpus.Replace(message, tree.Write(() => false));
        }
    }

    [Fact]
    public async Task A_hundred_thousand_key_agreement_recipients_in_one_are_a_limit()
    {
        byte[] agreement = Tlv.Definite(
            0xA1,
            Tlv.Int(3),
            Tlv.Definite(0xA0, Tlv.Definite(0xA1, Tlv.Seq(Tlv.Oid("1.2.840.10045.2.1")), Tlv.Definite(0x03, [0, 4, 1, 2]))),
            Tlv.Seq(Tlv.Oid("1.3.132.1.11.1"), Tlv.Seq(Tlv.Oid("2.16.840.1.101.3.4.1.45"))),
            Tlv.Seq([.. Enumerable.Repeat(Tlv.Seq(Tlv.Seq(Tlv.Seq(), Tlv.Int(1)), Tlv.Octets(1)), 100_000)]));
        byte[] info = Tlv.Seq(Tlv.Oid(Tlv.Data), Tlv.Seq(Tlv.Oid("2.16.840.1.101.3.4.1.42")), Tlv.Definite(0x80, new byte[16]));
        DomainSecurityReport report = await ClassifyAsync(Tlv.ContentInfo(Tlv.EnvelopedData, Tlv.Seq(Tlv.Int(2), Tlv.Set(agreement), info)));
        Assert.Equal(SecurityStatus.Neutral, report.Status);
        Assert.Contains(report.Flags, raised => raised.Flag == SecurityFlags.Limit);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-05")]
    public async Task Memory_follows_what_came_and_not_what_was_announced()
    {
        // Each announces nearly two gibibytes, or eight exbibytes, and ends soon.
        string[] hostile =
        [
            "30847fffffff",
            "308006092a864886f70d010702a084 7fffffff 3084 7ffffff0",
            "308006092a864886f70d010702a080 3080 020101 3184 7fffffff 3000",
            "308006092a864886f70d010702a080 3080 020101 3100 3080 06092a864886f70d010701 a080 0484 7fffffff 41",
            "308006092a864886f70d010702a080 3080 020101 3100 3080 06092a864886f70d010701 a080 2488 7fffffffffffffff 0484 7fffffff 41",
            "308006092a864886f70d010702a080 3080 020101 3100 3080 06092a864886f70d010701 0000 a084 007fff00 30847fffff00",
            "308006092a864886f70d010703a080 3080 020100 3184 007fff00 3082ffff",
            "308006092a864886f70d010703a080 3080 020100 3103 300100 3080 06092a864886f70d010701 3000 8084 7fffffff 41",
        ];
        foreach (string hex in hostile)
        {
            byte[] octets = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
            await MeasureAsync(octets);
            long allocated = await MeasureAsync(octets);
            Assert.InRange(allocated, 0, 2 << 20);
        }

        static async Task<long> MeasureAsync(byte[] octets)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Task<DomainSecurityReport> running = ClassifyAsync(octets);
            Assert.True(running.IsCompleted, "all on this thread, or the measurement means nothing");
            long after = GC.GetAllocatedBytesForCurrentThread();
            DomainSecurityReport report = await running;
            Assert.NotNull(report.Error);
            Assert.NotEqual(SecurityStatus.Pass, report.Status);
            return after - before;
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public async Task A_message_beyond_its_limit_is_a_limit_whatever_the_source()
    {
        byte[] message = Messages.PlainOfSize(300_000);
        var limits = new DomSecLimits { MaxMessageBytes = message.Length };
        foreach (bool seekable in new[] { true, false })
        {
            foreach ((DomSecLimits limit, bool fits) in new[] { (limits, true), (limits with { MaxMessageBytes = message.Length - 1 }, false) })
            {
                using var source = new PiecewiseStream(message, () => 5000, seekable);
                DomainSecurityReport report = await TwoDomains.Ec.Doors(limit).Classifier.ClassifyStreamAsync(source, new DomainClassificationRequest());
                Assert.Equal(fits, report.Error is null);
                Assert.Equal(!fits, report.Flags.Any(raised => raised.Flag == SecurityFlags.Limit));
            }
        }
    }

    private static Task<DomainSecurityReport> ClassifyAsync(byte[] message) => TwoDomains.Ec.ClassifyAsync(message);

    /// <summary>An empty signature layer whose content comes in parts of one octet.</summary>
    private static byte[] SignedInOctets(byte[] content)
    {
        byte[] parts = new byte[content.Length * 3];
        for (int i = 0; i < content.Length; i++)
        {
            parts[3 * i] = 0x04;
            parts[(3 * i) + 1] = 0x01;
            parts[(3 * i) + 2] = content[i];
        }

        return Tlv.Signed(Tlv.Indefinite(0x24, parts));
    }
}
