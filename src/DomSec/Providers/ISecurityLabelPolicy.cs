namespace DomSec.Providers;

/// <summary>
/// Knows security policies: which labels mean something here, which is the more sensitive of two, who may translate between policies (RFC 2634 sections 3.3 and
/// 3.4). With one in force a message with a label that it does not understand is stopped: <see cref="SecurityFlags.LabelUnknownPolicy"/>. Implementations are safe
/// for concurrent use and answer from memory.
/// </summary>
public interface ISecurityLabelPolicy
{
    /// <summary>Whether labels are judged. False: they are only reported, as without a policy. Default true.</summary>
    bool IsInForce => true;

    /// <summary>Whether the label's policy, and its classification in it, are known.</summary>
    /// <param name="label">The label.</param>
    /// <returns>Whether it is understood.</returns>
    bool Understands(SecurityLabel label);

    /// <summary>Where the label stands in its policy's hierarchy. Ranks of two policies cannot be compared.</summary>
    /// <param name="label">The label.</param>
    /// <returns>0 for the least sensitive and so on, or null when it is not understood or has no classification.</returns>
    int? RankOf(SecurityLabel label);

    /// <summary>The label in its policy's words, such as <c>whirlpool: internal</c>.</summary>
    /// <param name="label">The label.</param>
    /// <returns>The words, or null when it is not understood.</returns>
    string? Describe(SecurityLabel label);

    /// <summary>Whether a signer is trusted to say which label of one policy means the same as one of another (RFC 2634 section 3.4.2).</summary>
    /// <param name="signer">The signature with the equivalent labels; it verified, by a trusted certificate.</param>
    /// <param name="from">The original label's policy, or null when there is no original label.</param>
    /// <param name="to">The equivalent label's policy.</param>
    /// <returns>Whether the equivalent label counts.</returns>
    bool MayTranslate(SignatureReport signer, string? from, string to);
}
