using System.IO.Compression;
using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Headers;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing.MailList;

namespace DomSec.Tests.Signing;

/// <summary>What a sender inside the domain, or one further in, could have the domain sign that it must not.</summary>
public sealed class SigningAttackTests
{
    private const string Outer = "From: Alice <alice@acme.example>\r\nTo: bob@partner.example\r\nSubject: Budget\r\n";

    private static readonly DomainSigningRequest _request = new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, Recipients = ["bob@partner.example"] };
    private static readonly string _chief = Protected.Payload("clear", Protected.Fields.Replace("Alice <alice@", "Chief <chief@", StringComparison.Ordinal));

    public static TheoryData<string> Wrappers { get; } = ["S0", "A", "Z", "review"];

    [Theory]
    [MemberData(nameof(Wrappers))]
    [Trait("Requirement", "HP-01 HP-06")]
    public async Task Payload_that_protects_another_sender_is_not_signed(string wrapper)
    {
        // Header protection would then say that the domain vouches for a sender whom nobody authenticated; the header outside is anybody's to change.
        (DomainSigningReport report, byte[] signed) = await TestDoors.ForAcme().SignAsync(Wrap(wrapper, _chief), _request);
        if (report.Outcome == DomainOutcome.Applied)
        {
            byte[] replayed = Encoding.Latin1.GetBytes(TestDoors.Text(signed).Replace("Alice <alice@", "Chief <chief@", StringComparison.Ordinal));
            DomainSecurityReport taken = await TestDoors.ForPartner(new() { RequireProtectedFrom = true }).ClassifyAsync(replayed);
            Assert.Fail($"{taken.Status} {taken.IdentityLevel} {taken.HeaderProtection} {taken.Structure}");
        }

        report.Refusal.IsRefused("RFC 9788");
        Assert.Empty(signed);
        await TestDoors.ForAcme().SignedAsync(Wrap(wrapper, Protected.Payload("clear", Protected.Fields.Replace("Alice <", "\"A. L. Ice\" <", StringComparison.Ordinal))), _request);
    }

    [Fact]
    [Trait("Requirement", "SM-MIM-03")]
    public async Task Binary_signature_in_a_stripped_clear_one_keeps_its_octets()
    {
        byte[] inner = new OddSignatures(Encoding.ASCII.GetBytes("Content-Type: text/plain\r\n\r\nOne\nTwo\nThree\n")).By(Ids.Alice).Encode();
        byte[] entity = [.. "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8, .. inner];
        byte[] canonical = Encoding.Latin1.GetBytes(TestDoors.Text(entity).Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal));
        byte[] message = LayeredMessage.Of([.. Encoding.ASCII.GetBytes(Outer), .. canonical])
            .ClearSigned(layer => layer.By(NestedMessage.List, signer => signer.SignedAttributes.Add(ExpansionHistories.OneEntry)), firstPart: entity).ToOctets();
        foreach (bool isClear in new[] { false, true })
        {
            DomainSecurityReport after = await TestDoors.ForPartner().ClassifyAsync(await TestDoors.ForAcme().SignedAsync(message, _request with { IsClearSigned = isClear }));
            Assert.Equal("S(S(S(content)))", after.Structure);
            Assert.All(after.Signatures(), signature => Assert.Equal(SignatureFact.Valid, signature.Signature));
        }
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-08")]
    public async Task Receipt_as_a_ContentInfo_in_a_list_s_signature_is_signed_alone()
    {
        byte[] receipt = Tlv.Of(Tlv.Sequence, Tlv.Integer(1), Tlv.Oid(OddSignatures.Data), Tlv.Of(Tlv.OctetString, [1]), Tlv.Of(Tlv.OctetString, [2]));
        byte[] inner = new OddSignatures(receipt) { ContentType = "1.2.840.113549.1.9.16.1.1" }.By(Ids.Alice).Encode();
        byte[] list = new OddSignatures(inner) { ContentType = "1.2.840.113549.1.9.16.1.6" }.By(NestedMessage.List, signer => signer.SignedAttributes.Add(ExpansionHistories.OneEntry)).Encode();
        byte[] signed = await TestDoors.ForAcme().SignedAsync(Messages.Carry(Encoding.ASCII.GetBytes(Outer), list, "signed-data"), _request);
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(signed);
        Assert.Equal("S(S(S(content)))", report.Structure);
        report.HasStatus(SecurityStatus.Pass);
    }

    [Theory]
    [InlineData("Content-Type: text/plain; name=\"abc\r\n")]
    [InlineData("Content-Type: text/plain; name=\"a\\\r\n")]
    [InlineData("Content-Type: text/plain; name=a\\\r\n")]
    [InlineData("Content-Type: text/plain (open\r\n")]
    [InlineData("Content-Type: text/plain; charset=us-ascii (open; x=\"\r\n")]
    [InlineData("Content-Type: text/plain; hp*=utf-8''cipher\r\n")]
    [InlineData("Content-Type: text/plain; hp*0=ci; hp*1=pher\r\n")]
    [InlineData("Content-Type: text/plain; HP=\"cipher\"; hp-legacy-display=1\r\n")]
    [InlineData("Content-Type: text/plain; hp=\"clear\r\n X: y\"; name=\"a\r\n b\"\r\n")]
    [InlineData("Content-Type: text/plain; hp=x; name=\"\u00fc\"\r\n")]
    [InlineData("Content-Type: text/plain; hp=x; name=\"=?utf-8?q?=0D=0AEvil:_x?=\"\r\n")]
    [InlineData("Content-Type: text/plain; hp=x; name*=utf-8''a%0D%0AEvil:%20x\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=\"a b\"; hp=x\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=\"a\\\"b\"; hp=x\r\n")]
    [InlineData("Content-Type: ;;;\r\n")]
    [InlineData("Content-Type: text\r\n")]
    [InlineData("Content-Type:\r\n")]
    [InlineData("Content-Type: text/plain; =x\r\n")]
    [InlineData("Content-Type: text/plain; a=b; a=c\r\n")]
    [Trait("Requirement", "HP-02")]
    public async Task Content_type_however_odd_is_marked_right_or_not_at_all(string field)
    {
        byte[] message = Encoding.Latin1.GetBytes(Outer + field + "\r\nText\r\n");
        foreach (bool encrypts in new[] { false, true })
        {
            (DomainSigningReport report, byte[] signed) = await TestDoors.ForAcme().SignAsync(message, _request with { RequireEncryption = encrypts });
            Assert.Equal(DomainOutcome.Applied, report.Outcome);
            DomainSecurityReport classified = await TestDoors.ForPartner().ClassifyAsync(signed);
            classified.HasStatus(SecurityStatus.Pass);
            Assert.Equal(report.HeaderProtection == HeaderProtectionScheme.Rfc9788, classified.HeaderProtection == HeaderProtectionLevel.Rfc9788);
            Assert.DoesNotContain(classified.Headers.Fields, found => found.Name.Contains("Evil", StringComparison.Ordinal));
            if (!encrypts)
            {
                string payload = TestDoors.Text(SignedLayer.ContentOfEmptyLayer(signed));
                Assert.EndsWith("\r\n\r\nText\r\n", payload, StringComparison.Ordinal);
                Assert.DoesNotContain("\r\nEvil", payload, StringComparison.Ordinal);
                Assert.Equal(1, payload.Split("\r\n\r\n").Length - 1);
            }
        }
    }

    [Fact]
    [Trait("Requirement", "HP-09 HP-14")]
    public async Task Fields_that_another_encryption_still_hides_stay_hidden()
    {
        TestDoors acme = TestDoors.ForAcme();
        byte[] signed = await acme.SignedAsync(Messages.Plain(), _request with { HeaderConfidentiality = HeaderConfidentiality.Baseline });
        byte[] once = await acme.EncryptedAsync(signed);
        byte[] twice = LayeredMessage.Of(once).Signed(Ids.Alice).Enveloped(Ids.PartnerDca).ToOctets();
        (DomainDecryptionReport report, byte[] output) = await TestDoors.ForPartner().DecryptAsync(twice);
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        Assert.Equal("S(A(S(S0(content))))", (await TestDoors.ForPartner().ClassifyAsync(output)).Structure);
        Assert.Empty(report.RestoredFields);
        Assert.DoesNotContain("Subject: Budget", TestDoors.Text(output), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", 200, "b")]
    [InlineData("a", 200, "")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 12, "")]
    [InlineData("a\r\n \r\n", 1, "b")]
    [InlineData("a\r\n\t\r\n", 1, "b")]
    [InlineData("a\r\n ", 0, "")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", 1, "bbbbbbbbbbbbbbbbbb ccccccccccccccccccccc")] // a fold at a fold
    [InlineData("  two", 2, "three")]
    [InlineData(" \t", 80, "\t \tx")]
    [InlineData("", 0, "")]
    [Trait("Requirement", "HP-14")]
    public void Restored_field_has_no_line_of_blanks_alone(string start, int blanks, string end)
    {
        // Some readers end the header at such a line (RFC 5322 section 3.2.2), and what follows would be their content.
        IReadOnlyList<ReadOnlyMemory<byte>>? fields = DomSec.Layers.RestoredFields.Of([new DomSec.Cms.SecureHeaderField("Subject", start + new string(' ', blanks) + end, DomSec.Cms.SecureHeaderFieldStatus.Deleted)]);
        Assert.Equal(start.Contains(" \r\n", StringComparison.Ordinal) || start.Contains("\t\r\n", StringComparison.Ordinal) || start.EndsWith("\n ", StringComparison.Ordinal), fields is null);
        foreach (ReadOnlyMemory<byte> field in fields ?? [])
        {
            Assert.True(DomSec.Mime.FieldText.Same(Encoding.Latin1.GetBytes(start + new string(' ', blanks) + end), field.Span["Subject:".Length..]));
            string text = Encoding.Latin1.GetString(field.Span);
            Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
            Assert.All(text[..^2].Split("\r\n"), line => Assert.False(string.IsNullOrWhiteSpace(line), text.Replace("\r\n", "|", StringComparison.Ordinal)));
        }
    }

    private static byte[] Wrap(string wrapper, string payload)
    {
        byte[] octets = Encoding.ASCII.GetBytes(payload);
        return wrapper switch
        {
            "S0" => Messages.Carry(Encoding.ASCII.GetBytes(Outer), OddSignatures.Null(octets), "signed-data"),
            "A" => Messages.Carry(Encoding.ASCII.GetBytes(Outer), NestedMessage.Enveloped(octets, OddSignatures.Data, isAuthenticated: true).For(Ids.AcmeDca).Encode(), "authEnveloped-data"),
            "Z" => Messages.Carry(Encoding.ASCII.GetBytes(Outer), Compressed(octets), "compressed-data"),
            _ => Messages.Carry(Encoding.ASCII.GetBytes(Outer), new OddSignatures(Messages.Carry([], OddSignatures.Null(octets), "signed-data")).By(Ids.AcmeReviewer, info => info.Types(OddSignatures.ReviewSig)).Encode(), "signed-data"),
        };
    }

    private static byte[] Compressed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            zlib.Write(content);
        }

        byte[] data = Tlv.Of(Tlv.Sequence, Tlv.Integer(0), Tlv.Of(Tlv.Sequence, Tlv.Oid("1.2.840.113549.1.9.16.3.8")), Tlv.Of(Tlv.Sequence, Tlv.Oid(OddSignatures.Data), Tlv.Of(0xA0, Tlv.Of(Tlv.OctetString, packed.ToArray()))));
        return Tlv.Of(Tlv.Sequence, Tlv.Oid("1.2.840.113549.1.9.16.1.9"), Tlv.Of(0xA0, data));
    }
}
