using DomSec.Providers;
using DomSec.Trust;

namespace DomSec.Tests.Trust;

/// <summary>A validator of its own per test, and the shortest way to ask it.</summary>
public abstract class TrustTestBase
{
    private protected CertificateValidator Validator { get; } = new();

    private protected PathResult Validate(
        TestAuthority leaf,
        TrustMaterial trust,
        IEnumerable<TestAuthority>? fromMessage = null,
        CertificatePurpose purpose = CertificatePurpose.Signing,
        DateTimeOffset? at = null,
        DomSecOptions? options = null) => Validator.Validate(
            leaf.Certificate,
            purpose,
            [.. (fromMessage ?? []).Select(certificate => certificate.Certificate)],
            trust,
            at ?? TestAuthority.Now,
            options ?? new DomSecOptions());

    private protected static void AssertFact(CertificateFact fact, PathResult result) =>
        Assert.True(fact == result.Fact, $"{result.Fact} instead of {fact}: {string.Join(" | ", result.Findings.Select(flag => flag.Flag.Id + " " + flag.Detail))}");

    private protected static void AssertFlag(SecurityFlag flag, PathResult result) => Assert.Contains(result.Findings, finding => finding.Flag == flag);

    private protected static void AssertNoFlag(SecurityFlag flag, PathResult result) => Assert.DoesNotContain(result.Findings, finding => finding.Flag == flag);
}
