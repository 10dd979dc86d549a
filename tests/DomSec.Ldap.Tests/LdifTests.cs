using System.Text;
using DomSec.Providers;
using DomSec.TestKit;

namespace DomSec.Ldap.Tests;

/// <summary>A community folder taken to a real slapd by slapadd, and back by slapcat.</summary>
public sealed class LdifTests
{
    private static readonly MailDomain Acme = MailDomain.Parse("acme.example");
    private static readonly MailDomain Other = MailDomain.Parse("other.example");

    private static string Gateways { get; } = $"""

        dn: ou=gateways,{Slapd.Base}
        objectClass: organizationalUnit
        ou: gateways

        dn: {Slapd.Simple}
        objectClass: applicationProcess
        objectClass: simpleSecurityObject
        cn: gw1
        userPassword: {Slapd.SimplePassword}

        """;

    [Fact]
    public async Task Folder_goes_to_slapd_and_back_without_its_keys()
    {
        using var folder = new TempFolder();
        string source = Path.Combine(folder.Path, "source");
        CommunityWriter.Init(source, [Acme, Other], CommunityKeyType.P256, CommunityKeyType.P256);
        File.WriteAllText(Path.Combine(source, "community.json"), "{ \"members\": { \"acme.example\": { \"aliases\": [\"acme.example.net\"] }, \"bare.example\": {} } }");
        Directory.CreateDirectory(Path.Combine(source, "members", "agency.example"));
        File.WriteAllBytes(Path.Combine(source, "members", "agency.example", "minister.der"), Community.Minister);
        using var before = new FolderCommunity(source);
        Assert.Empty(before.Problems);
        var text = new StringWriter();
        CommunityLdif.Export(before, Slapd.Base, text);
        string ldif = text.ToString();
        Assert.StartsWith("# LDIF version 1 (RFC 2849)\ndn: ", ldif, StringComparison.Ordinal);
        Assert.All(ldif.Split('\n'), line => Assert.True(line.Length <= 76));
        Assert.DoesNotContain("PRIVATE", ldif, StringComparison.OrdinalIgnoreCase);

        using var slapd = new Slapd(ldif: ldif + Gateways);
        await using (LdapReplica replica = Replicas.Of(LdapMode.Replica, slapd.Tls))
        {
            Assert.Equal(LookupState.Found, await replica.IsMemberAsync(MailDomain.Parse("acme.example.net")));
            Assert.Equal(LookupState.Found, await replica.IsMemberAsync(MailDomain.Parse("bare.example")));
            Assert.Equal((await before.FindAsync(Acme, DomainRole.Confidentiality)).Ders(), (await replica.FindAsync(Acme, DomainRole.Confidentiality)).Ders());
            Assert.Equal([Community.Minister], (await replica.FindRecipientAsync("minister@agency.example")).Ders());
            Assert.Single(replica.Current.RevocationLists);
        }

        string back = Path.Combine(folder.Path, "back");
        IReadOnlyList<string> files = CommunityLdif.Import(new StringReader(slapd.Cat()), back, trustAnchors: true);
        Assert.DoesNotContain(files, file => file.StartsWith("identities", StringComparison.Ordinal));
        using var after = new FolderCommunity(back);
        Assert.Empty(after.Problems);
        Assert.Equal(before.Members, after.Members);
        Assert.Equal(before.Aliases, after.Aliases);
        Assert.Empty(after.OwnDomains);
        foreach (MailDomain domain in before.Members)
        {
            foreach (DomainRole role in Enum.GetValues<DomainRole>())
            {
                Assert.Equal(Sorted(await before.FindAsync(domain, role)), Sorted(await after.FindAsync(domain, role)));
            }
        }

        Assert.Equal([Community.Minister], (await after.FindRecipientAsync("minister@agency.example")).Ders());
        Assert.Equal(before.Current.Anchors.Select(Hex), after.Current.Anchors.Select(Hex));
        Assert.Equal(before.Current.RevocationLists.Select(Hex), after.Current.RevocationLists.Select(Hex));

        // Once more to LDIF: the same text.
        var again = new StringWriter();
        CommunityLdif.Export(after, Slapd.Base, again);
        Assert.Equal(ldif.Split('\n').Order(StringComparer.Ordinal), again.ToString().Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Anchors_of_a_directory_are_not_trusted_unasked()
    {
        using var folder = new TempFolder();
        string text = $"version: 1\n\ndn: cn=anchors,{Slapd.Base}\nobjectClass: pkiCA\ncACertificate;binary:: {Convert.ToBase64String(TestCa.Shared.Certificate.RawData)}\n\ndn: associatedDomain=a.example,{Slapd.Base}\nassociatedDomain: a.example\n";
        string back = Path.Combine(folder.Path, "back");
        CommunityLdif.Import(new StringReader(text), back);
        using var community = new FolderCommunity(back);
        Assert.Empty(community.Current.Anchors);
        Assert.Empty(community.Current.Intermediates);
        Assert.Equal([MailDomain.Parse("a.example")], community.Members);
    }

    [Theory]
    [InlineData("version: 2\n\ndn: o=x\no: x\n", "version is not 1")]
    [InlineData("dn: o=x\nchangetype: delete\n", "a change and not an entry")]
    [InlineData("dn: o=x\njpegPhoto:< file:///etc/passwd\n", "not fetched")]
    [InlineData("dn: o=x\no:: %%%\n", "not base64")]
    [InlineData("o: x\n", "begins with dn:")]
    [InlineData("dn: o=x\nnonsense\n", "name: value")]
    [InlineData("dn: associatedDomain=x\nassociatedDomain: not a domain\n", "no mail domain")]
    [InlineData("dn: cn=community-ca,o=x\ncACertificate;binary:: AAAA\n", "is none")]
    public void What_is_no_content_is_refused_and_writes_nothing(string text, string reason)
    {
        using var folder = new TempFolder();
        string back = Path.Combine(folder.Path, "back");
        DomSecException e = Assert.Throws<DomSecException>(() => CommunityLdif.Import(new StringReader(text), back));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(back));
    }

    [Fact]
    public void Folded_commented_and_encoded_lines_are_read()
    {
        using var folder = new TempFolder();
        string domain = Convert.ToBase64String(Encoding.UTF8.GetBytes("b.example"));
        string text = $"# a comment\n that goes on\nversion: 1\r\ndn: associatedDomain=a.exa\n mple,o=x\n# within\nASSOCIATEDDOMAIN: a.exam\n ple\nassociatedDomain::{domain}\n";
        string back = Path.Combine(folder.Path, "back");
        CommunityLdif.Import(new StringReader(text), back);
        using var community = new FolderCommunity(back);
        Assert.Equal([MailDomain.Parse("a.example")], community.Members);
        Assert.Equal([MailDomain.Parse("b.example")], community.Aliases.Keys);
    }

    [Fact]
    public void Damaged_community_is_not_exported()
    {
        using var folder = new TempFolder();
        folder.Write("members/acme.example/broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        using var community = new FolderCommunity(folder.Path);
        Assert.Throws<DomSecException>(() => CommunityLdif.Export(community, Slapd.Base, new StringWriter()));
    }

    private static IEnumerable<string> Sorted(CertificateLookup lookup) => lookup.Certificates.Select(Hex).Order(StringComparer.Ordinal);

    private static string Hex(ReadOnlyMemory<byte> value) => Convert.ToHexString(value.Span);
}
