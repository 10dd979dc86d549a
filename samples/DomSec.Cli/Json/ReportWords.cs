namespace DomSec.Cli.Json;

/// <summary>The spelling of every enumeration value, for JSON and for people. Written out, so that renaming a member cannot change the contract.</summary>
internal static class ReportWords
{
    public static string Of(SecurityStatus value) => value switch
    {
        SecurityStatus.None => "none",
        SecurityStatus.Pass => "pass",
        SecurityStatus.Fail => "fail",
        SecurityStatus.Policy => "policy",
        SecurityStatus.Neutral => "neutral",
        SecurityStatus.TempError => "temperror",
        SecurityStatus.PermError => "permerror",
        _ => throw Unknown(value),
    };

    public static string Of(IdentityLevel value) => value switch
    {
        IdentityLevel.None => "none",
        IdentityLevel.Domain => "domain",
        IdentityLevel.DelegatedOriginator => "delegatedOriginator",
        IdentityLevel.Originator => "originator",
        _ => throw Unknown(value),
    };

    public static string Of(ConfidentialityLevel value) => value switch
    {
        ConfidentialityLevel.None => "none",
        ConfidentialityLevel.EndToEnd => "endToEnd",
        ConfidentialityLevel.Domain => "domain",
        ConfidentialityLevel.Opaque => "opaque",
        _ => throw Unknown(value),
    };

    public static string Of(HeaderProtectionLevel value) => value switch
    {
        HeaderProtectionLevel.None => "none",
        HeaderProtectionLevel.Rfc9788 => "rfc9788",
        HeaderProtectionLevel.Rfc7508 => "rfc7508",
        HeaderProtectionLevel.Rfc8551 => "rfc8551",
        _ => throw Unknown(value),
    };

    public static string Of(HeaderFieldState value) => value switch
    {
        HeaderFieldState.Same => "same",
        HeaderFieldState.Concealed => "concealed",
        HeaderFieldState.Differs => "differs",
        HeaderFieldState.Missing => "missing",
        HeaderFieldState.Unprotected => "unprotected",
        _ => throw Unknown(value),
    };

    public static string Of(LayerKind value) => value switch
    {
        LayerKind.Signed => "signed",
        LayerKind.NullSigned => "nullSigned",
        LayerKind.Enveloped => "enveloped",
        LayerKind.AuthEnveloped => "authEnveloped",
        LayerKind.Compressed => "compressed",
        LayerKind.CertsOnly => "certsOnly",
        LayerKind.Receipt => "receipt",

        // Recognised and not opened: the structure tells them apart.
        LayerKind.Opaque or LayerKind.Digested or LayerKind.EncryptedData or LayerKind.Authenticated or LayerKind.SignedAndEnveloped or LayerKind.TimeStamp => "opaque",
        LayerKind.Malformed => "malformed",
        LayerKind.Content => "content",
        _ => throw Unknown(value),
    };

    public static string Of(LayerCarrier value) => value switch
    {
        LayerCarrier.Pkcs7Mime => "pkcs7-mime",
        LayerCarrier.MultipartSigned => "multipart-signed",
        LayerCarrier.OctetStream => "octet-stream",
        LayerCarrier.Cms => "cms",
        _ => throw Unknown(value),
    };

    public static string Of(LayerEncoding value) => value switch
    {
        LayerEncoding.Der => "der",
        LayerEncoding.Ber => "ber",
        _ => throw Unknown(value),
    };

    public static string Of(SignatureType value) => value switch
    {
        SignatureType.Originator => "originator",
        SignatureType.Domain => "domain",
        SignatureType.AdditionalAttributes => "addAttrib",
        SignatureType.Review => "review",
        SignatureType.DelegatedOriginator => "delegatedOriginator",
        SignatureType.Unknown => "unknown",
        _ => throw Unknown(value),
    };

    public static string Of(SignatureFact value) => value switch
    {
        SignatureFact.Unverifiable => "unverifiable",
        SignatureFact.Valid => "valid",
        SignatureFact.Invalid => "invalid",
        _ => throw Unknown(value),
    };

    public static string Of(CertificateFact value) => value switch
    {
        CertificateFact.Missing => "missing",
        CertificateFact.Trusted => "trusted",
        CertificateFact.Untrusted => "untrusted",
        CertificateFact.Expired => "expired",
        CertificateFact.NotYetValid => "notYetValid",
        CertificateFact.Revoked => "revoked",
        CertificateFact.RevocationUnknown => "revocationUnknown",
        CertificateFact.Unsuitable => "unsuitable",
        _ => throw Unknown(value),
    };

    public static string Of(RecipientKind value) => value switch
    {
        RecipientKind.KeyTransport => "ktri",
        RecipientKind.KeyAgreement => "kari",
        RecipientKind.KeyEncryptionKey => "kekri",
        RecipientKind.Password => "pwri",
        RecipientKind.KeyEncapsulation => "kemri",
        RecipientKind.Other => "ori",
        _ => throw Unknown(value),
    };

    public static string Of(MailListReceiptPolicy value) => value switch
    {
        MailListReceiptPolicy.Missing => "missing",
        MailListReceiptPolicy.None => "none",
        MailListReceiptPolicy.InsteadOf => "insteadOf",
        MailListReceiptPolicy.InAdditionTo => "inAdditionTo",
        _ => throw Unknown(value),
    };

    private static ArgumentOutOfRangeException Unknown(Enum value) => new(nameof(value), value, "A value without a word.");
}
