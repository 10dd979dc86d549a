using DomSec.Ldap.Protocol;
using DomSec.Providers;

namespace DomSec.Ldap.Tests;

/// <summary>Look-ups in a real slapd by every transport and bind.</summary>
public sealed class LookupTests : IClassFixture<LookupTests.Server>
{
    private readonly Slapd _slapd;

    public LookupTests(Server server) => _slapd = server.Slapd;

    public static TheoryData<string> Ways => ["ldaps external", "starttls external", "ldapi external", "ldaps simple", "starttls simple"];

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Requirement", "DS-KEY-03 DS-KEY-06")]
    public async Task Authority_is_found_by_its_role_address_newest_certificate_first(string way)
    {
        await using LdapDirectory directory = By(way);
        CertificateLookup lookup = await directory.Confidentiality(Community.Agency);
        Assert.True(lookup.State == LookupState.Found, lookup.Source);
        Assert.Equal([Community.Newer, Community.Older], lookup.Ders());
        Assert.StartsWith("ldap", lookup.Source, StringComparison.Ordinal);
        CertificateLookup signing = await directory.FindAsync(Community.Agency, DomainRole.DomainSigning);
        Assert.Equal([Community.Signing], signing.Ders());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_is_not_there_is_not_found(string way)
    {
        await using LdapDirectory directory = By(way);
        CertificateLookup stranger = await directory.Confidentiality(Community.Stranger);
        Assert.True(stranger.State == LookupState.NotFound, stranger.Source);
        Assert.Empty(stranger.Certificates);
        Assert.Equal(LookupState.NotFound, (await directory.FindAsync(Community.Agency, DomainRole.Review)).State);
        Assert.Equal(LookupState.NotFound, await directory.IsMemberAsync(Community.Stranger));
        Assert.Equal(LookupState.NotFound, (await directory.FindRecipientAsync("nobody@agency.example")).State);
    }

    [Fact]
    public async Task Exactly_the_domain_asked_is_found()
    {
        await using LdapDirectory directory = By("ldaps external");
        Assert.Equal(LookupState.NotFound, (await directory.Confidentiality(MailDomain.Parse("sub.agency.example"))).State);
        Assert.Equal(LookupState.NotFound, (await directory.Confidentiality(MailDomain.Parse("example"))).State);
        Assert.Equal(LookupState.NotFound, await directory.IsMemberAsync(MailDomain.Parse("sub.agency.example")));
        Assert.Equal(LookupState.NotFound, (await directory.Confidentiality(default)).State);
        Assert.Equal(LookupState.NotFound, await directory.IsMemberAsync(default));
    }

    [Fact]
    public async Task Member_is_found_by_each_of_its_domains()
    {
        await using LdapDirectory directory = By("ldaps external");
        Assert.Equal(LookupState.Found, await directory.IsMemberAsync(Community.Agency));
        Assert.Equal(LookupState.Found, await directory.IsMemberAsync(Community.Alias));
        Assert.Equal([Community.Newer, Community.Older], (await directory.Confidentiality(Community.Alias)).Ders());
        Assert.Equal(LookupState.Found, await directory.IsMemberAsync(Community.Bare));
    }

    [Fact]
    public async Task Authority_without_a_certificate_is_unavailable()
    {
        await using LdapDirectory directory = By("ldaps external");
        CertificateLookup lookup = await directory.Confidentiality(Community.Bare);
        Assert.Equal(LookupState.Unavailable, lookup.State);
        Assert.Contains("holds no certificate", lookup.Source, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "DS-KEY-02")]
    public async Task Recipient_s_own_entry_is_found_by_option()
    {
        await using LdapDirectory directory = By("ldaps external");
        Assert.Equal([Community.Minister], (await directory.FindRecipientAsync("minister@agency.example")).Ders());
        Assert.Equal([Community.Minister], (await directory.FindRecipientAsync(" Minister@AGENCY.example ")).Ders());
        Assert.Equal(LookupState.NotFound, (await directory.FindRecipientAsync("clerk@agency.example")).State);
        Assert.Equal(LookupState.NotFound, (await directory.FindRecipientAsync("no address")).State);

        await using var without = new LdapDirectory(Community.Options(_slapd.Tls) with { RecipientLookup = false });
        Assert.Equal(LookupState.NotFound, (await without.FindRecipientAsync("minister@agency.example")).State);
    }

    [Theory]
    [InlineData("*@agency.example")]
    [InlineData("m*@agency.example")]
    [InlineData("\"x)(mail=*\"@agency.example")]
    [InlineData("\"*)(objectClass=*\"@agency.example")]
    [InlineData("\"x)(|(mail=*\"@agency.example")]
    [InlineData("{domain}@agency.example")]
    [Trait("Requirement", "DS-KEY-06")]
    public async Task Address_with_the_marks_of_filters_finds_nobody_else(string address)
    {
        await using LdapDirectory directory = By("ldaps external");
        CertificateLookup lookup = await directory.FindRecipientAsync(address);
        Assert.True(lookup.State == LookupState.NotFound, lookup.Source);
    }

    [Fact]
    [Trait("Requirement", "DS-KEY-06")]
    public async Task Address_with_the_marks_of_filters_finds_itself()
    {
        await using LdapDirectory directory = By("ldaps external");
        CertificateLookup lookup = await directory.FindRecipientAsync("\"a(b)*\\\\c\"@agency.example");
        Assert.Equal([Community.Older], lookup.Ders());
    }

    [Fact]
    public async Task Filters_are_the_administrator_s()
    {
        await using var directory = new LdapDirectory(Community.Options(_slapd.Tls) with
        {
            SearchBase = Slapd.Base,
            MembershipFilter = "(&(objectClass=domainRelatedObject)(|(associatedDomain={domain})(o={domain}))(!(o=Bare)))",
            AuthorityFilter = "(&(mail={address})(cn=domain-*)(sn=The*)(modifyTimestamp>=20000101000000Z)(objectClass=*))",
        });
        Assert.Equal(LookupState.Found, await directory.IsMemberAsync(Community.Agency));
        Assert.Equal(LookupState.NotFound, await directory.IsMemberAsync(Community.Bare));
        Assert.Equal([Community.Newer, Community.Older], (await directory.Confidentiality(Community.Agency)).Ders());
    }

    [Fact]
    public async Task Issuer_s_certificates_and_revocation_lists_are_read()
    {
        await using LdapDirectory directory = By("ldaps external");
        LdapIssuerLookup issuer = await directory.FindIssuerAsync();
        Assert.True(issuer.State == LookupState.Found, issuer.Source);
        Assert.Equal([TestKit.TestCa.Shared.Certificate.RawData], issuer.Certificates.Select(each => each.ToArray()));
        Assert.Equal([Community.RevocationList], issuer.RevocationLists.Select(each => each.ToArray()));

        await using var missing = new LdapDirectory(Community.Options(_slapd.Tls) with { IssuerName = "cn=nobody," + Slapd.Base });
        Assert.Equal(LookupState.Unavailable, (await missing.FindIssuerAsync()).State);
        await using var unnamed = new LdapDirectory(Community.Options(_slapd.Tls) with { IssuerName = null });
        Assert.Equal(LookupState.NotFound, (await unnamed.FindIssuerAsync()).State);
    }

    [Fact]
    public async Task Whom_the_directory_hides_everything_from_gets_unavailable()
    {
        // The access rules let only gateways read: slapd answers 32 for the base.
        await using var anonymous = new LdapDirectory(Community.Options(_slapd.Tls) with { Authentication = LdapAuthentication.Anonymous });
        Assert.Equal(LookupState.Unavailable, (await anonymous.Confidentiality(Community.Agency)).State);
        Assert.Equal(LookupState.Unavailable, await anonymous.IsMemberAsync(Community.Agency));

        await using var stranger = new LdapDirectory(Community.Options(_slapd.Tls) with { ClientCertificate = DirectoryCertificates.Shared.Stranger });
        CertificateLookup lookup = await stranger.Confidentiality(Community.Agency);
        Assert.Equal(LookupState.Unavailable, lookup.State);
        Assert.Contains("always there", lookup.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_password_is_unavailable_with_its_reason()
    {
        await using var directory = new LdapDirectory(Simple(_slapd.Tls) with { Password = "wrong" });
        CertificateLookup lookup = await directory.Confidentiality(Community.Agency);
        Assert.Equal(LookupState.Unavailable, lookup.State);
        Assert.Contains("invalid credentials (49)", lookup.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Base_that_does_not_exist_is_unavailable()
    {
        await using var directory = new LdapDirectory(Community.Options(_slapd.Tls) with { SearchBase = "ou=nowhere," + Slapd.Base, SentinelName = Slapd.Domains });
        CertificateLookup lookup = await directory.Confidentiality(Community.Agency);
        Assert.Equal(LookupState.Unavailable, lookup.State);
        Assert.Contains("no such object (32)", lookup.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_look_ups_share_one_connection()
    {
        await using LdapDirectory directory = By("ldaps external");
        CertificateLookup[] lookups = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
            i % 2 == 0 ? await directory.Confidentiality(Community.Agency) : await directory.Confidentiality(MailDomain.Parse($"x{i}.example"))));
        Assert.All(lookups.Where((_, i) => i % 2 == 0), lookup => Assert.Equal(2, lookup.Certificates.Count));
        Assert.All(lookups.Where((_, i) => i % 2 == 1), lookup => Assert.Equal(LookupState.NotFound, lookup.State));
    }

    [Fact]
    public async Task Session_knows_who_it_is_and_pages()
    {
        LdapDirectoryOptions options = Community.Options(_slapd.Tls) with { MaxEntries = 1000 };
        var sentinel = new LdapSearch(Slapd.Domains, LdapScope.Base, LdapSearch.AnyEntry, LdapSearch.NoAttributes);
        await using ILdapSession session = await new LdapConnector(_slapd.Tls, options, sentinel).OpenAsync(CancellationToken.None);
        Assert.Equal("dn:" + Slapd.Simple, await session.WhoAmIAsync(CancellationToken.None));

        var all = new LdapSearch(Slapd.Domains, LdapScope.OneLevel, LdapSearch.AnyEntry, ["associatedDomain"]);
        LdapSearchResult whole = await session.SearchAsync(all, CancellationToken.None);
        LdapSearchResult paged = await session.SearchAsync(all with { PageSize = 7 }, CancellationToken.None);
        Assert.Equal(47, whole.Entries.Count);
        Assert.Equal(whole.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal), paged.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));

        LdapSearchResult limited = await session.SearchAsync(all with { SizeLimit = 5 }, CancellationToken.None);
        Assert.Equal(LdapResultCode.SizeLimitExceeded, limited.Result.Code);
        Assert.Equal(5, limited.Entries.Count);
    }

    [Fact]
    public async Task Cancelled_search_is_abandoned_and_the_session_goes_on()
    {
        await using ILdapSession session = await OpenAsync(_slapd.Tls);
        var all = new LdapSearch(Slapd.Domains, LdapScope.Subtree, LdapSearch.AnyEntry, ["*"]);
        for (int i = 0; i < 50; i++)
        {
            using var cancel = new CancellationTokenSource();
            Task<LdapSearchResult> search = session.SearchAsync(all, cancel.Token);
            await cancel.CancelAsync();
            try
            {
                await search;
            }
            catch (OperationCanceledException)
            {
                // As wanted; the answer may also have been quicker.
            }
        }

        Assert.True(session.IsAlive);
        Assert.NotEmpty((await session.SearchAsync(all, CancellationToken.None)).Entries);
    }

    private static LdapDirectoryOptions Simple(LdapServer server) => Community.Options(server) with
    {
        Authentication = LdapAuthentication.Simple,
        BindName = Slapd.Simple,
        Password = Slapd.SimplePassword,
        ClientCertificate = null,
    };

    private static Task<ILdapSession> OpenAsync(LdapServer server) =>
        new LdapConnector(server, Community.Options(server) with { MaxEntries = 1000 }, new LdapSearch(Slapd.Domains, LdapScope.Base, LdapSearch.AnyEntry, LdapSearch.NoAttributes)).OpenAsync(CancellationToken.None);

    private LdapDirectory By(string way)
    {
        string[] words = way.Split(' ');
        LdapServer server = words[0] switch { "ldaps" => _slapd.Tls, "starttls" => _slapd.StartTls, _ => _slapd.Local };
        return new LdapDirectory(words[1] == "simple" ? Simple(server) : Community.Options(server));
    }

    /// <summary>One slapd for all of these.</summary>
    public sealed class Server : IDisposable
    {
        private readonly Lazy<Slapd> _slapd = new(() => new Slapd());

        public Slapd Slapd => _slapd.Value;

        public void Dispose()
        {
            if (_slapd.IsValueCreated)
            {
                _slapd.Value.Dispose();
            }
        }
    }
}
