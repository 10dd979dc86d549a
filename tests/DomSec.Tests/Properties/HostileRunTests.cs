using System.Globalization;
using DomSec.Crypto;
using DomSec.Hosting;
using DomSec.Layers;

namespace DomSec.Tests.Properties;

/// <summary>
/// A bounded run of hostile messages against the doors, in process: no exception, reports in good form, and no verdict "pass" on content
/// that nobody signed. DOMSEC_FUZZ_EXECUTIONS raises the number, DOMSEC_FUZZ_SEED repeats or changes the run.
/// </summary>
public sealed class HostileRunTests(ITestOutputHelper output)
{
    // Small, so that limits are met by small messages too.
    private static readonly DomSecLimits _limits = new()
    {
        MaxLayers = 6,
        MaxHeaderBytes = 8 << 10,
        MaxStructureBytes = 64 << 10,
        MaxSigners = 8,
        MaxRecipients = 20,
        MaxCertificates = 10,
        MaxAttributes = 20,
        MaxMessageBytes = 256 << 10,
    };

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    [Trait("Requirement", "SEC-CMS-04")]
    public async Task Hostile_messages_give_reports_and_never_an_exception()
    {
        int executions = Number("DOMSEC_FUZZ_EXECUTIONS", 20_000);
        int seed = Number("DOMSEC_FUZZ_SEED", 3183);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {executions} executions"));
        byte[][] seeds = [.. (await SeedCorpus.MessagesAsync()).Select(s => s.Message)];
        HashSet<string> authentic = await AuthenticDigestsAsync(seeds);
        DomSecCommunity doors = TwoDomains.Ec.Doors(_limits);
        var mutator = new Mutator(seeds, seed);
        var statuses = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < executions; i++)
        {
            byte[] message = mutator.Next();
            try
            {
                using var source = new MemoryStream(message, writable: false);
                DomainSecurityReport report = await doors.Classifier.ClassifyStreamAsync(source, new DomainClassificationRequest());
                Assert.Null(ReportText.Flaw(report));
                if (report.Status == SecurityStatus.Pass)
                {
                    Assert.Contains(await DecidingDigestAsync(message, report), authentic);
                }

                if (i % 8 == 0)
                {
                    await DecryptAsync(doors, message);
                }

                string key = report.Status + (report.Error is null ? "" : " with an error");
                statuses[key] = statuses.GetValueOrDefault(key) + 1;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, execution {i}: {Convert.ToBase64String(message)}"), e);
            }
        }

        output.WriteLine(string.Join(", ", statuses.OrderByDescending(s => s.Value).Select(s => $"{s.Key} {s.Value}")));

        // A run that never passes, or never meets a fault, tests nothing.
        Assert.True(statuses.ContainsKey("Pass") && statuses.ContainsKey("Fail") && statuses.Keys.Any(key => key.EndsWith("an error", StringComparison.Ordinal)), string.Join(' ', statuses.Keys));
    }

    private static int Number(string variable, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : fallback;

    private static async Task DecryptAsync(DomSecCommunity doors, byte[] message)
    {
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        DomainDecryptionReport report = await doors.Encryptor.DecryptStreamAsync(source, destination, new DomainDecryptionRequest());
        Assert.True(report.Outcome == DomainOutcome.Applied || destination.Length == 0);
        Assert.Equal(report.Outcome == DomainOutcome.Applied, report.Refusal is null);
    }

    private static async Task<HashSet<string>> AuthenticDigestsAsync(byte[][] seeds)
    {
        var digests = new HashSet<string>(StringComparer.Ordinal);
        foreach (byte[] seed in seeds)
        {
            using MessageWalk walk = await TwoDomains.Ec.WalkAsync(seed);
            foreach (MessageLayer layer in walk.Layers.Where(layer => layer.Kind == LayerKind.Signed))
            {
                digests.UnionWith(layer.ContentDigests.Values.Select(Convert.ToHexString));
            }
        }

        return digests;
    }

    /// <summary>The digest, as computed here, of what the signature that decides covers.</summary>
    private static async Task<string> DecidingDigestAsync(byte[] message, DomainSecurityReport report)
    {
        int deciding = report.Layers.ToList().FindIndex(layer => layer.Signatures.Any(s => s.Verdict == SecurityStatus.Pass && s.Types.Any(type => type is SignatureType.Domain or SignatureType.Originator or SignatureType.DelegatedOriginator)));
        using MessageWalk walk = await TwoDomains.Ec.WalkAsync(message);
        return Convert.ToHexString(walk.Layers[deciding].ContentDigests[DigestAlgorithm.Sha256]);
    }
}
