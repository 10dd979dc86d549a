using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using DomSec.Tests.Trust;
using DomSec.Trust;
using static DomSec.Tests.Trust.TestAuthority;

namespace DomSec.Tests.Revocation;

/// <summary>A CA, a server, and a source that may reach it by name at a loopback address.</summary>
public abstract class FetchTestBase : TrustTestBase, IDisposable
{
    private readonly List<IDisposable> _owned = [];

    private protected FetchTestBase()
    {
        _owned.Add(Server);
    }

    private protected TestAuthority Ca { get; } = Root("CN=ca");

    private protected TestServer Server { get; } = new();

    private protected ManualTime Time { get; init; } = new(Now, runs: true);

    private protected virtual HttpRevocationOptions Options => new()
    {
        AllowedHosts = [".test"],
        AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8")],
        FetchTimeout = TimeSpan.FromSeconds(2),
        HedgeDelay = TimeSpan.FromMilliseconds(150),
        TimeProvider = Time,
    };

    public void Dispose()
    {
        _owned.ForEach(owned => owned.Dispose());
        GC.SuppressFinalize(this);
    }

    private protected HttpRevocationSource Source(HttpRevocationOptions? options = null, Func<string, IPAddress[]>? resolve = null)
    {
        var source = new HttpRevocationSource(options ?? Options, (host, _) => Task.FromResult(resolve?.Invoke(host) ?? [IPAddress.Loopback]));
        _owned.Add(source);
        return source;
    }

    private protected TestAuthority Leaf(params string[] urls) =>
        Ca.Issue("CN=leaf", TestCertificate.Leaf with { Extensions = [CertificateRevocationListBuilder.BuildCrlDistributionPointExtension(urls)] });

    private protected static async Task<RevocationLookup> AskAsync(IRevocationSource source, TestAuthority leaf, TestAuthority issuer, TimeSpan? deadline = null)
    {
        TimeSpan limit = deadline ?? TimeSpan.FromSeconds(5);
        long start = Stopwatch.GetTimestamp();
        RevocationLookup answer = await source.FindAsync(new RevocationQuestion(leaf.Der, issuer.Der, limit), TestContext.Current.CancellationToken);
        Assert.True(Stopwatch.GetElapsedTime(start) < limit + TimeSpan.FromSeconds(1), "the deadline was not held");
        return answer;
    }

    /// <summary>What the validator makes of an answer.</summary>
    private protected CertificateFact Judge(TestAuthority leaf, RevocationLookup answer, params TestAuthority[] intermediates) => Validator.Validate(
        leaf.Certificate,
        CertificatePurpose.Signing,
        [],
        Trusting([Ca], intermediates),
        Time.GetUtcNow(),
        new DomSecOptions(),
        RevocationEvidence.None.With(answer.RevocationLists, answer.OcspResponses)).Fact;

    private protected static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 200 && !condition(); i++)
        {
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        Assert.True(condition(), "it did not come about");
    }
}
