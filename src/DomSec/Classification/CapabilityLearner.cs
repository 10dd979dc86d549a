using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Providers;

namespace DomSec.Classification;

/// <summary>Takes what peers announce out of domain signatures that passed (RFC 8551 section 2.7.1).</summary>
internal static class CapabilityLearner
{
    /// <summary>Clocks differ; a signature of the far future would otherwise block every later announcement (SM-ATT-05).</summary>
    private static readonly TimeSpan _clockTolerance = TimeSpan.FromHours(1);

    public static void Learn(IReadOnlyList<JudgedLayer> layers, IPeerCapabilities peers, DateTimeOffset now)
    {
        foreach (JudgedLayer layer in layers)
        {
            foreach (JudgedSignature signature in layer.Signatures)
            {
                // SM-ATT-05: never from a signature that was not verified and accepted. SM-ATT-07: it is the domain's word about its authority.
                if (signature is { Verdict: SecurityStatus.Pass, Domain: { } domain }
                    && signature.Type.Types.Contains(SignatureType.Domain)
                    && SignatureReports.SigningTime(signature.Info) is { } time
                    && time <= now + _clockTolerance
                    && signature.Info.SignedAttributes?.SingleValue(Oids.SmimeCapabilities) is { } value
                    && CapabilityList.TryParse(value) is { } list)
                {
                    peers.Learn(new PeerCapabilities
                    {
                        Domain = domain,
                        SigningTime = time,
                        ContentEncryption = list.ContentEncryption,
                        Algorithms = [.. list.Algorithms.Select(static oid => oid.ToString())],
                        HadStrongEncryption = list.HasStrongEncryption,
                    });
                }
            }
        }
    }
}
