using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Layers;

namespace DomSec.Signing.MailList;

/// <summary>Between the signer and the planner of RFC 3183 section 5: which policy a request means, what an objection is in words, which attributes a plan asks for.</summary>
internal static class SectionFive
{
    /// <summary>What remains cannot be put into a MIME entity.</summary>
    public static Refusal NotMime { get; } = new("What is inside the encryption is not of a type that S/MIME has a label for; it cannot be signed alone.", "RFC 8551 section 3.2.2") { IsInputFault = true };

    /// <summary>What a direct signature says of itself (DS-ENC-13).</summary>
    public static RaisedFlag NotEncapsulated { get; } = new(SecurityFlags.NoEncapsulation, "The signature stands straight over content, as was asked for: this is not RFC 3183 section 3.1.2.");

    // One text for all that encryption can be for which its inside is not looked at (SEC-ORC-03).
    private static readonly Refusal _opaque = new(
        "The message is encrypted and cannot be opened with the keys at hand, or nothing authenticates what was encrypted, so the signatures inside cannot be checked.",
        "RFC 3183 section 3.2 (DS-DSG-09, OpaqueContent), F-ENC-UNAUTHENTICATED");

    /// <summary>The plan for a message that has no security layer.</summary>
    public static PlanResult PlanContent(DomainSigningRequest request) => PlanLayers([new PlanLayer(PlanLayerKind.Content)], request);

    /// <summary>What cannot be read is nobody's to sign; but a fault inside opened encryption is not told from encryption that did not open.</summary>
    public static Refusal? CheckInput(MessageWalk walk, DomainSecurityReport report, DomainSigningRequest request) =>
        report.Error is { } error && !(request.Type == SignatureType.Domain && walk.Layers.Any(layer => layer.IsEncrypted && layer.IsOpened))
            ? new Refusal(error, "RFC 3183 section 3.2") { IsInputFault = true }
            : null;

    /// <summary>The plan for a message that was taken apart.</summary>
    public static PlanResult Plan(MessageWalk walk, DomainSecurityReport report, DomainSigningRequest request) =>
        PlanLayers(LayerFacts.Of(walk.Layers, report, request.AllowUnauthenticatedContent), request);

    /// <summary>An objection for a person.</summary>
    public static Refusal Describe(PlanResult result, DomainSecurityReport? report)
    {
        SecurityLayer? layer = report?.Layers.ElementAtOrDefault(result.Layer);
        SignatureReport? bad = layer?.Signatures.FirstOrDefault(signature => signature.Verdict is not (SecurityStatus.Pass or SecurityStatus.TempError))
            ?? layer?.Signatures.FirstOrDefault(signature => signature.Verdict != SecurityStatus.Pass);
        return result.Objection switch
        {
            PlanObjection.InvalidSignature => new Refusal($"A signature already present is not valid, so the domain must not sign: {SigningPreconditions.Reason(bad!)}", "RFC 3183 section 3.2"),
            PlanObjection.UnjudgedSignature => new Refusal($"A signature already present cannot be judged now: {SigningPreconditions.Reason(bad!)}", "RFC 3183 section 3.2"),
            PlanObjection.HistoryConflict => new Refusal(
                "The mail list expansion histories in one signature layer differ, or one cannot be read; the list's administrator has to look at it.", "F-MLEH-CONFLICT, RFC 2634 section 4.1"),
            PlanObjection.LabelDropped => new Refusal(
                "A signature layer that has to be stripped has a security label, which would be lost; have it issued again (StrippedLabels, --stripped-labels) or sign inside the encryption.",
                "F-LABEL-DROPPED, RFC 3183 section 5"),
            PlanObjection.LabelsDiffer => new Refusal(
                "Signature layers that have to be stripped have different security labels; one signature can have one only.", "F-LABEL-DROPPED, RFC 2634 section 3.1.1"),
            PlanObjection.Encrypted => new Refusal("The message is encrypted; decrypt it before signing, so that the signature covers what was checked.", "RFC 3183 section 5"),
            PlanObjection.NoRecipients => new Refusal(
                "The domain signature has to be encrypted, and no recipient is named to encrypt for; name the envelope recipients (Recipients, --to).", "RFC 3183 section 5"),
            _ => _opaque,
        };
    }

    /// <summary>The attributes that a plan asks for beyond a signature's own.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="walk">The message taken apart, or null for plain content.</param>
    /// <param name="report">The judgement about it.</param>
    /// <param name="label">Gets the label that the domain signature takes over, if any.</param>
    /// <param name="outer">Gets the outer signature's attributes.</param>
    /// <returns>Null, or why they cannot be carried.</returns>
    public static Refusal? TryAttributes(
        EncapsulationPlan plan, DomainSigningRequest request, MessageWalk? walk, DomainSecurityReport? report, out IReadOnlyList<ReadOnlyMemory<byte>> label, out IReadOnlyList<ReadOnlyMemory<byte>> outer)
    {
        label = [];
        outer = [];
        if (plan.ReissuedLabel is { } labelled)
        {
            if (request.Label is not null)
            {
                return new Refusal("A stripped signature layer's label is to be issued again, and another label is asked for; one signature can have one only.", "F-LABEL-DROPPED, RFC 2634 section 3.1.1");
            }

            if (DerTranscoder.TryEncode(LayerFacts.LabelOf(LayerFacts.VerifiedAttributes(walk!.Layers[labelled], report!.Layers[labelled]))) is not { } der)
            {
                return NotCarried;
            }

            label = [der];
        }

        if (plan.Remembered is { } remembered)
        {
            if (CarriedAttributes.Of(LayerFacts.VerifiedAttributes(walk!.Layers[remembered], report!.Layers[remembered])) is not { } carried)
            {
                return NotCarried;
            }

            outer = carried;
        }

        if (plan.HintsReceipt)
        {
            outer = [.. outer.Where(attribute => !CarriedAttributes.IsOfType(attribute, Oids.ContentHint)), EssAttributes.Encode(Oids.ContentHint, ContentHints.Receipt, ContentHintsValue.Write)];
        }

        return null;
    }

    /// <summary>What the signer has to say about its own work.</summary>
    public static IReadOnlyList<RaisedFlag> Flags(EncapsulationPlan plan, DomainSecurityReport? report)
    {
        var flags = new List<RaisedFlag>();
        if (plan.DropsLabel || plan.ReissuedLabel is not null)
        {
            flags.Add(new RaisedFlag(
                SecurityFlags.LabelDropped, plan.DropsLabel ? "A stripped signature layer had a security label, which is gone." : "A stripped signature layer had a security label; the domain signature has it now."));
        }

        if (plan.CoversOpaqueContent)
        {
            flags.Add(new RaisedFlag(SecurityFlags.Opaque, "The signature covers encryption that could not be opened; no signature inside it was verified (DS-DSG-09)."));
        }

        if (plan.Decrypted.Any(index => report!.Layers[index].Flags.Any(raised => ReferenceEquals(raised.Flag, SecurityFlags.Unauthenticated))))
        {
            flags.Add(new RaisedFlag(SecurityFlags.Unauthenticated, SecurityFlags.Unauthenticated.Meaning));
        }

        return flags;
    }

    private static Refusal NotCarried => new("The signed attributes that have to be carried to the new outer signature cannot be encoded again.", "RFC 3183 section 5") { IsInputFault = true };

    private static PlanResult PlanLayers(IReadOnlyList<PlanLayer> layers, DomainSigningRequest request) =>
        request.Type == SignatureType.Domain ? EncapsulationPlanner.Plan(layers, PolicyOf(request)) : EncapsulationPlanner.PlanAround(layers, coversEncryption: request.Type is SignatureType.Review or SignatureType.Originator);

    private static EncapsulationPolicy PolicyOf(DomainSigningRequest request) => new()
    {
        RequiresEncryption = request.RequireEncryption,
        HasRecipients = request.Recipients is { Count: > 0 },
        AllowsOpaqueContent = request.AllowOpaqueContent,
        StrippedLabels = request.StrippedLabels,
    };
}
