namespace DomSec.Signing.MailList;

/// <summary>
/// What is to be done with a message to put a domain signature on it so that no mail list agent strips it (RFC 3183 section 5). Layers are meant by their place,
/// 0 is the outermost. The new message is <c>[outer signature] ([encryption] (domain signature ([empty layer] (what remains))))</c>.
/// </summary>
internal sealed record EncapsulationPlan
{
    /// <summary>Which case of section 5 it is.</summary>
    public required EncapsulationBranch Branch { get; init; }

    /// <summary>The signature layers that had to be verified, outermost first; none below a valid domain signature (section 5.1).</summary>
    public required IReadOnlyList<int> Verified { get; init; }

    /// <summary>The encrypted layers that had to be opened: the one whose content is signed, and those with signatures to verify inside.</summary>
    public required IReadOnlyList<int> Decrypted { get; init; }

    /// <summary>How many of the outermost layers go. What is inside them remains, octet for octet.</summary>
    public required int Stripped { get; init; }

    /// <summary>The stripped layer whose signed attributes the new outer signature gets, or null when there is none to remember.</summary>
    public required int? Remembered { get; init; }

    /// <summary>DS-MLA-17: what remains is not a signature, so an empty signature layer goes around it first.</summary>
    public required bool NeedsEmptyLayer { get; init; }

    /// <summary>Why the domain signature is encrypted, if it is.</summary>
    public required EncryptionReason Encryption { get; init; }

    /// <summary>RFC 2634 section 2.4 step 11: an encrypted receipt needs an outer signature with contentHints that say what it is.</summary>
    public required bool HintsReceipt { get; init; }

    /// <summary>The stripped layer whose security label the domain signature takes over, or null.</summary>
    public required int? ReissuedLabel { get; init; }

    /// <summary>Whether a stripped layer had a security label that is not carried.</summary>
    public required bool DropsLabel { get; init; }

    /// <summary>DS-DSG-09: whether content is signed over that could not be opened.</summary>
    public required bool CoversOpaqueContent { get; init; }

    /// <summary>Whether the domain signature is encrypted.</summary>
    public bool Encrypts => Encryption != EncryptionReason.None;

    /// <summary>Whether a signature without a type goes around all: section 5 step 4, or a receipt's.</summary>
    public bool HasOuterSignature => Remembered is not null || HintsReceipt;

    /// <summary>DS-SEC-05: whether what was encrypted leaves in the clear.</summary>
    public bool TerminatesConfidentiality => Stripped > 0 && !Encrypts && Decrypted.Contains(Stripped - 1);
}
