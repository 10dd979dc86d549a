using System.Diagnostics;
using System.Security.Cryptography;
using DomSec.Providers;
using DomSec.Trust;
using static DomSec.Tests.Trust.TestAuthority;

namespace DomSec.Tests.Trust;

/// <summary>Which paths are found: CERT-01, CERT-04, CERT-05, CERT-12, DS-DSV-07, SEC-DOS-01.</summary>
public sealed class PathBuildingTests : TrustTestBase
{
    [Fact]
    [Trait("Requirement", "CERT-01")]
    public void Leaf_under_an_anchored_root_is_trusted_and_the_path_is_given()
    {
        TestAuthority root = Root("CN=root");
        TestAuthority ca = root.IssueCa("CN=ca");
        TestAuthority leaf = ca.IssueLeaf();
        PathResult result = Validate(leaf, Trusting([root]), [ca]);
        AssertFact(CertificateFact.Trusted, result);
        Assert.Equal([leaf.Certificate, ca.Certificate, root.Certificate], result.Path, (a, b) => a.Raw.Span.SequenceEqual(b.Raw.Span));
        Assert.Equal([SecurityFlags.RevocationNone], result.Findings.Select(finding => finding.Flag));
    }

    [Fact]
    [Trait("Requirement", "CERT-01")]
    public void Rsa_path_is_trusted()
    {
        using RSA key = RSA.Create(2048);
        TestAuthority root = Root("CN=rsa root", TestCertificate.Ca with { Key = key });
        TestAuthority leaf = root.Issue("CN=leaf", TestCertificate.Leaf with { Key = key });
        AssertFact(CertificateFact.Trusted, Validate(leaf, Trusting([root])));
    }

    [Fact]
    [Trait("Requirement", "CERT-01")]
    public void Intermediate_known_to_the_community_need_not_be_in_the_message()
    {
        TestAuthority root = Root("CN=root");
        TestAuthority ca = root.IssueCa("CN=ca");
        AssertFact(CertificateFact.Trusted, Validate(ca.IssueLeaf(), Trusting([root], [ca])));
    }

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public void Missing_intermediate_is_untrusted_and_told_apart()
    {
        TestAuthority root = Root("CN=root");
        TestAuthority leaf = root.IssueCa("CN=ca").IssueLeaf();
        PathResult result = Validate(leaf, Trusting([root]), [root]);
        AssertFact(CertificateFact.Untrusted, result);
        Assert.True(result.IsIssuerMissing);
        Assert.Single(result.Path);
        AssertFlag(SecurityFlags.CertificateUntrusted, result);
    }

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public void Namesake_with_another_key_identifier_does_not_hide_that_the_issuer_is_missing()
    {
        TestAuthority root = Root("CN=root");
        TestAuthority wanted = root.Issue("CN=ca", TestCertificate.Ca with { Extensions = [TestCertificate.KeyIdentifier("new")] });
        TestAuthority namesake = root.Issue("CN=ca", TestCertificate.Ca with { Extensions = [TestCertificate.KeyIdentifier("old")] });
        TestAuthority leaf = wanted.Issue("CN=leaf", TestCertificate.Leaf with { Extensions = [TestCertificate.IssuerKeyIdentifier("new")] });
        Assert.True(Validate(leaf, Trusting([root]), [namesake]).IsIssuerMissing);
        AssertFact(CertificateFact.Trusted, Validate(leaf, Trusting([root]), [namesake, wanted]));
    }

    [Fact]
    [Trait("Requirement", "CERT-05")]
    public void Root_from_the_message_is_never_an_anchor()
    {
        TestAuthority stranger = Root("CN=root");
        TestAuthority ca = stranger.IssueCa("CN=ca");
        PathResult result = Validate(ca.IssueLeaf(), Trusting([Root("CN=other")]), [ca, stranger]);
        AssertFact(CertificateFact.Untrusted, result);
        Assert.False(result.IsIssuerMissing);
    }

    [Fact]
    [Trait("Requirement", "DS-DSV-07")]
    public void Root_of_the_same_name_with_another_key_does_not_vouch()
    {
        TestAuthority impostor = Root("CN=root");
        PathResult result = Validate(impostor.IssueLeaf(), Trusting([Root("CN=root")]), [impostor]);
        AssertFact(CertificateFact.Untrusted, result);
    }

    [Fact]
    [Trait("Requirement", "DS-DSV-07")]
    public void Nothing_is_trusted_without_anchors()
    {
        TestAuthority root = Root("CN=root");
        AssertFact(CertificateFact.Untrusted, Validate(root.IssueLeaf(), TrustMaterial.Empty, [root]));
        AssertFact(CertificateFact.Untrusted, Validate(root, TrustMaterial.Empty, [root]));
    }

    [Fact]
    [Trait("Requirement", "DS-DSV-07")]
    public void Intermediate_of_the_community_is_no_anchor()
    {
        TestAuthority root = Root("CN=root");
        TestAuthority ca = root.IssueCa("CN=ca");
        AssertFact(CertificateFact.Untrusted, Validate(ca.IssueLeaf(), Trusting([], [ca, root])));
    }

    [Fact]
    [Trait("Requirement", "DS-DSV-07")]
    public void Intermediate_may_be_the_anchor()
    {
        TestAuthority ca = Root("CN=root").IssueCa("CN=ca");
        PathResult result = Validate(ca.IssueLeaf(), Trusting([ca]));
        AssertFact(CertificateFact.Trusted, result);
        Assert.Equal(2, result.Path.Count);
    }

    [Fact]
    [Trait("Requirement", "DS-DSV-07")]
    public void Pinned_leaf_is_a_path_of_one_and_vouches_for_nobody_else()
    {
        TestAuthority leaf = Root("CN=root").IssueLeaf();
        TrustMaterial trust = Trusting([leaf]);
        PathResult result = Validate(leaf, trust);
        AssertFact(CertificateFact.Trusted, result);
        Assert.Single(result.Path);
        AssertFact(CertificateFact.Untrusted, Validate(leaf.IssueLeaf("CN=child"), trust));
    }

    [Fact]
    [Trait("Requirement", "DS-DSV-07")]
    public void Pinned_leaf_still_has_to_be_suitable_and_in_time()
    {
        TestAuthority leaf = Root("CN=root").IssueLeaf();
        TrustMaterial trust = Trusting([leaf]);
        AssertFact(CertificateFact.Unsuitable, Validate(leaf, trust, purpose: CertificatePurpose.KeyAgreement));
        AssertFact(CertificateFact.Expired, Validate(leaf, trust, at: Now.AddYears(2)));
    }

    [Theory]
    [Trait("Requirement", "CERT-04")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    public void Unrelated_and_unordered_certificates_do_not_disturb(int count)
    {
        TestAuthority root = Root("CN=root");
        TestAuthority a = root.IssueCa("CN=a");
        TestAuthority b = a.IssueCa("CN=b");
        TestAuthority leaf = b.IssueLeaf();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        TestAuthority noise = Root("CN=noise", TestCertificate.Ca with { Key = key });
        IEnumerable<TestAuthority> unrelated = Enumerable.Range(0, count).Select(i => noise.Issue($"CN=noise {i}", TestCertificate.Leaf with { Key = key }));
        AssertFact(CertificateFact.Trusted, Validate(leaf, Trusting([root]), [b, .. unrelated, leaf, root, a, a]));
    }

    [Fact]
    [Trait("Requirement", "CERT-12")]
    public void Cross_signed_ca_is_followed_to_the_root_that_is_an_anchor()
    {
        TestAuthority ours = Root("CN=ours");
        TestAuthority theirs = Root("CN=theirs");
        TestAuthority ca = theirs.IssueCa("CN=ca");
        TestAuthority cross = ours.Issue("CN=ca", TestCertificate.Ca with { Key = ca.Key });
        TestAuthority leaf = ca.IssueLeaf();
        AssertFact(CertificateFact.Untrusted, Validate(leaf, Trusting([ours]), [ca, theirs]));
        AssertFact(CertificateFact.Trusted, Validate(leaf, Trusting([ours]), [ca, theirs, cross]));
        AssertFact(CertificateFact.Trusted, Validate(leaf, Trusting([theirs]), [cross, ca]));
    }

    [Fact]
    [Trait("Requirement", "CERT-12")]
    public void Renewed_ca_with_the_same_key_replaces_the_expired_one()
    {
        TestAuthority root = Root("CN=root");
        TestAuthority old = root.Issue("CN=ca", TestCertificate.Ca with { NotBefore = Now.AddYears(-5), NotAfter = Now.AddDays(-1) });
        TestAuthority renewed = root.Issue("CN=ca", TestCertificate.Ca with { Key = old.Key });
        TestAuthority leaf = old.IssueLeaf();
        AssertFact(CertificateFact.Expired, Validate(leaf, Trusting([root]), [old]));
        AssertFact(CertificateFact.Trusted, Validate(leaf, Trusting([root]), [old, renewed]));
        AssertFact(CertificateFact.Trusted, Validate(leaf, Trusting([root]), [renewed, old]));
    }

    [Fact]
    [Trait("Requirement", "CERT-12")]
    public void Ca_with_a_new_key_is_told_from_the_old_one_of_the_same_name()
    {
        TestAuthority root = Root("CN=root");
        TestAuthority old = root.IssueCa("CN=ca");
        TestAuthority next = root.IssueCa("CN=ca");
        TrustMaterial trust = Trusting([root], [old, next]);
        AssertFact(CertificateFact.Trusted, Validate(old.IssueLeaf(), trust));
        AssertFact(CertificateFact.Trusted, Validate(next.IssueLeaf(), trust));
    }

    [Fact]
    [Trait("Requirement", "CERT-01")]
    public void Names_are_compared_by_meaning()
    {
        TestAuthority root = Root("CN=Root CA, O=Example");
        TestAuthority other = Root("CN=root  ca, O=EXAMPLE", TestCertificate.Ca with { Key = root.Key });
        AssertFact(CertificateFact.Trusted, Validate(other.IssueLeaf(), Trusting([root])));
    }

    [Fact]
    [Trait("Requirement", "CERT-01")]
    public void Altered_certificate_is_untrusted()
    {
        TestAuthority root = Root("CN=root");
        TestAuthority leaf = root.IssueLeaf("CN=leaf");
        byte[] altered = leaf.Der.ToArray();
        altered[altered.AsSpan().IndexOf("leaf"u8)] ^= 1;
        Assert.Equal(DomSec.Ber.BerStatus.Ok, DomSec.X509.Certificate.TryParse(altered, out DomSec.X509.Certificate? certificate));
        TrustMaterial trust = Trusting([root]);
        AssertFact(CertificateFact.Trusted, Validate(leaf, trust));
        PathResult result = Validator.Validate(certificate!, CertificatePurpose.Signing, [], trust, Now, new DomSecOptions());
        AssertFact(CertificateFact.Untrusted, result);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Path_at_the_length_limit_is_trusted_and_one_beyond_is_not()
    {
        TestAuthority root = Root("CN=root");
        var chain = new List<TestAuthority>();
        TestAuthority issuer = root;
        for (int i = 0; i < 3; i++)
        {
            issuer = issuer.IssueCa($"CN=ca {i}");
            chain.Add(issuer);
        }

        TestAuthority leaf = issuer.IssueLeaf();
        TrustMaterial trust = Trusting([root]);
        DomSecOptions at = new() { Limits = new DomSecLimits { MaxPathLength = 5 } };
        DomSecOptions beyond = new() { Limits = new DomSecLimits { MaxPathLength = 4 } };
        PathResult tooLong = Validate(leaf, trust, chain, options: beyond);
        AssertFact(CertificateFact.Untrusted, tooLong);
        AssertFlag(SecurityFlags.Limit, tooLong);
        AssertFact(CertificateFact.Trusted, Validate(leaf, trust, chain, options: at));
        AssertFact(CertificateFact.Untrusted, Validate(leaf, trust, chain, options: beyond)); // and not from the cache either
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Cas_that_all_certify_each_other_end_within_the_budget()
    {
        TestAuthority[] roots = [.. Enumerable.Range(0, 12).Select(i => Root($"CN=ca {i}"))];
        List<TestAuthority> message = [];
        foreach (TestAuthority issuer in roots)
        {
            message.AddRange(roots.Where(root => root != issuer).Select(root => issuer.Issue(root.Name, TestCertificate.Ca with { Key = root.Key })));
        }

        TestAuthority anchor = Root("CN=anchor");
        var clock = Stopwatch.StartNew();
        PathResult result = Validate(roots[0].IssueLeaf(), Trusting([anchor]), message);
        AssertFact(CertificateFact.Untrusted, result);
        AssertFlag(SecurityFlags.Limit, result);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), clock.Elapsed.ToString());
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Loop_of_two_cas_beside_a_way_out_is_no_obstacle()
    {
        TestAuthority anchor = Root("CN=anchor");
        TestAuthority a = Root("CN=a");
        TestAuthority b = Root("CN=b");
        TestAuthority aByB = b.Issue("CN=a", TestCertificate.Ca with { Key = a.Key });
        TestAuthority bByA = a.Issue("CN=b", TestCertificate.Ca with { Key = b.Key });
        TestAuthority bByAnchor = anchor.Issue("CN=b", TestCertificate.Ca with { Key = b.Key });
        AssertFact(CertificateFact.Trusted, Validate(a.IssueLeaf(), Trusting([anchor]), [aByB, bByA, bByAnchor]));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void Hundreds_of_namesakes_of_a_ca_end_within_the_budget()
    {
        TestAuthority root = Root("CN=root");
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        TestAuthority forger = Root("CN=root", TestCertificate.Ca with { Key = key });
        TestAuthority[] fakes = [.. Enumerable.Range(0, 300).Select(_ => forger.Issue("CN=ca", TestCertificate.Ca with { Key = ECDsa.Create(ECCurve.NamedCurves.nistP256) }))];
        PathResult result = Validate(fakes[0].IssueLeaf(), Trusting([root]), fakes);
        AssertFact(CertificateFact.Untrusted, result);
        AssertFlag(SecurityFlags.Limit, result);
    }

    [Fact]
    [Trait("Requirement", "SEC-LOG-01")]
    public void Details_escape_what_a_certificate_says()
    {
        TestAuthority root = Root("CN=root");
        PathResult result = Validate(root.IssueLeaf("CN=\"a\r\nb\u202E\""), Trusting([Root("CN=x")]));
        Assert.All(result.Findings, finding => Assert.DoesNotContain(finding.Detail, c => char.IsControl(c) || c == '\u202E'));
    }
}
