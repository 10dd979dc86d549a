using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Classification;

/// <summary>Who can never speak for a domain, and what a certificate cannot make us do.</summary>
public sealed class SharedDomainTests
{
    [Fact]
    [Trait("Requirement", "SEC-DOM-02")]
    public async Task Nobody_speaks_for_a_domain_that_strangers_share()
    {
        TestIdentity signer = TestCa.Shared.Issue(TestRole.DomainSigning, "freemail.example", TestKeyType.P256);
        byte[] message = Build.DomainSigned(signer, "mallory@freemail.example");
        (await TestDoors.ForAcme().ClassifyAsync(message)).HasStatus(SecurityStatus.Pass);

        var options = new DomSecOptions { SharedDomains = [MailDomain.Parse("freemail.example")] };
        DomainSecurityReport report = await TestDoors.ForAcme(options).ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Policy);
        Assert.Null(report.Domain);
        Assert.Contains(report.Flags, flag => flag.Flag == SecurityFlags.MapPublicSuffix);

        // A domain of its own below it belongs to somebody.
        TestIdentity below = TestCa.Shared.Issue(TestRole.DomainSigning, "office.freemail.example", TestKeyType.P256);
        (await TestDoors.ForAcme(options).ClassifyAsync(Build.DomainSigned(below, "boss@office.freemail.example"))).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOM-02")]
    public async Task Nothing_is_encrypted_to_the_authority_of_a_shared_domain()
    {
        TestDoors doors = TestDoors.ForAcme(new DomSecOptions { SharedDomains = [TestDoors.Partner] });
        (DomainEncryptionReport report, byte[] output) = await doors.EncryptAsync(await doors.SignedAsync(Messages.Plain()));
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Empty(output);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOM-03")]
    public async Task Being_trusted_by_the_machine_is_not_being_trusted_by_the_community()
    {
        using var roots = new X509Store(StoreName.Root, StoreLocation.LocalMachine);
        roots.Open(OpenFlags.ReadOnly);

        // The stranger's root stands for a public one: whatever the machine trusts, the community's anchors decide alone.
        DomainSecurityReport report = await TestDoors.ForAcme().ClassifyAsync(Build.DomainSigned(Ids.StrangerSigner));
        Assert.NotEqual(SecurityStatus.Pass, report.Status);
        Assert.NotEqual(CertificateFact.Trusted, report.Layers[0].Signatures[0].Certificate);
        foreach (X509Certificate2 root in roots.Certificates.Take(3))
        {
            var none = new TestDoors(trustsShared: false);
            none.Community.AddIntermediate(root); // known, as one that came along in a message is, and still no anchor
            Assert.NotEqual(SecurityStatus.Pass, (await none.ClassifyAsync(Build.DomainSigned())).Status);
        }
    }

    [Fact]
    [Trait("Requirement", "CERT-16 SEC-DOS-04")]
    public async Task Addresses_in_a_certificate_are_not_visited()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/x";
        TestIdentity signer = Ids.Signer(shape =>
        {
            shape.OtherExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([url]));
            shape.OtherExtensions.Add(new X509AuthorityInformationAccessExtension([url + "/ocsp"], [url + "/issuer"]));
        });
        DomainSecurityReport report = await TestDoors.ForAcme().ClassifyAsync(Build.DomainSigned(signer));
        report.HasStatus(SecurityStatus.TempError); // a source is named, so its answer would be needed
        Assert.False(listener.Pending());
    }
}
