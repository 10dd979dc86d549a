using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Layers;
using DomSec.Mime;
using DomSec.Naming;
using DomSec.Providers;
using DomSec.Trust;
using DomSec.X509;

namespace DomSec.Classification;

/// <summary>Turns a message that was taken apart into a report: facts per signature, then the judgement of decision 1 over the layers.</summary>
internal sealed class MessageJudge : IMessageJudge
{
    private readonly SignatureExaminer _examiner;
    private readonly EssJudge _ess;
    private readonly CertificateCache _certificates;
    private readonly DomSecOptions _options;
    private readonly NamingJudge _naming;
    private readonly OriginatorInfoJudge _originatorInfo;
    private readonly TimeProvider _time;
    private readonly CapabilityLearner _learner;
    private readonly ExpansionHistoryJudge _expansions;
    private readonly IReadOnlyList<IRevocationSource> _revocationSources;

    public MessageJudge(
        ICertificateDirectory directory,
        ITrustStore trust,
        CertificateValidator validator,
        IPeerCapabilities peers,
        PeerAgreements agreements,
        IKeyStore keys,
        DomSecOptions options,
        TimeProvider time,
        ISecurityLabelPolicy? labels = null,
        IReadOnlyList<IRevocationSource>? revocationSources = null)
    {
        _revocationSources = revocationSources ?? [];
        _examiner = new SignatureExaminer(directory, trust, validator, options);
        _ess = new EssJudge(labels, options);
        _certificates = validator.Certificates;
        _options = options;
        NameMappingRules mappingRules = NameMappingRules.Of(options);
        _naming = new NamingJudge(agreements, mappingRules);
        _originatorInfo = new OriginatorInfoJudge(validator.Certificates, agreements, mappingRules);
        _time = time;
        _learner = new CapabilityLearner(peers, _certificates);
        _expansions = new ExpansionHistoryJudge(keys);
    }

    public async Task<DomainSecurityReport> JudgeAsync(MessageWalk walk, DomainClassificationRequest request, CancellationToken ct)
    {
        DateTimeOffset at = request.At ?? _time.GetUtcNow();
        FromField from = FromField.Read(walk.OuterHeader);
        FromField sender = FromField.ReadSender(walk.OuterHeader);
        bool acceptsTypeArc = _naming.Speaks(from, PeerDialects.TypeArc);
        List<JudgedLayer> layers = [.. walk.Layers.Select(layer => new JudgedLayer(layer, acceptsTypeArc))];
        var budget = new VerificationBudget();
        var inquiry = new RevocationInquiry(_revocationSources, _options, _time);
        await ExamineAsync(layers, from, budget, inquiry, at, ct).ConfigureAwait(false);
        await ExamineAsync([.. walk.Withdrawn.Select(layer => new JudgedLayer(layer, acceptsTypeArc))], from, budget, inquiry, at, ct).ConfigureAwait(false); // into nothing
        IReadOnlyList<MailListExpansion> expansions = await _expansions.JudgeAsync(layers, request.Domain, ct).ConfigureAwait(false);
        JudgeNaming(layers, from, sender, walk.ReachedContent);
        layers.ForEach(layer => _originatorInfo.Judge(layer, from));
        HeaderFindings headers = HeaderJudge.Judge(walk, layers, request, _options);
        EssFindings ess = _ess.Judge(layers, walk.ReachedContent);
        _learner.Learn(layers, at, _time.GetUtcNow()); // SM-ATT-05: once nothing can speak against a signature any more
        return ReportAssembler.Assemble(walk, layers, ess, headers, expansions, _options);
    }

    private async ValueTask ExamineAsync(List<JudgedLayer> layers, FromField from, VerificationBudget budget, RevocationInquiry inquiry, DateTimeOffset at, CancellationToken ct)
    {
        var pool = new List<CachedCertificate>();
        foreach (JudgedLayer layer in layers)
        {
            foreach (ReadOnlyMemory<byte> der in layer.Layer.Certificates)
            {
                if (_certificates.Get(der) is { } certificate)
                {
                    pool.Add(certificate);
                }
            }
        }

        var answers = new Dictionary<(MailDomain Domain, DomainRole Role), CertificateLookup>();
        bool trustedDomainSignature = false;
        foreach (JudgedLayer layer in layers)
        {
            foreach (JudgedSignature signature in layer.Signatures)
            {
                if (trustedDomainSignature && _options.InnerVerification == InnerVerification.None && _options.RequiredReviews == 0 && !_ess.IsGuard)
                {
                    signature.IsSkipped = true; // DS-DSV-05
                    continue;
                }

                await _examiner.ExamineAsync(signature, layer.Layer, pool, from.Domains, answers, budget, inquiry, at, ct).ConfigureAwait(false);
            }

            trustedDomainSignature |= layer.Signatures.Exists(s => s is { Fact: SignatureFact.Valid, CertificateFact: CertificateFact.Trusted } && s.Type.Types.Contains(SignatureType.Domain));
        }
    }

    /// <summary>Inside-out, because an outer signature's mapping may need an inner originator's name.</summary>
    private void JudgeNaming(List<JudgedLayer> layers, FromField from, FromField sender, bool reachedContent)
    {
        bool signedInside = false;
        bool opaqueInside = !reachedContent;
        IReadOnlyList<IReadOnlyList<MailDomain>> senders = _naming.Senders(from);
        bool readsParallel = _naming.Speaks(from, PeerDialects.ParallelSignatures);
        DistinguishedName? originatorName = null;
        for (int i = layers.Count - 1; i >= 0; i--)
        {
            JudgedLayer layer = layers[i];
            LayerKind? inner = i + 1 < layers.Count ? layers[i + 1].Layer.Kind : null;
            bool encapsulates = inner is LayerKind.Signed or LayerKind.NullSigned or LayerKind.Receipt;

            // DS-STA-11, decision 7: an untyped signature is the author's when no other signature is inside; what is sealed may hold one.
            // A receipt says that a message came, and is nobody's message (RFC 2634 section 2.8).
            IReadOnlyList<SignatureType> untyped = signedInside || layer.Layer.Kind == LayerKind.Receipt || (opaqueInside && inner is not null) ? [] : [SignatureType.Originator];
            bool isParallel = readsParallel && IsParallel(layer);
            var place = new SignaturePlace(from, senders, sender, originatorName, encapsulates, HoldsContent: inner is null, isParallel);
            foreach (JudgedSignature signature in layer.Signatures)
            {
                signature.Types = signature.Type.IsPresent ? signature.Type.Types : untyped;
                if (!signature.IsSkipped)
                {
                    _naming.Judge(signature, place with { IsOuterSignature = IsOuterSignature(signature, inner) });
                }
            }

            RequireSameTypes(layer, isParallel);
            RequireAllSignatures(layer);
            foreach (JudgedSignature signature in layer.Signatures)
            {
                signature.Verdict = VerdictRules.Of(signature, _options);
                if (signature is { Verdict: SecurityStatus.Pass, Mailbox: not null } && signature.Claims(SignatureType.Originator))
                {
                    originatorName ??= signature.Certificate!.Certificate.Subject;
                }
            }

            signedInside |= layer.Layer.Kind is LayerKind.Signed or LayerKind.Receipt;
        }
    }

    /// <summary>
    /// DS-MLA-14: RFC 3183 section 5 step 4 has the domain sign once more around all, with the attributes of a mail list's signature (or a receipt's hint) and without a
    /// type. It speaks for no origin, and a signatureType that was taken away would not leave it with these.
    /// </summary>
    private static bool IsOuterSignature(JudgedSignature signature, LayerKind? inner) =>
        inner is LayerKind.Signed or LayerKind.NullSigned or LayerKind.Receipt or LayerKind.Enveloped or LayerKind.AuthEnveloped
        && signature.Fact == SignatureFact.Valid
        && signature.Info.SignedAttributes is { } attributes
        && attributes.Count(Oids.MlExpandHistory) + attributes.Count(Oids.ContentHint) > 0;

    /// <summary>CMS-SD-20: a signature that names another one of its signer does not stand alone. Taking the stronger one away is what an attacker would do who broke the weaker.</summary>
    private static void RequireAllSignatures(JudgedLayer layer)
    {
        foreach (JudgedSignature signature in layer.Signatures)
        {
            if (signature.Fact == SignatureFact.Valid && MultipleSignaturesAttribute.IsAnyMissing(signature.Info, layer.Layer.Signers))
            {
                signature.Raise(SecurityFlags.SignatureStripped, "The signer names another signature of its own in this layer, and it is not there.");
            }
        }
    }

    /// <summary>RFC 3183 section 3.1.2: all signers of one layer say the same. DS-STA-16: only those count that verify, the others anyone could have appended.</summary>
    private static void RequireSameTypes(JudgedLayer layer, bool isParallel)
    {
        List<JudgedSignature> valid = layer.Signatures.FindAll(signature => signature.Fact == SignatureFact.Valid);
        if (valid.Count < 2 || valid.TrueForAll(other => other.Type.IsPresent == valid[0].Type.IsPresent && other.Type.Types.ToHashSet().SetEquals(valid[0].Type.Types)))
        {
            return;
        }

        foreach (JudgedSignature signature in valid)
        {
            signature.Raise(SecurityFlags.TypeInconsistent, "The signers of this layer do not claim the same types.");
            if (isParallel)
            {
                signature.Raise(SecurityFlags.TypeParallel, "The domain signature stands beside the author's, as in a draft; the partner is configured for that.");
                signature.Tolerated.Add(SecurityFlags.TypeInconsistent);
            }
        }
    }

    /// <summary>draft-ietf-smime-domsec-02: the author and the domain each signed the same content, and nobody else is in the layer.</summary>
    private static bool IsParallel(JudgedLayer layer)
    {
        List<JudgedSignature> valid = layer.Signatures.FindAll(signature => signature.Fact == SignatureFact.Valid);
        return valid.Exists(IsDomain) && valid.Exists(IsAuthor) && valid.TrueForAll(signature => IsDomain(signature) || IsAuthor(signature));

        static bool IsDomain(JudgedSignature signature) => signature.Type.Types is [SignatureType.Domain];

        static bool IsAuthor(JudgedSignature signature) => !signature.Type.IsPresent || signature.Type.Types is [SignatureType.Originator];
    }
}
