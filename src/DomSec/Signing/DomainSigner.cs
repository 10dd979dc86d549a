using DomSec.Ber;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Layers;
using DomSec.Mime;
using DomSec.Naming;
using DomSec.Providers;
using DomSec.Trust;
using MimeKit;

namespace DomSec.Signing;

/// <summary>The signer's door: preconditions, then encapsulation in one pass (RFC 3183 sections 3, 3.1 and 3.2).</summary>
internal sealed class DomainSigner : IDomainSigner
{
    private readonly IKeyStore _keys;
    private readonly IDomainSecurityClassifier _classifier;
    private readonly ISpool _spool;
    private readonly DomSecOptions _options;
    private readonly NameMappingRules _mappingRules;
    private readonly TimeProvider _time;
    private readonly SignerKeySelector _selector;
    private readonly ISecurityLabelPolicy? _labels;

    private readonly PeerAgreements _agreements;

    public DomainSigner(
        IKeyStore keys, IDomainSecurityClassifier classifier, PeerAgreements agreements, ISpool spool, DomSecOptions options, TimeProvider time, ISecurityLabelPolicy? labels = null)
    {
        _labels = labels;
        _agreements = agreements;
        _keys = keys;
        _classifier = classifier;
        _spool = spool;
        _options = options;
        _mappingRules = NameMappingRules.Of(options);
        _time = time;
        _selector = new SignerKeySelector(options.ExperimentalComposites);
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

        DomainSecurityReport? precondition = null;
        bool isLabelled = header.IsPkcs7Mime || header.IsNamedOctetStream || header.IsMultipartSigned;
        if (isLabelled || header.MayHoldCms || header.IsTnef)
        {
            // DS-DSG-03: whatever the classifier finds a signature in, however it is labelled, is not signed over unseen.
            precondition = await ClassifyAsync(message, request.Domain, ct).ConfigureAwait(false);
            if ((SigningPreconditions.CheckSignatures(precondition, request.Type) ?? LabelRules.Objection(precondition)) is { } invalid)
            {
                DomainOutcome outcome = SigningPreconditions.IsTemporary(precondition) ? DomainOutcome.Deferred : DomainOutcome.Refused;
                return new DomainSigningReport { Outcome = outcome, Refusal = invalid, Precondition = precondition, Flags = [] };
            }

            precondition = isLabelled || precondition.Layers.Count > 0 ? precondition : null;
        }

        if (SigningPreconditions.CheckEvidence(request.Evidence, precondition, from) is { } noEvidence)
        {
            return Refused(noEvidence, precondition);
        }

        (HeaderPlan? plan, Refusal? unprotected) = HeaderPlan.Make(header, request, isPayloadOurs: precondition is null || precondition.Layers.All(layer => layer.Kind == LayerKind.Content), _options.Limits.MaxSignedAttributesBytes / 2);
        if (plan is null)
        {
            return Refused(unprotected!, precondition);
        }

        // The first part of a multipart/signed is lines of text: raw CMS goes into an empty layer there, and so into base64 (SM-MIM-02).
        // A signature that only its octets tell is nothing that every peer sees: it goes into one as well.
        bool encapsulates = isLabelled && precondition?.Layers is [{ Kind: LayerKind.Signed or LayerKind.NullSigned or LayerKind.Receipt }, ..];
        bool isClear = request.IsClearSigned || request.IsDirect;
        bool needsLines = isClear && header.IsBinary;
        bool needsEmptyLayer = !isUser && (!encapsulates || needsLines) && !(request.IsDirect && !isLabelled);
        if (needsLines && !needsEmptyLayer)
        {
            return Refused(new Refusal("Binary content cannot be signed in clear: it has no lines; sign it opaquely.", "RFC 8551 section 3.1.3") { IsInputFault = true }, precondition);
        }

        List<RaisedFlag> flags = [];
        if (!isUser && !needsEmptyLayer && !encapsulates)
        {
            flags.Add(new RaisedFlag(SecurityFlags.NoEncapsulation, "The signature stands straight over content, as was asked for: this is not RFC 3183 section 3.1.2."));
        }

        if (precondition?.Layers.Any(layer => layer.Kind is LayerKind.Enveloped or LayerKind.AuthEnveloped && !layer.IsOpened) == true)
        {
            flags.Add(new RaisedFlag(SecurityFlags.Opaque, "What is encrypted in the message was not seen by who signed."));
        }

        IReadOnlyList<ReadOnlyMemory<byte>> attributes = EssSigningAttributes.Encode(request, request.ContentHints ?? HintsOf(precondition), keys[0].Certificate, now);
        if (plan.Attribute is not null)
        {
            attributes = [.. attributes, plan.Attribute];
        }

        LayerSigner signer = await LayerSigner.CreateAsync(_keys, keys, request, attributes, now, ct).ConfigureAwait(false);
        await EncapsulateAsync(message, destination, header, request with { IsClearSigned = isClear }, signer, needsEmptyLayer, plan.Payload, ct).ConfigureAwait(false);
        return new DomainSigningReport { Outcome = DomainOutcome.Applied, Refusal = null, Precondition = precondition, HeaderProtection = plan.Scheme, Flags = [.. flags, .. plan.Flags] };
    }

    /// <summary>DS-NAM-14: the domain's own agreement says by which convention its own authorities are named; its own keys need no pin.</summary>
    private NamingTerms TermsOf(MailDomain domain) => _agreements.Named(domain);

    private static DomainSigningReport Refused(Refusal refusal, DomainSecurityReport? precondition = null) =>
        new() { Outcome = DomainOutcome.Refused, Refusal = refusal, Precondition = precondition, Flags = [] };

    /// <summary>RFC 2634 section 2.9: a signature around a receipt tells what it is, so that it may be encrypted.</summary>
    private static ContentHints? HintsOf(DomainSecurityReport? precondition) =>
        precondition is { Layers: [.., { Kind: LayerKind.Receipt }, { Kind: LayerKind.Content }] } ? ContentHints.Receipt : null;

    private async Task<DomainSecurityReport> ClassifyAsync(MessageSource message, MailDomain domain, CancellationToken ct)
    {
        using Stream again = message.OpenRead();
        return await _classifier.ClassifyStreamAsync(again, new DomainClassificationRequest { Domain = domain }, ct).ConfigureAwait(false);
    }

    /// <summary>
    /// Content → [empty signature layer → base64 →] signature layer → base64 → destination, each octet touched once. RFC 3183 section 3:
    /// an unsigned message gets the empty layer first, so that the signature encapsulates a signature.
    /// </summary>
    private async Task EncapsulateAsync(
        MessageSource message, Stream destination, EntityHeader header, DomainSigningRequest request, LayerSigner signer, bool needsEmptyLayer, ProtectedPayload? payload, CancellationToken ct)
    {
        bool large = message.Length > _options.Limits.MaxBufferedBytes;
        bool ber = request.Profile.Encoding == CmsEncoding.Ber || (request.Profile.Encoding == CmsEncoding.Auto && large);

        // About what each layer will hold: the header fields, and base64 once for the empty layer and once for the message.
        int inner = large ? 0 : (int)message.Length + 1024 + header.Raw.Length;
        int outer = needsEmptyLayer ? inner / 48 * 66 : inner;
        using var output = new OutputBuffer(destination, streams: large && (ber || request.IsClearSigned), expected: request.IsClearSigned ? (outer + 4096) / 48 * 66 : Math.Min(OutputBuffer.MostReleased, (outer + 4096) / 48 * 66));
        if (request.IsClearSigned)
        {
            await ClearSignAsync(message, output, header, signer, needsEmptyLayer, payload, ber, ct).ConfigureAwait(false);
            return;
        }

        SecureEntity.WriteMessageHeader(output.Octets, header, "signed-data");
        using var layer = new SignedDataWriter(new Base64Encoder(output.Octets), ber, signer.Outline, expected: outer + 512);
        await PumpInnerAsync(message, header, layer, needsEmptyLayer, payload, ber, inner, output, ct).ConfigureAwait(false);
        await signer.FinishAsync(layer, before: null, ct).ConfigureAwait(false);
        await WriteRestAsync(layer, output, ct).ConfigureAwait(false);
        await output.WriteAsync(ct).ConfigureAwait(false);
    }

    /// <summary>DS-ENC-12: the layer as multipart/signed, its first part readable without S/MIME (RFC 8551 section 3.5.3).</summary>
    private async Task ClearSignAsync(
        MessageSource message, OutputBuffer output, EntityHeader header, LayerSigner signer, bool needsEmptyLayer, ProtectedPayload? payload, bool ber, CancellationToken ct)
    {
        var multipart = new ClearSignedWriter(output.Octets, header, signer.Micalg);
        using var layer = new SignedDataWriter(multipart.SignaturePart, ber: false, signer.Outline, detached: true);
        await PumpInnerAsync(message, header, new Tee(multipart.FirstPart, layer), needsEmptyLayer, payload, ber, expected: 0, output, ct).ConfigureAwait(false);
        await signer.FinishAsync(layer, multipart.BeginSignature, ct).ConfigureAwait(false);
        await WriteRestAsync(layer, output, ct).ConfigureAwait(false);
        multipart.End();
        await output.WriteAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Nothing can fail any more, so what is written need not be held.</summary>
    private static async ValueTask WriteRestAsync(SignedDataWriter layer, OutputBuffer output, CancellationToken ct)
    {
        output.Release();
        while (layer.WriteNext(OutputBuffer.Piece))
        {
            await output.DrainAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Pushes what the signature will cover: the message's content entity, inside an empty signature layer when it is not signed yet.</summary>
    private static async ValueTask PumpInnerAsync(
        MessageSource message, EntityHeader header, OctetSink layer, bool needsEmptyLayer, ProtectedPayload? payload, bool ber, int expected, OutputBuffer output, CancellationToken ct)
    {
        if (!needsEmptyLayer)
        {
            await MessageBody.PumpEntityAsync(message, header, layer, output.DrainAsync, ct, payload).ConfigureAwait(false);
            return;
        }

        SecureEntity.WritePkcs7Header(layer, "signed-data");
        using var emptyLayer = new SignedDataWriter(new Base64Encoder(layer), ber, DigestAlgorithm.None, expected: expected);
        await MessageBody.PumpEntityAsync(message, header, emptyLayer, output.DrainAsync, ct, payload).ConfigureAwait(false);
        emptyLayer.FinishEmpty();
    }

    private sealed class Tee(OctetSink first, OctetSink second) : OctetSink
    {
        public override void Write(ReadOnlySpan<byte> octets)
        {
            first.Write(octets);
            second.Write(octets);
        }
    }
}
