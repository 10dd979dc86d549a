using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Layers;
using DomSec.Providers;
using DomSec.Trust;

namespace DomSec.Classification;

/// <summary>
/// Establishes the facts about one signature: whose certificate, whether it verifies, whether the certificate is trusted. No judgement of
/// naming and mapping here.
/// </summary>
internal sealed class SignatureExaminer
{
    /// <summary>SEC-DOS-03: candidates whose key is tried for one signature. Stops thousands of certificates with one key identifier and 16384-bit keys.</summary>
    private const int MaxCandidates = 16;

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
    /// <param name="at">The time of judgement.</param>
    /// <param name="ct">Cancels the look-up.</param>
    public async ValueTask ExamineAsync(
        JudgedSignature signature,
        MessageLayer layer,
        IReadOnlyList<CachedCertificate> pool,
        IReadOnlyList<MailDomain> fromDomains,
        Dictionary<(MailDomain Domain, DomainRole Role), CertificateLookup> answers,
        DateTimeOffset at,
        CancellationToken ct)
    {
        List<CachedCertificate> candidates = Named(signature.Info.Sid, pool);
        AddNamed(candidates, signature.Info.Sid, _trust.Current.Intermediates);
        if (candidates.Count == 0)
        {
            await AddFromDirectoryAsync(signature, candidates, fromDomains, answers, ct).ConfigureAwait(false);
        }

        Verify(signature, layer, candidates);
        if (signature.Certificate is not { } certificate)
        {
            signature.CertificateFact = CertificateFact.Missing;
            signature.Raise(SecurityFlags.CertificateMissing, "No certificate was found for the signer identifier.");
            return;
        }

        PathResult path = _validator.Validate(certificate.Certificate, CertificatePurpose.Signing, [.. pool.Select(c => c.Certificate)], _trust.Current, at, _options);
        signature.CertificateFact = path.Fact;
        signature.IsIssuerMissing = path.IsIssuerMissing;
        foreach (RaisedFlag finding in path.Findings)
        {
            signature.Raise(finding.Flag, finding.Detail);
        }
    }

    private static List<CachedCertificate> Named(SignerIdentifier sid, IReadOnlyList<CachedCertificate> pool)
    {
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

        return named;
    }

    /// <summary>Tries every candidate: the same issuer and serial number, or key identifier, can name several (CMS-SD-18).</summary>
    private static void Verify(JudgedSignature signature, MessageLayer layer, List<CachedCertificate> candidates)
    {
        DigestAlgorithm digest = Digests.FromIdentifier(signature.Info.DigestAlgorithm);
        byte[] contentDigest = layer.ContentDigests.GetValueOrDefault(digest) ?? [];
        SignatureCheck? first = null;
        if (candidates.Count == 0)
        {
            signature.Fact = SignatureFact.Unverifiable;
            return;
        }

        foreach (CachedCertificate candidate in candidates)
        {
            SignatureCheck check = SignerVerifier.Verify(signature.Info, layer.InnerContentType, contentDigest, candidate.Certificate, candidate.PublicKey);
            signature.Certificate ??= candidate;
            first ??= check;
            if (check.Fact == SignatureFact.Valid)
            {
                signature.Certificate = candidate;
                first = check;
                break;
            }
        }

        if (layer.HoldsOtherContent)
        {
            // RFC 8551 section 3.5.3.1 (SM-MIM-11): a detached signature has no content inside; other content than the one beside it fails.
            first = SignatureCheck.Invalid("The signature holds other content than the one that came with it.");
        }

        signature.Fact = first!.Value.Fact;
        foreach (RaisedFlag flag in first.Value.Flags)
        {
            signature.Raise(flag.Flag, flag.Detail);
        }
    }

    private void AddNamed(List<CachedCertificate> candidates, SignerIdentifier sid, IReadOnlyList<ReadOnlyMemory<byte>> certificates)
    {
        if (candidates.Count > 0)
        {
            return;
        }

        foreach (ReadOnlyMemory<byte> der in certificates)
        {
            if (_validator.Certificates.Get(der) is { } certificate && sid.Matches(certificate.Certificate))
            {
                candidates.Add(certificate);
            }
        }
    }

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
                AddNamed(candidates, signature.Info.Sid, answer.Certificates);
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
