using System.Security.Cryptography;
using DomSec.Corpus.Asn1;
using DomSec.Corpus.Pki;

namespace DomSec.Corpus.Cms;

/// <summary>Encoded attributes (RFC 5652 section 11, RFC 2634, RFC 3183 section 3.1.2, RFC 5035, RFC 7508).</summary>
internal static class Attributes
{
    /// <summary>SignatureType ::= SEQUENCE OF OBJECT IDENTIFIER, as the one value of its attribute.</summary>
    public static byte[] SignatureType(params IReadOnlyList<string> types) => Der.Attribute(Oids.SignatureType, TypeValue(types));

    public static byte[] TypeValue(params IReadOnlyList<string> types) => Der.Sequence([.. types.Select(Der.Oid)]);

    /// <summary>
    /// ESSSecurityLabel ::= SET { security-policy-identifier, security-classification INTEGER OPTIONAL, privacy-mark OPTIONAL, security-categories OPTIONAL };
    /// DER orders by tag: INTEGER, OBJECT IDENTIFIER, strings.
    /// </summary>
    public static byte[] LabelValue(string policy, int? classification = null, string? mark = null) => Der.Set(
    [
        .. classification is { } number ? new[] { Der.Integer(number) } : [],
        Der.Oid(policy),
        .. mark is not null ? new[] { Der.Printable(mark) } : [],
    ]);

    public static byte[] Label(string policy, int? classification = null, string? mark = null) => Der.Attribute(Oids.SecurityLabel, LabelValue(policy, classification, mark));

    /// <summary>EquivalentLabels ::= SEQUENCE OF ESSSecurityLabel.</summary>
    public static byte[] EquivalentLabels(params ReadOnlySpan<byte[]> labels) => Der.Attribute(Oids.EquivalentLabels, Der.Sequence(labels));

    /// <summary>MLData ::= SEQUENCE { mailListIdentifier EntityIdentifier, expansionTime GeneralizedTime, mlReceiptPolicy OPTIONAL }.</summary>
    public static byte[] ListData(byte[] entity, DateTimeOffset time, byte[]? receiptPolicy = null) => Der.Sequence([entity, Der.GeneralizedTime(time), .. receiptPolicy is null ? Array.Empty<byte[]>() : [receiptPolicy]]);

    /// <summary>MLExpansionHistory ::= SEQUENCE OF MLData.</summary>
    public static byte[] ExpansionHistory(params ReadOnlySpan<byte[]> data) => Der.Attribute(Oids.ExpansionHistory, Der.Sequence(data));

    /// <summary>ContentHints ::= SEQUENCE { contentDescription UTF8String OPTIONAL, contentType }.</summary>
    public static byte[] ContentHints(string contentType) => Der.Attribute(Oids.ContentHints, Der.Sequence(Der.Oid(contentType)));

    public static byte[] ContentIdentifier(string text) => Der.Attribute(Oids.ContentIdentifier, Der.Octets(System.Text.Encoding.ASCII.GetBytes(text)));

    /// <summary>ReceiptRequest ::= SEQUENCE { signedContentIdentifier, receiptsFrom [0] allOrFirstTier, receiptsTo SEQUENCE OF GeneralNames }.</summary>
    public static byte[] ReceiptRequest(string identifier, string to) => Der.Attribute(Oids.ReceiptRequest, Der.Sequence(
        Der.Octets(System.Text.Encoding.ASCII.GetBytes(identifier)),
        Der.Implicit(0, [0]),
        Der.Sequence(Der.Sequence(Der.Implicit(1, System.Text.Encoding.ASCII.GetBytes(to))))));

    /// <summary>SigningCertificateV2 with one ESSCertIDv2; SHA-256 is the default and left out.</summary>
    public static byte[] SigningCertificateV2(Identity identity, string? algorithm = null, byte[]? explicitAlgorithm = null, byte[]? hash = null)
    {
        HashAlgorithmName name = algorithm switch
        {
            Oids.Sha384 => HashAlgorithmName.SHA384,
            Oids.Sha512 => HashAlgorithmName.SHA512,
            _ => HashAlgorithmName.SHA256,
        };
        byte[] value = hash ?? CryptographicOperations.HashData(name, identity.Certificate);
        byte[]? identifier = explicitAlgorithm ?? (algorithm is null ? null : Der.Algorithm(algorithm));
        return Der.Attribute(Oids.SigningCertificateV2, Der.Sequence(Der.Sequence(Der.Sequence([.. identifier is null ? Array.Empty<byte[]>() : [identifier], Der.Octets(value), IssuerSerial(identity)]))));
    }

    /// <summary>SigningCertificate with one ESSCertID: SHA-1.</summary>
    public static byte[] SigningCertificate(Identity identity, byte[]? hash = null) =>
        Der.Attribute(Oids.SigningCertificate, Der.Sequence(Der.Sequence(Der.Sequence(Der.Octets(hash ?? Sha1(identity.Certificate)), IssuerSerial(identity)))));

    /// <summary>CMSAlgorithmProtection (RFC 6211) for SHA-256.</summary>
    public static byte[] AlgorithmProtection(byte[] digest, byte[] signature) =>
        Der.Attribute(Oids.AlgorithmProtection, Der.Sequence(digest, Der.Tlv(0xA1, Der.ContentsOf(signature))));

    /// <summary>SecureHeaderFields ::= SET { canonAlgorithm Algorithm, secHeaderFields HeaderFields } (RFC 7508 section 3.1); relaxed is 1.</summary>
    public static byte[] SecureHeaders(params IReadOnlyList<(string Name, string Value, int Status)> fields) => SecureHeaders(Oids.SecureHeaderFields, fields);

    public static byte[] SecureHeaders(string type, params IReadOnlyList<(string Name, string Value, int Status)> fields)
    {
        byte[][] list =
        [
            .. fields.Select(field => Der.Sequence(
            [
                Der.Tlv(0x1A, System.Text.Encoding.ASCII.GetBytes(field.Name)),
                Der.Utf8(field.Value),
                .. field.Status == 0 ? Array.Empty<byte[]>() : [Der.Integer(field.Status)],
            ])),
        ];
        return Der.Attribute(type, Der.Set(Der.Tlv(0x0A, [1]), Der.Sequence(list)));
    }

    private static byte[] IssuerSerial(Identity identity) => Der.Sequence(Der.Sequence(Der.Explicit(4, identity.Issuer)), Der.Integer(identity.Serial));

    // RFC 2634 section 5.4 knows SHA-1 only.
    private static byte[] Sha1(byte[] data) => CryptographicOperations.HashData(HashAlgorithmName.SHA1, data);
}
