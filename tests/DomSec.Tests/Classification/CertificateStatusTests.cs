using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using static DomSec.TestKit.OddSignatures;

namespace DomSec.Tests.Classification;

/// <summary>Decisions 4 and 5: what a certificate's state makes of the status, and when revocation is practised.</summary>
public sealed class CertificateStatusTests
{
    [Fact]
    [Trait("Requirement", "CERT-05")]
    [Trait("Requirement", "CERT-17")]
    [Trait("Requirement", "AR-01")]
    public async Task Root_that_came_along_and_is_not_trusted_is_policy()
    {
        DomainSecurityReport report = await new TestDoors().ClassifyAsync(Build.Layer(layer =>
        {
            layer.By(Ids.StrangerSigner, signer => signer.Types(DomainSig));
            layer.MoreCertificates.Add(Ids.Stranger.Certificate.RawData);
        }));
        AssertSignature(report, SecurityStatus.Policy, CertificateFact.Untrusted, SecurityFlags.CertificateUntrusted);
    }

    [Fact]
    [Trait("Requirement", "CERT-17")]
    [Trait("Requirement", "AR-01")]
    public async Task Intermediate_that_cannot_be_had_is_permerror_and_one_that_the_community_knows_is_pass()
    {
        TestCa issuing = TestCa.Shared.Intermediate("Issuing", TestKeyType.P256);
        TestIdentity signer = issuing.Issue(TestRole.DomainSigning, "acme.example", TestKeyType.P256);
        byte[] message = Build.Layer(layer =>
        {
            layer.By(signer, info => info.Types(DomainSig)).IncludesCertificates = false;
            layer.MoreCertificates.Add(signer.Der);
        });
        AssertSignature(await new TestDoors().ClassifyAsync(message), SecurityStatus.PermError, CertificateFact.Untrusted, SecurityFlags.CertificateUntrusted);
        var doors = new TestDoors();
        doors.Community.AddIntermediate(issuing.Certificate);
        (await doors.ClassifyAsync(message)).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "CERT-17")]
    public async Task Signer_s_certificate_that_cannot_be_had_is_permerror_and_one_in_the_directory_is_pass()
    {
        byte[] message = Build.Layer(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).IncludesCertificates = false);
        AssertSignature(await new TestDoors().ClassifyAsync(message), SecurityStatus.PermError, CertificateFact.Missing, SecurityFlags.CertificateMissing);
        (await new TestDoors().Member(Ids.AcmeSigner).ClassifyAsync(message)).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "AR-01")]
    public async Task Directory_that_cannot_be_asked_for_the_signer_s_certificate_is_temperror()
    {
        byte[] message = Build.Layer(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).IncludesCertificates = false);
        var doors = new TestDoors { Directory = new UnavailableDirectory() };
        AssertSignature(await doors.ClassifyAsync(message), SecurityStatus.TempError, CertificateFact.Missing, SecurityFlags.CertificateMissing);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [Trait("Requirement", "CERT-13")]
    public async Task Time_of_judgement_is_now_or_what_the_request_says_and_never_the_signer_s_claim(int years)
    {
        TestIdentity signer = Ids.Signer(shape =>
        {
            shape.NotBefore = TestDoors.Now.AddMonths((12 * years) - 3);
            shape.NotAfter = TestDoors.Now.AddMonths((12 * years) + 3);
        });
        byte[] message = Build.DomainSigned(signer);
        CertificateFact fact = years > 0 ? CertificateFact.NotYetValid : CertificateFact.Expired;
        TestDoors doors = new TestDoors();
        AssertSignature(await doors.ClassifyAsync(message), SecurityStatus.Fail, fact, years > 0 ? SecurityFlags.CertificateNotYetValid : SecurityFlags.CertificateExpired);
        (await doors.ClassifyAsync(message, new() { At = TestDoors.Now.AddYears(years) })).HasStatus(SecurityStatus.Pass);
        doors.Time.SetUtcNow(TestDoors.Now);
    }

    // Decision 5

    [Fact]
    [Trait("Requirement", "CERT-02")]
    [Trait("Requirement", "CERT-17")]
    public async Task Revocation_is_not_practised_where_nobody_provides_for_it()
    {
        foreach (RevocationMode mode in new[] { RevocationMode.Auto, RevocationMode.Off })
        {
            DomainSecurityReport report = await new TestDoors(new() { Revocation = mode }).ClassifyAsync(Build.DomainSigned());
            report.HasStatus(SecurityStatus.Pass);
            Assert.Equal(mode == RevocationMode.Auto, report.FlagIds().Contains("F-REV-NONE"));
        }

        DomainSecurityReport required = await new TestDoors(new() { Revocation = RevocationMode.Required }).ClassifyAsync(Build.DomainSigned());
        AssertSignature(required, SecurityStatus.TempError, CertificateFact.RevocationUnknown, SecurityFlags.RevocationUnknown);
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    [Trait("Requirement", "CERT-17")]
    public async Task Revocation_list_of_the_community_decides()
    {
        byte[] message = Build.DomainSigned();
        TestDoors current = WithList(TestCa.Shared.Crl());
        DomainSecurityReport clean = await current.ClassifyAsync(message);
        clean.HasStatus(SecurityStatus.Pass);
        clean.DoesNotRaise(SecurityFlags.RevocationNone);

        TestDoors revoked = WithList(TestCa.Shared.Crl(number: 2, revoked: Ids.AcmeSigner));
        AssertSignature(await revoked.ClassifyAsync(message), SecurityStatus.Fail, CertificateFact.Revoked, SecurityFlags.CertificateRevoked);
        (await revoked.ClassifyAsync(Build.DomainSigned(Ids.AcmeRsaSigner))).HasStatus(SecurityStatus.Pass);

        TestDoors stale = WithList(TestCa.Shared.Crl(nextUpdate: TestDoors.Now.AddDays(-1)));
        AssertSignature(await stale.ClassifyAsync(message), SecurityStatus.TempError, CertificateFact.RevocationUnknown, SecurityFlags.RevocationUnknown);

        var off = new TestDoors(new() { Revocation = RevocationMode.Off });
        off.Community.AddRevocationList(TestCa.Shared.Crl(number: 2, revoked: Ids.AcmeSigner));
        (await off.ClassifyAsync(message)).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "CERT-02")]
    public async Task Certificate_that_names_a_source_of_revocation_needs_to_be_known_unless_that_is_off()
    {
        byte[] message = Build.SignedBy(shape => shape.OtherExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension(["http://crl.example/root.crl"])));
        AssertSignature(await new TestDoors().ClassifyAsync(message), SecurityStatus.TempError, CertificateFact.RevocationUnknown, SecurityFlags.RevocationUnknown);
        (await WithList(TestCa.Shared.Crl()).ClassifyAsync(message)).HasStatus(SecurityStatus.Pass);
        (await new TestDoors(new() { Revocation = RevocationMode.Off }).ClassifyAsync(message)).HasStatus(SecurityStatus.Pass);
    }

    [Fact]
    [Trait("Requirement", "SM-ALG-03")]
    [Trait("Requirement", "SM-ALG-02")]
    public async Task Key_below_the_minimum_is_policy_and_at_the_minimum_is_none_of_its_business()
    {
        byte[] message = Build.DomainSigned(Ids.AcmeRsaSigner);
        AssertSignature(await new TestDoors(new() { MinRsaKeyBits = 2049 }).ClassifyAsync(message), SecurityStatus.Policy, CertificateFact.Trusted, SecurityFlags.KeySmall);
        DomainSecurityReport report = await new TestDoors(new() { MinRsaKeyBits = 2048 }).ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        report.DoesNotRaise(SecurityFlags.KeySmall);
    }

    [Theory]
    [InlineData("SHA1", false, SecurityStatus.Policy)]
    [InlineData("SHA1", true, SecurityStatus.Pass)]
    [InlineData("MD5", false, SecurityStatus.Policy)]
    [InlineData("MD5", true, SecurityStatus.Policy)]
    [Trait("Requirement", "SEC-HIS-02")]
    [Trait("Requirement", "LCD-05")]
    public async Task Weak_digest_is_flagged_and_only_SHA_1_can_be_accepted(string digest, bool accepts, SecurityStatus status)
    {
        DomainSecurityReport report = await new TestDoors(new() { AcceptSha1 = accepts })
            .ClassifyAsync(Build.Signer(signer => signer.Types(DomainSig).Digest = new HashAlgorithmName(digest), Ids.AcmeRsaSigner));
        report.HasStatus(status);
        report.Raises(SecurityFlags.AlgorithmWeak);
        Assert.Equal(SignatureFact.Valid, report.Signatures()[0].Signature);
    }

    [Theory]
    [InlineData("SHA1", "SHA1", SecurityStatus.Pass)]
    [InlineData("SHA256", "SHA1", SecurityStatus.Pass)]
    [InlineData("SHA1", "MD5", SecurityStatus.Policy)]
    [InlineData("SHA256", "MD5", SecurityStatus.Policy)]
    [Trait("Requirement", "SEC-HIS-02")]
    public async Task Accepted_SHA_1_lets_no_weaker_certificate_through(string digest, string certificate, SecurityStatus status)
    {
        TestIdentity signer = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", change: shape => shape.SignatureHash = new HashAlgorithmName(certificate));
        byte[] message = Build.Signer(info => info.Types(DomainSig).Digest = new HashAlgorithmName(digest), signer);
        DomainSecurityReport report = await new TestDoors(new() { AcceptSha1 = true }).ClassifyAsync(message);
        report.HasStatus(status);
        report.Raises(SecurityFlags.AlgorithmWeak);
        (await new TestDoors().ClassifyAsync(message)).HasStatus(SecurityStatus.Policy);
    }

    [Theory]
    [InlineData(false, SecurityStatus.Policy)]
    [InlineData(true, SecurityStatus.Pass)]
    [Trait("Requirement", "SEC-CMS-01")]
    public async Task Signature_without_signed_attributes_is_accepted_on_request_and_flagged(bool accepts, SecurityStatus status)
    {
        byte[] message = LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Alice, signer => signer.HasSignedAttributes = false)).ToOctets();
        DomainSecurityReport report = await new TestDoors(new() { AcceptSignaturesWithoutSignedAttributes = accepts }).ClassifyAsync(message);
        report.HasStatus(status);
        report.Raises(SecurityFlags.AttributesAbsent);
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-02")]
    public async Task Signer_named_by_key_identifier_is_found() =>
        (await new TestDoors().ClassifyAsync(Build.Signer(signer => signer.Types(DomainSig).UsesKeyIdentifier = true))).HasStatus(SecurityStatus.Pass);

    private static TestDoors WithList(byte[] list)
    {
        var doors = new TestDoors();
        doors.Community.AddRevocationList(list);
        return doors;
    }

    private static void AssertSignature(DomainSecurityReport report, SecurityStatus status, CertificateFact fact, SecurityFlag flag)
    {
        report.HasStatus(status);
        SignatureReport signature = report.Signatures()[0];
        Assert.Equal(fact, signature.Certificate);
        Assert.Equal(status, signature.Verdict);
        Assert.Contains(signature.Flags, raised => raised.Flag == flag);
    }

    private sealed class UnavailableDirectory : ICertificateDirectory
    {
        public ValueTask<CertificateLookup> FindAsync(MailDomain domain, DomainRole role, CancellationToken ct = default) =>
            ValueTask.FromResult(new CertificateLookup(LookupState.Unavailable, [], "down"));
    }
}
