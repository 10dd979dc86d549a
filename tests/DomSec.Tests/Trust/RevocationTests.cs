using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using DomSec.Trust;
using static DomSec.Tests.Trust.TestAuthority;

namespace DomSec.Tests.Trust;

/// <summary>CRLs of the community: CERT-02, CERT-03, CERT-17 and decision 5.</summary>
public sealed class RevocationTests : TrustTestBase
{
    private static readonly DomSecOptions Required = new() { Revocation = RevocationMode.Required };
    private static readonly DomSecOptions Off = new() { Revocation = RevocationMode.Off };

    private readonly TestAuthority _root = Root("CN=root");
    private readonly TestAuthority _ca;
    private readonly TestAuthority _leaf;
    private readonly byte[] _rootCrl;

    public RevocationTests()
    {
        _ca = _root.IssueCa("CN=ca");
        _leaf = _ca.IssueLeaf();
        _rootCrl = _root.Crl();
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public void Current_crls_of_every_issuer_make_the_path_trusted_without_a_flag()
    {
        PathResult result = Validate(_leaf, WithLists(_rootCrl, _ca.Crl()));
        AssertFact(CertificateFact.Trusted, result);
        Assert.Empty(result.Findings);
    }

    [Theory]
    [Trait("Requirement", "CERT-02")]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)] // removeFromCRL has no meaning outside a delta CRL
    public void Listed_leaf_is_revoked_for_any_reason(int? reason)
    {
        PathResult result = Validate(_leaf, WithLists(_rootCrl, _ca.Crl([(_leaf, reason)])));
        AssertFact(CertificateFact.Revoked, result);
        AssertFlag(SecurityFlags.CertificateRevoked, result);
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public void Crl_that_lists_another_certificate_does_not_harm() =>
        AssertFact(CertificateFact.Trusted, Validate(_leaf, WithLists(_rootCrl, _ca.Crl([(_ca.IssueLeaf("CN=other"), 1)]))));

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public void Revoked_intermediate_revokes_the_path() =>
        AssertFact(CertificateFact.Revoked, Validate(_leaf, WithLists(_root.Crl([(_ca, 2)]), _ca.Crl())));

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public void Missing_crl_of_one_issuer_is_unknown()
    {
        PathResult result = Validate(_leaf, WithLists(_ca.Crl()));
        AssertFact(CertificateFact.RevocationUnknown, result);
        AssertFlag(SecurityFlags.RevocationUnknown, result);
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl)));
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public void Stale_crl_proves_nothing_but_still_revokes()
    {
        DateTimeOffset then = Now.AddDays(-10);
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(thisUpdate: then, nextUpdate: Now.AddDays(-3)))));
        AssertFact(CertificateFact.Revoked, Validate(_leaf, WithLists(_rootCrl, _ca.Crl([(_leaf, 1)], then, Now.AddDays(-3)))));
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public void Crl_of_the_future_proves_nothing_today() =>
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(thisUpdate: Now.AddHours(1)))));

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public void Newest_crl_decides_whatever_the_order()
    {
        byte[] clean = _ca.Crl(thisUpdate: Now.AddDays(-3), number: 1);
        byte[] revoking = _ca.Crl([(_leaf, 1)], Now.AddDays(-2), number: 2);
        byte[] released = _ca.Crl(thisUpdate: Now.AddDays(-1), number: 3);
        AssertFact(CertificateFact.Revoked, Validate(_leaf, WithLists(_rootCrl, clean, revoking)));
        AssertFact(CertificateFact.Revoked, Validate(_leaf, WithLists(_rootCrl, revoking, clean)));
        AssertFact(CertificateFact.Trusted, Validate(_leaf, WithLists(_rootCrl, revoking, released, clean)));
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public void Crl_number_decides_between_crls_of_the_same_time()
    {
        byte[] first = _ca.Crl(number: 255);
        byte[] second = _ca.Crl([(_leaf, 1)], number: 256);
        AssertFact(CertificateFact.Revoked, Validate(_leaf, WithLists(_rootCrl, first, second)));
        AssertFact(CertificateFact.Trusted, Validate(_leaf, WithLists(_rootCrl, _ca.Crl([(_leaf, 1)], number: 255), _ca.Crl(number: 256))));
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public void Forged_crl_neither_proves_nor_revokes()
    {
        using ECDsa forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(signedBy: forger))));
        AssertFact(CertificateFact.Trusted, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(), _ca.Crl([(_leaf, 1)], number: 9, signedBy: forger))));
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public void Crl_of_an_issuer_that_may_not_sign_crls_proves_nothing()
    {
        TestAuthority ca = _root.Issue("CN=mute", TestCertificate.Ca with { KeyUsage = X509KeyUsageFlags.KeyCertSign });
        AssertFact(CertificateFact.RevocationUnknown, Validate(ca.IssueLeaf(), WithLists(_rootCrl, ca.Crl()), [ca]));
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public void Delta_crl_revokes_beside_its_base_and_proves_nothing_alone()
    {
        X509Extension delta = new("2.5.29.27", [0x02, 0x01, 0x01], critical: true);
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(extensions: [delta]))));
        AssertFact(CertificateFact.Revoked, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(), _ca.Crl([(_leaf, 1)], number: 2, extensions: [delta]))));
        AssertFact(CertificateFact.Trusted, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(), _ca.Crl([(_leaf, 8)], number: 2, extensions: [delta]))));
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public void Crl_with_an_unknown_critical_extension_proves_nothing_but_still_revokes()
    {
        X509Extension unknown = new("1.3.6.1.4.1.99999.2", [0x05, 0x00], critical: true);
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(extensions: [unknown]))));
        AssertFact(CertificateFact.Revoked, Validate(_leaf, WithLists(_rootCrl, _ca.Crl([(_leaf, 1)], extensions: [unknown]))));
    }

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public void Without_any_source_revocation_is_not_practised()
    {
        PathResult result = Validate(_leaf, Trusting([_root], [_ca]));
        AssertFact(CertificateFact.Trusted, result);
        AssertFlag(SecurityFlags.RevocationNone, result);
    }

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public void Source_named_in_any_certificate_of_the_path_makes_it_practised()
    {
        TestAuthority naming = _ca.Issue("CN=leaf", TestCertificate.Leaf with { Extensions = [TestCertificate.RevocationSource()] });
        AssertFact(CertificateFact.RevocationUnknown, Validate(naming, Trusting([_root], [_ca])));
        TestAuthority ca = _root.Issue("CN=ca", TestCertificate.Ca with { Extensions = [TestCertificate.RevocationSource()] });
        AssertFact(CertificateFact.RevocationUnknown, Validate(ca.IssueLeaf(), Trusting([_root], [ca])));
    }

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public void Crl_that_cannot_be_read_still_makes_revocation_practised() =>
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists([0x30, 0x00])));

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public void Required_and_off_override_what_the_community_has()
    {
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, Trusting([_root], [_ca]), options: Required));
        AssertFact(CertificateFact.Trusted, Validate(_leaf, WithLists(_rootCrl, _ca.Crl()), options: Required));
        PathResult off = Validate(_leaf, WithLists(_rootCrl, _ca.Crl([(_leaf, 1)])), options: Off);
        AssertFact(CertificateFact.Trusted, off);
        Assert.Empty(off.Findings);
    }

    [Fact]
    [Trait("Requirement", "CERT-15")]
    public void Leaf_without_revocation_by_design_is_trusted_unless_listed()
    {
        TestAuthority leaf = _ca.Issue("CN=leaf", TestCertificate.Leaf with { Extensions = [new X509Extension("2.5.29.56", [0x05, 0x00], critical: false)] });
        AssertFact(CertificateFact.Trusted, Validate(leaf, WithLists(_rootCrl)));
        AssertFact(CertificateFact.Revoked, Validate(leaf, WithLists(_rootCrl, _ca.Crl([(leaf, 1)]))));
    }

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public void Revoked_explains_better_than_expired_and_expired_better_than_unknown()
    {
        TestAuthority old = _ca.Issue("CN=leaf", TestCertificate.Leaf with { NotAfter = Now.AddDays(-1) });
        AssertFact(CertificateFact.Revoked, Validate(old, WithLists(_rootCrl, _ca.Crl([(old, 1)]))));
        AssertFact(CertificateFact.Expired, Validate(old, WithLists(_rootCrl)));
    }

    [Fact]
    [Trait("Requirement", "CERT-12")]
    public void Path_over_a_cross_certificate_that_is_not_revoked_wins()
    {
        TestAuthority other = Root("CN=other");
        TestAuthority cross = other.Issue("CN=ca", TestCertificate.Ca with { Key = _ca.Key });
        byte[][] lists = [_root.Crl([(_ca, 4)]), other.Crl(), _ca.Crl()];
        AssertFact(CertificateFact.Trusted, Validate(_leaf, Trusting([_root, other], [_ca, cross], lists)));
        AssertFact(CertificateFact.Revoked, Validate(_leaf, Trusting([_root, other], [_ca], lists)));
    }

    [Fact]
    [Trait("Requirement", "CERT-12")]
    public void After_a_key_rollover_the_key_above_on_the_path_may_sign_the_crl()
    {
        // "old with new": the new key vouches for the old one under the same name, and signs all CRLs from then on.
        TestAuthority next = _root.IssueCa("CN=ca");
        TestAuthority oldWithNew = next.Issue("CN=ca", TestCertificate.Ca with { Key = _ca.Key });
        TrustMaterial trust = Trusting([_root], [next, oldWithNew], _rootCrl, next.Crl());
        AssertFact(CertificateFact.Trusted, Validate(_leaf, trust));
        AssertFact(CertificateFact.Revoked, Validate(_leaf, Trusting([_root], [next, oldWithNew], _rootCrl, next.Crl([(_leaf, 1)]))));
        AssertFact(CertificateFact.Revoked, Validate(_leaf, Trusting([_root], [next, oldWithNew], _rootCrl, next.Crl([(oldWithNew, 1)]))));
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, Trusting([_root], [next, oldWithNew], _rootCrl, oldWithNew.Crl())));
    }

    [Fact]
    [Trait("Requirement", "CERT-01")]
    public void Forged_certificate_is_untrusted_and_no_crl_is_asked()
    {
        TestAuthority forged = Root("CN=ca").IssueLeaf();
        PathResult result = Validate(forged, WithLists(_rootCrl, _ca.Crl([(forged, 1)])));
        AssertFact(CertificateFact.Untrusted, result);
    }

    private TrustMaterial WithLists(params byte[][] lists) => Trusting([_root], [_ca], lists);
}
