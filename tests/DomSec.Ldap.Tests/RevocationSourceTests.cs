using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using DomSec.TestKit;

namespace DomSec.Ldap.Tests;

/// <summary>CRLs from a real slapd, by the issuer's entry and by what certificates name.</summary>
public sealed class RevocationSourceTests : IClassFixture<LookupTests.Server>
{
    private readonly Slapd _slapd;

    public RevocationSourceTests(LookupTests.Server server) => _slapd = server.Slapd;

    private LdapDirectoryOptions Options => Community.Options(_slapd.Tls);

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public async Task Lists_of_the_issuer_s_entry_are_found()
    {
        await using var directory = new LdapDirectory(Options);
        RevocationLookup answer = await AskAsync(directory, Issue("http://crl.example/a.crl"));
        Assert.True(answer.State == LookupState.Found, answer.Source);
        Assert.Equal([Community.RevocationList], answer.RevocationLists.Select(each => each.ToArray()));
        Assert.NotNull(answer.AsOf);
    }

    [Theory]
    [Trait("Requirement", "CERT-16")]
    [InlineData("ldap:///")]
    [InlineData("ldap://evil.example:1389/")] // never contacted: the configured servers are asked for the entry
    [InlineData("ldaps://127.0.0.1/")]
    public async Task Entry_that_a_certificate_names_is_asked_for_at_the_configured_servers_only(string server)
    {
        await using var directory = new LdapDirectory(Options with { IssuerName = null });
        RevocationLookup answer = await AskAsync(directory, Issue(server + Uri.EscapeDataString(Slapd.Issuer) + "?certificateRevocationList;binary?base?objectClass=pkiCA"));
        Assert.True(answer.State == LookupState.Found, answer.Source);
        Assert.Equal([Community.RevocationList], answer.RevocationLists.Select(each => each.ToArray()));
    }

    [Fact]
    public async Task Entry_that_is_not_there_or_has_no_name_is_not_found_and_harms_no_server()
    {
        await using var directory = new LdapDirectory(Options with { IssuerName = null });
        Assert.Equal(LookupState.NotFound, (await AskAsync(directory, Issue("ldap:///cn=nobody," + Slapd.Base))).State);
        Assert.Equal(LookupState.NotFound, (await AskAsync(directory, Issue("ldap:///not%20a%20name"))).State);
        Assert.Equal(LookupState.NotFound, (await AskAsync(directory, Issue("http://crl.example/a.crl"))).State);
        Assert.Equal(LookupState.Found, (await directory.Confidentiality(Community.Agency)).State);
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public async Task Server_that_is_away_is_unavailable()
    {
        await using var directory = new LdapDirectory(Community.Options(new LdapServer(LdapTransport.Tls, "127.0.0.1", 1)));
        RevocationLookup answer = await AskAsync(directory, Issue("ldap:///cn=x"));
        Assert.Equal(LookupState.Unavailable, answer.State);
        Assert.Empty(answer.RevocationLists);
    }

    private static TestIdentity Issue(string uri) => TestCa.Shared.Issue(
        TestRole.DomainSigning, "agency.example", TestKeyType.P256, shape => shape.OtherExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([uri])));

    private static async Task<RevocationLookup> AskAsync(LdapDirectory directory, TestIdentity certificate) => await new LdapRevocationSource(directory).FindAsync(
        new RevocationQuestion(certificate.Der, TestCa.Shared.Certificate.RawData, TimeSpan.FromSeconds(5)), TestContext.Current.CancellationToken);
}
