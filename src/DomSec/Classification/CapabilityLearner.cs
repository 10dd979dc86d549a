using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Providers;
using DomSec.Trust;

namespace DomSec.Classification;

/// <summary>Takes what peers announce out of domain signatures that passed (RFC 8551 section 2.7.1).</summary>
internal static class CapabilityLearner
{
    /// <summary>Clocks differ; a signature of the far future would otherwise block every later announcement (SM-ATT-05).</summary>
    private static readonly TimeSpan _clockTolerance = TimeSpan.FromHours(1);

    /// <summary>Hosts judge as of the time of arrival: mail may have waited in a queue for days (RFC 5321 section 4.5.4.1).</summary>
    private static readonly TimeSpan _recent = TimeSpan.FromDays(7);

    /// <param name="layers">The layers, judged.</param>
    /// <param name="peers">What is known of peers.</param>
    /// <param name="certificates">Reads certificates.</param>
    /// <param name="at">The time of judgement.</param>
    /// <param name="now">The time.</param>
    public static void Learn(IReadOnlyList<JudgedLayer> layers, IPeerCapabilities peers, CertificateCache certificates, DateTimeOffset at, DateTimeOffset now)
    {
        if ((now - at).Duration() > _recent)
        {
            return; // what a signature was worth then says nothing about a key that was revoked or stolen since
        }

        foreach (JudgedLayer layer in layers)
        {
            foreach (JudgedSignature signature in layer.Signatures)
            {
                // SM-ATT-05: never from a signature that was not verified and accepted. SM-ATT-07: it is the domain's word about its authority.
                if (signature is { Verdict: SecurityStatus.Pass, Domain: { } domain }
                    && signature.Type.Types.Contains(SignatureType.Domain)
                    && SignatureReports.SigningTime(signature.Info) is { } time
                    && time <= now + _clockTolerance)
                {
                    CapabilityList? list = signature.Info.SignedAttributes?.SingleValue(Oids.SmimeCapabilities) is { } value ? CapabilityList.TryParse(value) : null;
                    ReadOnlyMemory<byte> certificate = PreferredCertificate(signature, layer, certificates);
                    if (list is null && certificate.IsEmpty)
                    {
                        continue;
                    }

                    peers.Learn(new PeerCapabilities
                    {
                        Domain = domain,
                        SigningTime = time,
                        ContentEncryption = list?.ContentEncryption ?? [],
                        Algorithms = [.. list?.Algorithms.Select(static oid => oid.ToString()) ?? []],
                        HadStrongEncryption = list is { HasStrongEncryption: true },
                        EncryptionCertificate = certificate,
                    });
                }
            }
        }
    }

    /// <summary>DS-DCA-08: the certificate that the signed attribute names, when it came along; its own judgement comes when it is used.</summary>
    private static ReadOnlyMemory<byte> PreferredCertificate(JudgedSignature signature, JudgedLayer layer, CertificateCache certificates)
    {
        if (signature.Info.SignedAttributes?.SingleValue(Oids.EncrypKeyPref) is not { } value || EncryptionKeyPreference.TryRead(value) is not { } preferred)
        {
            return default;
        }

        foreach (ReadOnlyMemory<byte> der in layer.Layer.Certificates)
        {
            if (certificates.Get(der) is { } certificate && preferred.Matches(certificate.Certificate))
            {
                return der.ToArray(); // the message is forgotten, the certificate is not
            }
        }

        return default;
    }
}
