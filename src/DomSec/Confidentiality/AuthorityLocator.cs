using DomSec.Crypto;
using DomSec.Naming;
using DomSec.Providers;
using DomSec.Trust;
using DomSec.X509;

namespace DomSec.Confidentiality;

/// <summary>
/// Finds whom to encrypt to (RFC 3183 sections 4.1 and 4.2, way 2): from the recipient's domain upwards, stopping before a public suffix,
/// the newest certificate that is named, mapped, usable and trusted.
/// </summary>
internal sealed class AuthorityLocator
{
    private readonly ICertificateDirectory _directory;
    private readonly ITrustStore _trust;
    private readonly CertificateValidator _validator;
    private readonly DomSecOptions _options;
    private readonly NameMappingRules _mappingRules;

    public AuthorityLocator(ICertificateDirectory directory, ITrustStore trust, CertificateValidator validator, DomSecOptions options)
    {
        _directory = directory;
        _trust = trust;
        _validator = validator;
        _options = options;
        _mappingRules = NameMappingRules.Of(options);
    }

    /// <returns>The authority, or why there is none and whether that may pass.</returns>
    public async ValueTask<(RecipientAuthority? Authority, Refusal? Refusal, bool IsTemporary)> LocateAsync(MailDomain recipient, DateTimeOffset at, CancellationToken ct)
    {
        for (MailDomain? current = recipient; current is { } domain; current = domain.Parent)
        {
            // DS-KEY-03, DS-DCA-09: an authority of a public suffix would read everyone's mail.
            if (domain.LabelCount < 2 || PublicSuffixRules.Default.IsPublicSuffix(domain))
            {
                break;
            }

            CertificateLookup answer = await _directory.FindAsync(domain, DomainRole.Confidentiality, ct).ConfigureAwait(false);
            if (answer.State == LookupState.Unavailable)
            {
                // Never folded into "not found": that would send mail in clear.
                return (null, new Refusal($"The directory {answer.Source} cannot be asked for the confidentiality authority of {domain}; try again later.", "RFC 3183 section 4.2"), IsTemporary: true);
            }

            if (answer.State == LookupState.Found && answer.Certificates.Count > 0)
            {
                return Choose(domain, recipient, answer.Certificates, at);
            }
        }

        return (null, new Refusal($"{recipient} is not a member: no confidentiality authority is known for it or a domain above it.", "RFC 3183 section 4.2"), IsTemporary: false);
    }

    /// <summary>DS-DCA-07: an encrypting authority is itself named as section 4.1 asks. The newest valid certificate speaks for it.</summary>
    public RecipientAuthority? ChooseOwn(MailDomain domain, IReadOnlyList<IDecryptionKey> keys, DateTimeOffset at)
    {
        RecipientAuthority? best = null;
        foreach (IDecryptionKey key in keys)
        {
            if (_validator.Certificates.Get(key.Certificate) is { PublicKey: { Kind: KeyKind.Rsa or KeyKind.Ec or KeyKind.Xdh or KeyKind.Kem } publicKey } cached
                && (!publicKey.IsExperimental || _options.ExperimentalComposites) // PQ-CMP-05
                && AuthorityName.Check(cached.Certificate, DomainRole.Confidentiality).Conforms
                && at >= cached.Certificate.NotBefore
                && at <= cached.Certificate.NotAfter
                && (best is null || cached.Certificate.NotBefore > best.Certificate.NotBefore))
            {
                best = new RecipientAuthority(domain, cached.Certificate, publicKey);
            }
        }

        return best;
    }

    private (RecipientAuthority? Authority, Refusal? Refusal, bool IsTemporary) Choose(
        MailDomain domain, MailDomain recipient, IReadOnlyList<ReadOnlyMemory<byte>> certificates, DateTimeOffset at)
    {
        RecipientAuthority? best = null;
        Refusal? refusal = null;
        bool temporary = false;
        foreach (ReadOnlyMemory<byte> der in certificates)
        {
            if (_validator.Certificates.Get(der) is not { } cached)
            {
                continue;
            }

            Certificate certificate = cached.Certificate;
            (Refusal? objection, bool passing) = Examine(cached, recipient, at);
            if (objection is not null)
            {
                refusal ??= objection;
                temporary |= passing;
            }
            else if (best is null || certificate.NotBefore > best.Certificate.NotBefore)
            {
                best = new RecipientAuthority(domain, certificate, cached.PublicKey!);
            }
        }

        return best is not null
            ? (best, null, false)
            : (null, refusal ?? new Refusal($"No certificate of the confidentiality authority of {domain} can be read.", "RFC 3183 section 4.1"), temporary);
    }

    private (Refusal? Refusal, bool IsTemporary) Examine(CachedCertificate cached, MailDomain recipient, DateTimeOffset at)
    {
        Certificate certificate = cached.Certificate;
        NamingVerdict naming = AuthorityName.Check(certificate, DomainRole.Confidentiality);
        if (naming.Findings.FirstOrDefault(finding => finding.IsViolation) is { Flag: not null } violation)
        {
            return (new Refusal($"The certificate {certificate.Subject} breaks the naming convention: {violation.Detail}", violation.Flag), false);
        }

        MappingResult mapping = NameMapping.Check(naming, [recipient], rules: _mappingRules);
        if (mapping.Flag(DomainRole.Confidentiality) is { } flag)
        {
            return (new Refusal($"The authority {certificate.Subject} does not cover {recipient}: {mapping.Detail}", flag), false);
        }

        if (cached.PublicKey is not { Kind: KeyKind.Rsa or KeyKind.Ec or KeyKind.Xdh or KeyKind.Kem } key
            || (key.IsExperimental && !_options.ExperimentalComposites)) // PQ-CMP-05
        {
            return (new Refusal($"The key of {certificate.Subject} is of a kind that this version does not encrypt to; use RSA, an elliptic curve, X25519, X448 or ML-KEM.", "RFC 8551 section 2.3"), false);
        }

        CertificatePurpose purpose = key.Kind is KeyKind.Rsa or KeyKind.Kem ? CertificatePurpose.KeyEncipherment : CertificatePurpose.KeyAgreement;
        PathResult path = _validator.Validate(certificate, purpose, [], _trust.Current, at, _options);
        if (path.Fact == CertificateFact.Trusted && !path.Findings.Any(finding => finding.Flag.Severity == FlagSeverity.Policy))
        {
            return (null, false);
        }

        RaisedFlag reason = path.Findings.FirstOrDefault(finding => finding.Flag.Severity != FlagSeverity.Information)
            ?? new RaisedFlag(SecurityFlags.CertificateUntrusted, SecurityFlags.CertificateUntrusted.Meaning);
        return (new Refusal($"The certificate {certificate.Subject} cannot be encrypted to: {reason.Detail}", reason.Flag.Id), path.Fact == CertificateFact.RevocationUnknown);
    }
}
