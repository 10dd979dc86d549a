namespace DomSec.Signing.MailList;

/// <summary>RFC 3183 section 5 as a function: layers and policy in, plan or objection out. It reads nothing and asks nobody.</summary>
internal static class EncapsulationPlanner
{
    /// <summary>Plans.</summary>
    /// <param name="layers">The layers, outermost first, down to the original content or to encryption that could not be opened.</param>
    /// <param name="policy">The local policy.</param>
    /// <returns>The plan; or the objection with the layer it is about.</returns>
    public static PlanResult Plan(IReadOnlyList<PlanLayer> layers, EncapsulationPolicy policy)
    {
        (List<int> verified, List<int> looked, PlanResult? refused) = Verify(layers, policy);
        if (refused is not null)
        {
            return refused;
        }

        int found = FindOuter(layers);
        PlanLayer? outer = At(layers, found);
        bool hasHistory = outer is { IsSignature: true };
        int encryption = hasHistory ? FindEncryption(layers, found + 1) : found;
        if (Conflict(layers, Math.Max(found, encryption)) is { } conflict)
        {
            return conflict;
        }

        bool decrypts = At(layers, encryption) is { Kind: PlanLayerKind.Encryption, IsOpened: true };
        bool isSealed = At(layers, encryption) is { Kind: PlanLayerKind.Encryption, IsOpened: false };
        if (isSealed && !policy.AllowsOpaqueContent)
        {
            return PlanResult.Refuse(PlanObjection.OpaqueContent, encryption);
        }

        // Section 5: with the history's layer goes what is around it (AMB-10), and with encryption what is around that. Sealed content is original content.
        int stripped = decrypts ? encryption + 1 : hasHistory ? found + 1 : 0;
        PlanLayer? first = At(layers, stripped);
        EncryptionReason reason = policy.RequiresEncryption ? EncryptionReason.Policy
            : Any(layers, stripped, layer => layer.Kind == PlanLayerKind.Encryption) ? EncryptionReason.DeeperEncryption
            : EncryptionReason.None;
        if (reason != EncryptionReason.None && !policy.HasRecipients)
        {
            return PlanResult.Refuse(PlanObjection.NoRecipients, stripped);
        }

        int? remembered = hasHistory ? found : null;
        (int? labelled, PlanResult? lost) = Label(layers, stripped, remembered, policy.StrippedLabels);
        if (lost is not null)
        {
            return lost;
        }

        return new PlanResult(new EncapsulationPlan
        {
            Branch = hasHistory ? EncapsulationBranch.ExpansionHistory : decrypts ? EncapsulationBranch.Encryption : EncapsulationBranch.Neither,
            Verified = verified,
            Decrypted = decrypts && looked.Count == 0 ? [encryption] : looked, // below a domain signature nothing was looked at
            Stripped = stripped,
            Remembered = remembered,
            NeedsEmptyLayer = first is not { IsSignature: true },
            Encryption = reason,
            HintsReceipt = reason != EncryptionReason.None && HoldsReceipt(layers, stripped),
            ReissuedLabel = policy.StrippedLabels == StrippedLabelHandling.Reissue ? labelled : null,
            DropsLabel = policy.StrippedLabels == StrippedLabelHandling.Drop && labelled is not null,
            CoversOpaqueContent = Any(layers, stripped, layer => layer is { Kind: PlanLayerKind.Encryption, IsOpened: false }),
        });
    }

    /// <summary>
    /// The plan for a signature that is not a domain signature, which section 5 is not about: it goes around the whole message. Signatures are verified all the
    /// same; encryption is not peeled off, and what is inside it could not be verified by those who rely on the signature.
    /// </summary>
    /// <param name="layers">As for <see cref="Plan"/>.</param>
    /// <param name="coversEncryption">
    /// Whether what is encrypted is none of the signer's business: who reviews (section 3 has a review over encrypted data), or signs for himself
    /// (RFC 2634 section 1.1), does not vouch for it, so that only what is outside counts.
    /// </param>
    public static PlanResult PlanAround(IReadOnlyList<PlanLayer> layers, bool coversEncryption)
    {
        IReadOnlyList<PlanLayer> seen = coversEncryption ? [.. layers.TakeWhile(layer => layer.Kind != PlanLayerKind.Encryption)] : layers;
        (List<int> verified, List<int> looked, PlanResult? refused) = Verify(seen, new EncapsulationPolicy());
        if (refused is not null || looked.Count > 0)
        {
            return refused ?? PlanResult.Refuse(PlanObjection.Encrypted, looked[0]);
        }

        return new PlanResult(new EncapsulationPlan
        {
            Branch = EncapsulationBranch.Neither,
            Verified = verified,
            Decrypted = [],
            Stripped = 0,
            Remembered = null,
            NeedsEmptyLayer = At(layers, 0) is not { IsSignature: true },
            Encryption = EncryptionReason.None,
            HintsReceipt = false,
            ReissuedLabel = null,
            DropsLabel = false,
            CoversOpaqueContent = coversEncryption && Any(layers, 0, layer => layer is { Kind: PlanLayerKind.Encryption, IsOpened: false }),
        });
    }

    /// <summary>Section 5.1: from the outside in, all signatures are valid, also those inside encryption, down to a domain signature.</summary>
    private static (List<int> Verified, List<int> Looked, PlanResult? Refused) Verify(IReadOnlyList<PlanLayer> layers, EncapsulationPolicy policy)
    {
        var verified = new List<int>();
        var looked = new List<int>();
        for (int i = 0; i < layers.Count; i++)
        {
            PlanLayer layer = layers[i];
            if (layer.Kind == PlanLayerKind.Encryption)
            {
                if (layer.IsOpened)
                {
                    looked.Add(i);
                    continue;
                }

                return policy.AllowsOpaqueContent ? (verified, looked, null) : (verified, looked, PlanResult.Refuse(PlanObjection.OpaqueContent, i));
            }

            if (!layer.IsSignature)
            {
                continue;
            }

            if (layer.History == ExpansionHistoryState.Conflict)
            {
                return (verified, looked, PlanResult.Refuse(PlanObjection.HistoryConflict, i));
            }

            if (layer.Verdict != SecurityStatus.Pass)
            {
                return (verified, looked, PlanResult.Refuse(layer.Verdict == SecurityStatus.TempError ? PlanObjection.UnjudgedSignature : PlanObjection.InvalidSignature, i));
            }

            verified.Add(i);
            if (layer.IsDomainSignature)
            {
                break;
            }
        }

        return (verified, looked, null);
    }

    /// <summary>The search for the "outer" layer: the first signature with an expansion history, the first encryption, or -1 at the original content.</summary>
    private static int FindOuter(IReadOnlyList<PlanLayer> layers)
    {
        for (int i = 0; i < layers.Count && !IsContent(layers[i]); i++)
        {
            if (layers[i].Kind == PlanLayerKind.Encryption || (layers[i].IsSignature && layers[i].History != ExpansionHistoryState.Absent))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Branch 1 step 2: the first encryption further in, or -1.</summary>
    private static int FindEncryption(IReadOnlyList<PlanLayer> layers, int from)
    {
        for (int i = from; i < layers.Count && !IsContent(layers[i]); i++)
        {
            if (layers[i].Kind == PlanLayerKind.Encryption)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>RFC 2634 section 4.1 "MUST stop processing", also where a domain signature outside makes verification needless.</summary>
    private static PlanResult? Conflict(IReadOnlyList<PlanLayer> layers, int last)
    {
        for (int i = 0; i <= last; i++)
        {
            if (layers[i].History == ExpansionHistoryState.Conflict)
            {
                return PlanResult.Refuse(PlanObjection.HistoryConflict, i);
            }
        }

        return null;
    }

    /// <summary>DS-MLA-15: what goes, and is not remembered, takes its label with it.</summary>
    private static (int? Labelled, PlanResult? Lost) Label(IReadOnlyList<PlanLayer> layers, int stripped, int? remembered, StrippedLabelHandling handling)
    {
        int? labelled = null;
        for (int i = 0; i < stripped; i++)
        {
            if (i == remembered || layers[i].SecurityLabel.IsEmpty)
            {
                continue;
            }

            if (handling == StrippedLabelHandling.Refuse)
            {
                return (null, PlanResult.Refuse(PlanObjection.LabelDropped, i));
            }

            if (handling == StrippedLabelHandling.Reissue && labelled is { } other && !layers[other].SecurityLabel.Span.SequenceEqual(layers[i].SecurityLabel.Span))
            {
                return (null, PlanResult.Refuse(PlanObjection.LabelsDiffer, i));
            }

            labelled ??= i;
        }

        return (labelled, null);
    }

    /// <summary>Whether the signature that is encrypted now is a receipt's, or around one; what other encryption hides has its hint there.</summary>
    private static bool HoldsReceipt(IReadOnlyList<PlanLayer> layers, int from)
    {
        for (int i = from; i < layers.Count && layers[i].Kind != PlanLayerKind.Encryption; i++)
        {
            if (layers[i].Kind == PlanLayerKind.Receipt)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsContent(PlanLayer layer) => layer.Kind == PlanLayerKind.Content || layer is { Kind: PlanLayerKind.Compression, IsOpened: false };

    private static PlanLayer? At(IReadOnlyList<PlanLayer> layers, int index) => index >= 0 && index < layers.Count ? layers[index] : null;

    private static bool Any(IReadOnlyList<PlanLayer> layers, int from, Func<PlanLayer, bool> condition)
    {
        for (int i = from; i < layers.Count; i++)
        {
            if (condition(layers[i]))
            {
                return true;
            }
        }

        return false;
    }
}
