namespace DomSec.Corpus.Asn1;

/// <summary>Object identifiers, as the registries have them.</summary>
internal static class Oids
{
    public const string Data = "1.2.840.113549.1.7.1";
    public const string SignedData = "1.2.840.113549.1.7.2";
    public const string EnvelopedData = "1.2.840.113549.1.7.3";
    public const string ContentInfo = "1.2.840.113549.1.9.16.1.6";
    public const string Receipt = "1.2.840.113549.1.9.16.1.1";
    public const string CompressedData = "1.2.840.113549.1.9.16.1.9";
    public const string AuthEnvelopedData = "1.2.840.113549.1.9.16.1.23";

    public const string ContentType = "1.2.840.113549.1.9.3";
    public const string MessageDigest = "1.2.840.113549.1.9.4";
    public const string SigningTime = "1.2.840.113549.1.9.5";
    public const string Countersignature = "1.2.840.113549.1.9.6";

    public const string ReceiptRequest = "1.2.840.113549.1.9.16.2.1";
    public const string SecurityLabel = "1.2.840.113549.1.9.16.2.2";
    public const string ExpansionHistory = "1.2.840.113549.1.9.16.2.3";
    public const string ContentHints = "1.2.840.113549.1.9.16.2.4";
    public const string ContentIdentifier = "1.2.840.113549.1.9.16.2.7";
    public const string EquivalentLabels = "1.2.840.113549.1.9.16.2.9";
    public const string SigningCertificate = "1.2.840.113549.1.9.16.2.12";
    public const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    public const string SecureHeaderFields = "1.2.840.113549.1.9.16.2.55";
    public const string AlgorithmProtection = "1.2.840.113549.1.9.52";

    /// <summary>id-aa-signatureType (RFC 7107 section 3.5; erratum 3757).</summary>
    public const string SignatureType = "1.2.840.113549.1.9.16.2.28";

    /// <summary>The same as draft-melnikov-smime-msa-to-mda prints it.</summary>
    public const string SignatureTypeOfDraft = "1.2.840.113549.1.9.28";

    public const string OriginatorSig = "1.2.840.113549.1.9.16.9.1";
    public const string DomainSig = "1.2.840.113549.1.9.16.9.2";
    public const string AddAttribSig = "1.2.840.113549.1.9.16.9.3";
    public const string ReviewSig = "1.2.840.113549.1.9.16.9.4";
    public const string DelegatedOriginatorSig = "1.2.840.113549.1.9.16.9.5";

    public const string Sha1 = "1.3.14.3.2.26";
    public const string Sha256 = "2.16.840.1.101.3.4.2.1";
    public const string Sha384 = "2.16.840.1.101.3.4.2.2";
    public const string Sha512 = "2.16.840.1.101.3.4.2.3";
    public const string RsaEncryption = "1.2.840.113549.1.1.1";
    public const string RsaesOaep = "1.2.840.113549.1.1.7";
    public const string Mgf1 = "1.2.840.113549.1.1.8";
    public const string Sha256WithRsa = "1.2.840.113549.1.1.11";
    public const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
    public const string Ed25519 = "1.3.101.112";
    public const string Aes256Wrap = "2.16.840.1.101.3.4.1.45";
    public const string EcdhSha256Kdf = "1.3.132.1.11.1";
    public const string EcdhHkdfSha256 = "1.2.840.113549.1.9.16.3.19";
    public const string Zlib = "1.2.840.113549.1.9.16.3.8";
}
