using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Layers;

namespace DomSec.Classification;

/// <summary>Puts the report together: the deciding layer, identity, confidentiality, structure and all flags.</summary>
internal static class ReportAssembler
{
    public static DomainSecurityReport Assemble(MessageWalk walk, List<JudgedLayer> layers, EssFindings ess, HeaderFindings headers, IReadOnlyList<MailListExpansion> expansions, DomSecOptions options)
    {
        bool validInside = false;
        for (int i = layers.Count - 1; i >= 0; i--)
        {
            RaiseLayerFlags(layers[i], validInside);
            validInside |= layers[i].Signatures.Exists(s => s.Fact == SignatureFact.Valid);
        }

        int deciding = layers.FindIndex(layer => layer.SpeaksForOrigin);
        SecurityStatus status = StatusOf(layers, deciding, options);
        string? error = ErrorOf(walk, layers);
        bool faultOutside = walk.Fault.IsFault || layers.Take(deciding).Any(layer => layer.Layer.Fault.IsFault);
        if ((error is not null && deciding < 0) || (faultOutside && status == SecurityStatus.Pass))
        {
            // RFC 7281: a syntax error. SEC-WRP-01: what a broken layer shows beside the signed part is covered by nobody.
            status = SecurityStatus.Neutral;
        }

        // RFC 2634 sections 3.1.2 and 4.2: a label that is not understood stops the message, in whatever layer it stands.
        status = ess.Stops && status == SecurityStatus.Pass ? SecurityStatus.Policy : status;
        IReadOnlyList<ReviewerReport> reviewers = Reviews.Of(layers);
        bool isUnreviewed = reviewers.Count < options.RequiredReviews;
        if (isUnreviewed && status == SecurityStatus.Pass)
        {
            status = SecurityStatus.Policy; // DS-REV-05
        }

        bool passed = status == SecurityStatus.Pass;
        JudgedSignature? author = passed ? Author(layers, deciding) : null;
        JudgedSignature? authority = passed ? layers[deciding].Signatures.Find(s => s.Verdict == SecurityStatus.Pass && s.Domain is not null) : null;
        IReadOnlyList<SecurityLayer> reported = [.. layers.Select(layer => Report(layer)), .. walk.ReachedContent ? new[] { Content() } : []];
        return new DomainSecurityReport
        {
            Status = status,
            IdentityLevel = !passed ? IdentityLevel.None : LevelOf(layers[deciding], author),
            Domain = authority?.Domain,
            RepresentedDomains = authority?.RepresentedDomains ?? [],
            Reviewers = reviewers,
            Originator = author?.Mailbox,
            Confidentiality = ConfidentialityOf(walk),
            HeaderProtection = headers.Coverage.Level,
            Headers = headers.Coverage,
            Structure = StructureText.Of(walk),
            MailListExpansions = expansions,
            Layers = reported,
            OriginalLabel = ess.OriginalLabel,
            AggregateLabel = ess.AggregateLabel,
            EffectiveLabel = ess.EffectiveLabel,
            EquivalentLabels = ess.EquivalentLabels,
            AdditionalAttributes = ess.AdditionalAttributes,
            ContentHints = ess.ContentHints,
            IsReceiptRequested = ess.IsReceiptRequested,
            Flags = Collect(walk, layers, headers, deciding, isUnreviewed),
            Error = error,
            AuthenticationResults = AuthenticationResultsText.Of(options.AuthenticationServiceId, layers),
        };
    }

    private static SecurityStatus StatusOf(List<JudgedLayer> layers, int deciding, DomSecOptions options)
    {
        if (deciding < 0)
        {
            return SecurityStatus.None;
        }

        SecurityStatus status = layers[deciding].Status;
        for (int i = 0; i < layers.Count; i++)
        {
            // A layer that cannot be read outside the deciding one may carry more than what was signed: nothing is established (SEC-WRP-01).
            if (i < deciding && layers[i].Layer.Fault.IsFault)
            {
                return SecurityStatus.Neutral;
            }

            // Decision 1: what does not verify outside the deciding layer fails the message; inside it only when that is required.
            bool invalid = layers[i].Signatures.Exists(s => s.IsInvalid);
            if (invalid && i < deciding)
            {
                return SecurityStatus.Fail;
            }

            if (invalid && i > deciding)
            {
                layers[deciding].Flags.Add(new RaisedFlag(SecurityFlags.InnerInvalid, "A signature inside does not verify; the one outside vouches for what it covers."));
                if (options.InnerVerification == InnerVerification.Require)
                {
                    status = SecurityStatus.Fail;
                }
            }
        }

        return status;
    }

    /// <summary>The outermost valid originator's signature from the deciding layer inwards.</summary>
    private static JudgedSignature? Author(List<JudgedLayer> layers, int deciding)
    {
        for (int i = deciding; i < layers.Count; i++)
        {
            if (layers[i].Signatures.Find(s => s is { Verdict: SecurityStatus.Pass, Mailbox: not null } && (s.Claims(SignatureType.Originator) || s.Claims(SignatureType.DelegatedOriginator))) is { } author)
            {
                return author;
            }
        }

        return null;
    }

    private static IdentityLevel LevelOf(JudgedLayer deciding, JudgedSignature? author) =>
        author is not null ? author.Claims(SignatureType.Originator) ? IdentityLevel.Originator : IdentityLevel.DelegatedOriginator
        : deciding.Signatures.Exists(s => s.Verdict == SecurityStatus.Pass && s.Claims(SignatureType.Domain)) ? IdentityLevel.Domain
        : IdentityLevel.None;

    private static ConfidentialityLevel ConfidentialityOf(MessageWalk walk)
    {
        ConfidentialityLevel level = ConfidentialityLevel.None;
        foreach (MessageLayer layer in walk.Layers)
        {
            if (!layer.IsEncrypted)
            {
                continue;
            }

            if (layer.IsOpened)
            {
                level = level == ConfidentialityLevel.None ? ConfidentialityLevel.Domain : level;
            }
            else
            {
                level = walk.HadKeys && !layer.OwnRecipients.Contains(true) ? ConfidentialityLevel.EndToEnd : ConfidentialityLevel.Opaque;
            }
        }

        return level;
    }

    private static string? ErrorOf(MessageWalk walk, List<JudgedLayer> layers)
    {
        if (walk.Fault.IsFault)
        {
            return $"The input cannot be read: {walk.Fault}.";
        }

        foreach (JudgedLayer layer in layers)
        {
            if (layer.Layer.Fault.IsFault)
            {
                return $"A security layer cannot be read: {layer.Layer.Fault}.";
            }
        }

        return null;
    }

    private static void RaiseLayerFlags(JudgedLayer judged, bool validInside)
    {
        MessageLayer layer = judged.Layer;
        judged.Flags.AddRange(layer.Flags);
        if (layer.Fault.IsFault)
        {
            judged.Flags.Add(new RaisedFlag(layer.Fault.Status == CmsStatus.Limit ? SecurityFlags.Limit : SecurityFlags.Malformed, $"The layer cannot be read: {layer.Fault}."));
        }

        if (layer.IsEncrypted && !layer.IsOpened)
        {
            judged.Flags.Add(new RaisedFlag(SecurityFlags.Opaque, "The layer could not be opened with the keys at hand."));
        }

        if (layer.Kind == LayerKind.Opaque || layer is { Kind: LayerKind.Compressed, IsOpened: false })
        {
            judged.Flags.Add(new RaisedFlag(SecurityFlags.Opaque, "The layer is of a type that this version does not open."));
        }

        if (OpaqueDetail(layer.Kind) is { } named)
        {
            judged.Flags.Add(new RaisedFlag(SecurityFlags.Opaque, named));
        }

        if (layer.IsEncrypted && ContentCipher.FromOid(layer.ContentEncryptionAlgorithm.Algorithm) is { IsWeak: true } cipher)
        {
            judged.Flags.Add(new RaisedFlag(SecurityFlags.AlgorithmWeak, $"The content is encrypted with {cipher.Name}."));
        }

        if (layer.IsEncrypted && layer.IsOpened && layer.Kind == LayerKind.Enveloped && !validInside)
        {
            judged.Flags.Add(new RaisedFlag(SecurityFlags.Unauthenticated, "Nothing authenticates the encrypted content: it may have been altered on its way."));
        }

        RaiseLabelFlags(judged);
    }

    /// <summary>What to say about types that are recognised, and neither verified nor opened: a digest or a code in them proves nothing here (SEC-CMS-04).</summary>
    private static string? OpaqueDetail(LayerKind kind) => kind switch
    {
        LayerKind.Digested => "DigestedData: its digest is not verified; anyone can make one.",
        LayerKind.EncryptedData => "EncryptedData: the key is not in the message, it is not opened.",
        LayerKind.Authenticated => "AuthenticatedData: its authentication code is not verified; every recipient could have made it.",
        LayerKind.SignedAndEnveloped => "SignedAndEnvelopedData of PKCS #7: CMS dropped it, it is not opened.",
        LayerKind.TimeStamp => "A time-stamp token: it says nothing about the origin of a message.",
        _ => null,
    };

    private static void RaiseLabelFlags(JudgedLayer judged)
    {
        MessageLayer layer = judged.Layer;
        if (layer.Header is not { } header || layer.Kind == LayerKind.Malformed)
        {
            return;
        }

        // SM-MIM-06: smime-type is compared, never trusted over the CMS type.
        string? expected = layer.Kind switch
        {
            LayerKind.Signed or LayerKind.NullSigned => "signed-data",
            LayerKind.Enveloped => "enveloped-data",
            LayerKind.AuthEnveloped => "authenveloped-data",
            LayerKind.CertsOnly => "certs-only",
            LayerKind.Compressed => "compressed-data",
            LayerKind.Receipt => "signed-receipt",
            _ => null,
        };
        if (layer.Carrier == LayerCarrier.Pkcs7Mime && expected is not null && header.SmimeType is { } label && !label.Equals(expected, StringComparison.OrdinalIgnoreCase))
        {
            judged.Flags.Add(new RaisedFlag(SecurityFlags.CarrierLabel, "The smime-type parameter does not name the content type of the CMS object."));
        }

        if (layer.Carrier == LayerCarrier.MultipartSigned && header.Micalg is { } micalg && layer.Signers.Count > 0
            && !Digests.ListFromMicalg(micalg).Contains(Digests.FromIdentifier(layer.Signers[0].DigestAlgorithm)))
        {
            judged.Flags.Add(new RaisedFlag(SecurityFlags.Micalg, "The micalg parameter does not name the digest that was used."));
        }
    }

    private static SecurityLayer Report(JudgedLayer judged)
    {
        MessageLayer layer = judged.Layer;
        return new SecurityLayer
        {
            Kind = layer.Kind,
            Carrier = layer.Carrier,
            Encoding = layer.IsBer ? LayerEncoding.Ber : LayerEncoding.Der,
            Signatures = [.. judged.Signatures.Select(SignatureReports.Of)],
            Recipients = [.. layer.Recipients.Select((recipient, i) => new RecipientReport(recipient.Kind, SignatureReports.Describe(recipient), layer.OwnRecipients.ElementAtOrDefault(i)))],
            ContentEncryption = layer.IsEncrypted ? ContentCipher.FromOid(layer.ContentEncryptionAlgorithm.Algorithm)?.Name ?? layer.ContentEncryptionAlgorithm.Algorithm.ToString() : null,
            IsOpened = layer.IsOpened,
            Flags = judged.Flags,
        };
    }

    private static SecurityLayer Content() => new()
    {
        Kind = LayerKind.Content,
        Carrier = LayerCarrier.Cms,
        Encoding = LayerEncoding.Der,
        Signatures = [],
        Recipients = [],
        ContentEncryption = null,
        IsOpened = true,
        Flags = [],
    };

    private static IReadOnlyList<RaisedFlag> Collect(MessageWalk walk, List<JudgedLayer> layers, HeaderFindings headers, int deciding, bool isUnreviewed)
    {
        var all = new List<RaisedFlag>(walk.Flags);
        foreach (JudgedLayer layer in layers)
        {
            all.AddRange(layer.Flags);
            foreach (JudgedSignature signature in layer.Signatures)
            {
                all.AddRange(signature.Flags);
            }
        }

        bool anySigned = layers.Exists(layer => layer.Signatures.Count > 0);
        if (!anySigned && layers.Exists(layer => layer.Layer.Kind == LayerKind.NullSigned))
        {
            all.Add(new RaisedFlag(SecurityFlags.NullOnly, SecurityFlags.NullOnly.Meaning));
        }

        bool encrypted = layers.Exists(layer => layer.Layer.IsEncrypted);
        bool domainSigned = layers.Exists(layer => layer.Signatures.Exists(s => s.Fact == SignatureFact.Valid && s.Claims(SignatureType.Domain)));
        if (encrypted && !domainSigned)
        {
            all.Add(new RaisedFlag(SecurityFlags.EncryptedWithoutDomainSignature, SecurityFlags.EncryptedWithoutDomainSignature.Meaning));
        }

        if (isUnreviewed)
        {
            all.Add(new RaisedFlag(SecurityFlags.ReviewMissing, SecurityFlags.ReviewMissing.Meaning));
        }

        if (walk.HasProtectedParts)
        {
            all.Add(new RaisedFlag(SecurityFlags.Partial, SecurityFlags.Partial.Meaning));
        }

        if (walk.Fault.IsFault)
        {
            all.Add(new RaisedFlag(walk.Fault.Status == CmsStatus.Limit ? SecurityFlags.Limit : SecurityFlags.Malformed, $"The input cannot be read: {walk.Fault}."));
        }

        all.AddRange(headers.Flags);
        if (deciding >= 0 && !headers.Coverage.IsFromProtected)
        {
            all.Add(new RaisedFlag(SecurityFlags.HeaderUnprotected, SecurityFlags.HeaderUnprotected.Meaning));
        }

        var ordered = new List<RaisedFlag>(all.Count);
        IReadOnlyList<SecurityFlag> order = SecurityFlags.All;
        for (int i = 0; i < order.Count && all.Count > 0; i++)
        {
            foreach (RaisedFlag raised in all)
            {
                if (ReferenceEquals(raised.Flag, order[i]))
                {
                    ordered.Add(raised);
                    break;
                }
            }
        }

        return ordered;
    }
}
