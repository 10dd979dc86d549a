using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using DomSec.Trust;
using static DomSec.Tests.Trust.TestAuthority;

namespace DomSec.Tests.Trust;

/// <summary>What a path is worth: RFC 5280 section 6.1 and RFC 8550 section 4.4 (CERT-01, 09, 10, 11, 14, 17).</summary>
public sealed class PathValidationTests : TrustTestBase
{
    private const X509KeyUsageFlags DigitalSignature = X509KeyUsageFlags.DigitalSignature;
    private const X509KeyUsageFlags NonRepudiation = X509KeyUsageFlags.NonRepudiation;
    private const X509KeyUsageFlags KeyEncipherment = X509KeyUsageFlags.KeyEncipherment;
    private const X509KeyUsageFlags KeyAgreement = X509KeyUsageFlags.KeyAgreement;

    private readonly TestAuthority _root = Root("CN=root");
    private readonly TestAuthority _constrained;

    public PathValidationTests() =>
        _constrained = _root.Issue("CN=constrained", TestCertificate.Ca with { Extensions = [TestCertificate.NameConstraints("example.com")] });

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public void Expired_leaf_is_expired_and_nothing_worse()
    {
        TestAuthority leaf = _root.Issue("CN=leaf", TestCertificate.Leaf with { NotAfter = Now.AddDays(-1) });
        PathResult result = Validate(leaf, Trusting([_root]));
        AssertFact(CertificateFact.Expired, result);
        AssertFlag(SecurityFlags.CertificateExpired, result);
        AssertNoFlag(SecurityFlags.CertificateUntrusted, result);
    }

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public void Leaf_that_is_not_valid_yet_is_told_apart()
    {
        TestAuthority leaf = _root.Issue("CN=leaf", TestCertificate.Leaf with { NotBefore = Now.AddDays(1) });
        PathResult result = Validate(leaf, Trusting([_root]));
        AssertFact(CertificateFact.NotYetValid, result);
        AssertFlag(SecurityFlags.CertificateNotYetValid, result);
    }

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public void Expired_intermediate_and_expired_anchor_are_expired()
    {
        TestAuthority ca = _root.Issue("CN=ca", TestCertificate.Ca with { NotAfter = Now.AddDays(-1) });
        AssertFact(CertificateFact.Expired, Validate(ca.IssueLeaf(), Trusting([_root]), [ca]));
        TestAuthority old = Root("CN=old", TestCertificate.Ca with { NotAfter = Now.AddDays(-1) });
        AssertFact(CertificateFact.Expired, Validate(old.IssueLeaf(), Trusting([old])));
    }

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public void Path_whose_validities_never_meet_is_expired()
    {
        TestAuthority ca = _root.Issue("CN=ca", TestCertificate.Ca with { NotBefore = Now.AddYears(-5), NotAfter = Now.AddYears(-4) });
        AssertFact(CertificateFact.Expired, Validate(ca.IssueLeaf(), Trusting([_root]), [ca]));
    }

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public void Validity_bounds_are_inclusive()
    {
        TestAuthority leaf = _root.Issue("CN=leaf", TestCertificate.Leaf with { NotBefore = Now, NotAfter = Now.AddDays(1) });
        TrustMaterial trust = Trusting([_root]);
        AssertFact(CertificateFact.Trusted, Validate(leaf, trust, at: Now));
        AssertFact(CertificateFact.Trusted, Validate(leaf, trust, at: Now.AddDays(1)));
        AssertFact(CertificateFact.NotYetValid, Validate(leaf, trust, at: Now.AddSeconds(-1)));
        AssertFact(CertificateFact.Expired, Validate(leaf, trust, at: Now.AddDays(1).AddSeconds(1)));
    }

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public void Expired_certificate_under_a_stranger_is_untrusted_not_expired()
    {
        TestAuthority leaf = Root("CN=stranger").Issue("CN=leaf", TestCertificate.Leaf with { NotAfter = Now.AddDays(-1) });
        AssertFact(CertificateFact.Untrusted, Validate(leaf, Trusting([_root])));
    }

    [Theory]
    [Trait("Requirement", "CERT-09")]
    [InlineData(nameof(CertificatePurpose.Signing), DigitalSignature, true)]
    [InlineData(nameof(CertificatePurpose.Signing), NonRepudiation, true)]
    [InlineData(nameof(CertificatePurpose.Signing), DigitalSignature | KeyEncipherment, true)]
    [InlineData(nameof(CertificatePurpose.Signing), KeyEncipherment | KeyAgreement, false)]
    [InlineData(nameof(CertificatePurpose.Signing), X509KeyUsageFlags.KeyCertSign, false)]
    [InlineData(nameof(CertificatePurpose.Signing), null, true)]
    [InlineData(nameof(CertificatePurpose.KeyEncipherment), KeyEncipherment, true)]
    [InlineData(nameof(CertificatePurpose.KeyEncipherment), DigitalSignature | KeyAgreement, false)]
    [InlineData(nameof(CertificatePurpose.KeyEncipherment), X509KeyUsageFlags.DataEncipherment, false)]
    [InlineData(nameof(CertificatePurpose.KeyEncipherment), null, true)]
    [InlineData(nameof(CertificatePurpose.KeyAgreement), KeyAgreement, true)]
    [InlineData(nameof(CertificatePurpose.KeyAgreement), KeyEncipherment, false)]
    [InlineData(nameof(CertificatePurpose.KeyAgreement), null, true)]
    public void Key_usage_decides_by_purpose(string purpose, X509KeyUsageFlags? usage, bool suitable)
    {
        TestAuthority leaf = _root.Issue("CN=leaf", TestCertificate.Leaf with { KeyUsage = usage });
        PathResult result = Validate(leaf, Trusting([_root]), purpose: Enum.Parse<CertificatePurpose>(purpose));
        AssertFact(suitable ? CertificateFact.Trusted : CertificateFact.Unsuitable, result);
    }

    [Fact]
    [Trait("Requirement", "CERT-09")]
    public void Cached_path_is_judged_for_each_purpose_anew()
    {
        TestAuthority leaf = _root.IssueLeaf();
        TrustMaterial trust = Trusting([_root]);
        AssertFact(CertificateFact.Trusted, Validate(leaf, trust));
        AssertFact(CertificateFact.Unsuitable, Validate(leaf, trust, purpose: CertificatePurpose.KeyEncipherment));
        AssertFact(CertificateFact.Trusted, Validate(leaf, trust));
    }

    [Theory]
    [Trait("Requirement", "CERT-10")]
    [InlineData(true)]
    [InlineData(true, TestCertificate.EmailProtection)]
    [InlineData(true, TestCertificate.ServerAuth, TestCertificate.EmailProtection)]
    [InlineData(true, TestCertificate.AnyUsage)]
    [InlineData(false, TestCertificate.ServerAuth)]
    public void Extended_key_usage_must_allow_mail(bool suitable, params string[] usages)
    {
        TestAuthority leaf = _root.Issue("CN=leaf", TestCertificate.Leaf with { ExtendedKeyUsages = usages, ExtendedKeyUsageIsCritical = true });
        AssertFact(suitable ? CertificateFact.Trusted : CertificateFact.Unsuitable, Validate(leaf, Trusting([_root])));
    }

    [Theory]
    [Trait("Requirement", "CERT-10")]
    [InlineData(true, TestCertificate.EmailProtection)]
    [InlineData(false, TestCertificate.ServerAuth)]
    public void Extended_key_usage_of_an_issuer_must_allow_mail_too(bool suitable, string usage)
    {
        TestAuthority ca = _root.Issue("CN=ca", TestCertificate.Ca with { ExtendedKeyUsages = [usage], ExtendedKeyUsageIsCritical = true });
        AssertFact(suitable ? CertificateFact.Trusted : CertificateFact.Unsuitable, Validate(ca.IssueLeaf(), Trusting([_root]), [ca]));
    }

    [Theory]
    [Trait("Requirement", "CERT-11")]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Unknown_extension_is_refused_when_critical(bool critical, bool inIssuer)
    {
        var extension = new X509Extension("1.3.6.1.4.1.99999.1", [0x05, 0x00], critical);
        TestAuthority ca = _root.Issue("CN=ca", TestCertificate.Ca with { Extensions = inIssuer ? [extension] : [] });
        TestAuthority leaf = ca.Issue("CN=leaf", TestCertificate.Leaf with { Extensions = inIssuer ? [] : [extension] });
        AssertFact(critical ? CertificateFact.Unsuitable : CertificateFact.Trusted, Validate(leaf, Trusting([_root]), [ca]));
    }

    [Fact]
    [Trait("Requirement", "CERT-01")]
    public void Issuer_that_is_no_ca_or_may_not_sign_certificates_does_not_vouch()
    {
        TestAuthority notCa = _root.IssueLeaf("CN=not a ca");
        TestAuthority mute = _root.Issue("CN=mute", TestCertificate.Ca with { KeyUsage = X509KeyUsageFlags.CrlSign });
        TestAuthority denied = _root.Issue("CN=denied", TestCertificate.Ca with { IsCa = false });
        foreach (TestAuthority issuer in new[] { notCa, mute, denied })
        {
            PathResult result = Validate(issuer.IssueLeaf(), Trusting([_root]), [issuer]);
            AssertFact(CertificateFact.Untrusted, result);
            Assert.False(result.IsIssuerMissing);
        }
    }

    [Fact]
    [Trait("Requirement", "CERT-01")]
    public void Path_length_constraint_holds_in_intermediates_and_in_the_anchor()
    {
        TestAuthority outer = _root.Issue("CN=outer", TestCertificate.Ca with { PathLength = 0 });
        TestAuthority inner = outer.IssueCa("CN=inner");
        AssertFact(CertificateFact.Trusted, Validate(outer.IssueLeaf(), Trusting([_root]), [outer]));
        AssertFact(CertificateFact.Untrusted, Validate(inner.IssueLeaf(), Trusting([_root]), [outer, inner]));
        AssertFact(CertificateFact.Untrusted, Validate(inner.IssueLeaf(), Trusting([outer]), [inner]));
        AssertFact(CertificateFact.Trusted, Validate(outer.IssueLeaf(), Trusting([outer])));
    }

    [Theory]
    [Trait("Requirement", "CERT-14")]
    [InlineData("a@example.com", true)]
    [InlineData("a@EXAMPLE.com", true)]
    [InlineData("a@sub.example.com", false)]
    [InlineData("domain-signing-authority@victim.example", false)]
    public void Name_constraint_applies_to_addresses_in_the_alternative_name(string address, bool allowed)
    {
        TestAuthority leaf = _constrained.Issue("CN=leaf", TestCertificate.Leaf with { Emails = [address] });
        AssertConstrained(leaf, allowed);
    }

    [Theory]
    [Trait("Requirement", "CERT-14")]
    [InlineData("a@example.com", true)]
    [InlineData("domain-signing-authority@victim.example", false)]
    public void Name_constraint_applies_to_the_subject_address_without_alternative_name(string address, bool allowed) =>
        AssertConstrained(_constrained.IssueLeaf($"CN=leaf, E={address}"), allowed);

    [Fact]
    [Trait("Requirement", "CERT-14")]
    public void Name_constraint_applies_to_the_subject_address_beside_an_alternative_name() =>
        AssertConstrained(_constrained.Issue("CN=leaf, E=a@victim.example", TestCertificate.Leaf with { Emails = ["a@example.com"] }), allowed: false);

    [Theory]
    [Trait("Requirement", "CERT-14")]
    [InlineData("jürgen@example.com", true)]
    [InlineData("jürgen@victim.example", false)]
    [InlineData("jürgen@exämple.com", false)]
    public void Name_constraint_applies_to_SmtpUTF8Mailbox(string mailbox, bool allowed) =>
        AssertConstrained(_constrained.Issue("CN=leaf", TestCertificate.Leaf with { Extensions = [TestCertificate.SmtpUtf8(mailbox)] }), allowed);

    [Fact]
    [Trait("Requirement", "CERT-14")]
    public void Excluded_subtree_is_refused()
    {
        TestAuthority ca = _root.Issue("CN=ca", TestCertificate.Ca with { Extensions = [TestCertificate.NameConstraints(null, "victim.example")] });
        AssertFact(CertificateFact.Trusted, Validate(ca.Issue("CN=leaf", TestCertificate.Leaf with { Emails = ["a@example.com"] }), Trusting([_root]), [ca]));
        AssertFact(CertificateFact.Untrusted, Validate(ca.Issue("CN=leaf", TestCertificate.Leaf with { Emails = ["a@victim.example"] }), Trusting([_root]), [ca]));
    }

    [Fact]
    [Trait("Requirement", "CERT-14")]
    public void Constraint_in_the_anchor_itself_holds()
    {
        TrustMaterial trust = Trusting([_constrained]);
        AssertFact(CertificateFact.Trusted, Validate(_constrained.Issue("CN=leaf", TestCertificate.Leaf with { Emails = ["a@example.com"] }), trust));
        AssertFact(CertificateFact.Untrusted, Validate(_constrained.Issue("CN=leaf", TestCertificate.Leaf with { Emails = ["a@victim.example"] }), trust));
    }

    [Fact]
    [Trait("Requirement", "CERT-01")]
    public void Small_rsa_key_is_flagged_and_still_trusted()
    {
        using RSA small = RSA.Create(1024);
        TestAuthority leaf = _root.Issue("CN=leaf", TestCertificate.Leaf with { Key = small });
        TrustMaterial trust = Trusting([_root]);
        PathResult result = Validate(leaf, trust);
        AssertFact(CertificateFact.Trusted, result);
        AssertFlag(SecurityFlags.KeySmall, result);
        AssertNoFlag(SecurityFlags.KeySmall, Validate(leaf, trust, options: new DomSecOptions { MinRsaKeyBits = 1024 }));
    }

    [Fact]
    [Trait("Requirement", "CERT-01")]
    public void Sha1_signature_below_the_anchor_is_flagged_and_the_anchors_own_is_not()
    {
        using RSA key = RSA.Create(2048);
        TestAuthority root = Root("CN=old root", TestCertificate.Ca with { Key = key, Hash = HashAlgorithmName.SHA1 });
        PathResult good = Validate(root.IssueLeaf(), Trusting([root]));
        AssertFact(CertificateFact.Trusted, good);
        AssertNoFlag(SecurityFlags.AlgorithmWeak, good);
        PathResult weak = Validate(root.Issue("CN=leaf", TestCertificate.Leaf with { Key = key, Hash = HashAlgorithmName.SHA1 }), Trusting([root]));
        AssertFlag(SecurityFlags.AlgorithmWeak, weak);
    }

    private void AssertConstrained(TestAuthority leaf, bool allowed) =>
        AssertFact(allowed ? CertificateFact.Trusted : CertificateFact.Untrusted, Validate(leaf, Trusting([_root]), [_constrained]));
}
