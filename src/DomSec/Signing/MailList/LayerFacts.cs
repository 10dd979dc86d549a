using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Layers;

namespace DomSec.Signing.MailList;

/// <summary>From a message taken apart, and the judgement about it, to what the planner asks.</summary>
internal static class LayerFacts
{
    /// <summary>The planner's layers; the list ends with the original content, or with encryption that may not be looked into.</summary>
    /// <param name="layers">The layers as read.</param>
    /// <param name="report">The judgement about them.</param>
    /// <param name="allowUnauthenticated">Whether encrypted content counts that nothing authenticates.</param>
    public static IReadOnlyList<PlanLayer> Of(IReadOnlyList<MessageLayer> layers, DomainSecurityReport report, bool allowUnauthenticated)
    {
        var facts = new List<PlanLayer>(layers.Count + 1);
        for (int i = 0; i < layers.Count; i++)
        {
            MessageLayer layer = layers[i];
            PlanLayer fact = layer.Kind switch
            {
                LayerKind.Signed or LayerKind.NullSigned => Signature(PlanLayerKind.Signature, layer, report.Layers[i]),
                LayerKind.Receipt => Signature(PlanLayerKind.Receipt, layer, report.Layers[i]),
                LayerKind.Enveloped or LayerKind.AuthEnveloped => new PlanLayer(PlanLayerKind.Encryption) { IsOpened = MayLookInto(layers, report, i, allowUnauthenticated) },
                LayerKind.Compressed => new PlanLayer(PlanLayerKind.Compression) { IsOpened = layer.IsOpened },
                _ => new PlanLayer(PlanLayerKind.Content),
            };
            facts.Add(fact);
            if (!fact.IsOpened || fact.Kind == PlanLayerKind.Content)
            {
                return facts;
            }
        }

        facts.Add(new PlanLayer(PlanLayerKind.Content));
        return facts;
    }

    /// <summary>The verified signers' attributes of a layer: nobody else's are looked at (RFC 2634 section 4.1).</summary>
    public static IReadOnlyList<AttributeSet> VerifiedAttributes(MessageLayer layer, SecurityLayer judged)
    {
        var verified = new List<AttributeSet>(layer.Signers.Count);
        for (int i = 0; i < layer.Signers.Count; i++)
        {
            if (judged.Signatures[i].Signature == SignatureFact.Valid && layer.Signers[i].SignedAttributes is { } attributes)
            {
                verified.Add(attributes);
            }
        }

        return verified;
    }

    /// <summary>
    /// One answer for what does not open, what opens and cannot be read, and what opens and may have been altered: their difference is what a padding
    /// oracle tells (SEC-ORC-03, SEC-EFL-02). A signature anywhere inside authenticates.
    /// </summary>
    private static bool MayLookInto(IReadOnlyList<MessageLayer> layers, DomainSecurityReport report, int index, bool allowUnauthenticated)
    {
        MessageLayer layer = layers[index];
        return layer.IsOpened
            && report.Error is null
            && (allowUnauthenticated
                || layer.Kind == LayerKind.AuthEnveloped
                || report.Layers.Skip(index + 1).Any(inner => inner.Signatures.Any(signature => signature.Signature == SignatureFact.Valid)));
    }

    private static PlanLayer Signature(PlanLayerKind kind, MessageLayer layer, SecurityLayer judged)
    {
        IReadOnlyList<AttributeSet> verified = VerifiedAttributes(layer, judged);
        return new PlanLayer(kind)
        {
            Verdict = WorstOf(judged.Signatures),
            IsDomainSignature = judged.Signatures.Any(signature => signature.Verdict == SecurityStatus.Pass && signature.Types.Contains(SignatureType.Domain)),
            // ESS-RCP-05: a receipt has no expansion history; it is wrapped and not touched.
            History = kind == PlanLayerKind.Receipt ? ExpansionHistoryState.Absent : HistoryOf(verified),
            SecurityLabel = LabelOf(verified),
        };
    }

    /// <summary>Pass, or what is wrong for sure before what cannot be told now.</summary>
    private static SecurityStatus WorstOf(IReadOnlyList<SignatureReport> signatures)
    {
        SecurityStatus worst = SecurityStatus.Pass;
        foreach (SignatureReport signature in signatures)
        {
            if (signature.Verdict != SecurityStatus.Pass && worst is SecurityStatus.Pass or SecurityStatus.TempError)
            {
                worst = signature.Verdict;
            }
        }

        return worst;
    }

    private static ExpansionHistoryState HistoryOf(IReadOnlyList<AttributeSet> verified) =>
        !MlExpansionHistory.TryReadAll(verified, out MlExpansionHistory? history) ? ExpansionHistoryState.Conflict
        : history is null ? ExpansionHistoryState.Absent
        : ExpansionHistoryState.Present;

    /// <summary>The first label of verified signers, the whole attribute, or empty. RFC 2634 section 3.1.2: of nobody else.</summary>
    public static ReadOnlyMemory<byte> LabelOf(IReadOnlyList<AttributeSet> verified) =>
        verified.SelectMany(attributes => attributes.Attributes).FirstOrDefault(attribute => attribute.Type == Oids.SecurityLabel)?.Raw ?? default;
}
