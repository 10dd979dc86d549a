using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using MimeKit.Cryptography;

namespace DomSec.Benchmarks;

/// <summary>Two domains with RSA-2048 authorities, for DomSec and for MimeKit. Whatever is constant per domain is made here, outside the measurement.</summary>
internal sealed class Parties : IDisposable
{
    internal const string Originator = "alice@acme.example";
    internal const string Recipient = "bob@partner.example";

    internal Parties()
    {
        Signing = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example");
        OwnConfidentiality = TestCa.Shared.Issue(TestRole.Confidentiality, "acme.example");
        Confidentiality = TestCa.Shared.Issue(TestRole.Confidentiality, "partner.example");
        Person = TestCa.Shared.IssuePerson(Originator);
        MailDomain acme = MailDomain.Parse("acme.example");
        MailDomain partner = MailDomain.Parse("partner.example");
        MemoryCommunity community = new MemoryCommunity()
            .AddAnchor(TestCa.Shared.Certificate)
            .AddMember(acme, Signing.Certificate, OwnConfidentiality.Certificate)
            .AddMember(partner, Confidentiality.Certificate)
            .AddSigningKey(acme, DomainRole.DomainSigning, new SoftwareSigningKey(Signing.Certificate))
            .AddDecryptionKey(acme, new SoftwareDecryptionKey(OwnConfidentiality.Certificate))
            .AddDecryptionKey(partner, new SoftwareDecryptionKey(Confidentiality.Certificate));
        Community = DomSecCommunity.Create(community, community, community, community);
        Acme = acme;
        Partner = partner;
        Context = new TemporarySecureMimeContext();
        using var key = new MemoryStream(Confidentiality.Pfx("test"));
        Context.Import(key, "test");
        MimeKitSigner = new CmsSigner(Signing.Certificate) { DigestAlgorithm = DigestAlgorithm.Sha256 };
        MimeKitRecipients = [new CmsRecipient(Confidentiality.Certificate) { EncryptionAlgorithms = [EncryptionAlgorithm.Aes256] }];
    }

    internal DomSecCommunity Community { get; }

    internal MailDomain Acme { get; }

    internal MailDomain Partner { get; }

    internal TestIdentity Signing { get; }

    internal TestIdentity OwnConfidentiality { get; }

    internal TestIdentity Confidentiality { get; }

    internal TestIdentity Person { get; }

    internal TemporarySecureMimeContext Context { get; }

    internal CmsSigner MimeKitSigner { get; }

    internal CmsRecipientCollection MimeKitRecipients { get; }

    internal DomainSigningRequest SigningRequest => new() { Domain = Acme, Evidence = OriginatorEvidence.External("benchmark") };

    internal DomainEncryptionRequest EncryptionRequest(AlgorithmProfile profile) =>
        new() { Domain = Acme, Recipients = [Recipient], AllowWithoutDomainSignature = true, Profile = profile };

    /// <summary>The result of work that must have been done; a benchmark of refusals measures nothing.</summary>
    internal static void RequireApplied(DomainOutcome outcome)
    {
        if (outcome != DomainOutcome.Applied)
        {
            throw new InvalidOperationException("The benchmark's message was " + outcome);
        }
    }

    public void Dispose()
    {
        Community.Dispose();
        Context.Dispose();
    }
}
