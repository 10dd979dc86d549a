using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Providers;
using DomSec.Trust;

namespace DomSec.Classification;

/// <summary>Takes what peers announce out of domain signatures that passed (RFC 8551 section 2.7.1).</summary>
internal sealed class CapabilityLearner(IPeerCapabilities peers, CertificateCache certificates)
{
    /// <summary>One signer announces the same in every message, and a community has few products: lists are read once. Only what passed comes here.</summary>
    private const int MaxLists = 256;

    /// <summary>Longer ones are read each time: the bound above is in lists, not in octets.</summary>
    private const int MaxListBytes = 1024;

    /// <summary>Clocks differ; a signature of the far future would otherwise block every later announcement (SM-ATT-05).</summary>
    private static readonly TimeSpan _clockTolerance = TimeSpan.FromHours(1);

    /// <summary>Hosts judge as of the time of arrival: mail may have waited in a queue for days (RFC 5321 section 4.5.4.1).</summary>
    private static readonly TimeSpan _recent = TimeSpan.FromDays(7);

    private readonly BoundedCache<Fingerprint, CapabilityList> _lists = new(MaxLists);

    /// <param name="layers">The layers, judged.</param>
    /// <param name="at">The time of judgement.</param>
    /// <param name="now">The time.</param>
    public void Learn(IReadOnlyList<JudgedLayer> layers, DateTimeOffset at, DateTimeOffset now)
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
                    CapabilityList? list = signature.Info.SignedAttributes?.SingleValue(Oids.SmimeCapabilities) is { } value ? Read(value) : null;
                    ReadOnlyMemory<byte> certificate = PreferredCertificate(signature, layer);
                    if (list is null && certificate.IsEmpty)
                    {
                        continue;
                    }

                    peers.Learn(new PeerCapabilities
                    {
                        Domain = domain,
                        SigningTime = time,
                        ContentEncryption = list?.ContentEncryption ?? [],
                        Algorithms = list?.Names ?? [],
                        HadStrongEncryption = list is { HasStrongEncryption: true },
                        EncryptionCertificate = certificate,
                    });
                }
            }
        }
    }

    private CapabilityList? Read(ReadOnlyMemory<byte> value)
    {
        if (value.Length > MaxListBytes)
        {
            return CapabilityList.TryParse(value);
        }

        Fingerprint fingerprint = Fingerprint.Compute(value.Span);
        return _lists.Find(fingerprint) ?? (CapabilityList.TryParse(value) is { } list ? _lists.Add(fingerprint, list) : null);
    }

    /// <summary>DS-DCA-08: the certificate that the signed attribute names, when it came along; its own judgement comes when it is used.</summary>
    private ReadOnlyMemory<byte> PreferredCertificate(JudgedSignature signature, JudgedLayer layer)
    {
        if (signature.Info.SignedAttributes?.SingleValue(Oids.EncrypKeyPref) is not { } value || EncryptionKeyPreference.TryRead(value) is not { } preferred)
        {
            return default;
        }

        foreach (ReadOnlyMemory<byte> der in layer.Layer.Certificates)
        {
            if (certificates.Get(der) is { } certificate && preferred.Matches(certificate.Certificate))
            {
                // The message is forgotten, the certificate is not: a cached one has its own octets.
                ReadOnlyMemory<byte> octets = certificate.Certificate.Raw;
                return octets.Span.Overlaps(der.Span) ? octets.ToArray() : octets;
            }
        }

        return default;
    }
}
