using DomSec.TestKit;

namespace DomSec.Tests.Hosting;

/// <summary>The people and authorities of the tests, made once. acme.example sends, partner.example receives, evil.example is a member and no friend.</summary>
internal static class Ids
{
    public static readonly TestIdentity AcmeSigner = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256);
    public static readonly TestIdentity AcmeRsaSigner = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example");
    public static readonly TestIdentity AcmeReviewer = TestCa.Shared.Issue(TestRole.Review, "acme.example", TestKeyType.P256);
    public static readonly TestIdentity AcmeAttributes = TestCa.Shared.Issue(TestRole.Attributes, "acme.example", TestKeyType.P256);
    public static readonly TestIdentity AcmeDca = TestCa.Shared.Issue(TestRole.Confidentiality, "acme.example");
    public static readonly TestIdentity PartnerSigner = TestCa.Shared.Issue(TestRole.DomainSigning, "partner.example", TestKeyType.P256);
    public static readonly TestIdentity PartnerDca = TestCa.Shared.Issue(TestRole.Confidentiality, "partner.example");
    public static readonly TestIdentity PartnerCurveDca = TestCa.Shared.Issue(TestRole.Confidentiality, "partner.example", TestKeyType.P256);
    public static readonly TestIdentity OtherDca = TestCa.Shared.Issue(TestRole.Confidentiality, "other.example", TestKeyType.P256);
    public static readonly TestIdentity EvilSigner = TestCa.Shared.Issue(TestRole.DomainSigning, "evil.example", TestKeyType.P256);
    public static readonly TestIdentity Alice = TestCa.Shared.IssuePerson("alice@acme.example", TestKeyType.P256);
    public static readonly TestIdentity RsaAlice = TestCa.Shared.IssuePerson("alice@acme.example");
    public static readonly TestIdentity Bob = TestCa.Shared.IssuePerson("bob@partner.example");

    /// <summary>Certified by a root that nobody in the community knows.</summary>
    public static readonly TestCa Stranger = new("Stranger Root", TestKeyType.P256);

    public static readonly TestIdentity StrangerSigner = Stranger.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256);

    /// <summary>A domain signer of acme.example with something changed.</summary>
    public static TestIdentity Signer(Action<CertificateShape> change, string domain = "acme.example") => TestCa.Shared.Issue(TestRole.DomainSigning, domain, TestKeyType.P256, change);

    /// <summary>A confidentiality authority with something changed.</summary>
    public static TestIdentity Dca(string domain, Action<CertificateShape>? change = null, TestKeyType type = TestKeyType.P256) =>
        TestCa.Shared.Issue(TestRole.Confidentiality, domain, type, change);
}
