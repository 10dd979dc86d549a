using DomSec.Cms;
using DomSec.Trust;

namespace DomSec.Classification;

/// <summary>One signature with everything the report needs, while layers are still being compared.</summary>
internal sealed class JudgedSignature
{
    public required SignerInfo Info { get; init; }

    public required SignatureTypeAttribute Type { get; init; }

    /// <summary>The signer's certificate: the one that verifies, else the first that the identifier names, else null.</summary>
    public CachedCertificate? Certificate { get; set; }

    public SignatureFact Fact { get; set; }

    public CertificateFact CertificateFact { get; set; } = CertificateFact.Missing;

    /// <summary>The certificate and those that issued it, as far as the path was verified.</summary>
    public IReadOnlyList<X509.Certificate> Path { get; set; } = [];

    public bool IsIssuerMissing { get; set; }

    /// <summary>Whether the directory that might have had the certificate could not be asked.</summary>
    public bool IsDirectoryUnavailable { get; set; }

    /// <summary>Whether it was left unverified on purpose (<see cref="InnerVerification.None"/>).</summary>
    public bool IsSkipped { get; set; }

    /// <summary>Whether the message's header is not the one that its SecureHeaderFields hold (RFC 7508 section 4.5.2).</summary>
    public bool IsHeaderInvalid { get; set; }

    /// <summary>Whether it does not verify: by the content, or by the header fields it covers.</summary>
    public bool IsInvalid => Fact == SignatureFact.Invalid || IsHeaderInvalid;

    /// <summary>Whether something about its algorithms or its path's is weak that <see cref="DomSecOptions.AcceptSha1"/> does not cover. A flag is raised once, whatever raised it.</summary>
    public bool IsWeakBeyondSha1 { get; set; }

    public List<RaisedFlag> Flags { get; } = [];

    /// <summary>Its RFC 2634 attributes; none unless it verified.</summary>
    public EssAttributes Ess { get; set; } = EssAttributes.None;

    /// <summary>Flags that a partner's profile has pass: they stay, and do not lower the verdict.</summary>
    public HashSet<SecurityFlag> Tolerated { get; } = [];

    /// <summary>Signatures over this one, by whomever: reported, and of no weight.</summary>
    public IReadOnlyList<CountersignatureReport> Countersignatures { get; set; } = [];

    /// <summary>What it claims to be; of an untyped one what its place says.</summary>
    public IReadOnlyList<SignatureType> Types { get; set; } = [];

    public SecurityStatus Verdict { get; set; }

    /// <summary>The signer's domain, when naming and mapping hold.</summary>
    public MailDomain? Domain { get; set; }

    /// <summary>The senders' domains that a domain signature covers.</summary>
    public IReadOnlyList<MailDomain> RepresentedDomains { get; set; } = [];

    /// <summary>The mailbox of an originator signature that the certificate confirms.</summary>
    public string? Mailbox { get; set; }

    public bool Claims(SignatureType type) => Types.Contains(type);

    public bool SpeaksForOrigin => Claims(SignatureType.Domain) || Claims(SignatureType.Originator) || Claims(SignatureType.DelegatedOriginator);

    public void Raise(SecurityFlag flag, string detail)
    {
        if (!Flags.Exists(raised => ReferenceEquals(raised.Flag, flag)))
        {
            Flags.Add(new RaisedFlag(flag, detail));
        }
    }
}
