using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Layers;
using DomSec.Providers;
using DomSec.Trust;
using DomSec.X509;

namespace DomSec.Classification;

/// <summary>
/// Establishes the facts about one signature: whose certificate, whether it verifies, whether the certificate is trusted. No judgement of
/// naming and mapping here.
/// </summary>
internal sealed class SignatureExaminer
{
    /// <summary>SEC-DOS-03: candidates whose key is tried for one signature. Stops thousands of certificates with one key identifier and 16384-bit keys.</summary>
    private const int MaxCandidates = 16;

    /// <summary>SEC-DOS-01: certificates with the verifying key whose paths are searched for one that is trusted.</summary>
    private const int MaxTwins = 4;

    /// <summary>SEC-DOS-03: certificates that are hashed to find the one that an attribute names.</summary>
    private const int MaxHashed = 64;

    private readonly ICertificateDirectory _directory;
    private readonly ITrustStore _trust;
    private readonly CertificateValidator _validator;
    private readonly DomSecOptions _options;

    public SignatureExaminer(ICertificateDirectory directory, ITrustStore trust, CertificateValidator validator, DomSecOptions options)
    {
        _directory = directory;
        _trust = trust;
        _validator = validator;
        _options = options;
    }

    /// <param name="signature">The signature; its facts are filled in.</param>
    /// <param name="layer">Its layer.</param>
    /// <param name="pool">All certificates that came with the message: attacker's choice, only candidates (SEC-CMS-05).</param>
    /// <param name="fromDomains">The sender's domains, for a look-up in the directory.</param>
    /// <param name="answers">What the directory said about this message so far.</param>
    /// <param name="budget">What verifying this message may still cost.</param>
    /// <param name="inquiry">What revocation sources said about this message so far, and may still be asked.</param>
    /// <param name="at">The time of judgement.</param>
    /// <param name="ct">Cancels the look-up.</param>
    public async ValueTask ExamineAsync(
        JudgedSignature signature,
        MessageLayer layer,
        IReadOnlyList<CachedCertificate> pool,
        IReadOnlyList<MailDomain> fromDomains,
        Dictionary<(MailDomain Domain, DomainRole Role), CertificateLookup> answers,
        VerificationBudget budget,
        RevocationInquiry inquiry,
        DateTimeOffset at,
        CancellationToken ct)
    {
        List<CachedCertificate> candidates = Named(signature.Info, pool);
        AddNamed(candidates, signature.Info, _trust.Current.Intermediates);
        bool cameAlong = candidates.Count > 0;
        if (!cameAlong)
        {
            await AddFromDirectoryAsync(signature, candidates, fromDomains, answers, ct).ConfigureAwait(false);
        }

        PathResult? found = Verify(signature, layer, candidates, budget, Validate);
        signature.Countersignatures = CountersignatureExaminer.Examine(signature.Info, pool, budget, _options.Limits);
        if (signature.Certificate is not { } certificate)
        {
            signature.CertificateFact = CertificateFact.Missing;
            signature.Raise(SecurityFlags.CertificateMissing, "No certificate was found for the signer identifier.");
            return;
        }

        if (!cameAlong && layer.Certificates.Any(IsDamaged))
        {
            // What came along in its place is damaged: that the directory has a sound copy does not make the message the one that was sent.
            signature.Raise(SecurityFlags.CertificateDamaged, "The signer's certificate did not come along undamaged, and one that came cannot be read or holds the signer's key under another name.");
        }

        if ((found ?? Validate(certificate)) is not { } path)
        {
            signature.CertificateFact = CertificateFact.Untrusted;
            signature.Raise(SecurityFlags.Limit, "The message costs too much to verify; no path was looked for.");
            return;
        }

        if (signature.Fact == SignatureFact.Valid && await inquiry.AskAsync(path, ct).ConfigureAwait(false))
        {
            path = budget.PathAgain(certificate, Find);
        }

        signature.CertificateFact = path.Fact;
        signature.Path = path.Path;
        signature.IsIssuerMissing = path.IsIssuerMissing;
        signature.IsWeakBeyondSha1 |= path.IsWeakBeyondSha1;
        foreach (RaisedFlag finding in path.Findings)
        {
            signature.Raise(finding.Flag, finding.Detail);
        }

        if (path.Path.Count > 1 && Announced(signature.Info, pool) is { } announced && IsAltered(announced, path.Path[0], budget.PathOf(announced, ValidateAnnounced)))
        {
            // DS-DCA-08: peers are to encrypt to it. Nobody but who altered it could have put it there: the issuer is the signer's own.
            signature.Raise(SecurityFlags.CertificateDamaged, "The encryption certificate that the signature announces came along, and its issuer did not sign it so.");
        }

        PathResult ValidateAnnounced(CachedCertificate wanted) =>
            _validator.Validate(wanted.Certificate, CertificatePurpose.KeyEncipherment, [.. pool.Select(c => c.Certificate)], _trust.Current, at, _options);

        // Not readable, or the signer's key under another name or number than the signature says.
        bool IsDamaged(ReadOnlyMemory<byte> der) => _validator.Certificates.Get(der) is not { } embedded
            || (embedded != certificate && embedded.Certificate.SubjectPublicKeyInfo.Span.SequenceEqual(certificate.Certificate.SubjectPublicKeyInfo.Span));

        PathResult? Validate(CachedCertificate candidate) => budget.PathOf(candidate, Find);

        PathResult Find(CachedCertificate wanted) =>
            _validator.Validate(wanted.Certificate, CertificatePurpose.Signing, [.. pool.Select(c => c.Certificate)], _trust.Current, at, _options, inquiry.Evidence);
    }

    /// <summary>The certificate that the signed attribute names (RFC 8551 section 2.5.3), when another one than the signer's came along for it.</summary>
    private static CachedCertificate? Announced(SignerInfo signer, IReadOnlyList<CachedCertificate> pool)
    {
        if (signer.SignedAttributes?.SingleValue(Oids.EncrypKeyPref) is not { } value || EncryptionKeyPreference.TryRead(value) is not { } preferred)
        {
            return null;
        }

        foreach (CachedCertificate certificate in pool)
        {
            if (preferred.Matches(certificate.Certificate))
            {
                return certificate;
            }
        }

        return null;
    }

    /// <summary>Whether no path leads to it although its issuer, by name and key, is the one that vouches for the signer.</summary>
    private static bool IsAltered(CachedCertificate announced, Certificate signer, PathResult? path) =>
        path is { Fact: CertificateFact.Untrusted, Path.Count: 1 }
        && announced.Certificate.IssuerRaw.Span.SequenceEqual(signer.IssuerRaw.Span)
        && announced.Certificate.AuthorityKeyIdentifier is { } key
        && signer.AuthorityKeyIdentifier is { } signersKey
        && key.Span.SequenceEqual(signersKey.Span);

    private static List<CachedCertificate> Named(SignerInfo signer, IReadOnlyList<CachedCertificate> pool)
    {
        SignerIdentifier sid = signer.Sid;
        var named = new List<CachedCertificate>(1);
        foreach (CachedCertificate certificate in pool)
        {
            if (sid.Matches(certificate.Certificate) && !named.Contains(certificate))
            {
                named.Add(certificate);
                if (named.Count == MaxCandidates)
                {
                    break;
                }
            }
        }

        // RFC 8550 section 4.2: the signing-certificate attribute identifies the certificate, wherever the signer identifier points (RFC 5035 section 2, cases 2 and 4).
        if (signer.SignedAttributes is { } attributes && SigningCertificateAttribute.IsPresent(attributes) && !named.Exists(known => SigningCertificateAttribute.Agrees(attributes, known.Certificate)))
        {
            foreach (CachedCertificate certificate in pool.Take(MaxHashed))
            {
                if (SigningCertificateAttribute.Agrees(attributes, certificate.Certificate))
                {
                    named.Insert(0, certificate);
                    break;
                }
            }
        }

        return named;
    }

    /// <summary>
    /// Tries every candidate: the same issuer and serial number, or key identifier, can name several (CMS-SD-18). Of several that verify, as a re-issued
    /// certificate and its predecessor do, the one counts that trust accepts: the message's order is the sender's, or an attacker's.
    /// </summary>
    /// <returns>The path of the certificate that was chosen, when it was looked for.</returns>
    private PathResult? Verify(
        JudgedSignature signature, MessageLayer layer, List<CachedCertificate> candidates, VerificationBudget budget, Func<CachedCertificate, PathResult?> validate)
    {
        DigestAlgorithm digest = Digests.FromIdentifier(signature.Info.DigestAlgorithm);
        var content = new SignedContent(layer.InnerContentType, layer.ContentDigests.GetValueOrDefault(digest) ?? [], layer.ContentLooksLikeAttributes);
        if (candidates.Count == 0)
        {
            signature.Fact = SignatureFact.Unverifiable;
            return null;
        }

        SignatureCheck? chosen = null;
        PathResult? best = null;
        int twins = 0;
        foreach (CachedCertificate candidate in candidates)
        {
            PathResult? path = null;
            PublicKey? key = candidate.PublicKey;
            if (key is { LacksParameters: true } && (path = validate(candidate)) is not null)
            {
                key = WorkingKey(key, path);
            }

            if (!budget.TrySpend(key))
            {
                signature.Raise(SecurityFlags.Limit, "The message costs too much to verify; this signature was not, or not with every certificate.");
                signature.Certificate ??= candidate;
                chosen ??= SignatureCheck.Unverifiable("The message costs too much to verify.");
                break;
            }

            SignatureCheck check = SignerVerifier.Verify(signature.Info, content, candidate.Certificate, key, _options.ExperimentalComposites);
            if (check.Fact != SignatureFact.Valid)
            {
                signature.Certificate ??= candidate;
                chosen ??= check;
                continue;
            }

            path ??= validate(candidate);
            if (chosen is not { Fact: SignatureFact.Valid } || (path is not null && (best is null || PathJudgement.Rank(path.Fact) < PathJudgement.Rank(best.Fact))))
            {
                (signature.Certificate, chosen, best) = (candidate, check, path);
            }

            if (best is { Fact: CertificateFact.Trusted } || ++twins == MaxTwins)
            {
                break;
            }
        }

        if (layer.HoldsOtherContent)
        {
            // RFC 8551 section 3.5.3.1 (SM-MIM-11): a detached signature has no content inside; other content than the one beside it fails.
            chosen = SignatureCheck.Invalid("The signature holds other content than the one that came with it.");
        }

        signature.Fact = chosen!.Value.Fact;
        foreach (RaisedFlag flag in chosen.Value.Flags)
        {
            signature.Raise(flag.Flag, flag.Detail);
            signature.IsWeakBeyondSha1 |= ReferenceEquals(flag.Flag, SecurityFlags.AlgorithmWeak) && Digests.FromIdentifier(signature.Info.DigestAlgorithm) != DigestAlgorithm.Sha1;
        }

        return best;
    }

    /// <summary>
    /// A DSA key with the parameters of its issuer's (RFC 5280 section 6.1.4 (d) to (f)). Only from a path to an anchor: whoever may choose the parameters can sign
    /// for any public value.
    /// </summary>
    private static PublicKey WorkingKey(PublicKey key, PathResult path)
    {
        foreach (X509.Certificate issuer in path.Path.Skip(1))
        {
            if (PublicKey.TryImport(issuer.SubjectPublicKeyInfo) is not { Kind: KeyKind.Dsa } issuerKey)
            {
                break;
            }

            if (key.WithParametersOf(issuerKey) is { } complete)
            {
                return complete;
            }
        }

        return key;
    }

    private void AddNamed(List<CachedCertificate> candidates, SignerInfo signer, IReadOnlyList<ReadOnlyMemory<byte>> certificates)
    {
        if (candidates.Count > 0)
        {
            return;
        }

        foreach (ReadOnlyMemory<byte> der in certificates)
        {
            if (_validator.Certificates.Get(der) is { } certificate && Names(signer, certificate.Certificate))
            {
                candidates.Add(certificate);
            }
        }
    }

    private static bool Names(SignerInfo signer, X509.Certificate certificate) => signer.Sid.Matches(certificate)
        || (signer.SignedAttributes is { } attributes && SigningCertificateAttribute.IsPresent(attributes) && SigningCertificateAttribute.Agrees(attributes, certificate));

    /// <summary>A domain's signature may come without its certificate: members' certificates are in the directory, under the sender's domain or one above it.</summary>
    private async ValueTask AddFromDirectoryAsync(
        JudgedSignature signature,
        List<CachedCertificate> candidates,
        IReadOnlyList<MailDomain> fromDomains,
        Dictionary<(MailDomain Domain, DomainRole Role), CertificateLookup> answers,
        CancellationToken ct)
    {
        // SEC-DOS-04: a signer who covers all senders is found above the first one, and nothing is asked twice for one message.
        MailDomain? first = fromDomains.Count > 0 ? fromDomains[0] : null;
        for (MailDomain? domain = first; domain is { LabelCount: > 1 } current; domain = current.Parent)
        {
            foreach (DomainRole role in Roles(signature.Type.Types))
            {
                if (!answers.TryGetValue((current, role), out CertificateLookup? answer))
                {
                    answer = await _directory.FindAsync(current, role, ct).ConfigureAwait(false);
                    answers.Add((current, role), answer);
                }

                signature.IsDirectoryUnavailable |= answer.State == LookupState.Unavailable;
                AddNamed(candidates, signature.Info, answer.Certificates);
            }
        }
    }

    private static IEnumerable<DomainRole> Roles(IReadOnlyList<SignatureType> types)
    {
        foreach (SignatureType type in types)
        {
            if (SignatureRoles.RoleOf(type) is { } role)
            {
                yield return role;
            }
        }
    }
}
