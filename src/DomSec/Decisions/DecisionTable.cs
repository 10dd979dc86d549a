namespace DomSec.Decisions;

/// <summary>
/// The defaults, one by one, and the floors. Two principles: what arrives is never lost (it is delivered, told, or held where a person finds it), and what is sent
/// is never less protected than its sender may think.
/// </summary>
internal static class DecisionTable
{
    public static readonly TimeSpan ExpiryGrace = TimeSpan.FromDays(7);
    public static readonly TimeSpan RevocationGrace = TimeSpan.FromDays(3);
    public static readonly TimeSpan MaxRetry = TimeSpan.FromDays(30);
    public static readonly TimeSpan MaxExpiryGrace = TimeSpan.FromDays(90);
    public static readonly TimeSpan MaxRevocationGrace = TimeSpan.FromDays(30);

    // RFC 5321 section 4.5.4.1: "the give-up time generally needs to be at least 4-5 days".
    private static readonly DecisionRule _fiveDays = DecisionRule.Retry(TimeSpan.FromDays(5), DecisionAction.Reject);
    private static readonly DecisionRule _oneDay = DecisionRule.Retry(TimeSpan.FromDays(1), DecisionAction.Quarantine);
    private static readonly DecisionRule _reject = new(DecisionAction.Reject);
    private static readonly DecisionRule _quarantine = new(DecisionAction.Quarantine);
    private static readonly DecisionRule _warn = new(DecisionAction.DeliverWithWarning);

    public static IReadOnlyList<DecisionDefault> All { get; } =
    [
        Out(SecurityCondition.DirectoryDown, _fiveDays, DecisionAction.Retry, "The message waits for the directory up to five days and is then returned: whoever could make the directory fall silent would otherwise read the mail.", "RFC 3183 section 4.2, RFC 5321 section 4.5.4.1"),
        Out(SecurityCondition.CertificateMissing, _fiveDays, DecisionAction.DeliverInClear, "The message waits up to five days for the member to publish a certificate and is then returned: a member's mail is encrypted, and a new certificate may be late.", "S.E.E. Mail SR-26"),
        Out(SecurityCondition.CertificateNotYetValid, _fiveDays, DecisionAction.DeliverInClear, "The message waits up to five days, in which the certificate becomes valid or a clock is put right.", "RFC 5280 section 6.1.3, S.E.E. Mail SR-26"),
        Out(SecurityCondition.CertificateExpiredInGrace, _fiveDays, DecisionAction.DeliverInClear, "The message waits up to five days for the member's new certificate: nobody encrypts to a key whose owner may have destroyed it.", "RFC 5280 section 6.1.3, S.E.E. Mail SR-26"),
        Out(SecurityCondition.CertificateExpired, _reject, DecisionAction.DeliverInClear, "The message is returned at once: the grace is over, so nobody is about to renew the certificate and the sender has to use another way.", "RFC 5280 section 6.1.3, S.E.E. Mail SR-26"),
        Out(SecurityCondition.CertificateRevoked, _reject, DecisionAction.Retry, "The message is returned at once: a stranger may have the member's key, and sending in the clear would give the stranger the same.", "RFC 5280 section 6.3, S.E.E. Mail SR-26 (floor)"),
        Out(SecurityCondition.RevocationStaleInGrace, _fiveDays, DecisionAction.DeliverInClear, "The message waits up to five days for a new revocation list: nothing is encrypted to a key that may be a stranger's.", "RFC 8550 section 4.1, S.E.E. Mail SR-26"),
        Out(SecurityCondition.RevocationUnknown, _fiveDays, DecisionAction.DeliverInClear, "The message waits up to five days for revocation information and is then returned.", "RFC 8550 section 4.1, S.E.E. Mail SR-26"),
        Out(SecurityCondition.ChainUntrusted, _fiveDays, DecisionAction.Retry, "The message waits up to five days, in which the authority that was renewed becomes known here: who plants a certificate must not turn encryption off.", "RFC 8550 section 4.2, S.E.E. Mail SR-26"),
        Out(SecurityCondition.CertificateUnsuitable, _reject, DecisionAction.Retry, "The message is returned: the certificate is not for encryption, and only a new one helps.", "RFC 8550 section 4.4"),
        Out(SecurityCondition.NamingBroken, _reject, DecisionAction.Retry, "The message is returned: whose key it is cannot be told, so a stranger might read the mail.", "RFC 3183 section 4.1 (floor)"),
        Out(SecurityCondition.SignatureTypeBroken, _reject, DecisionAction.Retry, "The message is returned: a signature in it breaks a rule, and the domain does not sign over that.", "RFC 3183 section 3.1.2"),
        Out(SecurityCondition.LabelUnclear, _reject, DecisionAction.Retry, "The message is returned: its label is not understood, so what may be done with it is not known.", "RFC 2634 section 3.1.2"),
        Out(SecurityCondition.ReviewMissing, _reject, DecisionAction.Retry, "The message is returned: it lacks a review that the policy asks for.", "RFC 3183 section 3.4"),
        Out(SecurityCondition.AlgorithmWeak, _reject, DecisionAction.Retry, "The message is returned: the member's key or certificate is too weak, and a weak encryption is little better than none.", "RFC 8551 section 6"),
        Out(SecurityCondition.SignatureInvalid, _reject, DecisionAction.Retry, "The message is returned: a signature in it is not valid, and a domain must not sign that.", "RFC 3183 section 3.2"),
        Out(SecurityCondition.SignatureUnverifiable, _reject, DecisionAction.Retry, "The message is returned: a signature in it cannot be checked, and a domain must not sign that.", "RFC 3183 section 3.2"),
        Out(SecurityCondition.Undecryptable, _reject, DecisionAction.Retry, "The message is returned: it is encrypted, so that what would be signed cannot be seen.", "RFC 3183 section 5"),
        Out(SecurityCondition.Malformed, _reject, DecisionAction.Retry, "The message is returned: it cannot be read, and trying again does not change it.", "RFC 5652, RFC 8551"),
        Out(SecurityCondition.PeerUnknown, new DecisionRule(DecisionAction.DeliverInClear), DecisionAction.DeliverInClear, "Ordinary mail to the world: it goes as it would without the library; a marked message does not go.", "S.E.E. Mail SR-24, SR-21"),
        Out(SecurityCondition.OwnKeyUnusable, _fiveDays, DecisionAction.Retry, "The message waits up to five days for the postmaster to renew the own key: nothing goes to members without it.", "S.E.E. Mail SR-27"),
        Out(SecurityCondition.Refused, _reject, DecisionAction.Retry, "The message is returned with the reason that the door gave.", "RFC 5321 section 4.2.1"),
        Out(SecurityCondition.Deferred, _fiveDays, DecisionAction.Retry, "The message is tried again: the door's reason will pass.", "RFC 5321 section 4.5.4.1"),
        Out(SecurityCondition.Unclear, _quarantine, DecisionAction.Retry, "The message is held: nothing says that it is protected, and nobody may guess it.", "library (an unknown fact never delivers)"),
        In(SecurityCondition.DirectoryDown, _oneDay, DecisionAction.DeliverWithWarning, "The sending server is asked to try again for a day, and then the message is held: in a day a directory is repaired.", "RFC 7281 section 3.1 (temperror)"),
        In(SecurityCondition.CertificateMissing, _quarantine, DecisionAction.DeliverWithWarning, "The message is held: who signed it cannot be told.", "RFC 8550 section 2.3, S.E.E. Mail SR-34"),
        In(SecurityCondition.CertificateNotYetValid, _oneDay, DecisionAction.DeliverWithWarning, "The sending server is asked to try again for a day, in which the certificate becomes valid or a clock is put right; then the message is held.", "RFC 5280 section 6.1.3, S.E.E. Mail SR-37"),
        In(SecurityCondition.CertificateExpiredInGrace, _warn, DecisionAction.DeliverWithWarning, "The message is delivered with a warning: an administrator is late, the key is the same as a week ago, and its state is still known.", "S.E.E. Mail SR-37"),
        In(SecurityCondition.CertificateExpired, _quarantine, DecisionAction.DeliverWithWarning, "The message is held: the authority no longer says anything of a certificate that expired so long ago.", "RFC 5280 section 6.1.3, S.E.E. Mail SR-37"),
        In(SecurityCondition.CertificateRevoked, _quarantine, DecisionAction.Quarantine, "The message is held: a stranger may have signed it. It is not rejected, because the member's own mail may be among it.", "RFC 5280 section 6.3, S.E.E. Mail SR-37 (floor)"),
        In(SecurityCondition.RevocationStaleInGrace, _warn, DecisionAction.DeliverWithWarning, "The message is delivered with a warning: the last list did not name the certificate, and a publication is late.", "RFC 8550 section 4.1, S.E.E. Mail SR-37"),
        In(SecurityCondition.RevocationUnknown, _oneDay, DecisionAction.DeliverWithWarning, "The sending server is asked to try again for a day, in which a revocation list appears; then the message is held.", "RFC 8550 section 4.1, S.E.E. Mail SR-37"),
        In(SecurityCondition.ChainUntrusted, _quarantine, DecisionAction.DeliverWithWarning, "The message is held: whoever issued the certificate is not known here.", "RFC 8550 section 4.2, S.E.E. Mail SR-34"),
        In(SecurityCondition.CertificateUnsuitable, _quarantine, DecisionAction.DeliverWithWarning, "The message is held: the certificate was not issued for signing mail.", "RFC 8550 section 4.4"),
        In(SecurityCondition.NamingBroken, _quarantine, DecisionAction.Quarantine, "The message is held: its signature does not speak for the domain it says it is from, as a forgery does not.", "RFC 3183 section 3.1.1, S.E.E. Mail SR-34 (floor)"),
        In(SecurityCondition.SignatureTypeBroken, _quarantine, DecisionAction.DeliverWithWarning, "The message is held: what its signature claims to be breaks the rules.", "RFC 3183 section 3.1.2"),
        In(SecurityCondition.LabelUnclear, _quarantine, DecisionAction.DeliverWithWarning, "The message is held: who may read it cannot be told.", "RFC 2634 section 3.1.2"),
        In(SecurityCondition.ReviewMissing, _quarantine, DecisionAction.DeliverWithWarning, "The message is held: it was not reviewed as the policy asks.", "RFC 3183 section 3.4"),
        In(SecurityCondition.AlgorithmWeak, _quarantine, DecisionAction.DeliverWithWarning, "The message is held: a signature with so weak an algorithm can be forged.", "RFC 8551 section 6"),
        In(SecurityCondition.SignatureInvalid, _quarantine, DecisionAction.Quarantine, "The message is held: it was altered after it was signed, or somebody else signed it.", "RFC 5652 section 5.6, S.E.E. Mail SR-33 (floor)"),
        In(SecurityCondition.SignatureUnverifiable, _quarantine, DecisionAction.DeliverWithWarning, "The message is held: its signature cannot be checked here.", "RFC 5652 section 5.1"),
        In(SecurityCondition.Undecryptable, _quarantine, DecisionAction.DeliverWithWarning, "The message is held and not dropped: it may be for a key that is found again.", "S.E.E. Mail SR-36, SR-35"),
        In(SecurityCondition.Malformed, _quarantine, DecisionAction.DeliverWithWarning, "The message is held: it cannot be read to its end, so that nothing can be said of it.", "RFC 5652, RFC 8551"),
        In(SecurityCondition.UnsignedFromMember, _warn, DecisionAction.DeliverWithWarning, "The message is delivered as insecure: a member's mail is signed, its bounces and receipts too, and this may be anybody's.", "S.E.E. Mail SR-32"),
        In(SecurityCondition.UnencryptedFromMember, _warn, DecisionAction.DeliverWithWarning, "The message is delivered as insecure: it is the member's, and others may have read it on its way.", "S.E.E. Mail SR-32"),
        In(SecurityCondition.PeerUnknown, new DecisionRule(DecisionAction.Deliver), DecisionAction.Deliver, "Ordinary mail from the world: it is delivered as it would be without the library.", "S.E.E. Mail SR-30"),
        In(SecurityCondition.MarkedFromStranger, _warn, DecisionAction.DeliverWithWarning, "The message is delivered with a warning that its mark means nothing: its sender is not a member.", "S.E.E. Mail SR-31"),
        In(SecurityCondition.Refused, _quarantine, DecisionAction.DeliverWithWarning, "The message is held with the reason that the door gave.", "RFC 3183 section 4.3"),
        In(SecurityCondition.Deferred, _oneDay, DecisionAction.DeliverWithWarning, "The sending server is asked to try again for a day: the door's reason will pass.", "RFC 5321 section 4.5.4.1"),
        In(SecurityCondition.Unclear, _quarantine, DecisionAction.Quarantine, "The message is held: nothing says that it is safe, and nobody may guess it.", "library (an unknown fact never delivers)"),
    ];

    private static readonly Dictionary<(DecisionDirection, SecurityCondition), DecisionDefault> _byKey = All.ToDictionary(line => (line.Direction, line.Condition));

    /// <summary>The line, or null when the condition cannot arise in that direction.</summary>
    public static DecisionDefault? Find(DecisionDirection direction, SecurityCondition condition) => _byKey.GetValueOrDefault((direction, condition));

    /// <summary>Instead of sending a marked message in the clear: what may pass is waited for.</summary>
    public static DecisionRule InsteadOfClear(SecurityCondition condition) => condition == SecurityCondition.PeerUnknown ? _reject : _fiveDays;

    /// <summary>The action after a time of trying, when the rule does not say.</summary>
    public static DecisionAction Afterwards(DecisionDirection direction) => direction == DecisionDirection.Outbound ? DecisionAction.Reject : DecisionAction.Quarantine;

    /// <summary>Strict: nothing is delivered in doubt, and nobody waits long.</summary>
    public static DecisionRules Strict { get; } = new()
    {
        ExpiryGrace = TimeSpan.Zero,
        RevocationGrace = TimeSpan.Zero,
        Outbound = All.Where(line => line is { Direction: DecisionDirection.Outbound, Rule.Action: DecisionAction.Retry }).ToDictionary(line => line.Condition, _ => DecisionRule.Retry(TimeSpan.FromDays(1), DecisionAction.Reject)),
        Inbound = new Dictionary<SecurityCondition, DecisionRule>
        {
            [SecurityCondition.CertificateNotYetValid] = _quarantine,
            [SecurityCondition.CertificateExpiredInGrace] = _quarantine,
            [SecurityCondition.RevocationStaleInGrace] = _quarantine,
            [SecurityCondition.UnsignedFromMember] = _quarantine,
            [SecurityCondition.UnencryptedFromMember] = _quarantine,
            [SecurityCondition.CertificateRevoked] = _reject,
            [SecurityCondition.NamingBroken] = _reject,
            [SecurityCondition.SignatureInvalid] = _reject,
        },
    };

    /// <summary>Lenient: availability before confidentiality, down to the floors.</summary>
    public static DecisionRules Lenient { get; } = new()
    {
        ExpiryGrace = TimeSpan.FromDays(30),
        RevocationGrace = TimeSpan.FromDays(10),
        Outbound = new Dictionary<SecurityCondition, DecisionRule>
        {
            [SecurityCondition.CertificateMissing] = new(DecisionAction.DeliverInClear),
            [SecurityCondition.CertificateNotYetValid] = new(DecisionAction.DeliverInClear),
            [SecurityCondition.CertificateExpiredInGrace] = new(DecisionAction.DeliverInClear),
            [SecurityCondition.CertificateExpired] = new(DecisionAction.DeliverInClear),
            [SecurityCondition.RevocationStaleInGrace] = DecisionRule.Retry(TimeSpan.FromDays(1), DecisionAction.DeliverInClear),
            [SecurityCondition.RevocationUnknown] = DecisionRule.Retry(TimeSpan.FromDays(1), DecisionAction.DeliverInClear),
        },
        Inbound = All.Where(line => line is { Direction: DecisionDirection.Inbound, Floor: DecisionAction.DeliverWithWarning }).ToDictionary(line => line.Condition, _ => _warn),
    };

    private static DecisionDefault Out(SecurityCondition condition, DecisionRule rule, DecisionAction floor, string reason, string source) =>
        new(DecisionDirection.Outbound, condition, rule, floor, reason, source);

    private static DecisionDefault In(SecurityCondition condition, DecisionRule rule, DecisionAction floor, string reason, string source) =>
        new(DecisionDirection.Inbound, condition, rule, floor, reason, source);
}
