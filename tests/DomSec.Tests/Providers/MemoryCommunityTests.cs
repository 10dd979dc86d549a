using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;

namespace DomSec.Tests.Providers;

public sealed class MemoryCommunityTests(OpenSslCommunity files) : IClassFixture<OpenSslCommunity>
{
    private static readonly MailDomain Acme = MailDomain.Parse("acme.example");

    [Fact]
    public async Task Member_is_found_by_the_role_its_certificate_names()
    {
        using X509Certificate2 signing = Load("rsa-signing");
        using X509Certificate2 review = Load("email-role");
        MemoryCommunity community = new MemoryCommunity().AddMember(Acme, signing, review);
        Assert.Equal(LookupState.Found, await community.IsMemberAsync(Acme));
        Assert.Equal(LookupState.NotFound, await community.IsMemberAsync(MailDomain.Parse("sub.acme.example")));
        Assert.Equal(signing.RawData, Assert.Single((await community.FindAsync(Acme, DomainRole.DomainSigning)).Certificates).ToArray());
        Assert.Equal(review.RawData, Assert.Single((await community.FindAsync(Acme, DomainRole.Review)).Certificates).ToArray());
        CertificateLookup none = await community.FindAsync(Acme, DomainRole.Confidentiality);
        Assert.Equal(LookupState.NotFound, none.State);
        Assert.Empty(none.Certificates);
    }

    [Fact]
    public async Task Own_keys_make_a_member_with_their_certificates()
    {
        using X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(files.Files["rsa-signing.crt"], files.Files["rsa-signing.key"]);
        using X509Certificate2 dca = X509Certificate2.CreateFromPemFile(files.Files["rsa-dca.crt"], files.Files["rsa-dca.key"]);
        using var signing = new SoftwareSigningKey(certificate);
        using var decryption = new SoftwareDecryptionKey(dca);
        MemoryCommunity community = new MemoryCommunity().AddSigningKey(Acme, DomainRole.DomainSigning, signing).AddDecryptionKey(Acme, decryption);
        Assert.Equal([Acme], community.OwnDomains);
        Assert.Same(signing, Assert.Single(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning)));
        Assert.Empty(await community.GetSigningKeysAsync(Acme, DomainRole.Review));
        Assert.Same(decryption, Assert.Single(await community.GetDecryptionKeysAsync(null)));
        Assert.Empty(await community.GetDecryptionKeysAsync(MailDomain.Parse("other.example")));
        Assert.Equal(LookupState.Found, (await community.FindAsync(Acme, DomainRole.Confidentiality)).State);
        Assert.Throws<DomSecException>(() => community.AddSigningKey(Acme, DomainRole.Confidentiality, signing));

        community.RemoveMember(Acme);
        Assert.Empty(community.Members);
        Assert.Empty(community.OwnDomains);
        Assert.Empty(await community.GetDecryptionKeysAsync(null));
        Assert.Empty(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning));
        Assert.Equal(LookupState.NotFound, (await community.FindAsync(Acme, DomainRole.DomainSigning)).State);
    }

    [Fact]
    public void Trust_is_the_same_object_until_it_changes()
    {
        using X509Certificate2 root = X509CertificateLoader.LoadCertificateFromFile(files.Files["root.pem"]);
        using X509Certificate2 member = Load("rsa-signing");
        using X509Certificate2 issuer = Load("issuer");
        var community = new MemoryCommunity();
        Assert.Same(TrustMaterial.Empty, community.Current);
        TrustMaterial first = community.AddAnchor(root).Current;
        Assert.Single(first.Anchors);
        Assert.Same(first, community.AddAnchor(root).AddMember(Acme, member).ClearRevocationLists().Current);
        TrustMaterial second = community.AddMember(Acme, issuer).Current;
        Assert.NotSame(first, second);
        Assert.Empty(first.Intermediates);
        Assert.Single(second.Intermediates);
        Assert.Single(community.AddRevocationList(new byte[] { 1 }).Current.RevocationLists);
    }

    [Fact]
    public void Certificate_without_a_role_has_to_be_given_one()
    {
        using X509Certificate2 person = Load("person");
        var community = new MemoryCommunity();
        Assert.Throws<DomSecException>(() => community.AddMember(Acme, person));
        Assert.Empty(community.Members);
        community.AddCertificate(Acme, DomainRole.Confidentiality, person.RawData);
        Assert.Equal([Acme], community.Members);
        Assert.Throws<DomSecException>(() => community.AddMember(default));
    }

    [Fact]
    public async Task Key_of_several_domains_stays_for_those_that_remain()
    {
        using var key = new SoftwareDecryptionKey(DomSec.Tests.Hosting.Ids.AcmeDca.Certificate);
        MailDomain other = MailDomain.Parse("acme.test");
        MemoryCommunity community = new MemoryCommunity().AddDecryptionKey(Acme, key).AddDecryptionKey(other, key).RemoveMember(Acme);
        Assert.Empty(await community.GetDecryptionKeysAsync(Acme));
        Assert.Contains(key, await community.GetDecryptionKeysAsync(null));
        Assert.Empty(await community.RemoveMember(other).GetDecryptionKeysAsync(null));
    }

    [Fact]
    public async Task Changes_by_many_threads_are_all_kept()
    {
        var community = new MemoryCommunity();
        await Parallel.ForAsync(0, 500, (i, _) =>
        {
            community.AddMember(MailDomain.Parse($"m{i}.example")).AddRevocationList(BitConverter.GetBytes(i));
            return ValueTask.CompletedTask;
        });
        Assert.Equal(500, community.Members.Count);
        Assert.Equal(500, community.Current.RevocationLists.Count);
    }

    private X509Certificate2 Load(string name) => X509CertificateLoader.LoadCertificateFromFile(files.Files[$"{name}.crt"]);
}
