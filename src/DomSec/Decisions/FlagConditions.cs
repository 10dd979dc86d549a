namespace DomSec.Decisions;

/// <summary>What every flag, fact and verdict of the library stands for. What is not here by name is <see cref="SecurityCondition.Unclear"/>, never nothing.</summary>
internal static class FlagConditions
{
    /// <summary>Flags that inform and change nothing that is decided about: each has its word in the report.</summary>
    public static IReadOnlySet<SecurityFlag> Informational { get; } = new HashSet<SecurityFlag>
    {
        SecurityFlags.NameOrder,
        SecurityFlags.NameAgreed,
        SecurityFlags.NameBlanks,
        SecurityFlags.NameLegacy,

        // Who encrypted is a hint; the signature inside says who sent (RFC 3183 section 6).
        SecurityFlags.DcaName,
        SecurityFlags.DcaMapping,
        SecurityFlags.TypeUnknown,
        SecurityFlags.TypeLegacyOid,
        SecurityFlags.TypeParallel,

        // These three are told by the status none: whether that is an unsigned member's or a stranger's message, the membership says.
        SecurityFlags.NullOnly,
        SecurityFlags.EncryptedWithoutDomainSignature,
        SecurityFlags.StraySignature,
        SecurityFlags.HeaderUnprotected,
        SecurityFlags.HeaderMismatch,
        SecurityFlags.HeaderLegacyOid,
        SecurityFlags.HeaderForm,
        SecurityFlags.RecipientNotNamed,
        SecurityFlags.LabelDropped,
        SecurityFlags.ExpansionLoop,
        SecurityFlags.ExpansionOverflow,
        SecurityFlags.RevocationNone,

        // Decision 1: what is under a valid domain signature is reported.
        SecurityFlags.InnerInvalid,
        SecurityFlags.AttributesOrder,
        SecurityFlags.AttributesNotDer,
        SecurityFlags.AttributeDuplicate,
        SecurityFlags.AttributePlacement,
        SecurityFlags.AttributeMalformed,
        SecurityFlags.ReceiptConflict,
        SecurityFlags.Micalg,
        SecurityFlags.CarrierLabel,
        SecurityFlags.CarrierEncoding,
        SecurityFlags.CarrierTnef,

        // Explains an invalid signature, which has its own flag.
        SecurityFlags.SignatureAltered,
        SecurityFlags.Partial,
        SecurityFlags.Unauthenticated,
        SecurityFlags.TrailingData,
    };

    private static readonly Dictionary<SecurityFlag, SecurityCondition> _conditions = new()
    {
        [SecurityFlags.NameCn] = SecurityCondition.NamingBroken,
        [SecurityFlags.NameLocalPart] = SecurityCondition.NamingBroken,
        [SecurityFlags.NameAddress] = SecurityCondition.NamingBroken,
        [SecurityFlags.NameProfile] = SecurityCondition.NamingBroken,
        [SecurityFlags.MapNotAscendant] = SecurityCondition.NamingBroken,
        [SecurityFlags.MapPublicSuffix] = SecurityCondition.NamingBroken,
        [SecurityFlags.MapVacuous] = SecurityCondition.NamingBroken,
        [SecurityFlags.MapUnverifiable] = SecurityCondition.NamingBroken,
        [SecurityFlags.RoleMismatch] = SecurityCondition.NamingBroken,
        [SecurityFlags.AddressMismatch] = SecurityCondition.NamingBroken,
        [SecurityFlags.HeaderFrom] = SecurityCondition.NamingBroken,
        [SecurityFlags.PinMissing] = SecurityCondition.ChainUntrusted,
        [SecurityFlags.CertificateUntrusted] = SecurityCondition.ChainUntrusted,
        [SecurityFlags.TypeUnsigned] = SecurityCondition.SignatureTypeBroken,
        [SecurityFlags.TypeDuplicate] = SecurityCondition.SignatureTypeBroken,
        [SecurityFlags.TypeExclusive] = SecurityCondition.SignatureTypeBroken,
        [SecurityFlags.TypeInconsistent] = SecurityCondition.SignatureTypeBroken,
        [SecurityFlags.TypeEmpty] = SecurityCondition.SignatureTypeBroken,
        [SecurityFlags.TypeForm] = SecurityCondition.SignatureTypeBroken,
        [SecurityFlags.NoEncapsulation] = SecurityCondition.SignatureTypeBroken,
        [SecurityFlags.RoleWithoutType] = SecurityCondition.SignatureTypeBroken,
        [SecurityFlags.ExpansionConflict] = SecurityCondition.SignatureTypeBroken,
        [SecurityFlags.HeaderInconsistent] = SecurityCondition.SignatureInvalid,
        [SecurityFlags.HeaderInvalid] = SecurityCondition.SignatureInvalid,
        [SecurityFlags.SignatureInvalid] = SecurityCondition.SignatureInvalid,
        [SecurityFlags.SignatureStripped] = SecurityCondition.SignatureInvalid,
        [SecurityFlags.SignatureUnverifiable] = SecurityCondition.SignatureUnverifiable,
        [SecurityFlags.AttributesAbsent] = SecurityCondition.SignatureUnverifiable,
        [SecurityFlags.ReviewMissing] = SecurityCondition.ReviewMissing,
        [SecurityFlags.LabelConflict] = SecurityCondition.LabelUnclear,
        [SecurityFlags.LabelUnknownPolicy] = SecurityCondition.LabelUnclear,
        [SecurityFlags.AlgorithmWeak] = SecurityCondition.AlgorithmWeak,
        [SecurityFlags.KeySmall] = SecurityCondition.AlgorithmWeak,
        [SecurityFlags.CertificateMissing] = SecurityCondition.CertificateMissing,
        [SecurityFlags.CertificateDamaged] = SecurityCondition.CertificateUnsuitable,
        [SecurityFlags.CertificateUnsuitable] = SecurityCondition.CertificateUnsuitable,
        [SecurityFlags.CertificateExpired] = SecurityCondition.CertificateExpired,
        [SecurityFlags.CertificateNotYetValid] = SecurityCondition.CertificateNotYetValid,
        [SecurityFlags.CertificateRevoked] = SecurityCondition.CertificateRevoked,
        [SecurityFlags.RevocationUnknown] = SecurityCondition.RevocationUnknown,
        [SecurityFlags.Opaque] = SecurityCondition.Undecryptable,
        [SecurityFlags.Malformed] = SecurityCondition.Malformed,
        [SecurityFlags.Limit] = SecurityCondition.Malformed,
    };

    /// <summary>What a flag stands for; null when it informs. Times are looked at elsewhere.</summary>
    public static SecurityCondition? Of(SecurityFlag flag) =>
        Informational.Contains(flag) ? null : _conditions.TryGetValue(flag, out SecurityCondition condition) ? condition : SecurityCondition.Unclear;

    /// <summary>What a certificate's state stands for; null when it is good.</summary>
    public static SecurityCondition? Of(CertificateFact fact) => fact switch
    {
        CertificateFact.Trusted => null,
        CertificateFact.Missing => SecurityCondition.CertificateMissing,
        CertificateFact.Untrusted => SecurityCondition.ChainUntrusted,
        CertificateFact.Expired => SecurityCondition.CertificateExpired,
        CertificateFact.NotYetValid => SecurityCondition.CertificateNotYetValid,
        CertificateFact.Revoked => SecurityCondition.CertificateRevoked,
        CertificateFact.RevocationUnknown => SecurityCondition.RevocationUnknown,
        CertificateFact.Unsuitable => SecurityCondition.CertificateUnsuitable,
        _ => SecurityCondition.Unclear,
    };

    /// <summary>What a signature's cryptographic state stands for; null when it is good.</summary>
    public static SecurityCondition? Of(SignatureFact fact) => fact switch
    {
        SignatureFact.Valid => null,
        SignatureFact.Invalid => SecurityCondition.SignatureInvalid,
        SignatureFact.Unverifiable => SecurityCondition.SignatureUnverifiable,
        _ => SecurityCondition.Unclear,
    };

    /// <summary>What a status stands for that no flag explains; null when the status is nothing to decide about by itself.</summary>
    public static SecurityCondition? Of(SecurityStatus status) => status switch
    {
        SecurityStatus.Pass or SecurityStatus.None => null,
        SecurityStatus.Fail => SecurityCondition.SignatureInvalid,
        SecurityStatus.Neutral => SecurityCondition.SignatureUnverifiable,
        SecurityStatus.TempError => SecurityCondition.DirectoryDown,
        SecurityStatus.PermError => SecurityCondition.CertificateMissing,
        _ => SecurityCondition.Unclear,
    };
}
