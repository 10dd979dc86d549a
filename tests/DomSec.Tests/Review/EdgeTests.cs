using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Review;

/// <summary>What falls between the doors' own tests: evidence by a Sender, CMS whose encoding label went missing, faults that pass.</summary>
public sealed class EdgeTests
{
    [Fact]
    [Trait("Requirement", "DS-DSG-02")]
    [Trait("Requirement", "SEC-DOM-04")]
    public async Task Signature_by_the_sender_is_no_evidence_of_who_wrote()
    {
        byte[] header = "From: carol@acme.example\r\nSender: alice@acme.example\r\n"u8.ToArray();
        byte[] entity = Messages.Split(LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).ToOctets()).Entity;
        byte[] message = [.. header, .. entity];
        TestDoors doors = TestDoors.ForAcme();
        Assert.Equal(SecurityStatus.Pass, (await doors.ClassifyAsync(message)).Status);
        var request = new DomainSigningRequest { Domain = TestDoors.Acme, Evidence = OriginatorEvidence.OriginatorSignature };
        (DomainSigningReport report, byte[] output) = await doors.SignAsync(message, request);
        Assert.Equal((DomainOutcome.Refused, "RFC 3183 section 3.2"), (report.Outcome, report.Refusal!.Rule));
        Assert.Empty(output);
        Assert.Equal(DomainOutcome.Applied, (await doors.SignAsync([.. "From: alice@acme.example\r\n"u8, .. entity], request)).Report.Outcome);
    }

    [Theory]
    [InlineData("base64")]
    [InlineData("pem")]
    [InlineData("raw")]
    [Trait("Requirement", "CMS-BER-10")]
    public async Task Cms_without_a_transfer_encoding_label_is_read(string form)
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] cms = Messages.CmsOf(await doors.SignedAsync(Messages.Plain()));
        string base64 = Convert.ToBase64String(cms, Base64FormattingOptions.InsertLineBreaks);
        byte[] body = form switch
        {
            "raw" => cms,
            "pem" => Encoding.ASCII.GetBytes($"-----BEGIN CMS-----\r\n{base64}\r\n-----END CMS-----\r\n"),
            _ => Encoding.ASCII.GetBytes(base64),
        };
        DomainSecurityReport report = await doors.ClassifyAsync([.. "From: alice@acme.example\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\n"u8, .. body]);
        Assert.Equal((SecurityStatus.Pass, "S(S0(content))"), (report.Status, report.Structure));
    }

    [Fact]
    [Trait("Requirement", "SM-MIM-02")]
    public async Task Clear_signing_raw_cms_keeps_it_whole_inside_base64()
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] cms = Messages.CmsOf(await doors.SignedAsync(Messages.Plain()));
        byte[] raw = [.. "From: alice@acme.example\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8, .. cms];
        byte[] signed = await doors.SignedAsync(raw, new DomainSigningRequest { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, IsClearSigned = true });
        Assert.DoesNotContain(signed, octet => octet >= 0x80);
        DomainSecurityReport report = await doors.ClassifyAsync(signed);
        Assert.Equal((SecurityStatus.Pass, "S(S0(S(S0(content))))"), (report.Status, report.Structure));
        Assert.All(report.Layers.SelectMany(layer => layer.Signatures), signature => Assert.Equal(SignatureFact.Valid, signature.Signature));
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-11")]
    public async Task Signature_around_encryption_that_cannot_be_judged_now_defers()
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).Enveloped(Ids.PartnerDca).Signed(Ids.Alice).ToOctets();
        Assert.Equal(DomainOutcome.Applied, (await TestDoors.ForPartner().DecryptAsync(message)).Report.Outcome);

        // Revocation has to be known, and nothing tells it.
        (DomainDecryptionReport report, byte[] output) = await TestDoors.ForPartner(new DomSecOptions { Revocation = RevocationMode.Required }).DecryptAsync(message);
        Assert.Equal(DomainOutcome.Deferred, report.Outcome);
        Assert.Empty(output);
    }
}
