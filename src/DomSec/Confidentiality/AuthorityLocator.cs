using DomSec.Crypto;
using DomSec.Naming;
using DomSec.Providers;
using DomSec.Trust;
using DomSec.X509;

namespace DomSec.Confidentiality;

/// <summary>
/// Finds whom to encrypt to (RFC 3183 sections 4.1 and 4.2): the newest certificate that is named, mapped, pinned where pins are agreed, usable and trusted. Way 2 first, from the
/// recipient's domain upwards and stopping before a public suffix; then way 1, the recipient's own entry. At each step the sources are asked in their order of precedence (DS-KEY-09).
/// </summary>
internal sealed class AuthorityLocator
{
    private readonly IReadOnlyList<ICertificateDirectory> _sources;
    private readonly ITrustStore _trust;
    private readonly CertificateValidator _validator;
    private readonly DomSecOptions _options;
    private readonly NameMappingRules _mappingRules;
    private readonly PeerAgreements _agreements;
    private readonly OwnCertificates _own;
    private readonly Func<RevocationInquiry> _inquiries;

    /// <param name="sources">Directories, the one whose word counts most first.</param>
    /// <param name="trust">The community's trust.</param>
    /// <param name="validator">Validates certificates.</param>
    /// <param name="agreements">What was agreed with partners.</param>
    /// <param name="options">The options.</param>
    /// <param name="inquiries">Makes what asks revocation sources for one message.</param>
    public AuthorityLocator(
        IReadOnlyList<ICertificateDirectory> sources, ITrustStore trust, CertificateValidator validator, PeerAgreements agreements, DomSecOptions options, Func<RevocationInquiry> inquiries)
    {
        _inquiries = inquiries;
        _sources = sources;
        _agreements = agreements;
        _trust = trust;
        _validator = validator;
        _options = options;
        _mappingRules = NameMappingRules.Of(options);
        _own = new OwnCertificates(validator, trust, options);
    }

    /// <summary>What revocation sources are asked through for one message.</summary>
    public RevocationInquiry NewInquiry() => _inquiries();

    /// <returns>The authority, or why there is none and whether that may pass.</returns>
    public async ValueTask<(RecipientAuthority? Authority, Refusal? Refusal, bool IsTemporary)> LocateAsync(MailDomain recipient, DateTimeOffset at, RevocationInquiry inquiry, CancellationToken ct)
    {
        for (MailDomain? current = recipient; current is { } domain; current = domain.Parent)
        {
            // DS-KEY-03, DS-DCA-09: an authority of a public suffix would read everyone's mail. One that is pinned reads its own.
            if ((domain.LabelCount < 2 || PublicSuffixRules.Default.IsPublicSuffix(domain)) && !(domain == recipient && _agreements.Find(domain) is ({ Pins.Count: > 0 }, var partner) && partner == domain))
            {
                break;
            }

            (RecipientAuthority? authority, Refusal? refusal, bool isTemporary) = await AskAsync(
                source => source.FindAsync(domain, DomainRole.Confidentiality, ct),
                $"the confidentiality authority of {domain}",
                certificates => ChooseAsync(domain, certificates, cached => ExamineAsync(cached, recipient, at, inquiry, ct), $"the confidentiality authority of {domain}")).ConfigureAwait(false);
            if (authority is not null || refusal is not null)
            {
                return (authority, refusal, isTemporary);
            }
        }

        return (null, new Refusal($"{recipient} is not a member: no confidentiality authority is known for it or a domain above it.", "RFC 3183 section 4.2") { Condition = SecurityCondition.CertificateMissing }, IsTemporary: false);
    }

    /// <summary>RFC 3183 section 4.2, way 1: the recipient's own entry holds the authority's certificate, which is judged like any other. Null when it holds none.</summary>
    public async ValueTask<(RecipientAuthority? Authority, Refusal? Refusal, bool IsTemporary)> LocateInEntryAsync(string address, MailDomain recipient, DateTimeOffset at, RevocationInquiry inquiry, CancellationToken ct) => await AskAsync(
        source => source.FindRecipientAsync(address, ct),
        "the recipient's entry",
        certificates =>
        {
            ReadOnlyMemory<byte>[] authorities = [.. certificates.Where(der => _validator.Certificates.Get(der) is { } cached && !IsPerson(cached.Certificate, address))];
            return authorities.Length == 0 ? NobodyAsync() : ChooseAsync(recipient, authorities, cached => ExamineAsync(cached, recipient, at, inquiry, ct), "the confidentiality authority in the recipient's entry");
        }).ConfigureAwait(false);

    /// <summary>The recipient's own certificate (case c): it holds the address (RFC 8550 section 3), and nobody's naming rules apply to it.</summary>
    public async ValueTask<(RecipientAuthority? Recipient, Refusal? Refusal, bool IsTemporary)> LocateRecipientAsync(string address, MailDomain domain, DateTimeOffset at, RevocationInquiry inquiry, CancellationToken ct)
    {
        (RecipientAuthority? recipient, Refusal? refusal, bool isTemporary) = await AskAsync(
            source => source.FindRecipientAsync(address, ct),
            "the recipient's certificate",
            certificates =>
            {
                ReadOnlyMemory<byte>[] own = [.. certificates.Where(der => _validator.Certificates.Get(der) is { } cached && IsPerson(cached.Certificate, address))];
                return own.Length == 0 ? NobodyAsync() : ChooseAsync(domain, own, async cached => ExamineUse(cached, await ValidateAsync(cached, at, inquiry, ct).ConfigureAwait(false)), "the recipient");
            }).ConfigureAwait(false);
        return recipient is not null ? (recipient with { Person = address }, null, false)
            : (null, refusal ?? new Refusal($"No certificate with the recipient's address is known at {domain}; add it to the directory, or encrypt to the domain.", "RFC 3183 section 4") { Condition = SecurityCondition.CertificateMissing }, isTemporary);
    }

    /// <summary>The first source that has an acceptable certificate decides; what a better one has and cannot be used is said when none has.</summary>
    private async ValueTask<(RecipientAuthority? Authority, Refusal? Refusal, bool IsTemporary)> AskAsync(
        Func<ICertificateDirectory, ValueTask<CertificateLookup>> ask,
        string what,
        Func<IReadOnlyList<ReadOnlyMemory<byte>>, ValueTask<(RecipientAuthority? Authority, Refusal? Refusal, bool IsTemporary)>> choose)
    {
        Refusal? refusal = null;
        bool temporary = false;
        foreach (ICertificateDirectory source in _sources)
        {
            CertificateLookup answer = await ask(source).ConfigureAwait(false);
            if (answer.State == LookupState.Unavailable)
            {
                // Never folded into "not found": that would send mail in clear, or let a lesser source speak in its place.
                return (null, new Refusal($"The directory {answer.Source} cannot be asked for {what}; try again later.", "RFC 3183 section 4.2") { Condition = SecurityCondition.DirectoryDown }, IsTemporary: true);
            }

            if (answer.State != LookupState.Found || answer.Certificates.Count == 0)
            {
                continue;
            }

            (RecipientAuthority? authority, Refusal? objection, bool passing) = await choose(answer.Certificates).ConfigureAwait(false);
            if (authority is not null)
            {
                return (authority, null, false);
            }

            refusal = refusal is null ? objection : objection is null ? refusal : refusal with { Further = [.. refusal.Further, objection, .. objection.Further] };
            temporary |= passing;
        }

        return (null, refusal, refusal is not null && temporary);
    }

    /// <summary>DS-DCA-07: an encrypting authority is itself named as section 4.1 asks. The newest valid certificate speaks for it.</summary>
    public RecipientAuthority? ChooseOwn(MailDomain domain, IReadOnlyList<IDecryptionKey> keys, DateTimeOffset at)
    {
        var candidates = new List<(RecipientAuthority Authority, IDecryptionKey Key)>();
        foreach (IDecryptionKey key in keys)
        {
            if (_validator.Certificates.Get(key.Certificate) is { PublicKey: { Kind: KeyKind.Rsa or KeyKind.Ec or KeyKind.Xdh or KeyKind.Kem } publicKey } cached
                && (!publicKey.IsExperimental || _options.ExperimentalComposites) // PQ-CMP-05
                && AgreedName.Judge(cached.Certificate, DomainRole.Confidentiality, _agreements.Named(domain)).Conforms
                && at >= cached.Certificate.NotBefore
                && at <= cached.Certificate.NotAfter)
            {
                candidates.Add((new RecipientAuthority(domain, cached.Certificate, publicKey), key));
            }
        }

        return candidates.Count == 0 ? null
            : _own.Best(candidates, static c => c.Authority.Certificate, static c => c.Key.ActivatesAt, static _ => [], signs: false, at).Authority;
    }

    private static ValueTask<(RecipientAuthority? Authority, Refusal? Refusal, bool IsTemporary)> NobodyAsync() => ValueTask.FromResult<(RecipientAuthority?, Refusal?, bool)>((null, null, false));

    private async ValueTask<(RecipientAuthority? Authority, Refusal? Refusal, bool IsTemporary)> ChooseAsync(
        MailDomain domain, IReadOnlyList<ReadOnlyMemory<byte>> certificates, Func<CachedCertificate, ValueTask<(Refusal? Refusal, bool IsTemporary)>> examine, string what)
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
            (Refusal? objection, bool passing) = await examine(cached).ConfigureAwait(false);
            if (objection is not null)
            {
                // All are told: whoever decides on an expired certificate has to know of a revoked one beside it.
                refusal = refusal is null ? objection : refusal with { Further = [.. refusal.Further, objection] };
                temporary |= passing;
            }
            else if (best is null || certificate.NotBefore > best.Certificate.NotBefore)
            {
                best = new RecipientAuthority(domain, certificate, cached.PublicKey!);
            }
        }

        return best is not null
            ? (best, null, false)
            : (null, refusal ?? new Refusal($"No certificate of {what} can be read.", "RFC 3183 section 4.1") { Condition = SecurityCondition.CertificateUnsuitable }, temporary);
    }

    private async ValueTask<(Refusal? Refusal, bool IsTemporary)> ExamineAsync(CachedCertificate cached, MailDomain recipient, DateTimeOffset at, RevocationInquiry inquiry, CancellationToken ct)
    {
        Certificate certificate = cached.Certificate;
        PathResult? path = await ValidateAsync(cached, at, inquiry, ct).ConfigureAwait(false);

        // SEC-DOM-03: the recipient's domain decides what was agreed, and pins look at the path that was verified.
        PeerTerms terms = _agreements.For(recipient, path is { Fact: CertificateFact.Trusted } ? path.Path : [certificate]);
        NamingVerdict naming = AgreedName.Judge(certificate, DomainRole.Confidentiality, terms.Naming);
        if (naming.Findings.FirstOrDefault(finding => finding.IsViolation) is { Flag: not null } violation)
        {
            return (new Refusal($"The certificate {certificate.Subject} breaks the naming convention: {violation.Detail}", violation.Flag), false);
        }

        MappingResult mapping = NameMapping.Check(naming, [recipient], ConfiguredName(terms, recipient), _mappingRules.With(terms.Naming));
        if (mapping.Flag(DomainRole.Confidentiality) is { } flag)
        {
            return (new Refusal($"The authority {certificate.Subject} does not cover {recipient}: {mapping.Detail}", flag), false);
        }

        (Refusal? refusal, bool isTemporary) = ExamineUse(cached, path);
        return refusal is null && terms.IsPinMissing
            ? (new Refusal($"Neither {certificate.Subject} nor an issuer of it is pinned for {terms.Partner}.", SecurityFlags.PinMissing.Id), false)
            : (refusal, isTemporary);
    }

    private static (Refusal? Refusal, bool IsTemporary) ExamineUse(CachedCertificate cached, PathResult? path)
    {
        Certificate certificate = cached.Certificate;
        if (path is null)
        {
            return (new Refusal($"The key of {certificate.Subject} is of a kind that this version does not encrypt to; use RSA, an elliptic curve, X25519, X448 or ML-KEM.", "RFC 8551 section 2.3") { Condition = SecurityCondition.CertificateUnsuitable }, false);
        }

        if (path.Fact == CertificateFact.Trusted && !path.Findings.Any(finding => finding.Flag.Severity == FlagSeverity.Policy))
        {
            return (null, false);
        }

        RaisedFlag reason = path.Findings.FirstOrDefault(finding => finding.Flag.Severity != FlagSeverity.Information)
            ?? new RaisedFlag(SecurityFlags.CertificateUntrusted, SecurityFlags.CertificateUntrusted.Meaning);
        return (new Refusal($"The certificate {certificate.Subject} cannot be encrypted to: {reason.Detail}", reason.Flag.Id) { CertificateNotAfter = path.Path.Count > 0 ? path.Path.Min(issuer => issuer.NotAfter) : certificate.NotAfter }, path.Fact == CertificateFact.RevocationUnknown);
    }

    /// <summary>Null when the key is of no kind that is encrypted to.</summary>
    private async ValueTask<PathResult?> ValidateAsync(CachedCertificate cached, DateTimeOffset at, RevocationInquiry inquiry, CancellationToken ct)
    {
        if (cached.PublicKey is not { Kind: KeyKind.Rsa or KeyKind.Ec or KeyKind.Xdh or KeyKind.Kem } key || (key.IsExperimental && !_options.ExperimentalComposites)) // PQ-CMP-05
        {
            return null;
        }

        CertificatePurpose purpose = key.Kind is KeyKind.Rsa or KeyKind.Kem ? CertificatePurpose.KeyEncipherment : CertificatePurpose.KeyAgreement;
        TrustMaterial trust = _trust.Current;
        PathResult path = _validator.Validate(cached.Certificate, purpose, [], trust, at, _options, inquiry.Evidence);
        return await inquiry.AskAsync(path, ct).ConfigureAwait(false) ? _validator.Validate(cached.Certificate, purpose, [], trust, at, _options, inquiry.Evidence) : path;
    }

    private static DistinguishedName? ConfiguredName(PeerTerms terms, MailDomain domain) => terms.Agreement?.DirectoryNameOf(domain) is { } name
        && DistinguishedName.TryParse(name.RawData, out DistinguishedName? parsed) == Ber.BerStatus.Ok ? parsed : null;

    private static bool IsPerson(Certificate certificate, string address) =>
        AuthorityName.RoleOf(certificate) is null && certificate.Emails.Any(email => string.Equals(email, address, StringComparison.OrdinalIgnoreCase));
}
