using DomSec.TestKit;

namespace DomSec.Tests.Review;

/// <summary>Header fields that readers understand differently.</summary>
public sealed class SenderTests(ReviewCommunity community) : IClassFixture<ReviewCommunity>
{
    [Theory]
    [InlineData("From: ceo@acme.example\r\nFrom: alice@acme.example\r\nSender: alice@acme.example\r\n")]
    [InlineData("From: friends: ceo@acme.example;\r\nSender: alice@acme.example\r\n")]
    [InlineData("Sender: alice@acme.example\r\n")]
    [Trait("Requirement", "SEC-WRP-02")]
    public async Task Originator_signature_over_an_unusable_From_is_not_saved_by_Sender(string fields)
    {
        DomainSecurityReport report = await community.ClassifyAsync(Signed(community.Alice, fields));
        Assert.Equal(SecurityStatus.Policy, report.Status);
        Assert.Null(report.Originator);
    }

    [Fact]
    [Trait("Requirement", "SEC-CMS-04")]
    public async Task Originator_certificate_without_an_address_never_passes_for_a_sender()
    {
        DomainSecurityReport report = await community.ClassifyAsync(Signed(community.Nameless, "From: ceo@acme.example\r\n"));
        Assert.Equal(SecurityStatus.Policy, report.Status);
    }

    [Theory]
    [InlineData("Subject: x\rFrom: evil@evil.example\r\nFrom: alice@acme.example\r\n")]
    [InlineData("From: alice@acme.example\r\nSubject: x\r\r\n")]
    [InlineData("From: alice@acme.example\r\nSubject: x\0y\r\n")]
    [Trait("Requirement", "SEC-WRP-02")]
    public async Task Header_with_bare_CR_or_NUL_has_no_usable_From(string fields)
    {
        byte[] signed = await community.SignAsync(Messages.Plain());
        byte[] entity = Messages.Split(signed).Entity;
        DomainSecurityReport report = await community.ClassifyAsync([.. ReviewCommunity.Octets(fields), .. entity]);
        Assert.Equal(SecurityStatus.Policy, report.Status);
    }

    private static byte[] Signed(TestIdentity signer, string fields)
    {
        byte[] message = Messages.OpaqueSigned(signer, Messages.Plain());
        return [.. ReviewCommunity.Octets(fields), .. Messages.Split(message).Entity];
    }
}
