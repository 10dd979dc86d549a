using System.Diagnostics;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using DomSec.Trust;
using static DomSec.Tests.Trust.TestAuthority;

namespace DomSec.Tests.Trust;

/// <summary>Paths by which a CA below an anchor makes validation cost what it likes: CERT-15.</summary>
public sealed class PathCostTests : TrustTestBase
{
    /// <summary>Far above what it takes, far below what it would.</summary>
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(2, 3, false, CertificateFact.Trusted)]
    [InlineData(16, 7, false, CertificateFact.Trusted)] // 16^7 nodes, were it grown as RFC 5280 says
    [InlineData(16, 7, true, CertificateFact.Trusted)]
    [InlineData(500, 7, false, CertificateFact.Trusted)]
    [InlineData(60, 7, true, CertificateFact.Trusted)]
    [InlineData(500, 7, true, CertificateFact.Untrusted)]
    [InlineData(600, 3, false, CertificateFact.Untrusted)]
    [Trait("Requirement", "CERT-15 SEC-DOS-01")]
    public void Policy_tree_that_explodes_is_not_grown(int policies, int depth, bool withAny, CertificateFact expected)
    {
        TestAuthority root = Root("CN=root");
        var chain = new List<TestAuthority>();
        TestAuthority last = root;
        for (int i = 0; i < depth; i++)
        {
            last = last.Issue($"CN=ca {i}", TestCertificate.Ca with { Extensions = [Policies(policies, withAny), Mappings(policies)] });
            chain.Add(last);
        }

        TestAuthority leaf = last.Issue("CN=leaf", TestCertificate.Leaf with { Extensions = [Policies(policies, withAny)] });
        PathResult result = AssertBearable(expected, () => Validate(leaf, Trusting([root], [.. chain])));
        Assert.Equal(policies > 512, result.Findings.Any(finding => finding.Flag == SecurityFlags.Limit));
    }

    [Theory]
    [InlineData(100, 100, CertificateFact.Trusted)]
    [InlineData(2000, 2000, CertificateFact.Untrusted)]
    [Trait("Requirement", "CERT-14 SEC-DOS-01")]
    public void Names_times_constraints_are_bounded(int names, int constraints, CertificateFact expected)
    {
        TestAuthority root = Root("CN=root");
        TestAuthority ca = root.Issue("CN=ca", TestCertificate.Ca with { Extensions = [Permitted(constraints, 0)] });
        TestAuthority sub = ca.Issue("CN=sub", TestCertificate.Ca with { Extensions = [Permitted(constraints, 0)] });
        TestAuthority leaf = sub.Issue("CN=leaf", TestCertificate.Leaf with { Emails = [.. Enumerable.Range(0, names).Select(i => $"someone{i}@d{constraints - 1}.example")] });
        PathResult result = AssertBearable(expected, () => Validate(leaf, Trusting([root], [ca, sub])));
        Assert.Equal(expected == CertificateFact.Untrusted, result.Findings.Any(finding => finding.Flag == SecurityFlags.Limit));
    }

    private static PathResult AssertBearable(CertificateFact expected, Func<PathResult> validate)
    {
        long start = Stopwatch.GetTimestamp();
        PathResult result = validate();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        AssertFact(expected, result);
        Assert.True(elapsed < Bearable, elapsed.ToString());
        return result;
    }

    private static X509Extension Policies(int count, bool withAny) => Extension("2.5.29.32", count + (withAny ? 1 : 0), (writer, i) =>
    {
        if (i == count)
        {
            writer.WriteObjectIdentifier("2.5.29.32.0");
        }
        else
        {
            WritePolicies(writer, i);
        }
    });

    /// <summary>Each policy to every one, of the first 16.</summary>
    private static X509Extension Mappings(int count)
    {
        int mapped = Math.Min(count, 16);
        return Extension("2.5.29.33", mapped * mapped, (writer, i) => WritePolicies(writer, i / mapped, i % mapped));
    }

    private static X509Extension Permitted(int count, int first)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            for (int i = first; i < first + count; i++)
            {
                using (writer.PushSequence())
                {
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, $"d{i}.example", new Asn1Tag(TagClass.ContextSpecific, 1));
                }
            }
        }

        return new X509Extension("2.5.29.30", writer.Encode(), critical: true);
    }

    private static X509Extension Extension(string id, int count, Action<AsnWriter, int> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            for (int i = 0; i < count; i++)
            {
                using (writer.PushSequence())
                {
                    write(writer, i);
                }
            }
        }

        return new X509Extension(id, writer.Encode(), critical: false);
    }

    private static void WritePolicies(AsnWriter writer, params ReadOnlySpan<int> policies)
    {
        foreach (int policy in policies)
        {
            writer.WriteObjectIdentifier($"1.3.6.1.4.1.99999.7.{policy}");
        }
    }
}
