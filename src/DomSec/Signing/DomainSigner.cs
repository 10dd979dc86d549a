using DomSec.Layers;
using DomSec.Mime;
using DomSec.Naming;
using DomSec.Providers;
using DomSec.Trust;
using DomSec.Signing.MailList;
using MimeKit;

namespace DomSec.Signing;

/// <summary>The signer's door: preconditions, then encapsulation in one pass (RFC 3183 sections 3, 3.1, 3.2 and 5).</summary>
internal sealed class DomainSigner : IDomainSigner
{
    private readonly IKeyStore _keys;
    private readonly MessageWalker _walker;
    private readonly IMessageJudge _judge;
    private readonly IEnvelopeMaker _envelopes;
    private readonly ISpool _spool;
    private readonly DomSecOptions _options;
    private readonly NameMappingRules _mappingRules;
    private readonly TimeProvider _time;
    private readonly SignerKeySelector _selector;
    private readonly ISecurityLabelPolicy? _labels;
    private readonly OwnCertificates _own;

    private readonly PeerAgreements _agreements;

    public DomainSigner(
        IKeyStore keys,
        MessageWalker walker,
        IMessageJudge judge,
        IEnvelopeMaker envelopes,
        PeerAgreements agreements,
        ISpool spool,
        DomSecOptions options,
        TimeProvider time,
        OwnCertificates own,
        ISecurityLabelPolicy? labels = null)
    {
        _own = own;
        _labels = labels;
        _agreements = agreements;
        _keys = keys;
        _walker = walker;
        _judge = judge;
        _envelopes = envelopes;
        _spool = spool;
        _options = options;
        _mappingRules = NameMappingRules.Of(options);
        _time = time;
        _selector = new SignerKeySelector(own, options.ExperimentalComposites);
    }

    public async Task<DomainSigningResult> SignAsync(MimeMessage message, DomainSigningRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(request);
        using MemoryStream source = await MessageBytes.WriteAsync(message, ct).ConfigureAwait(false);
        using var destination = new MemoryStream();
        DomainSigningReport report = await SignStreamAsync(source, destination, request, ct).ConfigureAwait(false);
        return new DomainSigningResult(report, report.Outcome == DomainOutcome.Applied ? MessageBytes.Read(destination) : null);
    }

    public async Task<DomainSigningReport> SignStreamAsync(Stream source, Stream destination, DomainSigningRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(request);
        if ((SigningPreconditions.CheckRequest(request) ?? EssSigningAttributes.Check(request, _labels)) is { } refusal)
        {
            return Refused(refusal);
        }

        DateTimeOffset now = _time.GetUtcNow();
        DomainRole role = request.Type switch
        {
            SignatureType.Review => DomainRole.Review,
            SignatureType.AdditionalAttributes => DomainRole.Attribute,
            _ => DomainRole.DomainSigning,
        };
        bool isUser = request.Type is SignatureType.Originator or SignatureType.DelegatedOriginator;
        IReadOnlyList<SignerKey> keys = [];
        Refusal? noKey = null;
        if (!isUser)
        {
            (keys, noKey) = await _selector.SelectAsync(_keys, request.Domain, role, request.Profile, TermsOf(request.Domain), now, ct).ConfigureAwait(false);
            if (keys.Count == 0)
            {
                return Refused(noKey!);
            }
        }

        using MessageSource message = await MessageSource.OpenAsync(source, _spool, _options.Limits, ct).ConfigureAwait(false);
        EntityHeader? header = await MessageBody.ReadHeaderAsync(message, _options.Limits, ct).ConfigureAwait(false);
        if (header is null || header.IsUnreadable || message.Length == 0 || message.Length > _options.Limits.MaxMessageBytes)
        {
            return Refused(new Refusal("The message is empty, does not begin with a header field, or is larger than a limit allows.", "library (SEC-DOS-01)") { IsInputFault = true });
        }

        FromField from = FromField.Read(header);
        if (isUser)
        {
            (string? user, Refusal? noUser) = SigningPreconditions.ChooseUser(request, from, FromField.ReadSender(header));
            (keys, noKey) = user is null ? ([], noUser) : await _selector.SelectUserAsync(_keys, user, request.Profile, now, ct).ConfigureAwait(false);
            if (keys.Count == 0)
            {
                return Refused(noKey!);
            }
        }

        NameMappingRules mappingRules = _mappingRules.With(TermsOf(request.Domain));
        foreach (SignerKey key in keys)
        {
            if (key.Naming is { } naming && SigningPreconditions.CheckMapping(naming, from, mappingRules) is { } mapping)
            {
                return Refused(mapping);
            }
        }

        var work = new Work(message, destination, header, from, keys, request, now);
        bool isLabelled = header.IsPkcs7Mime || header.IsNamedOctetStream || header.IsMultipartSigned;
        if (!isLabelled && !header.MayHoldCms && !header.IsTnef)
        {
            return await SignAsync(work, SectionFive.PlanContent(request), walk: null, precondition: null, ct).ConfigureAwait(false);
        }

        // DS-DSG-03: whatever the classifier finds a signature in, however it is labelled, is not signed over unseen.
        var classification = new DomainClassificationRequest { Domain = request.Domain };
        using MessageWalk walk = await _walker.WalkAsync(message, classification, ct).ConfigureAwait(false);
        DomainSecurityReport precondition = await _judge.JudgeAsync(walk, classification, ct).ConfigureAwait(false);
        if (SectionFive.CheckInput(walk, precondition, request) is { } unreadable)
        {
            return Refused(unreadable, precondition);
        }

        return await SignAsync(work, SectionFive.Plan(walk, precondition, request), walk, isLabelled || precondition.Layers.Count > 0 ? precondition : null, ct).ConfigureAwait(false);
    }

    private static DomainSigningReport Refused(Refusal refusal, DomainSecurityReport? precondition = null, bool isTemporary = false) => new()
    {
        Outcome = isTemporary ? DomainOutcome.Deferred : DomainOutcome.Refused,
        Refusal = refusal,
        Precondition = precondition,
        Flags = [],
    };

    /// <summary>DS-NAM-14: the domain's own agreement says by which convention its own authorities are named; its own keys need no pin.</summary>
    private NamingTerms TermsOf(MailDomain domain) => _agreements.Named(domain);

    /// <summary>RFC 2634 section 2.9: a signature around a receipt tells what it is, so that it may be encrypted.</summary>
    private static ContentHints? HintsOf(DomainSecurityReport? precondition) =>
        precondition is { Layers: [.., { Kind: LayerKind.Receipt }, { Kind: LayerKind.Content }] } ? ContentHints.Receipt : null;

    /// <summary>Does what RFC 3183 section 5 planned.</summary>
    private async Task<DomainSigningReport> SignAsync(Work work, PlanResult planned, MessageWalk? walk, DomainSecurityReport? precondition, CancellationToken ct)
    {
        if (planned.Plan is not { } plan)
        {
            return Refused(SectionFive.Describe(planned, precondition), precondition, isTemporary: planned.Objection == PlanObjection.UnjudgedSignature);
        }

        DomainSigningRequest request = work.Request;
        if (precondition is not null && LabelRules.Objection(precondition) is { } unknownLabel)
        {
            return Refused(unknownLabel, precondition);
        }

        if (SigningPreconditions.CheckEvidence(request.Evidence, precondition, work.From) is { } noEvidence)
        {
            return Refused(noEvidence, precondition);
        }

        // SEC-ORC-03: of what is signed over unseen, nothing that is inside is asked.
        if (!plan.CoversOpaqueContent && SigningPreconditions.CheckPayload(request.Type, walk, work.From) is { } otherSender)
        {
            return Refused(otherSender, precondition);
        }

        RemainingContent? remaining = plan.Stripped == 0 ? null : new RemainingContent(_walker, work.Message, walk!, plan.Stripped);
        if (remaining is { CanWrite: false })
        {
            return Refused(SectionFive.NotMime, precondition);
        }

        var form = LayerForm.Of(plan, work, remaining);
        if (form.Objection is { } unfit)
        {
            return Refused(unfit, precondition);
        }

        // HP-14: where encryption ends, what the sender hid around it comes back; what is encrypted again stays as it came.
        HeaderEdits restored = plan.TerminatesConfidentiality ? OuterHeader.ForDecryption(walk!, precondition!, walk!.Layers[plan.Stripped - 1]) : new HeaderEdits();
        bool isPayloadOurs = remaining is null && (precondition is null || precondition.Layers.All(layer => layer.Kind == LayerKind.Content));
        (HeaderPlan? headers, Refusal? unprotected) = HeaderPlan.Make(restored.ApplyTo(work.Header), request, isPayloadOurs, plan.Encrypts, _options.Limits.MaxSignedAttributesBytes / 2);
        if (headers is null)
        {
            return Refused(unprotected!, precondition);
        }

        HeaderEdits concealed = plan.Encrypts && remaining is null && headers.Edits.Names.Count == 0 && walk is not null
            ? OuterHeader.ForEncryption(walk, precondition!, work.Header, EncryptionOf(request))
            : headers.Edits;
        EntityHeader outer = concealed.ApplyTo(restored.ApplyTo(work.Header));
        IReadOnlyList<ReadOnlyMemory<byte>> attributes = EssSigningAttributes.Encode(request, request.ContentHints ?? HintsOf(precondition), work.Keys[0].Certificate, work.Now);
        if (headers.Attribute is not null)
        {
            attributes = [.. attributes, headers.Attribute];
        }

        LayerSigner signer = await LayerSigner.CreateAsync(_keys, work.Keys, request, attributes, _own, work.Now, ct).ConfigureAwait(false);
        if (SectionFive.TryAttributes(plan, request, walk, precondition, out IReadOnlyList<ReadOnlyMemory<byte>> label, out IReadOnlyList<ReadOnlyMemory<byte>> carried) is { } uncarried)
        {
            return Refused(uncarried, precondition);
        }

        (PreparedEnvelope? envelope, Refusal? noEnvelope, bool isTemporary) = plan.Encrypts
            ? await _envelopes.PrepareAsync(EncryptionOf(request), work.Header, ct).ConfigureAwait(false)
            : (null, null, false);
        if (noEnvelope is not null)
        {
            return Refused(noEnvelope, precondition, isTemporary);
        }

        using (envelope)
        {
            try
            {
                await Writer(work, outer, headers.Payload, remaining, form, label.Count == 0 ? signer : signer.With(request.Type, [.. attributes, .. label]), plan.HasOuterSignature ? signer.With(type: null, carried) : null, envelope)
                    .WriteAsync(work.Destination, work.Message.Length, ct).ConfigureAwait(false);
            }
            catch (UnusableKeyException e)
            {
                if (work.Message.Length > _options.Limits.MaxBufferedBytes)
                {
                    throw new DomSecException(e.Message, e); // part of it is written: what is there must not look like an answer
                }

                return Refused(new Refusal(e.Message, "library (SEC-KEY-01), ISigningKey"), precondition, isTemporary: true);
            }

            return new DomainSigningReport
            {
                Outcome = DomainOutcome.Applied,
                Refusal = null,
                Precondition = precondition,
                HeaderProtection = headers.Scheme,
                ConcealedFields = concealed.Names,
                RestoredFields = restored.Names,
                Flags = [.. form.IsDirect ? [SectionFive.NotEncapsulated] : Array.Empty<RaisedFlag>(), .. SectionFive.Flags(plan, precondition), .. headers.Flags],
                Authorities = envelope?.Authorities ?? [],
                EncryptionProfile = envelope?.Profile,
                ConfidentialityTerminated = plan.TerminatesConfidentiality,
            };
        }
    }

    private static DomainEncryptionRequest EncryptionOf(DomainSigningRequest request) => new()
    {
        Domain = request.Domain,
        Recipients = request.Recipients!,
        Profile = request.EncryptionProfile,
        AllowHiddenRecipients = request.AllowHiddenRecipients,
    };

    private EncapsulationWriter Writer(Work work, EntityHeader outer, ProtectedPayload? payload, RemainingContent? remaining, LayerForm form, LayerSigner signer, LayerSigner? outerSigner, PreparedEnvelope? envelope) => new(outer, signer, _options.Limits)
    {
        NeedsEmptyLayer = form.NeedsEmptyLayer,
        Encoding = work.Request.Profile.Encoding,
        IsClearSigned = form.IsClear,
        Envelope = envelope,
        OuterSigner = outerSigner,
        PumpContentAsync = remaining is null
            ? (sink, drain, ct) => MessageBody.PumpEntityAsync(work.Message, work.Header, sink, drain, ct, payload)
            : (sink, drain, ct) => remaining.PumpAsync(form.IsClear && !form.NeedsEmptyLayer ? new CanonicalLines(sink) : sink, drain, ct),
    };

    /// <summary>How the new layer stands around what it signs.</summary>
    private sealed record LayerForm(bool IsClear, bool NeedsEmptyLayer, bool IsDirect, Refusal? Objection)
    {
        public static LayerForm Of(EncapsulationPlan plan, Work work, RemainingContent? remaining)
        {
            (EntityHeader header, DomainSigningRequest request) = (work.Header, work.Request);
            bool isUser = request.Type is SignatureType.Originator or SignatureType.DelegatedOriginator;
            bool isLabelled = remaining?.IsLabelled ?? (header.IsPkcs7Mime || header.IsNamedOctetStream || header.IsMultipartSigned);
            bool isClear = (request.IsClearSigned || request.IsDirect) && !plan.Encrypts && !plan.HasOuterSignature;

            // A signature that only its octets tell is nothing that every peer sees: it goes into an empty layer as well. The first part of a multipart/signed is
            // lines of text: raw CMS goes into an empty layer there, and so into base64 (SM-MIM-02).
            bool encapsulates = isLabelled && !plan.NeedsEmptyLayer;
            bool needsLines = isClear && (remaining?.IsBinary ?? header.IsBinary);
            bool needsEmptyLayer = !isUser && (!encapsulates || needsLines) && !(request.IsDirect && !isLabelled);
            return new LayerForm(isClear, needsEmptyLayer, IsDirect: !isUser && !needsEmptyLayer && !encapsulates, needsLines && !needsEmptyLayer ? _noLines : null);
        }

        private static readonly Refusal _noLines = new("Binary content cannot be signed in clear: it has no lines; sign it opaquely.", "RFC 8551 section 3.1.3") { IsInputFault = true };
    }

    /// <summary>What a signature is made from.</summary>
    private sealed record Work(
        MessageSource Message, Stream Destination, EntityHeader Header, FromField From, IReadOnlyList<SignerKey> Keys, DomainSigningRequest Request, DateTimeOffset Now);
}
