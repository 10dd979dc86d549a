using System.Security.Cryptography.X509Certificates;
using DomSec.Ber;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Trust;
using DomSec.X509;
using static DomSec.Tests.Trust.RevocationExtensions;
using static DomSec.Tests.Trust.TestAuthority;

namespace DomSec.Tests.Trust;

/// <summary>CRLs that say something about a part of the certificates, and CRL issuers beside the path: CERT-02 and CERT-03.</summary>
public sealed class RevocationScopeTests : TrustTestBase
{
    private const string Here = "http://crl.example/1.crl";
    private const string There = "http://crl.example/2.crl";

    private readonly TestAuthority _root = Root("CN=root");
    private readonly TestAuthority _ca;
    private readonly TestAuthority _leaf;
    private readonly byte[] _rootCrl;

    public RevocationScopeTests()
    {
        _ca = _root.IssueCa("CN=ca");
        _leaf = _ca.IssueLeaf();
        _rootCrl = _root.Crl();
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public void List_of_user_or_ca_certificates_proves_nothing_about_the_others()
    {
        AssertFact(CertificateFact.Trusted, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(extensions: [UsersOnly()]))));
        AssertFact(CertificateFact.Trusted, Validate(_leaf, WithLists(_root.Crl(extensions: [CasOnly()]), _ca.Crl(extensions: [UsersOnly()]))));
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(extensions: [CasOnly()]))));
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_root.Crl(extensions: [UsersOnly()]), _ca.Crl())));
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public void List_of_the_issuer_revokes_in_scope_or_not()
    {
        AssertFact(CertificateFact.Revoked, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(), _ca.Crl([(_leaf, 1)], extensions: [UsersOnly()]))));
        AssertFact(CertificateFact.Revoked, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(), _ca.Crl([(_leaf, 1)], extensions: [CasOnly()]))));
        AssertFact(CertificateFact.Revoked, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(), _ca.Crl([(_leaf, 1)], extensions: [Scope(There)]))));
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public void List_of_attribute_certificates_says_nothing() =>
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, _ca.Crl([(_leaf, 1)], extensions: [AttributesOnly()]))));

    [Theory]
    [Trait("Requirement", "CERT-03")]
    [InlineData("3006810101820101")] // user certificates only and CA certificates only: RFC 5280 section 5.2.5
    [InlineData("3003810100" + "00")] // something behind
    [InlineData("30038501")] // cut
    [InlineData("0500")]
    [InlineData("3004A002A100")] // a relative name without attributes
    [InlineData("3004A002A000")] // no name among the full names
    public void List_whose_scope_cannot_be_read_says_nothing(string scope)
    {
        X509Extension extension = new("2.5.29.28", Convert.FromHexString(scope), critical: true);
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, _ca.Crl([(_leaf, 1)], extensions: [extension]))));
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public void List_of_a_distribution_point_speaks_for_the_certificates_that_name_it()
    {
        TestAuthority leaf = Leaf(Points((Here, null, null)));
        AssertFact(CertificateFact.Trusted, Validate(leaf, WithLists(_rootCrl, _ca.Crl(extensions: [Scope(Here)]))));
        AssertFact(CertificateFact.RevocationUnknown, Validate(leaf, WithLists(_rootCrl, _ca.Crl(extensions: [Scope(There)]))));
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(extensions: [Scope(Here)]))));
        AssertFact(CertificateFact.Trusted, Validate(leaf, WithLists(_rootCrl, _ca.Crl())));
    }

    [Fact]
    [Trait("Requirement", "CERT-03 SEC-DOS-01")]
    public void More_distribution_points_than_certificates_have_count_as_none()
    {
        TestAuthority leaf = Leaf(Points([.. Enumerable.Repeat<(string?, int[]?, string?)>((Here, null, null), 33)]));
        AssertFact(CertificateFact.RevocationUnknown, Validate(leaf, WithLists(_rootCrl, _ca.Crl(extensions: [Scope(Here)]))));
        AssertFact(CertificateFact.Trusted, Validate(leaf, WithLists(_rootCrl, _ca.Crl())));
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public void Lists_by_reason_prove_something_together()
    {
        byte[] key = _ca.Crl(extensions: [Scope(reasons: KeyReasons)]);
        byte[] other = _ca.Crl(extensions: [Scope(reasons: OtherReasons)]);
        AssertFact(CertificateFact.Trusted, Validate(_leaf, WithLists(_rootCrl, key, other)));
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, key)));
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, other)));
        AssertFact(CertificateFact.Revoked, Validate(_leaf, WithLists(_rootCrl, key, _ca.Crl([(_leaf, 4)], extensions: [Scope(reasons: OtherReasons)]))));

        // The reasons of the distribution point count too (RFC 5280 section 6.3.3 (d)).
        TestAuthority leaf = Leaf(Points((Here, KeyReasons, null)));
        AssertFact(CertificateFact.RevocationUnknown, Validate(leaf, WithLists(_rootCrl, _ca.Crl(extensions: [Scope(Here)]))));
    }

    [Fact]
    [Trait("Requirement", "CERT-02 CERT-03")]
    public void Indirect_list_of_the_issuer_itself_is_complete_for_it()
    {
        AssertFact(CertificateFact.Trusted, Validate(_leaf, WithLists(_rootCrl, _ca.Crl(extensions: [Indirect()]))));
        AssertFact(CertificateFact.Revoked, Validate(_leaf, WithLists(_rootCrl, _ca.Crl([(_leaf, 1)], extensions: [Indirect()]))));
        AssertFact(CertificateFact.Revoked, Validate(_leaf, WithLists(_rootCrl, _ca.Crl([(_leaf, 1)], extensions: [Indirect()], namesIssuers: true))));
    }

    [Fact]
    [Trait("Requirement", "CERT-02 CERT-03")]
    public void Indirect_list_speaks_for_the_certificates_that_name_its_issuer()
    {
        TestAuthority status = Status();
        TestAuthority leaf = Leaf(Points((null, null, "CN=status")));
        AssertFact(CertificateFact.Trusted, Validate(leaf, With([status], _rootCrl, status.Crl(extensions: [Indirect()]))));
        AssertFact(CertificateFact.Revoked, Validate(leaf, With([status], _rootCrl, status.Crl([(leaf, 1)], extensions: [Indirect()], namesIssuers: true))));
        AssertFact(CertificateFact.Trusted, Validate(leaf, With([status], _rootCrl, status.Crl([(leaf, 1)], extensions: [Indirect()])))); // the issuer of the list has that serial number too
        AssertFact(CertificateFact.RevocationUnknown, Validate(leaf, With([status], _rootCrl, status.Crl()))); // not indirect
        AssertFact(CertificateFact.RevocationUnknown, Validate(leaf, With([status], _rootCrl, status.Crl([(leaf, 1)], namesIssuers: true))));
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, With([status], _rootCrl, status.Crl(extensions: [Indirect()])))); // not named
    }

    [Fact]
    [Trait("Requirement", "CERT-02 CERT-05")]
    public void Crl_issuer_beside_the_path_has_to_be_known_valid_and_good()
    {
        TestAuthority leaf = Leaf(Points((null, null, "CN=status")));
        X509KeyUsageFlags sign = X509KeyUsageFlags.CrlSign;
        TestAuthority good = Status();
        AssertFact(CertificateFact.RevocationUnknown, Validate(leaf, WithLists(_rootCrl, good.Crl(extensions: [Indirect()])), [good])); // from the message only
        AssertFact(CertificateFact.RevocationUnknown, Validate(leaf, With([good], _root.Crl([(good, 1)]), good.Crl(extensions: [Indirect()]))));
        AssertUnusable(_root.Issue("CN=status", new() { KeyUsage = X509KeyUsageFlags.DigitalSignature }));
        AssertUnusable(_root.Issue("CN=status", new()));
        AssertUnusable(_root.Issue("CN=status", new() { KeyUsage = sign, NotAfter = Now.AddDays(-1) }));
        AssertUnusable(_root.Issue("CN=status", new() { KeyUsage = sign, Extensions = [new X509Extension("1.2.3.4", [0x05, 0x00], critical: true)] }));
        AssertUnusable(Root("CN=root").Issue("CN=status", new() { KeyUsage = sign })); // a namesake of the root
        AssertUnusable(_root.IssueCa("CN=rival").Issue("CN=status", new() { KeyUsage = sign })); // not appointed by anybody on the path

        void AssertUnusable(TestAuthority status) =>
            AssertFact(CertificateFact.RevocationUnknown, Validate(leaf, With([status], _rootCrl, status.Crl(extensions: [Indirect()]))));
    }

    [Fact]
    [Trait("Requirement", "CERT-02 CERT-12")]
    public void Ca_may_have_a_key_of_its_own_for_lists()
    {
        TestAuthority key = _root.Issue("CN=ca", new() { KeyUsage = X509KeyUsageFlags.CrlSign });
        AssertFact(CertificateFact.Trusted, Validate(_leaf, With([key], _rootCrl, key.Crl())));
        AssertFact(CertificateFact.Revoked, Validate(_leaf, With([key], _rootCrl, key.Crl([(_leaf, 1)]))));
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, With([key], _root.Crl([(key, 1)]), key.Crl())));

        TestAuthority other = Root("CN=other");
        TestAuthority namesake = other.Issue("CN=ca", new() { KeyUsage = X509KeyUsageFlags.CrlSign });
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, Trusting([_root, other], [_ca, namesake], _rootCrl, other.Crl(), namesake.Crl())));
    }

    [Fact]
    [Trait("Requirement", "CERT-02 SEC-DOS-01")]
    public void Crl_issuers_that_speak_for_each_other_prove_nothing_and_one_that_its_issuer_lets_speak_for_itself_does()
    {
        X509KeyUsageFlags sign = X509KeyUsageFlags.CrlSign;
        TestAuthority leaf = Leaf(Points((null, null, "CN=one")));
        TestAuthority one = _root.Issue("CN=one", new() { KeyUsage = sign, Extensions = [Points((null, null, "CN=two"))] });
        TestAuthority two = _root.Issue("CN=two", new() { KeyUsage = sign, Extensions = [Points((null, null, "CN=one"))] });
        byte[] casOnly = _root.Crl(extensions: [CasOnly()]);
        AssertFact(CertificateFact.RevocationUnknown, Validate(leaf, With([one, two], casOnly, one.Crl(extensions: [Indirect()]), two.Crl(extensions: [Indirect()]))));

        TestAuthority self = _root.Issue("CN=one", new() { KeyUsage = sign, Extensions = [Points((null, null, "CN=one"))] });
        AssertFact(CertificateFact.Trusted, Validate(leaf, With([self], casOnly, self.Crl(extensions: [Indirect()]))));
        AssertFact(CertificateFact.RevocationUnknown, Validate(leaf, With([self], casOnly, self.Crl([(self, 1)], extensions: [Indirect()], namesIssuers: true))));
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public void Delta_releases_a_hold_of_the_list_that_it_continues_and_nothing_else()
    {
        AssertFact(CertificateFact.Trusted, Judged(baseReason: 6, deltaReason: 8, from: 1));
        AssertFact(CertificateFact.Revoked, Judged(baseReason: 6, deltaReason: 6, from: 1));
        AssertFact(CertificateFact.Revoked, Judged(baseReason: 6, deltaReason: 1, from: 1));
        AssertFact(CertificateFact.Revoked, Judged(baseReason: 1, deltaReason: 8, from: 1));
        AssertFact(CertificateFact.Revoked, Judged(baseReason: 6, deltaReason: 8, from: 2)); // continues a newer one
        AssertFact(CertificateFact.Revoked, Judged(baseReason: 6, deltaReason: 8, from: 1, deltaExtensions: UsersOnly())); // of another scope

        PathResult Judged(int baseReason, int deltaReason, int from, params X509Extension[] deltaExtensions)
        {
            byte[] complete = _ca.Crl([(_leaf, baseReason)], Now.AddDays(-2), number: 1);
            return Validate(_leaf, WithLists(_rootCrl, complete, _ca.Crl([(_leaf, deltaReason)], number: 3, extensions: [Delta(from), .. deltaExtensions])));
        }
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public void Complete_list_is_as_current_as_the_delta_that_continues_it()
    {
        byte[] stale = _ca.Crl(thisUpdate: Now.AddDays(-9), nextUpdate: Now.AddDays(-2), number: 4);
        AssertFact(CertificateFact.Trusted, Validate(_leaf, WithLists(_rootCrl, stale, _ca.Crl(number: 5, extensions: [Delta(4)]))));
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, stale, _ca.Crl(number: 6, extensions: [Delta(5)])))); // there is one between
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, stale, _ca.Crl(number: 5, nextUpdate: Now.AddHours(-1), extensions: [Delta(4)]))));
        X509Extension unknown = new("1.2.3.4", [0x05, 0x00], critical: true);
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, stale, _ca.Crl(number: 5, extensions: [Delta(4), unknown]))));
        X509Extension otherKey = TestCertificate.IssuerKeyIdentifier("another");
        AssertFact(CertificateFact.RevocationUnknown, Validate(_leaf, WithLists(_rootCrl, stale, _ca.Crl(number: 5, extensions: [Delta(4), otherKey]))));
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public void Delta_is_superseded_by_a_newer_delta_and_by_a_newer_complete_list()
    {
        byte[] complete = _ca.Crl(thisUpdate: Now.AddDays(-5), number: 1);
        byte[] hold = _ca.Crl([(_leaf, 6)], Now.AddDays(-4), number: 2, extensions: [Delta(1)]);
        AssertFact(CertificateFact.Revoked, Validate(_leaf, WithLists(_rootCrl, complete, hold)));
        AssertFact(CertificateFact.Trusted, Validate(_leaf, WithLists(_rootCrl, complete, hold, _ca.Crl(thisUpdate: Now.AddDays(-3), number: 3, extensions: [Delta(1)]))));
        AssertFact(CertificateFact.Trusted, Validate(_leaf, WithLists(_rootCrl, complete, hold, _ca.Crl(thisUpdate: Now.AddDays(-3), number: 3))));
    }

    [Theory]
    [Trait("Requirement", "SEC-DOS-01 CERT-02")]
    [InlineData("indirectCRLCA5CRL")]
    [InlineData("distributionPoint2CACRL")]
    [InlineData("onlySomeReasonsCA4compromiseCRL")]
    [InlineData("deltaCRLCA1deltaCRL")]
    public void List_changed_anywhere_never_throws(string name)
    {
        byte[] der = Vectors.Bytes($"pkits/crls/{name}.crl");
        CachedCertificate subject = new(_leaf.Certificate);
        for (int i = 0; i < der.Length; i++)
        {
            foreach (byte mask in (ReadOnlySpan<byte>)[0x01, 0x80, 0xFF])
            {
                byte[] changed = (byte[])der.Clone();
                changed[i] ^= mask;
                if (CertificateRevocationList.TryParse(changed, out CertificateRevocationList? list) == BerStatus.Ok)
                {
                    RevocationScope scope = Assert.Single(RevocationScope.Group([new CommunityRevocationList(list!)]));
                    scope.ReasonsFor(subject);
                    scope.Ask(subject, Now, _ => true, out _);
                }
            }
        }
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01 CERT-02")]
    public void Distribution_points_changed_anywhere_never_throw()
    {
        byte[] der = Points((Here, KeyReasons, "CN=status"), (null, null, "CN=other"), (There, null, null)).RawData;
        Assert.Equal(3, DistributionPoint.ReadAll(der).Count);
        for (int i = 0; i < der.Length; i++)
        {
            DistributionPoint.ReadAll(der.AsMemory(0, i));
            for (int value = 0; value <= 0xFF; value++)
            {
                byte[] changed = (byte[])der.Clone();
                changed[i] = (byte)value;
                Assert.True(DistributionPoint.ReadAll(changed).Count <= 3);
            }
        }
    }

    private TestAuthority Status() => _root.Issue("CN=status", new() { KeyUsage = X509KeyUsageFlags.CrlSign });

    private TestAuthority Leaf(X509Extension points) => _ca.Issue("CN=leaf", TestCertificate.Leaf with { Extensions = [points] });

    private TrustMaterial WithLists(params byte[][] lists) => With([], lists);

    private TrustMaterial With(TestAuthority[] signers, params byte[][] lists) => Trusting([_root], [_ca, .. signers], lists);
}
