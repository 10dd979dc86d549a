namespace DomSec;

/// <summary>The catalogue of flags, each with its rule and one sentence. Identifiers are stable.</summary>
public static class SecurityFlags
{
    /// <summary>The certificate's common name is missing, not unique, or not the role's name.</summary>
    public static SecurityFlag NameCn { get; } = new("F-NAME-CN", "RFC 3183 section 3.1.1", "The certificate's common name is missing, not unique, or not the role's name.", FlagSeverity.Policy);

    /// <summary>An address in the certificate does not have the role's name before the @.</summary>
    public static SecurityFlag NameLocalPart { get; } = new("F-NAME-LOCALPART", "RFC 3183 section 3.1.1", "An address in the certificate does not have the role's name before the @.", FlagSeverity.Policy);

    /// <summary>An address in the certificate has a form that authorities do not have, or subject and subjectAltName disagree.</summary>
    public static SecurityFlag NameAddress { get; } = new("F-NAME-ADDRESS", "RFC 9598 section 3, library (DS-NAM-26)", "An address in the certificate has a form that authorities do not have, or subject and subjectAltName disagree.", FlagSeverity.Policy);

    /// <summary>It cannot be told which end of the certificate's subject is the more significant one.</summary>
    public static SecurityFlag NameOrder { get; } = new("F-NAME-ORDER", "library (DS-NAM-29)", "It cannot be told which end of the certificate's subject is the more significant one.", FlagSeverity.Information);

    /// <summary>The certificate is named neither as RFC 3183 asks nor as was agreed with the partner.</summary>
    public static SecurityFlag NameProfile { get; } = new("F-NAME-PROFILE", "library (DS-NAM-32)", "The certificate is named neither as RFC 3183 asks nor as was agreed with the partner.", FlagSeverity.Policy);

    /// <summary>The certificate is named by a convention agreed with the partner.</summary>
    public static SecurityFlag NameAgreed { get; } = new("F-NAME-AGREED", "RFC 3183 section 3.1.1 (DS-NAM-15)", "The certificate is named by a convention agreed with the partner.", FlagSeverity.Information);

    /// <summary>An address in the certificate has blanks around it, which the agreement with the partner tolerates.</summary>
    public static SecurityFlag NameBlanks { get; } = new("F-NAME-BLANKS", "library (DS-NAM-34)", "An address in the certificate has blanks around it, which the agreement with the partner tolerates.", FlagSeverity.Information);

    /// <summary>The authority has the name of a draft, which the agreement with the partner tolerates.</summary>
    public static SecurityFlag NameLegacy { get; } = new("F-NAME-LEGACY", "library (DS-STA-15)", "The authority has the name of a draft, which the agreement with the partner tolerates.", FlagSeverity.Information);

    /// <summary>Neither the certificate nor an issuer of it is pinned for this partner.</summary>
    public static SecurityFlag PinMissing { get; } = new("F-CERT-PIN", "library (SEC-DOM-03)", "Neither the certificate nor an issuer of it is pinned for this partner.", FlagSeverity.Policy);

    /// <summary>The signer's domain is neither the sender's domain nor above it.</summary>
    public static SecurityFlag MapNotAscendant { get; } = new("F-MAP-NOT-ASCENDANT", "RFC 3183 section 3.1.1", "The signer's domain is neither the sender's domain nor above it.", FlagSeverity.Policy);

    /// <summary>The signer's domain covers the sender's only because it is a public suffix.</summary>
    public static SecurityFlag MapPublicSuffix { get; } = new("F-MAP-PUBLIC-SUFFIX", "library (DS-NAM-23)", "The signer's domain covers the sender's only because it is a public suffix.", FlagSeverity.Policy);

    /// <summary>The signer's name has no domain part that could cover anything.</summary>
    public static SecurityFlag MapVacuous { get; } = new("F-MAP-VACUOUS", "library (DS-NAM-24)", "The signer's name has no domain part that could cover anything.", FlagSeverity.Policy);

    /// <summary>The signer's name and the sender's have no form in common to compare, or the message has no usable From.</summary>
    public static SecurityFlag MapUnverifiable { get; } = new("F-MAP-UNVERIFIABLE", "library (DS-NAM-25)", "The signer's name and the sender's have no form in common to compare, or the message has no usable From.", FlagSeverity.Policy);

    /// <summary>The encrypting authority's certificate is not named domain-confidentiality-authority.</summary>
    public static SecurityFlag DcaName { get; } = new("F-DCA-NAME", "RFC 3183 section 4.1", "The encrypting authority's certificate is not named domain-confidentiality-authority.", FlagSeverity.Information);

    /// <summary>The encrypting authority's domain does not cover the domain it encrypts for.</summary>
    public static SecurityFlag DcaMapping { get; } = new("F-DCA-MAPPING", "RFC 3183 section 4.1", "The encrypting authority's domain does not cover the domain it encrypts for.", FlagSeverity.Information);

    /// <summary>The signatureType attribute stands outside the signed attributes, where anyone can write it; it is ignored.</summary>
    public static SecurityFlag TypeUnsigned { get; } = new("F-STYPE-UNSIGNED", "RFC 3183 section 3.1.2", "The signatureType attribute stands outside the signed attributes, where anyone can write it; it is ignored.", FlagSeverity.Policy);

    /// <summary>The signatureType attribute, or one of its values, is there twice.</summary>
    public static SecurityFlag TypeDuplicate { get; } = new("F-STYPE-DUP", "RFC 3183 section 3.1.2", "The signatureType attribute, or one of its values, is there twice.", FlagSeverity.Policy);

    /// <summary>The additional-attributes type stands beside another type.</summary>
    public static SecurityFlag TypeExclusive { get; } = new("F-STYPE-EXCLUSIVE", "RFC 3183 section 3.1.2", "The additional-attributes type stands beside another type.", FlagSeverity.Policy);

    /// <summary>The signers of one layer claim different types.</summary>
    public static SecurityFlag TypeInconsistent { get; } = new("F-STYPE-INCONSISTENT", "RFC 3183 section 3.1.2", "The signers of one layer claim different types.", FlagSeverity.Policy);

    /// <summary>The signatureType attribute names no type.</summary>
    public static SecurityFlag TypeEmpty { get; } = new("F-STYPE-EMPTY", "RFC 3183 section 3.1.2", "The signatureType attribute names no type.", FlagSeverity.Policy);

    /// <summary>The signatureType attribute has several values or a bare identifier instead of one sequence.</summary>
    public static SecurityFlag TypeForm { get; } = new("F-STYPE-FORM", "RFC 3183 section 3.1.2", "The signatureType attribute has several values or a bare identifier instead of one sequence.", FlagSeverity.Policy);

    /// <summary>The signatureType attribute names a type this version does not know.</summary>
    public static SecurityFlag TypeUnknown { get; } = new("F-STYPE-UNKNOWN", "library (DS-STA-14)", "The signatureType attribute names a type this version does not know.", FlagSeverity.Information);

    /// <summary>The signatureType attribute uses an identifier of a draft.</summary>
    public static SecurityFlag TypeLegacyOid { get; } = new("F-STYPE-LEGACY-OID", "library (DS-STA-15)", "The signatureType attribute uses an identifier of a draft.", FlagSeverity.Information);

    /// <summary>The domain signature stands beside the author's instead of around it, as in a draft.</summary>
    public static SecurityFlag TypeParallel { get; } = new("F-STYPE-PARALLEL", "library (DS-STA-15)", "The domain signature stands beside the author's instead of around it, as in a draft.", FlagSeverity.Information);

    /// <summary>A domain, review or attributes signature does not encapsulate another signature.</summary>
    public static SecurityFlag NoEncapsulation { get; } = new("F-NO-ENCAPSULATION", "RFC 3183 section 3.1.2", "A domain, review or attributes signature does not encapsulate another signature.", FlagSeverity.Policy);

    /// <summary>Fewer reviewers than the policy asks for have signed.</summary>
    public static SecurityFlag ReviewMissing { get; } = new("F-REVIEW-MISSING", "RFC 3183 section 3.4 (DS-REV-05)", "Fewer reviewers than the policy asks for have signed.", FlagSeverity.Policy);

    /// <summary>A certificate with an authority's name signed without a signatureType attribute.</summary>
    public static SecurityFlag RoleWithoutType { get; } = new("F-ROLE-WITHOUT-TYPE", "library (DS-STA-17)", "A certificate with an authority's name signed without a signatureType attribute.", FlagSeverity.Policy);

    /// <summary>The signature's type and the certificate's name are of different roles.</summary>
    public static SecurityFlag RoleMismatch { get; } = new("F-ROLE-MISMATCH", "RFC 3183 section 3.1.1", "The signature's type and the certificate's name are of different roles.", FlagSeverity.Policy);

    /// <summary>The message has only empty signature layers: nobody signed it.</summary>
    public static SecurityFlag NullOnly { get; } = new("F-NULL-ONLY", "library (DS-ENC-09)", "The message has only empty signature layers: nobody signed it.", FlagSeverity.Information);

    /// <summary>The message is encrypted without a domain signature inside: anyone can encrypt.</summary>
    public static SecurityFlag EncryptedWithoutDomainSignature { get; } = new("F-ENC-WITHOUT-DS", "RFC 3183 section 6", "The message is encrypted without a domain signature inside: anyone can encrypt.", FlagSeverity.Information);

    /// <summary>A layer could not be opened.</summary>
    public static SecurityFlag Opaque { get; } = new("F-OPAQUE", "library", "A layer could not be opened.", FlagSeverity.Information);

    /// <summary>No signature covers the From field.</summary>
    public static SecurityFlag HeaderUnprotected { get; } = new("F-HEADER-UNPROTECTED", "library (HP-01)", "No signature covers the From field.", FlagSeverity.Information);

    /// <summary>A header field differs from its protected copy.</summary>
    public static SecurityFlag HeaderMismatch { get; } = new("F-HEADER-MISMATCH", "RFC 9788", "A header field differs from its protected copy.", FlagSeverity.Information);

    /// <summary>The From field names another sender than its protected copy: the message may have been sent again under another name.</summary>
    public static SecurityFlag HeaderFrom { get; } = new("F-HEADER-FROM", "RFC 9788 section 4.4", "The From field names another sender than its protected copy: the message may have been sent again under another name.", FlagSeverity.Policy);

    /// <summary>A header field is not the one that the signature's SecureHeaderFields hold; RFC 7508 makes the signature invalid.</summary>
    public static SecurityFlag HeaderInvalid { get; } = new("F-HEADER-INVALID", "RFC 7508 section 4.5.2", "A header field is not the one that the signature's SecureHeaderFields hold; RFC 7508 makes the signature invalid.", FlagSeverity.Fact);

    /// <summary>The signers of one layer do not hold the same SecureHeaderFields.</summary>
    public static SecurityFlag HeaderInconsistent { get; } = new("F-HEADER-INCONSISTENT", "RFC 7508 section 4.5.1", "The signers of one layer do not hold the same SecureHeaderFields.", FlagSeverity.Policy);

    /// <summary>The SecureHeaderFields came under the identifier of the RFC's worked example.</summary>
    public static SecurityFlag HeaderLegacyOid { get; } = new("F-HEADER-LEGACY-OID", "RFC 7508 appendix B", "The SecureHeaderFields came under the identifier of the RFC's worked example.", FlagSeverity.Information);

    /// <summary>What is to protect the header cannot be read, or does not fit the layers around it; it is ignored.</summary>
    public static SecurityFlag HeaderForm { get; } = new("F-HEADER-FORM", "RFC 9788 section 4.1, RFC 7508 section 4.1", "What is to protect the header cannot be read, or does not fit the layers around it; it is ignored.", FlagSeverity.Information);

    /// <summary>The protected To and Cc fields do not name a recipient: somebody may have encrypted the signed message again for others.</summary>
    public static SecurityFlag RecipientNotNamed { get; } = new("F-RECIPIENT-NOT-NAMED", "library (SEC-DOM-06)", "The protected To and Cc fields do not name a recipient: somebody may have encrypted the signed message again for others.", FlagSeverity.Information);

    /// <summary>A security label was in a signature layer that had to be stripped.</summary>
    public static SecurityFlag LabelDropped { get; } = new("F-LABEL-DROPPED", "library (DS-MLA-15)", "A security label was in a signature layer that had to be stripped.", FlagSeverity.Information);

    /// <summary>The signers of one layer tell different mail list expansion histories, or one that cannot be read.</summary>
    public static SecurityFlag ExpansionConflict { get; } = new("F-MLEH-CONFLICT", "RFC 2634 section 4.1", "The signers of one layer tell different mail list expansion histories, or one that cannot be read.", FlagSeverity.Policy);

    /// <summary>The mail list expansion history names a certificate of an own domain: the message went in a circle.</summary>
    public static SecurityFlag ExpansionLoop { get; } = new("F-MLEH-LOOP", "RFC 2634 section 4.1.1", "The mail list expansion history names a certificate of an own domain: the message went in a circle.", FlagSeverity.Information);

    /// <summary>The message was expanded by more mail lists than the history may hold.</summary>
    public static SecurityFlag ExpansionOverflow { get; } = new("F-MLEH-OVERFLOW", "RFC 2634 section 4.4", "The message was expanded by more mail lists than the history may hold.", FlagSeverity.Information);

    /// <summary>A digest, signature or encryption algorithm is too weak today.</summary>
    public static SecurityFlag AlgorithmWeak { get; } = new("F-ALG-WEAK", "RFC 8551 section 6", "A digest, signature or encryption algorithm is too weak today.", FlagSeverity.Policy);

    /// <summary>A key is smaller than the policy's minimum.</summary>
    public static SecurityFlag KeySmall { get; } = new("F-KEY-SMALL", "RFC 8551 section 6", "A key is smaller than the policy's minimum.", FlagSeverity.Policy);

    /// <summary>The signer's certificate could not be found.</summary>
    public static SecurityFlag CertificateMissing { get; } = new("F-CERT-MISSING", "RFC 8550 section 2.3", "The signer's certificate could not be found.", FlagSeverity.Fact);

    /// <summary>A certificate that came with the signature, the signer's or the one to encrypt to, is damaged.</summary>
    public static SecurityFlag CertificateDamaged { get; } = new("F-CERT-DAMAGED", "library (SEC-CMS-05)", "A certificate that came with the signature, the signer's or the one to encrypt to, is damaged.", FlagSeverity.Policy);

    /// <summary>No valid path leads from the signer's certificate to an anchor of the community.</summary>
    public static SecurityFlag CertificateUntrusted { get; } = new("F-CERT-UNTRUSTED", "RFC 8550 section 4.2", "No valid path leads from the signer's certificate to an anchor of the community.", FlagSeverity.Fact);

    /// <summary>The signer's certificate, or an issuer's, has expired.</summary>
    public static SecurityFlag CertificateExpired { get; } = new("F-CERT-EXPIRED", "RFC 5280 section 6.1.3", "The signer's certificate, or an issuer's, has expired.", FlagSeverity.Fact);

    /// <summary>The signer's certificate, or an issuer's, is not valid yet.</summary>
    public static SecurityFlag CertificateNotYetValid { get; } = new("F-CERT-NOT-YET-VALID", "RFC 5280 section 6.1.3", "The signer's certificate, or an issuer's, is not valid yet.", FlagSeverity.Fact);

    /// <summary>The certificate's usages, or an extension that is critical and unknown, forbid this use.</summary>
    public static SecurityFlag CertificateUnsuitable { get; } = new("F-CERT-UNSUITABLE", "RFC 8550 section 4.4", "The certificate's usages, or an extension that is critical and unknown, forbid this use.", FlagSeverity.Fact);

    /// <summary>The signer's certificate, or an issuer's, is revoked.</summary>
    public static SecurityFlag CertificateRevoked { get; } = new("F-REV-REVOKED", "RFC 5280 section 6.3", "The signer's certificate, or an issuer's, is revoked.", FlagSeverity.Fact);

    /// <summary>Revocation is practised, and the state of a certificate of the path cannot be told.</summary>
    public static SecurityFlag RevocationUnknown { get; } = new("F-REV-UNKNOWN", "RFC 8550 section 4.1", "Revocation is practised, and the state of a certificate of the path cannot be told.", FlagSeverity.Fact);

    /// <summary>No source of revocation information exists, so none was checked.</summary>
    public static SecurityFlag RevocationNone { get; } = new("F-REV-NONE", "library (decision 5)", "No source of revocation information exists, so none was checked.", FlagSeverity.Information);

    /// <summary>The digest or the signature does not verify: the content was altered, or another key signed.</summary>
    public static SecurityFlag SignatureInvalid { get; } = new("F-SIG-INVALID", "RFC 5652 section 5.6", "The digest or the signature does not verify: the content was altered, or another key signed.", FlagSeverity.Fact);

    /// <summary>The signature uses an algorithm this build does not know.</summary>
    public static SecurityFlag SignatureUnverifiable { get; } = new("F-SIG-UNVERIFIABLE", "RFC 5652 section 5.1", "The signature uses an algorithm this build does not know.", FlagSeverity.Fact);

    /// <summary>A signature under the valid domain signature does not verify.</summary>
    public static SecurityFlag InnerInvalid { get; } = new("F-INNER-INVALID", "RFC 3183 section 3.2", "A signature under the valid domain signature does not verify.", FlagSeverity.Information);

    /// <summary>The signature has no signed attributes and could be a confusion of content with attributes.</summary>
    public static SecurityFlag AttributesAbsent { get; } = new("F-ATTR-ABSENT", "library (SEC-CMS-01)", "The signature has no signed attributes and could be a confusion of content with attributes.", FlagSeverity.Policy);

    /// <summary>The signed attributes were signed as received, not in DER order.</summary>
    public static SecurityFlag AttributesOrder { get; } = new("F-ATTR-ORDER", "RFC 5652 section 5.4", "The signed attributes were signed as received, not in DER order.", FlagSeverity.Information);

    /// <summary>The signed attributes were sent with lengths that are not DER.</summary>
    public static SecurityFlag AttributesNotDer { get; } = new("F-ATTR-NOT-DER", "RFC 5652 section 5.3", "The signed attributes were sent with lengths that are not DER.", FlagSeverity.Information);

    /// <summary>An attribute of RFC 2634 is there twice or has not exactly one value; it is ignored.</summary>
    public static SecurityFlag AttributeDuplicate { get; } = new("F-ATTR-DUPLICATE", "RFC 2634 section 1.3.4", "An attribute of RFC 2634 is there twice or has not exactly one value; it is ignored.", FlagSeverity.Information);

    /// <summary>An attribute stands where RFC 2634 does not allow it; it is ignored there.</summary>
    public static SecurityFlag AttributePlacement { get; } = new("F-ATTR-PLACEMENT", "RFC 2634 section 1.3.4", "An attribute stands where RFC 2634 does not allow it; it is ignored there.", FlagSeverity.Information);

    /// <summary>An attribute of RFC 2634 cannot be read; it is ignored.</summary>
    public static SecurityFlag AttributeMalformed { get; } = new("F-ATTR-MALFORMED", "RFC 2634", "An attribute of RFC 2634 cannot be read; it is ignored.", FlagSeverity.Information);

    /// <summary>The signers of one layer do not agree on the security label.</summary>
    public static SecurityFlag LabelConflict { get; } = new("F-LABEL-CONFLICT", "RFC 2634 section 3.1.2", "The signers of one layer do not agree on the security label.", FlagSeverity.Policy);

    /// <summary>The security label is of a policy, or a classification of it, that is not known here.</summary>
    public static SecurityFlag LabelUnknownPolicy { get; } = new("F-LABEL-UNKNOWN-POLICY", "RFC 2634 section 3.1.2", "The security label is of a policy, or a classification of it, that is not known here.", FlagSeverity.Policy);

    /// <summary>The signers of one layer do not ask for the same receipt; none may be sent.</summary>
    public static SecurityFlag ReceiptConflict { get; } = new("F-RECEIPT-CONFLICT", "RFC 2634 section 2.3", "The signers of one layer do not ask for the same receipt; none may be sent.", FlagSeverity.Information);

    /// <summary>The signer made another signature in this layer, and it was taken away.</summary>
    public static SecurityFlag SignatureStripped { get; } = new("F-SIG-STRIPPED", "RFC 5752 section 4.6", "The signer made another signature in this layer, and it was taken away.", FlagSeverity.Policy);

    /// <summary>No address in the originator's certificate is in the From or Sender field.</summary>
    public static SecurityFlag AddressMismatch { get; } = new("F-ADDR-MISMATCH", "RFC 8550 section 3", "No address in the originator's certificate is in the From or Sender field.", FlagSeverity.Policy);

    /// <summary>The micalg parameter does not name the digest that was used.</summary>
    public static SecurityFlag Micalg { get; } = new("F-MICALG", "RFC 8551 section 3.5.3.2", "The micalg parameter does not name the digest that was used.", FlagSeverity.Information);

    /// <summary>The MIME labels and the content type of a layer disagree.</summary>
    public static SecurityFlag CarrierLabel { get; } = new("F-CARRIER-LABEL", "RFC 8551 section 3.2.2", "The MIME labels and the content type of a layer disagree.", FlagSeverity.Information);

    /// <summary>A layer's transfer encoding is not the one its label names, or other text stands in it.</summary>
    public static SecurityFlag CarrierEncoding { get; } = new("F-CARRIER-ENCODING", "RFC 2045 section 6", "A layer's transfer encoding is not the one its label names, or other text stands in it.", FlagSeverity.Information);

    /// <summary>The message came wrapped in a TNEF stream (winmail.dat); what it wraps was read.</summary>
    public static SecurityFlag CarrierTnef { get; } = new("F-CARRIER-TNEF", "MS-OXTNEF", "The message came wrapped in a TNEF stream (winmail.dat); what it wraps was read.", FlagSeverity.Information);

    /// <summary>The signed content was altered on its way in a manner that is known; the signature stays invalid.</summary>
    public static SecurityFlag SignatureAltered { get; } = new("F-SIG-ALTERED", "RFC 1847 section 2.1", "The signed content was altered on its way in a manner that is known; the signature stays invalid.", FlagSeverity.Information);

    /// <summary>A signature stands beside content that no multipart/signed ties it to; it is not believed.</summary>
    public static SecurityFlag StraySignature { get; } = new("F-SIG-STRAY", "RFC 1847 section 2.1", "A signature stands beside content that no multipart/signed ties it to; it is not believed.", FlagSeverity.Information);

    /// <summary>A signature or encryption covers only a part of the message.</summary>
    public static SecurityFlag Partial { get; } = new("F-PARTIAL", "library (SEC-WRP-01)", "A signature or encryption covers only a part of the message.", FlagSeverity.Information);

    /// <summary>The content was encrypted without authentication and no valid signature is inside.</summary>
    public static SecurityFlag Unauthenticated { get; } = new("F-ENC-UNAUTHENTICATED", "library (SEC-EFL-02)", "The content was encrypted without authentication and no valid signature is inside.", FlagSeverity.Information);

    /// <summary>A security layer cannot be read.</summary>
    public static SecurityFlag Malformed { get; } = new("F-MALFORMED", "RFC 5652", "A security layer cannot be read.", FlagSeverity.Fact);

    /// <summary>A limit against hostile input was reached.</summary>
    public static SecurityFlag Limit { get; } = new("F-LIMIT", "library (SEC-DOS-01)", "A limit against hostile input was reached.", FlagSeverity.Fact);

    /// <summary>Zero octets or blanks follow a CMS object.</summary>
    public static SecurityFlag TrailingData { get; } = new("F-TRAILING-DATA", "library (CMS-BER-02)", "Zero octets or blanks follow a CMS object.", FlagSeverity.Information);

    /// <summary>All flags, in the order of the catalogue, which is also from the most specific to the least.</summary>
    public static IReadOnlyList<SecurityFlag> All { get; } =
    [
        NameCn,
        NameLocalPart,
        NameAddress,
        NameOrder,
        NameProfile,
        NameAgreed,
        NameBlanks,
        NameLegacy,
        PinMissing,
        MapNotAscendant,
        MapPublicSuffix,
        MapVacuous,
        MapUnverifiable,
        DcaName,
        DcaMapping,
        TypeUnsigned,
        TypeDuplicate,
        TypeExclusive,
        TypeInconsistent,
        TypeEmpty,
        TypeForm,
        TypeUnknown,
        TypeLegacyOid,
        TypeParallel,
        NoEncapsulation,
        ReviewMissing,
        RoleWithoutType,
        RoleMismatch,
        LabelConflict,
        LabelUnknownPolicy,
        NullOnly,
        EncryptedWithoutDomainSignature,
        Opaque,
        HeaderUnprotected,
        HeaderFrom,
        HeaderInvalid,
        HeaderInconsistent,
        HeaderMismatch,
        HeaderLegacyOid,
        HeaderForm,
        RecipientNotNamed,
        LabelDropped,
        ExpansionConflict,
        ExpansionLoop,
        ExpansionOverflow,
        AlgorithmWeak,
        KeySmall,
        CertificateMissing,
        CertificateDamaged,
        CertificateUntrusted,
        CertificateExpired,
        CertificateNotYetValid,
        CertificateUnsuitable,
        CertificateRevoked,
        RevocationUnknown,
        RevocationNone,
        SignatureInvalid,
        SignatureUnverifiable,
        InnerInvalid,
        AttributesAbsent,
        AttributesOrder,
        AttributesNotDer,
        AttributeDuplicate,
        AttributePlacement,
        AttributeMalformed,
        SignatureStripped,
        AddressMismatch,
        Micalg,
        CarrierLabel,
        CarrierEncoding,
        CarrierTnef,
        SignatureAltered,
        StraySignature,
        ReceiptConflict,
        Partial,
        Unauthenticated,
        Malformed,
        Limit,
        TrailingData,
    ];

    /// <summary>Finds a flag by its identifier.</summary>
    /// <param name="id">Such as <c>F-NAME-CN</c>; case matters.</param>
    /// <returns>The flag, or null when the catalogue has none of that name.</returns>
    public static SecurityFlag? Find(string id)
    {
        foreach (SecurityFlag flag in All)
        {
            if (string.Equals(flag.Id, id, StringComparison.Ordinal))
            {
                return flag;
            }
        }

        return null;
    }
}
