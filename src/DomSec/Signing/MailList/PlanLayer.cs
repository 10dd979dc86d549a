namespace DomSec.Signing.MailList;

/// <summary>What the planner knows of one layer.</summary>
/// <param name="Kind">What it is.</param>
internal sealed record PlanLayer(PlanLayerKind Kind)
{
    /// <summary>Of encryption and compression: whether the inside may be looked at. Encryption that opened and that nothing authenticates is not opened.</summary>
    public bool IsOpened { get; init; } = true;

    /// <summary>The worst verdict of the layer's signatures; of a layer without signers, pass: there is nothing to be invalid.</summary>
    public SecurityStatus Verdict { get; init; } = SecurityStatus.Pass;

    /// <summary>Whether a valid signature of it is a domain signature: section 5.1 then asks for no further verification.</summary>
    public bool IsDomainSignature { get; init; }

    /// <summary>What its verified signers say about mail list expansion.</summary>
    public ExpansionHistoryState History { get; init; }

    /// <summary>The eSSSecurityLabel attribute of its verified signers as it stands there, or empty.</summary>
    public ReadOnlyMemory<byte> SecurityLabel { get; init; }

    /// <summary>Whether it is a signedData layer, empty or not.</summary>
    public bool IsSignature => Kind is PlanLayerKind.Signature or PlanLayerKind.Receipt;
}
