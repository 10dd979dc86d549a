using DomSec.Providers;
using DomSec.Trust;
using static DomSec.Tests.Trust.TestAuthority;

namespace DomSec.Tests.Trust;

/// <summary>Nothing that is remembered outlives its reason: CERT-01, CERT-12, DS-DSV-07, SEC-DOS-01.</summary>
public sealed class TrustCacheTests : TrustTestBase
{
    [Fact]
    [Trait("Requirement", "DS-DSV-07")]
    public void Trust_that_changes_is_looked_at_anew()
    {
        TestAuthority root = Root("CN=root");
        TestAuthority leaf = root.IssueLeaf();
        AssertFact(CertificateFact.Trusted, Validate(leaf, Trusting([root])));
        AssertFact(CertificateFact.Untrusted, Validate(leaf, Trusting([])));
        AssertFact(CertificateFact.Revoked, Validate(leaf, Trusting([root], null, root.Crl([(leaf, 1)]))));
        AssertFact(CertificateFact.Trusted, Validate(leaf, Trusting([root])));
    }

    [Fact]
    [Trait("Requirement", "CERT-01")]
    public void Time_is_judged_on_every_call()
    {
        TestAuthority root = Root("CN=root");
        TestAuthority leaf = root.IssueLeaf();
        TrustMaterial trust = Trusting([root]);
        AssertFact(CertificateFact.Trusted, Validate(leaf, trust));
        AssertFact(CertificateFact.Expired, Validate(leaf, trust, at: leaf.Certificate.NotAfter.AddSeconds(1)));
        AssertFact(CertificateFact.NotYetValid, Validate(leaf, trust, at: leaf.Certificate.NotBefore.AddSeconds(-1)));
        AssertFact(CertificateFact.Trusted, Validate(leaf, trust));
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public void Crl_that_becomes_stale_is_noticed_on_a_cached_path()
    {
        TestAuthority root = Root("CN=root");
        TestAuthority leaf = root.IssueLeaf();
        TrustMaterial trust = Trusting([root], null, root.Crl(nextUpdate: Now.AddHours(1)));
        AssertFact(CertificateFact.Trusted, Validate(leaf, trust));
        AssertFact(CertificateFact.RevocationUnknown, Validate(leaf, trust, at: Now.AddHours(2)));
    }

    [Fact]
    [Trait("Requirement", "CERT-04")]
    public void Path_once_found_needs_its_intermediates_no_more()
    {
        TestAuthority root = Root("CN=root");
        TestAuthority ca = root.IssueCa("CN=ca");
        TestAuthority leaf = ca.IssueLeaf();
        TrustMaterial trust = Trusting([root]);
        AssertFact(CertificateFact.Untrusted, Validate(leaf, trust)); // and this is not remembered
        AssertFact(CertificateFact.Trusted, Validate(leaf, trust, [ca]));
        AssertFact(CertificateFact.Trusted, Validate(leaf, trust));
    }

    [Fact]
    [Trait("Requirement", "CERT-12")]
    public void Cached_path_that_expired_gives_way_to_a_renewed_one()
    {
        TestAuthority root = Root("CN=root");
        TestAuthority first = root.Issue("CN=ca", TestCertificate.Ca with { NotAfter = Now.AddDays(1) });
        TestAuthority renewed = root.Issue("CN=ca", TestCertificate.Ca with { Key = first.Key });
        TestAuthority leaf = first.IssueLeaf();
        TrustMaterial trust = Trusting([root]);
        AssertFact(CertificateFact.Trusted, Validate(leaf, trust, [first]));
        AssertFact(CertificateFact.Expired, Validate(leaf, trust, [first], at: Now.AddDays(2)));
        AssertFact(CertificateFact.Trusted, Validate(leaf, trust, [first, renewed], at: Now.AddDays(2)));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Certificate_is_parsed_and_its_key_imported_once()
    {
        var cache = new CertificateCache();
        byte[] der = Root("CN=root").Der;
        CachedCertificate? first = cache.Get(der);
        CachedCertificate? second = cache.Get(der.ToArray());
        Assert.NotNull(first);
        Assert.Same(first, second);
        Assert.Same(first.PublicKey, second!.PublicKey);
        Assert.Same(first, cache.Find(first.Certificate));
        Assert.Null(cache.Get(new byte[] { 0x30, 0x00 }));
        Array.Clear(der); // the caller's buffer is its own
        Assert.True(first.Certificate.Raw.Span[0] == 0x30);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Bounded_cache_never_holds_more_than_its_bound()
    {
        var cache = new BoundedCache<int, object>(10);
        for (int i = 0; i < 1000; i++)
        {
            cache.Add(i, new object());
        }

        Assert.InRange(Enumerable.Range(0, 1000).Count(i => cache.Find(i) is not null), 1, 10);
        Assert.NotNull(cache.Find(999));
    }

    [Fact]
    [Trait("Requirement", "CERT-01")]
    public void Concurrent_callers_get_the_same_answers()
    {
        TestAuthority root = Root("CN=root");
        TestAuthority ca = root.IssueCa("CN=ca");
        TestAuthority[] leaves = [.. Enumerable.Range(0, 8).Select(i => ca.IssueLeaf($"CN=leaf {i}"))];
        TestAuthority stranger = Root("CN=stranger").IssueLeaf();
        TrustMaterial trust = Trusting([root], null, root.Crl(), ca.Crl([(leaves[0], 1)]));
        Parallel.For(0, 200, i =>
        {
            AssertFact(i % 8 == 0 ? CertificateFact.Revoked : CertificateFact.Trusted, Validate(leaves[i % 8], trust, [ca]));
            AssertFact(CertificateFact.Untrusted, Validate(stranger, trust, [ca]));
        });
    }
}
