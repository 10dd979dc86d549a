using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Layers;

/// <summary>SEC-WRP-03: the octets that were verified are the octets that are given out, at the place where they stood.</summary>
public sealed class VerifiedOctetsTests
{
    [Fact]
    [Trait("Requirement", "SEC-WRP-03")]
    public async Task Octets_given_out_are_a_slice_of_what_was_sealed()
    {
        // A clear signature inside encryption, with all that a re-writer would change: folding, blanks, odd line ends, eight bits, no final line end.
        byte[] entity = [.. "Content-Type: text/plain;\r\n\t charset=utf-8\r\nX-Odd:   two  blanks \r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr"u8, 0xFC, 0xDF, .. " \r\n\r\n.\r\nFrom here\r\n--\r\nlast"u8];
        string boundary = "signed-" + entity.Length;
        byte[] message = LayeredMessage.Of([.. "From: alice@acme.example\r\n"u8, .. entity]).ClearSigned(Ids.Alice).ToOctets();
        byte[] sealed_ = LayeredMessage.Of(message).Enveloped(Ids.PartnerDca).ToOctets();
        TestDoors doors = TestDoors.ForPartner();
        (DomainDecryptionReport report, byte[] output) = await doors.DecryptAsync(sealed_);
        Assert.Equal(DomainOutcome.Applied, report.Outcome);

        (_, byte[] inside) = Messages.Split(message);
        int body = inside.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        int at = output.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        Assert.Equal(inside[body..], output[at..]);

        // And what was given out verifies again, over the same slice.
        DomainSecurityReport again = await doors.ClassifyAsync(output);
        again.HasStatus(SecurityStatus.Pass);
        int first = output.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes("--" + boundary + "\r\n")) + boundary.Length + 4;
        Assert.Equal(Messages.Split(message).Entity.AsSpan().IndexOf(entity.AsSpan(entity.Length - 4)) >= 0, output.AsSpan(first).IndexOf("last"u8) >= 0);
    }

    [Theory]
    [InlineData("From: alice@acme.example\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n boundary=\"b\"\r\n")]
    [Trait("Requirement", "TR-01")]
    public async Task Clear_signed_message_is_signed_over_unaltered(string header)
    {
        byte[] entity = [.. "Content-Type: text/plain;\r\n\tcharset=us-ascii\r\n\r\nTrailing  \r\n\r\n"u8];
        string signature = Convert.ToBase64String(new OddSignatures(entity) { IsDetached = true }.By(Ids.Alice).Encode());
        byte[] body = [.. "\r\npreamble\r\n--b\r\n"u8, .. entity, .. System.Text.Encoding.ASCII.GetBytes($"\r\n--b\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n{signature}\r\n--b--\r\nepilogue\r\n")];
        byte[] signed = await TestDoors.ForAcme().SignedAsync([.. System.Text.Encoding.ASCII.GetBytes(header), .. body]);
        byte[] cms = Messages.CmsOf(signed);
        Assert.True(cms.AsSpan().IndexOf(body) >= 0, "preamble, parts and epilogue stand in the signed content as they came");
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.All(report.Signatures(), one => Assert.Equal(SignatureFact.Valid, one.Signature));
    }
}
