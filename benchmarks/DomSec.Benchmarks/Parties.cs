using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;

namespace DomSec.Benchmarks;

/// <summary>Two domains with authorities of one kind of key, and a person. Whatever is constant per domain is made here, outside the measurement.</summary>
internal sealed class Parties : IDisposable
{
    internal const string Originator = "alice@acme.example";
    internal const string Recipient = "bob@partner.example";

    /// <param name="keys">The kind of all keys.</param>
    /// <param name="maxMessageBytes">The largest message, or null for the default.</param>
    internal Parties(TestKeyType keys, long? maxMessageBytes = null)
    {
        Signing = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", keys);
        OwnConfidentiality = TestCa.Shared.Issue(TestRole.Confidentiality, "acme.example", keys);
        Confidentiality = TestCa.Shared.Issue(TestRole.Confidentiality, "partner.example", keys);
        Person = TestCa.Shared.IssuePerson(Originator, keys);
        Acme = MailDomain.Parse("acme.example");
        Partner = MailDomain.Parse("partner.example");
        MemoryCommunity community = new MemoryCommunity()
            .AddAnchor(TestCa.Shared.Certificate)
            .AddMember(Acme, Signing.Certificate, OwnConfidentiality.Certificate)
            .AddMember(Partner, Confidentiality.Certificate)
            .AddSigningKey(Acme, DomainRole.DomainSigning, new SoftwareSigningKey(Signing.Certificate))
            .AddDecryptionKey(Acme, DecryptionKey(OwnConfidentiality))
            .AddDecryptionKey(Partner, DecryptionKey(Confidentiality));
        DomSecLimits limits = new();
        limits = maxMessageBytes is { } most ? limits with { MaxMessageBytes = most } : limits;
        Community = DomSecCommunity.Create(community, community, community, community, new DomSecCommunityOptions { Options = new DomSecOptions { Limits = limits } });
    }

    internal DomSecCommunity Community { get; }

    internal MailDomain Acme { get; }

    internal MailDomain Partner { get; }

    internal TestIdentity Signing { get; }

    internal TestIdentity OwnConfidentiality { get; }

    internal TestIdentity Confidentiality { get; }

    internal TestIdentity Person { get; }

    /// <summary>The key by itself, as from a file: one that comes by way of a certificate takes OpenSSL twice as long for every agreement.</summary>
    internal static SoftwareDecryptionKey DecryptionKey(TestIdentity identity) =>
        TestKeys.IsRsa(identity.KeyType) ? new SoftwareDecryptionKey(identity.Certificate) : new SoftwareDecryptionKey(identity.Certificate, identity.OpenAgreementKey());

    /// <summary>The result of work that must have been done; a benchmark of refusals measures nothing.</summary>
    internal static void RequireApplied(DomainOutcome outcome) => Require(outcome == DomainOutcome.Applied);

    internal static void Require(bool done)
    {
        if (!done)
        {
            throw new InvalidOperationException("A benchmark's message was refused or did not verify");
        }
    }

    public void Dispose() => Community.Dispose();
}
