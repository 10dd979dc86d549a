using DomSec.Providers;
using DomSec.TestKit;

namespace DomSec.Ldap.Tests;

/// <summary>The contract over a community in memory.</summary>
public sealed class MemoryContractTests : DirectoryContract
{
    private readonly MemoryCommunity _community = new MemoryCommunity()
        .AddMember(MailDomain.Parse("m0.example"))
        .AddCertificate(Community.Agency, DomainRole.Confidentiality, Community.Older)
        .AddCertificate(Community.Agency, DomainRole.Confidentiality, Community.Newer)
        .AddCertificate(Community.Agency, DomainRole.DomainSigning, Community.Signing)
        .AddRecipientCertificate("minister@agency.example", Community.Minister);

    protected override ICertificateDirectory Certificates => _community;

    protected override IMembership Membership => _community;
}

/// <summary>The contract over a community in a folder.</summary>
public sealed class FolderContractTests : DirectoryContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FolderCommunity _community;

    public FolderContractTests()
    {
        byte[][] certificates = [Community.Older, Community.Newer, Community.Signing, Community.Minister];
        for (int i = 0; i < certificates.Length; i++)
        {
            _folder.Write($"members/agency.example/{i}.der", certificates[i]);
        }

        _folder.Write("anchors/root.pem", TestCa.Shared.Certificate.ExportCertificatePem());
        Directory.CreateDirectory(Path.Combine(_folder.Path, "members", "m0.example"));
        _community = new FolderCommunity(_folder.Path);
        Assert.Empty(_community.Problems);
    }

    protected override ICertificateDirectory Certificates => _community;

    protected override IMembership Membership => _community;

    public void Dispose()
    {
        _community.Dispose();
        _folder.Dispose();
    }
}

/// <summary>The contract over LDAP, by LDAPS and what is remembered.</summary>
public sealed class LdapsContractTests(LookupTests.Server server) : LdapContract(server.Slapd.Tls), IClassFixture<LookupTests.Server>;

/// <summary>The contract over LDAP, by StartTLS.</summary>
public sealed class StartTlsContractTests(LookupTests.Server server) : LdapContract(server.Slapd.StartTls), IClassFixture<LookupTests.Server>;

/// <summary>The contract over LDAP.</summary>
public abstract class LdapContract(LdapServer server) : DirectoryContract, IDisposable
{
    private readonly LdapDirectory _directory = new(Community.Options(server) with { FoundTime = TimeSpan.FromMinutes(1), NotFoundTime = TimeSpan.FromMinutes(1) });

    protected override ICertificateDirectory Certificates => _directory;

    protected override IMembership Membership => _directory;

    public void Dispose() => _directory.Dispose();
}

/// <summary>The contract over a copy kept by synchronization.</summary>
public sealed class ReplicaContractTests(LookupTests.Server server) : CopyContract(LdapMode.Replica, server.Slapd.Tls), IClassFixture<LookupTests.Server>;

/// <summary>The contract over a copy kept by polling.</summary>
public sealed class PollContractTests(LookupTests.Server server) : CopyContract(LdapMode.Poll, server.Slapd.StartTls), IClassFixture<LookupTests.Server>;

/// <summary>The contract over a copy.</summary>
public abstract class CopyContract(LdapMode mode, LdapServer server) : DirectoryContract, IDisposable
{
    private readonly LdapReplica _replica = Replicas.Of(mode, server);

    protected override ICertificateDirectory Certificates => _replica;

    protected override IMembership Membership => _replica;

    public void Dispose() => _replica.Dispose();
}
