using DomSec.Providers;

namespace DomSec.Ldap.Tests;

/// <summary>What every directory answers, whatever it stands on: the same community in memory, in a folder, in LDAP by way of each transport.</summary>
public abstract class DirectoryContract
{
    protected abstract ICertificateDirectory Certificates { get; }

    protected abstract IMembership Membership { get; }

    [Fact]
    public async Task Authority_s_certificates_are_all_found_by_role_and_domain()
    {
        CertificateLookup found = await Certificates.FindAsync(Community.Agency, DomainRole.Confidentiality);
        Assert.Equal(LookupState.Found, found.State);
        Assert.Equal(new[] { Community.Newer, Community.Older }.Select(Convert.ToHexString).Order(StringComparer.Ordinal), found.Ders().Select(Convert.ToHexString).Order(StringComparer.Ordinal));
        Assert.NotEmpty(found.Source);
        Assert.Equal([Community.Signing], (await Certificates.FindAsync(Community.Agency, DomainRole.DomainSigning)).Ders());
    }

    [Theory]
    [InlineData("stranger.example", DomainRole.Confidentiality)]
    [InlineData("sub.agency.example", DomainRole.Confidentiality)]
    [InlineData("example", DomainRole.Confidentiality)]
    [InlineData("agency.example", DomainRole.Review)]
    [InlineData("m0.example", DomainRole.Confidentiality)]
    public async Task What_is_not_there_is_not_found_and_empty(string domain, DomainRole role)
    {
        CertificateLookup found = await Certificates.FindAsync(MailDomain.Parse(domain), role);
        Assert.Equal(LookupState.NotFound, found.State);
        Assert.Empty(found.Certificates);
    }

    [Theory]
    [InlineData("agency.example", LookupState.Found)]
    [InlineData("AGENCY.Example", LookupState.Found)]
    [InlineData("m0.example", LookupState.Found)]
    [InlineData("stranger.example", LookupState.NotFound)]
    [InlineData("sub.agency.example", LookupState.NotFound)]
    [InlineData("example", LookupState.NotFound)]
    public async Task Member_is_exactly_who_is_listed(string domain, LookupState expected) => Assert.Equal(expected, await Membership.IsMemberAsync(MailDomain.Parse(domain)));

    [Fact]
    public async Task No_domain_is_not_found()
    {
        Assert.Equal(LookupState.NotFound, (await Certificates.FindAsync(default, DomainRole.Confidentiality)).State);
        Assert.Equal(LookupState.NotFound, await Membership.IsMemberAsync(default));
    }

    [Theory]
    [InlineData("minister@agency.example", true)]
    [InlineData("Minister@Agency.EXAMPLE", true)]
    [InlineData("nobody@agency.example", false)]
    [InlineData("*@agency.example", false)]
    [InlineData("not an address", false)]
    [InlineData("", false)]
    public async Task Recipient_s_entry_is_found_by_the_address_in_any_case(string address, bool there)
    {
        CertificateLookup found = await Certificates.FindRecipientAsync(address);
        Assert.Equal(there ? LookupState.Found : LookupState.NotFound, found.State);
        Assert.Equal(there ? [Community.Minister] : [], found.Ders());
    }

    [Fact]
    public async Task Cancelled_look_up_is_cancelled()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Certificates.FindAsync(Community.Agency, DomainRole.Confidentiality, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Membership.IsMemberAsync(Community.Agency, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Certificates.FindRecipientAsync("minister@agency.example", cancelled));
    }

    [Fact]
    public async Task Look_ups_at_the_same_time_do_not_mix()
    {
        CertificateLookup[] found = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            Certificates.FindAsync(i % 3 == 0 ? Community.Stranger : Community.Agency, i % 3 == 1 ? DomainRole.DomainSigning : DomainRole.Confidentiality).AsTask()));
        for (int i = 0; i < found.Length; i++)
        {
            Assert.Equal((i % 3) switch { 0 => 0, 1 => 1, _ => 2 }, found[i].Certificates.Count);
        }
    }
}
