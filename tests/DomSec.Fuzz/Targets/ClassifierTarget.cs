using DomSec.Crypto;
using DomSec.Fuzz.Engine;
using DomSec.Layers;
using DomSec.Tests.Properties;

namespace DomSec.Fuzz.Targets;

/// <summary>
/// The classifier's public door, with a community that has keys, so that encrypted layers open. INVARIANTS, for any octets:
/// 1. nothing throws and nothing waits;
/// 2. the report is in good form (ReportText.Flaw): an identity only with "pass", nothing read inside a malformed layer, balanced structure;
/// 3. "pass" only for content that one of the seeds' signatures covers, by the digest computed here: whatever was changed, no signed octet was;
/// 4. flags are of the catalogue, each once; every text is one line, and Authentication-Results folds only where a header field may.
/// </summary>
internal sealed class ClassifierTarget : FuzzTarget
{
    private static readonly Lazy<HashSet<string>> _authentic = new(AuthenticDigests);

    public override string Name => "classifier";

    public override double Share => 60_000;

    public override int AllocationPerOctet => 4000;

    public override int AllocationBase => 8 << 20;

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. FuzzSeeds.Messages, .. FuzzSeeds.More];

    public override Func<byte[]> Inputs(int seed) => FuzzInputs.Messages(Seeds, seed);

    public override void Run(byte[] input)
    {
        DomainSecurityReport report = FuzzCommunity.Classify(input);
        Invariant.Holds(ReportText.Flaw(report) is not { } flaw, "the report: " + ReportText.Flaw(report));
        CheckTexts(report);
        if (report.Status == SecurityStatus.Pass)
        {
            Invariant.Holds(_authentic.Value.Contains(DecidingDigest(input, report)), "content that nobody signed passes");
        }
    }

    public static void CheckTexts(DomainSecurityReport report)
    {
        Invariant.Flags(report.Flags, "the report");
        Invariant.OneLine(report.Error, "the error");
        Invariant.OneLine(report.Originator, "the originator");
        Invariant.OneLine(report.Structure, "the structure");
        foreach (string line in report.AuthenticationResults.Split("\r\n"))
        {
            Invariant.OneLine(line.Replace('\t', ' '), "Authentication-Results");
            Invariant.Holds(line.All(char.IsAscii), "Authentication-Results outside ASCII");
        }

        foreach (SecurityLayer layer in report.Layers)
        {
            Invariant.Flags(layer.Flags, "a layer");
            Invariant.OneLine(layer.ContentEncryption, "an encryption algorithm");
            foreach (SignatureReport signature in layer.Signatures)
            {
                Invariant.Flags(signature.Flags, "a signature");
                Invariant.OneLine(signature.Signer.Subject, "a subject");
                Invariant.OneLine(signature.Signer.Issuer, "an issuer");
                Invariant.OneLine(signature.Signer.Serial, "a serial number");
                Invariant.OneLine(signature.DigestAlgorithm, "a digest algorithm");
                Invariant.OneLine(signature.SignatureAlgorithm, "a signature algorithm");
                foreach (string email in signature.Signer.Emails)
                {
                    Invariant.OneLine(email, "an address");
                }
            }
        }
    }

    private static HashSet<string> AuthenticDigests()
    {
        var digests = new HashSet<string>(StringComparer.Ordinal);
        foreach (byte[] seed in FuzzSeeds.Messages)
        {
            using MessageWalk walk = FuzzCommunity.Walk(seed);
            foreach (MessageLayer layer in walk.Layers.Where(layer => layer.Kind == LayerKind.Signed))
            {
                digests.UnionWith(layer.ContentDigests.Values.Select(Convert.ToHexString));
            }
        }

        return digests;
    }

    /// <summary>The digest, as computed here, of what the signature that decides covers.</summary>
    private static string DecidingDigest(byte[] message, DomainSecurityReport report)
    {
        int deciding = report.Layers.ToList().FindIndex(layer => layer.Signatures.Any(
            s => s.Verdict == SecurityStatus.Pass && s.Types.Any(type => type is SignatureType.Domain or SignatureType.Originator or SignatureType.DelegatedOriginator)));
        Invariant.Holds(deciding >= 0, "pass without a signature that decides");
        using MessageWalk walk = FuzzCommunity.Walk(message);
        return Convert.ToHexString(walk.Layers[deciding].ContentDigests.OrderBy(digest => digest.Key).First(digest => digest.Key >= DigestAlgorithm.Sha256).Value);
    }
}
