using DomSec.Cms;
using DomSec.Layers;
using DomSec.Providers;

namespace DomSec.Classification;

/// <summary>
/// Judges labels, receipt requests and additional attributes (RFC 2634 sections 1.3.4, 2.3 and 3, RFC 3183 section 3.3), once naming and certificates are judged: nothing is
/// taken from a signature that did not verify.
/// </summary>
internal sealed class EssJudge
{
    private readonly ISecurityLabelPolicy? _policy;
    private readonly DomSecOptions _options;

    public EssJudge(ISecurityLabelPolicy? policy, DomSecOptions options)
    {
        _policy = policy;
        _options = options;
    }

    /// <summary>Whether labels are judged, so that no layer may be left unverified (ESS-LBL-08).</summary>
    public bool IsGuard => _policy is { IsInForce: true };

    /// <param name="layers">The layers, outermost first, with the verdicts of naming and certificates.</param>
    /// <param name="reachedContent">Whether the content was reached, so that the innermost layer is known.</param>
    public EssFindings Judge(List<JudgedLayer> layers, bool reachedContent)
    {
        bool any = false;
        foreach (JudgedLayer layer in layers)
        {
            any |= Read(layer);
        }

        if (!any && !layers.Exists(IsAdditional))
        {
            return new EssFindings();
        }

        bool receipt = JudgeReceiptRequests(layers, reachedContent);
        List<(JudgedSignature Signature, int Layer)> trusted = Trusted(layers); // before a label spoils a verdict
        bool stops = RequireSameLabels(layers) && IsGuard;
        JudgedSignature? original = Original(layers);
        SecurityLabel? originalLabel = original?.Ess.Label;
        List<Translation> translations = Translations(trusted, originalLabel);
        if (IsGuard)
        {
            stops |= RequireUnderstood(trusted, translations);
        }

        foreach (JudgedSignature signature in layers.SelectMany(layer => layer.Signatures).Where(signature => signature.Fact == SignatureFact.Valid))
        {
            signature.Verdict = VerdictRules.Of(signature, _options); // with what was raised here
        }

        return new EssFindings
        {
            OriginalLabel = originalLabel,
            AggregateLabel = trusted.Find(s => s.Signature.Claims(SignatureType.AdditionalAttributes) && s.Signature.Ess.Label is not null).Signature?.Ess.Label,
            EffectiveLabel = Effective(originalLabel, translations),
            EquivalentLabels = [.. translations.Select(translation => translation.Label).Distinct()],
            AdditionalAttributes = [.. trusted.Where(s => s.Signature.Claims(SignatureType.AdditionalAttributes)).SelectMany(s => SignatureReports.Attributes(s.Signature.Info))],
            ContentHints = trusted.Find(s => s.Signature.Ess.ContentHints is not null).Signature?.Ess.ContentHints,
            IsReceiptRequested = receipt,
            Stops = stops,
        };

        JudgedSignature? Original(List<JudgedLayer> judged)
        {
            // The author's label, or where no author's signature has one that of who speaks for the author: the innermost.
            for (int i = judged.Count - 1; i >= 0; i--)
            {
                if (trusted.Find(s => s.Layer == i && s.Signature.SpeaksForOrigin && s.Signature.Ess.Label is not null).Signature is { } found)
                {
                    return found;
                }
            }

            return null;
        }
    }

    private static bool IsAdditional(JudgedLayer layer) => layer.Signatures.Exists(signature => signature.Claims(SignatureType.AdditionalAttributes));

    private static List<(JudgedSignature Signature, int Layer)> Trusted(List<JudgedLayer> layers)
    {
        var trusted = new List<(JudgedSignature, int)>();
        for (int i = 0; i < layers.Count; i++)
        {
            foreach (JudgedSignature signature in layers[i].Signatures)
            {
                if (signature.Verdict == SecurityStatus.Pass)
                {
                    trusted.Add((signature, i));
                }
            }
        }

        return trusted;
    }

    /// <summary>RFC 2634 section 3.1.2: "A recipient MUST NOT process an eSSSecurityLabel attribute that has not been verified"; section 2.3 says it of receipt requests.</summary>
    private bool Read(JudgedLayer layer)
    {
        bool any = false;
        foreach (JudgedSignature signature in layer.Signatures)
        {
            if (signature.Fact != SignatureFact.Valid)
            {
                continue;
            }

            signature.Ess = EssAttributes.Read(signature.Info, _options.Limits);
            any |= !ReferenceEquals(signature.Ess, EssAttributes.None);
            foreach (RaisedFlag finding in signature.Ess.Findings)
            {
                signature.Raise(finding.Flag, finding.Detail);
            }

            if (signature.Ess.HasMsgSigDigest && layer.Layer.Kind != LayerKind.Receipt)
            {
                signature.Raise(SecurityFlags.AttributePlacement, "msgSigDigest stands in a signature that is not over a receipt; it is ignored.");
            }
        }

        return any;
    }

    /// <summary>
    /// RFC 2634 section 2.3: looked at in the innermost SignedData alone; all that verified must be the same, else no receipt may be sent. It is only reported: a domain is not
    /// the recipient (ESS-RCP-03).
    /// </summary>
    private static bool JudgeReceiptRequests(List<JudgedLayer> layers, bool reachedContent)
    {
        bool requested = false;
        int innermost = layers.FindLastIndex(layer => layer.Layer.Kind is LayerKind.Signed or LayerKind.NullSigned or LayerKind.Receipt);
        for (int i = 0; i < layers.Count; i++)
        {
            List<JudgedSignature> asking = layers[i].Signatures.FindAll(signature => !signature.Ess.ReceiptRequest.IsEmpty);
            if (asking.Count == 0)
            {
                continue;
            }

            if (i != innermost || layers[i].Layer.Kind == LayerKind.Receipt)
            {
                asking.ForEach(signature => signature.Raise(SecurityFlags.AttributePlacement, "receiptRequest stands in a signature that is not the innermost one over a message; it is ignored."));
            }
            else if (asking.Exists(signature => !signature.Ess.ReceiptRequest.Span.SequenceEqual(asking[0].Ess.ReceiptRequest.Span)))
            {
                asking.ForEach(signature => signature.Raise(SecurityFlags.ReceiptConflict, "The signers do not ask for the same receipt."));
            }
            else
            {
                requested = reachedContent && asking.Exists(signature => signature.CertificateFact == CertificateFact.Trusted);
            }
        }

        return requested;
    }

    /// <summary>RFC 2634 sections 3.1.1 and 3.1.2: if one signer has a label all have it, and all are identical.</summary>
    private static bool RequireSameLabels(List<JudgedLayer> layers)
    {
        bool conflict = false;
        foreach (JudgedLayer layer in layers)
        {
            List<JudgedSignature> valid = layer.Signatures.FindAll(signature => signature.Fact == SignatureFact.Valid);
            if (valid.Count < 2 || valid.TrueForAll(other => other.Ess.HasLabel == valid[0].Ess.HasLabel && Equals(other.Ess.Label, valid[0].Ess.Label)))
            {
                continue;
            }

            conflict = true;
            foreach (JudgedSignature signature in valid)
            {
                signature.Raise(SecurityFlags.LabelConflict, "The signers of this layer do not have the same security label.");
            }
        }

        return conflict;
    }

    /// <summary>
    /// The equivalent labels that count, in the order they are read. Those in an additional-attributes signature are equivalent to the label that it encapsulates
    /// (RFC 3183 section 3.3), all others to the label in the same SignerInfo (RFC 2634 section 3.4.1).
    /// </summary>
    private List<Translation> Translations(List<(JudgedSignature Signature, int Layer)> trusted, SecurityLabel? original)
    {
        var translations = new List<Translation>();
        foreach ((JudgedSignature signature, int layer) in trusted)
        {
            if (!IsGuard || signature.Ess.EquivalentLabels.Count == 0)
            {
                continue;
            }

            bool isAdditional = signature.Claims(SignatureType.AdditionalAttributes);
            SecurityLabel? from = isAdditional ? Encapsulated(trusted, layer) ?? original : signature.Ess.Label;
            SignatureReport report = SignatureReports.Of(signature);
            foreach (SecurityLabel label in signature.Ess.EquivalentLabels)
            {
                // RFC 2634 section 3.4.2: not from whom nobody trusts to translate. Section 3.4.1: the one chosen is compared with the original's policy once more.
                if (_policy!.MayTranslate(report, from?.Policy, label.Policy) && !string.Equals(label.Policy, from?.Policy, StringComparison.Ordinal))
                {
                    translations.Add(new Translation(from, label, signature));
                }
            }
        }

        return translations;
    }

    private static SecurityLabel? Encapsulated(List<(JudgedSignature Signature, int Layer)> trusted, int outer) =>
        trusted.FindLast(s => s.Layer > outer && s.Signature.Ess.Label is not null && !s.Signature.Claims(SignatureType.AdditionalAttributes)).Signature?.Ess.Label;

    /// <summary>RFC 2634 section 3.1.2: a label of a policy that is not recognised stops the message; one that a trusted signer translated is recognised.</summary>
    private bool RequireUnderstood(List<(JudgedSignature Signature, int Layer)> trusted, List<Translation> translations)
    {
        bool stops = false;
        foreach ((JudgedSignature signature, _) in trusted)
        {
            if (!signature.Ess.HasLabel || IsUnderstood(signature.Ess.Label, translations))
            {
                continue;
            }

            stops = true;
            signature.Raise(
                SecurityFlags.LabelUnknownPolicy,
                signature.Ess.Label is { } label ? $"The label's policy is {label.Policy}, with {(label.Classification is { } value ? $"classification {value}" : "no classification")}." : "The label cannot be read.");
        }

        return stops;
    }

    private bool IsUnderstood(SecurityLabel? label, List<Translation> translations) =>
        label is not null && (_policy!.Understands(label) || translations.Exists(translation => label.Equals(translation.From) && _policy.Understands(translation.Label)));

    /// <summary>RFC 2634 section 3.4.2: the original when its policy is understood, and then no equivalent; else the first that is.</summary>
    private SecurityLabel? Effective(SecurityLabel? original, List<Translation> translations)
    {
        if (!IsGuard)
        {
            return null;
        }

        return original is not null && _policy!.Understands(original)
            ? original
            : translations.Find(translation => Equals(translation.From, original) && _policy!.Understands(translation.Label)).Label;
    }

    private readonly record struct Translation(SecurityLabel? From, SecurityLabel Label, JudgedSignature Signer);
}
