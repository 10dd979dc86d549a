using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.Providers;
using DomSec.Tests.Trust;
using static DomSec.Tests.Trust.TestAuthority;

namespace DomSec.Tests.Revocation;

/// <summary>CRLs by HTTP: CERT-02, CERT-03, CERT-16; CRT-1 to CRT-4 and CRT-8.</summary>
public sealed class HttpListTests : FetchTestBase
{
    [Fact]
    [Trait("Requirement", "CERT-02")]
    public async Task Current_list_makes_the_certificate_good_and_a_listed_one_revoked()
    {
        TestAuthority leaf = Leaf(Server.Url("/a.crl"));
        TestAuthority revoked = Leaf(Server.Url("/a.crl"));
        Server.Serve("/a.crl", Ca.Crl([(revoked, 1)]));
        HttpRevocationSource source = Source();
        RevocationLookup answer = await AskAsync(source, leaf, Ca);
        Assert.Equal(LookupState.Found, answer.State);
        Assert.Equal("crl.test", answer.Source);
        Assert.NotNull(answer.AsOf);
        Assert.Equal(CertificateFact.Trusted, Judge(leaf, answer));
        Assert.Equal(CertificateFact.Revoked, Judge(revoked, await AskAsync(source, revoked, Ca)));
        Assert.Equal(1, Server.Count("/a.crl"));
    }

    [Fact]
    [Trait("Requirement", "CERT-16")]
    public async Task Nothing_is_fetched_until_a_host_is_allowed()
    {
        TestAuthority leaf = Leaf(Server.Url("/a.crl"));
        Server.Serve("/a.crl", Ca.Crl());
        foreach (string[] hosts in (string[][])[[], ["other.test"], [".crl.test"], ["test"]])
        {
            RevocationLookup answer = await AskAsync(Source(Options with { AllowedHosts = hosts }), leaf, Ca);
            Assert.Equal(LookupState.NotFound, answer.State);
            Assert.Equal(CertificateFact.RevocationUnknown, Judge(leaf, answer));
        }

        Assert.Empty(Server.Requests);
    }

    [Theory]
    [Trait("Requirement", "CERT-16")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://crl.test/a.crl")]
    [InlineData("ldap://crl.test/cn=ca?certificateRevocationList")]
    [InlineData("http://user:secret@crl.test/a.crl")]
    public async Task Other_schemes_and_credentials_are_not_asked(string url) =>
        Assert.Equal(LookupState.NotFound, (await AskAsync(Source(), Leaf(url), Ca)).State);

    [Theory]
    [Trait("Requirement", "CERT-16")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("ff02::1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("::127.0.0.1")]
    [InlineData("::")]
    public void Internal_addresses_are_not_connected_to(string address) =>
        Assert.False(DomSec.Providers.Revocation.SpecialAddresses.IsAllowed(IPAddress.Parse(address), []));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("64:ff9b::101:101")]
    public void Public_addresses_are(string address) => Assert.True(DomSec.Providers.Revocation.SpecialAddresses.IsAllowed(IPAddress.Parse(address), []));

    [Fact]
    [Trait("Requirement", "CERT-16")]
    public async Task Name_that_leads_to_an_internal_address_is_not_connected_to()
    {
        Server.Serve("/a.crl", Ca.Crl());
        HttpRevocationOptions options = Options with { AllowedNetworks = [], AllowedHosts = ["*"] };
        RevocationLookup answer = await AskAsync(Source(options), Leaf(Server.Url("/a.crl")), Ca);
        Assert.Equal(LookupState.Unavailable, answer.State);
        Assert.Contains("no address", answer.Source, StringComparison.Ordinal);
        Assert.Equal(LookupState.Unavailable, (await AskAsync(Source(options), Leaf(Server.Url("/a.crl", "127.0.0.1")), Ca)).State);
        Assert.Equal(LookupState.Unavailable, (await AskAsync(Source(options), Leaf(Server.Url("/a.crl", "[::ffff:127.0.0.1]")), Ca)).State);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    [Trait("Requirement", "CERT-16")]
    public async Task Redirects_are_followed_a_few_times_and_checked_each_time()
    {
        byte[] list = Ca.Crl();
        Server.Serve("/a.crl", list)
            .Status("/one", "302 Found", "Location: /a.crl\r\n")
            .Status("/loop", "302 Found", "Location: /loop\r\n")
            .Status("/inside", "302 Found", $"Location: {Server.Url("/a.crl", "inside.test")}\r\n")
            .Status("/stranger", "302 Found", $"Location: {Server.Url("/a.crl", "stranger.example")}\r\n")
            .Status("/file", "302 Found", "Location: file:///etc/passwd\r\n");
        HttpRevocationSource source = Source(resolve: host => host == "inside.test" ? [IPAddress.Parse("10.0.0.1")] : [IPAddress.Loopback]);
        Assert.Equal(LookupState.Found, (await AskAsync(source, Leaf(Server.Url("/one")), Ca)).State);
        int before = Server.Count("/a.crl");
        foreach (string path in (string[])["/loop", "/inside", "/stranger", "/file"])
        {
            Assert.Equal(LookupState.Unavailable, (await AskAsync(source, Leaf(Server.Url(path)), Ca)).State);
        }

        Assert.Equal(4, Server.Count("/loop"));
        Assert.Equal(before, Server.Count("/a.crl"));
    }

    [Fact]
    [Trait("Requirement", "CERT-16")]
    public async Task Too_much_is_not_read_whether_announced_or_not()
    {
        byte[] huge = new byte[300_000];
        long sent = 0;
        Server.Serve("/announced", huge).On("/endless", async (_, stream, ct) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"), ct);
            while (sent < 200_000_000)
            {
                await stream.WriteAsync(huge, ct);
                sent += huge.Length;
            }
        });
        HttpRevocationSource source = Source(Options with { MaxListBytes = 100_000 });
        foreach (string path in (string[])["/announced", "/endless"])
        {
            RevocationLookup answer = await AskAsync(source, Leaf(Server.Url(path)), Ca);
            Assert.Equal(LookupState.Unavailable, answer.State);
            Assert.Contains("too large", answer.Source, StringComparison.Ordinal);
        }

        Assert.True(sent < 100_000_000);
    }

    [Fact]
    [Trait("Requirement", "CERT-16")]
    public async Task Compressed_answers_are_not_unpacked()
    {
        Server.Serve("/a.crl", new byte[1000], "Content-Encoding: gzip\r\n");
        Assert.Equal(LookupState.Unavailable, (await AskAsync(Source(), Leaf(Server.Url("/a.crl")), Ca)).State);
        Assert.DoesNotContain(Server.Requests.Single().Lines, line => line.StartsWith("Accept-Encoding", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public async Task What_is_no_list_of_the_issuer_is_not_taken()
    {
        TestAuthority stranger = Root("CN=stranger");
        TestAuthority namesake = Root("CN=ca");
        Server.Serve("/html", "<html>Login</html>"u8.ToArray()).Serve("/empty", []).Serve("/stranger", stranger.Crl()).Serve("/forged", namesake.Crl());
        HttpRevocationSource source = Source();
        foreach (string path in (string[])["/html", "/empty", "/stranger", "/forged", "/missing"])
        {
            TestAuthority leaf = Leaf(Server.Url(path));
            RevocationLookup answer = await AskAsync(source, leaf, Ca);
            Assert.Equal(path == "/forged", answer.RevocationLists.Count == 1); // it may be another key of the issuer's; the judgement finds that it is not
            Assert.Equal(CertificateFact.RevocationUnknown, Judge(leaf, answer));
        }
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public async Task Outdated_list_is_unknown_and_still_revokes()
    {
        TestAuthority leaf = Leaf(Server.Url("/a.crl"));
        TestAuthority revoked = Leaf(Server.Url("/a.crl"));
        Server.Serve("/a.crl", Ca.Crl([(revoked, 1)], Now.AddDays(-9), Now.AddDays(-2)));
        HttpRevocationSource source = Source();
        RevocationLookup answer = await AskAsync(source, leaf, Ca);
        Assert.Equal(LookupState.Unavailable, answer.State);
        Assert.Equal(CertificateFact.RevocationUnknown, Judge(leaf, answer));
        Assert.Equal(CertificateFact.Revoked, Judge(revoked, answer));
    }

    [Theory]
    [Trait("Requirement", "CERT-02")]
    [InlineData("dead")]
    [InlineData("refusing")]
    [InlineData("silent")]
    [InlineData("dripping")]
    [InlineData("wrong")]
    public async Task Second_point_is_asked_when_the_first_fails(string first)
    {
        using var refusing = new TcpListener(IPAddress.Loopback, 0);
        refusing.Start();
        int port = ((IPEndPoint)refusing.LocalEndpoint).Port;
        refusing.Stop();
        Server.Serve("/good", Ca.Crl()).Silence("/silent").Serve("/wrong", Root("CN=x").Crl()).On("/dripping", DripAsync);
        TestAuthority leaf = Leaf(first == "refusing" ? $"http://crl.test:{port}/a.crl" : Server.Url("/" + first, first == "dead" ? "dead.test" : "crl.test"), Server.Url("/good"));
        HttpRevocationSource source = Source(resolve: host => host == "dead.test" ? throw new SocketException((int)SocketError.HostNotFound) : [IPAddress.Loopback]);
        RevocationLookup answer = await AskAsync(source, leaf, Ca, TimeSpan.FromSeconds(1.5)); // less than one fetch may take
        Assert.Equal(LookupState.Found, answer.State);
        Assert.Equal(CertificateFact.Trusted, Judge(leaf, answer));
    }

    [Theory]
    [Trait("Requirement", "CERT-16")]
    [InlineData("/silent")]
    [InlineData("/dripping")]
    public async Task Server_that_hangs_takes_no_longer_than_the_deadline(string path)
    {
        Server.Silence("/silent").On("/dripping", DripAsync);
        TestAuthority leaf = Leaf(Server.Url(path), Server.Url(path + "?2"));
        RevocationLookup answer = await AskAsync(Source(Options with { FetchTimeout = TimeSpan.FromSeconds(30) }), leaf, Ca, TimeSpan.FromMilliseconds(600));
        Assert.Equal(LookupState.Unavailable, answer.State);
        Assert.Equal(CertificateFact.RevocationUnknown, Judge(leaf, answer));
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public async Task Delta_revokes_and_releases_from_hold()
    {
        var held = new[] { CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([Server.Url("/base")]) };
        TestAuthority IssueHeld() => Ca.Issue("CN=leaf", TestCertificate.Leaf with { Extensions = [held[0], new X509Extension("2.5.29.46", CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([Server.Url("/delta")]).RawData, critical: false)] });
        TestAuthority released = IssueHeld();
        TestAuthority added = IssueHeld();
        TestAuthority held2 = IssueHeld();
        Server.Serve("/base", Ca.Crl([(released, 6), (held2, 6)], Now.AddDays(-2), number: 5))
            .Serve("/delta", Ca.Crl([(released, 8), (added, 1)], Now.AddHours(-1), number: 6, extensions: [new X509Extension("2.5.29.27", [0x02, 0x01, 0x05], critical: true)]));
        HttpRevocationSource source = Source();
        Assert.Equal(CertificateFact.Trusted, Judge(released, await AskAsync(source, released, Ca)));
        Assert.Equal(CertificateFact.Revoked, Judge(added, await AskAsync(source, added, Ca)));
        Assert.Equal(CertificateFact.Revoked, Judge(held2, await AskAsync(source, held2, Ca)));
    }

    private static async Task DripAsync(TestRequest request, Stream stream, CancellationToken ct)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"), ct);
        for (int i = 0; i < 5000; i++)
        {
            await stream.WriteAsync(new byte[] { 0x30 }, ct);
            await Task.Delay(100, ct);
        }
    }
}
