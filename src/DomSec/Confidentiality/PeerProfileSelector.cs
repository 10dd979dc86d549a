using DomSec.Cms;
using DomSec.Providers;
using DomSec.X509;

namespace DomSec.Confidentiality;

/// <summary>
/// Chooses how to write to peers (RFC 8551 section 2.7): what was asked for, what is configured for a peer, what it announced, the default.
/// Weak encryption comes from configuration only, is refused for a peer that once announced better, and never goes out beside strong encryption.
/// </summary>
internal sealed class PeerProfileSelector
{
    private readonly IPeerProfiles? _configured;
    private readonly IPeerCapabilities _learned;
    private readonly DomSecOptions _options;

    public PeerProfileSelector(IPeerProfiles? configured, IPeerCapabilities learned, DomSecOptions options)
    {
        _configured = configured;
        _learned = learned;
        _options = options;
    }

    /// <returns>One profile per recipient, all with the content encryption and the encoding of the message; or why there is none.</returns>
    public (IReadOnlyList<AlgorithmProfile>? Profiles, Refusal? Refusal) Select(AlgorithmProfile? asked, IReadOnlyList<RecipientAuthority> recipients)
    {
        var profiles = new AlgorithmProfile[recipients.Count];
        for (int i = 0; i < profiles.Length; i++)
        {
            (AlgorithmProfile profile, Refusal? refusal) = Of(asked, recipients[i]);
            if (refusal is not null)
            {
                return (null, refusal);
            }

            profiles[i] = profile;
        }

        // SM-ALG-07, RFC 8551 sections 2.7.3 and 6: whoever reads the weak copy reads the strong one.
        AlgorithmProfile weakest = profiles.MaxBy(static profile => ContentEncryptions.AgeOf(profile.ContentEncryption))!;
        if (weakest.IsWeak && Array.Exists(profiles, static profile => !profile.IsWeak))
        {
            RecipientAuthority weak = recipients[Array.FindIndex(profiles, static profile => profile.IsWeak)];
            return (null, new Refusal($"{weak.Domain} can only be written to with weak encryption and another recipient cannot; send to it separately.", "RFC 8551 section 2.7.3"));
        }

        CmsEncoding encoding = Array.Find(profiles, static profile => profile.Encoding != CmsEncoding.Auto)?.Encoding ?? CmsEncoding.Auto;
        bool originatorInfo = Array.TrueForAll(profiles, static profile => profile.IncludeOriginatorInfo);

        // One content for all: what some peers cannot read nobody gets, what some cannot do without all get.
        bool derive = Array.TrueForAll(profiles, static profile => profile.DeriveContentKey);
        bool defaultTag = Array.Exists(profiles, static profile => profile.UseDefaultTagLength);
        for (int i = 0; i < profiles.Length; i++)
        {
            profiles[i] = profiles[i] with
            {
                ContentEncryption = weakest.ContentEncryption,
                Encoding = encoding,
                IncludeOriginatorInfo = originatorInfo,
                DeriveContentKey = derive,
                UseDefaultTagLength = defaultTag,
            };
        }

        return (profiles, null);
    }

    private (AlgorithmProfile Profile, Refusal? Refusal) Of(AlgorithmProfile? asked, RecipientAuthority recipient)
    {
        PeerCapabilities? learned = _learned.Find(recipient.Domain);
        AlgorithmProfile profile = asked ?? _configured?.ProfileOf(recipient.Domain) ?? Announced(learned, recipient.Certificate) ?? _options.DefaultProfile;
        if (!profile.IsWeak)
        {
            return (profile, null);
        }

        // LCD-09: the latch. An attacker who gets hold of a configuration, or an old one that is forgotten, shall not undo what the peer can do.
        if (learned is { HadStrongEncryption: true })
        {
            return (profile, new Refusal($"The profile {profile.Name} asks for weak encryption to {recipient.Domain}, which has announced AES; correct its profile.", "RFC 8551 section 2.7.1 (LCD-09)"));
        }

        return profile.ContentEncryption == ContentEncryption.Rc2Cbc40 && !_options.AllowRc2
            ? (profile, new Refusal($"The profile {profile.Name} asks for RC2 with 40 bits to {recipient.Domain}, which DomSecOptions.AllowRc2 does not allow.", "RFC 8551 appendix B.3 (LCD-03)"))
            : (profile, null);
    }

    /// <summary>SM-ALG-05, RFC 8551 section 2.7.1.1: the first of the peer's list that we can do. SM-ALG-04: what is weak in it is not on offer.</summary>
    private AlgorithmProfile? Announced(PeerCapabilities? learned, Certificate certificate)
    {
        IReadOnlyList<ContentEncryption> list = learned is { Algorithms.Count: > 0 } ? learned.ContentEncryption : FromCertificate(certificate);
        foreach (ContentEncryption encryption in list)
        {
            if (ContentEncryptions.IsWeak(encryption))
            {
                continue;
            }

            // Who announces no authenticated encryption is a peer of before RFC 8551, which had no OAEP in its MUSTs either.
            AlgorithmProfile generation = ContentEncryptions.CipherOf(encryption).IsAuthenticated ? _options.DefaultProfile : AlgorithmProfile.Smime32;
            return generation with { ContentEncryption = encryption };
        }

        return null;
    }

    // SM-ATT-06, RFC 4262 section 2: the extension is a fallback.
    private static IReadOnlyList<ContentEncryption> FromCertificate(Certificate certificate)
    {
        foreach (CertificateExtension extension in certificate.Extensions)
        {
            if (extension.Id == X509Oids.SmimeCapabilities)
            {
                return CapabilityList.TryParse(extension.Value)?.ContentEncryption ?? [];
            }
        }

        return [];
    }
}
