using DomSec.Ber;

namespace DomSec.Crypto;

/// <summary>Every object identifier that DomSec reads or writes, by the name its RFC gives it.</summary>
internal static class Oids
{
    // CMS content types: RFC 5652 section 12, RFC 2634, RFC 3274, RFC 5083.
    public static readonly Oid Data = new("1.2.840.113549.1.7.1");
    public static readonly Oid SignedData = new("1.2.840.113549.1.7.2");
    public static readonly Oid EnvelopedData = new("1.2.840.113549.1.7.3");
    public static readonly Oid SignedAndEnvelopedData = new("1.2.840.113549.1.7.4");
    public static readonly Oid DigestedData = new("1.2.840.113549.1.7.5");
    public static readonly Oid EncryptedData = new("1.2.840.113549.1.7.6");
    public static readonly Oid Receipt = new("1.2.840.113549.1.9.16.1.1");
    public static readonly Oid AuthenticatedData = new("1.2.840.113549.1.9.16.1.2");
    public static readonly Oid TstInfo = new("1.2.840.113549.1.9.16.1.4");
    public static readonly Oid ContentInfo = new("1.2.840.113549.1.9.16.1.6");
    public static readonly Oid CompressedData = new("1.2.840.113549.1.9.16.1.9");
    public static readonly Oid AuthEnvelopedData = new("1.2.840.113549.1.9.16.1.23");

    // CMS attributes: RFC 5652 section 11, RFC 2985, RFC 6211, RFC 8551.
    public static readonly Oid EmailAddress = new("1.2.840.113549.1.9.1");
    public static readonly Oid UnstructuredName = new("1.2.840.113549.1.9.2");
    public static readonly Oid ContentType = new("1.2.840.113549.1.9.3");
    public static readonly Oid MessageDigest = new("1.2.840.113549.1.9.4");
    public static readonly Oid SigningTime = new("1.2.840.113549.1.9.5");
    public static readonly Oid Countersignature = new("1.2.840.113549.1.9.6");
    public static readonly Oid ExtendedCertificateAttributes = new("1.2.840.113549.1.9.9");
    public static readonly Oid SmimeCapabilities = new("1.2.840.113549.1.9.15");
    public static readonly Oid CmsAlgorithmProtection = new("1.2.840.113549.1.9.52");

    // S/MIME attributes: id-aa, RFC 2634, RFC 5035, RFC 5652, RFC 5752, RFC 7508.
    public static readonly Oid ReceiptRequest = new("1.2.840.113549.1.9.16.2.1");
    public static readonly Oid SecurityLabel = new("1.2.840.113549.1.9.16.2.2");
    public static readonly Oid MlExpandHistory = new("1.2.840.113549.1.9.16.2.3");
    public static readonly Oid ContentHint = new("1.2.840.113549.1.9.16.2.4");
    public static readonly Oid MsgSigDigest = new("1.2.840.113549.1.9.16.2.5");
    public static readonly Oid ContentIdentifier = new("1.2.840.113549.1.9.16.2.7");
    public static readonly Oid EquivalentLabels = new("1.2.840.113549.1.9.16.2.9");
    public static readonly Oid ContentReference = new("1.2.840.113549.1.9.16.2.10");
    public static readonly Oid EncrypKeyPref = new("1.2.840.113549.1.9.16.2.11");
    public static readonly Oid SigningCertificate = new("1.2.840.113549.1.9.16.2.12");
    public static readonly Oid TimeStampToken = new("1.2.840.113549.1.9.16.2.14");
    public static readonly Oid OtherSigningCertificate = new("1.2.840.113549.1.9.16.2.19");
    public static readonly Oid BinarySigningTime = new("1.2.840.113549.1.9.16.2.46");
    public static readonly Oid SigningCertificateV2 = new("1.2.840.113549.1.9.16.2.47");
    public static readonly Oid MultipleSignatures = new("1.2.840.113549.1.9.16.2.51");
    public static readonly Oid SecureHeaderFields = new("1.2.840.113549.1.9.16.2.55");

    /// <summary>What the worked example of RFC 7508 has in the place of 55: read, never written (HP-11).</summary>
    public static readonly Oid SecureHeaderFieldsExample = new("1.2.840.113549.1.9.16.2.80");

    // RFC 3183 section 3.1: id-aa-signatureType (the arc of RFC 2634's id-aa) and its values; the variants that were seen in drafts.
    public static readonly Oid SignatureType = new("1.2.840.113549.1.9.16.2.28");
    public static readonly Oid SignatureTypeDraft = new("1.2.840.113549.1.9.28");

    /// <summary>id-sti, the arc of the signature types, which some took for the attribute's own.</summary>
    public static readonly Oid SignatureTypeArc = new("1.2.840.113549.1.9.16.9");

    public static readonly Oid OriginatorSig = new("1.2.840.113549.1.9.16.9.1");
    public static readonly Oid DomainSig = new("1.2.840.113549.1.9.16.9.2");
    public static readonly Oid AddAttribSig = new("1.2.840.113549.1.9.16.9.3");
    public static readonly Oid ReviewSig = new("1.2.840.113549.1.9.16.9.4");
    public static readonly Oid DelegatedOriginatorSig = new("1.2.840.113549.1.9.16.9.5");

    // Capabilities and other S/MIME arcs.
    public static readonly Oid PreferBinaryInside = new("1.2.840.113549.1.9.16.11.1");
    public static readonly Oid OriKem = new("1.2.840.113549.1.9.16.13.3");

    // Digests: RFC 3370 section 2, RFC 5754 section 2, RFC 9688 section 2, RFC 8702, RFC 8419 section 2.3.
    public static readonly Oid Md5 = new("1.2.840.113549.2.5");
    public static readonly Oid Sha1 = new("1.3.14.3.2.26");
    public static readonly Oid Sha256 = new("2.16.840.1.101.3.4.2.1");
    public static readonly Oid Sha384 = new("2.16.840.1.101.3.4.2.2");
    public static readonly Oid Sha512 = new("2.16.840.1.101.3.4.2.3");
    public static readonly Oid Sha224 = new("2.16.840.1.101.3.4.2.4");
    public static readonly Oid Sha3With224 = new("2.16.840.1.101.3.4.2.7");
    public static readonly Oid Sha3With256 = new("2.16.840.1.101.3.4.2.8");
    public static readonly Oid Sha3With384 = new("2.16.840.1.101.3.4.2.9");
    public static readonly Oid Sha3With512 = new("2.16.840.1.101.3.4.2.10");
    public static readonly Oid Shake128 = new("2.16.840.1.101.3.4.2.11");
    public static readonly Oid Shake256 = new("2.16.840.1.101.3.4.2.12");
    public static readonly Oid Shake256Len = new("2.16.840.1.101.3.4.2.18");

    // RSA: RFC 8017 appendix A, RFC 4055.
    public static readonly Oid RsaEncryption = new("1.2.840.113549.1.1.1");
    public static readonly Oid Md5WithRsa = new("1.2.840.113549.1.1.4");
    public static readonly Oid Sha1WithRsa = new("1.2.840.113549.1.1.5");
    public static readonly Oid Sha1WithRsaOiw = new("1.3.14.3.2.29");
    public static readonly Oid RsaEsOaep = new("1.2.840.113549.1.1.7");
    public static readonly Oid Mgf1 = new("1.2.840.113549.1.1.8");
    public static readonly Oid PSpecified = new("1.2.840.113549.1.1.9");
    public static readonly Oid RsaSsaPss = new("1.2.840.113549.1.1.10");
    public static readonly Oid Sha256WithRsa = new("1.2.840.113549.1.1.11");
    public static readonly Oid Sha384WithRsa = new("1.2.840.113549.1.1.12");
    public static readonly Oid Sha512WithRsa = new("1.2.840.113549.1.1.13");
    public static readonly Oid Sha224WithRsa = new("1.2.840.113549.1.1.14");

    // RSA and ECDSA with SHA-3: RFC 9688 section 3.
    public static readonly Oid EcdsaWithSha3With224 = new("2.16.840.1.101.3.4.3.9");
    public static readonly Oid EcdsaWithSha3With256 = new("2.16.840.1.101.3.4.3.10");
    public static readonly Oid EcdsaWithSha3With384 = new("2.16.840.1.101.3.4.3.11");
    public static readonly Oid EcdsaWithSha3With512 = new("2.16.840.1.101.3.4.3.12");
    public static readonly Oid RsaWithSha3With224 = new("2.16.840.1.101.3.4.3.13");
    public static readonly Oid RsaWithSha3With256 = new("2.16.840.1.101.3.4.3.14");
    public static readonly Oid RsaWithSha3With384 = new("2.16.840.1.101.3.4.3.15");
    public static readonly Oid RsaWithSha3With512 = new("2.16.840.1.101.3.4.3.16");

    // DSA (historic): RFC 3370 section 3.1, RFC 5754 section 3.1.
    public static readonly Oid Dsa = new("1.2.840.10040.4.1");
    public static readonly Oid DsaWithSha1 = new("1.2.840.10040.4.3");
    public static readonly Oid DsaWithSha224 = new("2.16.840.1.101.3.4.3.1");
    public static readonly Oid DsaWithSha256 = new("2.16.840.1.101.3.4.3.2");
    public static readonly Oid DsaWithSha384 = new("2.16.840.1.101.3.4.3.3");
    public static readonly Oid DsaWithSha512 = new("2.16.840.1.101.3.4.3.4");

    // Elliptic curves: RFC 5480, RFC 5753, RFC 8410.
    public static readonly Oid EcPublicKey = new("1.2.840.10045.2.1");
    public static readonly Oid EcDh = new("1.3.132.1.12");
    public static readonly Oid EcdsaWithSha1 = new("1.2.840.10045.4.1");
    public static readonly Oid EcdsaWithSha224 = new("1.2.840.10045.4.3.1");
    public static readonly Oid EcdsaWithSha256 = new("1.2.840.10045.4.3.2");
    public static readonly Oid EcdsaWithSha384 = new("1.2.840.10045.4.3.3");
    public static readonly Oid EcdsaWithSha512 = new("1.2.840.10045.4.3.4");
    public static readonly Oid Secp256r1 = new("1.2.840.10045.3.1.7");
    public static readonly Oid Secp384r1 = new("1.3.132.0.34");
    public static readonly Oid Secp521r1 = new("1.3.132.0.35");
    public static readonly Oid BrainpoolP256r1 = new("1.3.36.3.3.2.8.1.1.7");
    public static readonly Oid BrainpoolP384r1 = new("1.3.36.3.3.2.8.1.1.11");
    public static readonly Oid BrainpoolP512r1 = new("1.3.36.3.3.2.8.1.1.13");
    public static readonly Oid X25519 = new("1.3.101.110");
    public static readonly Oid X448 = new("1.3.101.111");
    public static readonly Oid Ed25519 = new("1.3.101.112");
    public static readonly Oid Ed448 = new("1.3.101.113");

    // Post-quantum: FIPS 203 and 204, RFC 9881, RFC 9882, RFC 9936.
    public static readonly Oid MlDsa44 = new("2.16.840.1.101.3.4.3.17");
    public static readonly Oid MlDsa65 = new("2.16.840.1.101.3.4.3.18");
    public static readonly Oid MlDsa87 = new("2.16.840.1.101.3.4.3.19");
    public static readonly Oid MlKem512 = new("2.16.840.1.101.3.4.4.1");
    public static readonly Oid MlKem768 = new("2.16.840.1.101.3.4.4.2");
    public static readonly Oid MlKem1024 = new("2.16.840.1.101.3.4.4.3");

    // Key agreement: RFC 5753 section 7.1.4, RFC 8418 section 2.
    public static readonly Oid DhSinglePassStdDhSha1Kdf = new("1.3.133.16.840.63.0.2");
    public static readonly Oid DhSinglePassCofactorDhSha1Kdf = new("1.3.133.16.840.63.0.3");
    public static readonly Oid DhSinglePassStdDhSha224Kdf = new("1.3.132.1.11.0");
    public static readonly Oid DhSinglePassStdDhSha256Kdf = new("1.3.132.1.11.1");
    public static readonly Oid DhSinglePassStdDhSha384Kdf = new("1.3.132.1.11.2");
    public static readonly Oid DhSinglePassStdDhSha512Kdf = new("1.3.132.1.11.3");
    public static readonly Oid DhSinglePassCofactorDhSha224Kdf = new("1.3.132.1.14.0");
    public static readonly Oid DhSinglePassCofactorDhSha256Kdf = new("1.3.132.1.14.1");
    public static readonly Oid DhSinglePassCofactorDhSha384Kdf = new("1.3.132.1.14.2");
    public static readonly Oid DhSinglePassCofactorDhSha512Kdf = new("1.3.132.1.14.3");
    public static readonly Oid DhSinglePassStdDhHkdfSha256 = new("1.2.840.113549.1.9.16.3.19");
    public static readonly Oid DhSinglePassStdDhHkdfSha384 = new("1.2.840.113549.1.9.16.3.20");
    public static readonly Oid DhSinglePassStdDhHkdfSha512 = new("1.2.840.113549.1.9.16.3.21");
    public static readonly Oid HkdfSha256 = new("1.2.840.113549.1.9.16.3.28");
    public static readonly Oid HkdfSha384 = new("1.2.840.113549.1.9.16.3.29");
    public static readonly Oid HkdfSha512 = new("1.2.840.113549.1.9.16.3.30");
    public static readonly Oid CekHkdfSha256 = new("1.2.840.113549.1.9.16.3.31");
    public static readonly Oid RsaKem = new("1.2.840.113549.1.9.16.3.14");

    // RSA-KEM and its key derivation: RFC 9690 appendix B.
    public static readonly Oid KemRsa = new("1.0.18033.2.2.4");
    public static readonly Oid Kdf2 = new("1.3.133.16.840.9.44.1.1");
    public static readonly Oid Kdf3 = new("1.3.133.16.840.9.44.1.2");

    // Key wrap: RFC 3565 section 2.3.2, RFC 3370 section 4.3; password: RFC 3211.
    public static readonly Oid Aes128Wrap = new("2.16.840.1.101.3.4.1.5");
    public static readonly Oid Aes192Wrap = new("2.16.840.1.101.3.4.1.25");
    public static readonly Oid Aes256Wrap = new("2.16.840.1.101.3.4.1.45");
    public static readonly Oid TripleDesWrap = new("1.2.840.113549.1.9.16.3.6");
    public static readonly Oid PwriKek = new("1.2.840.113549.1.9.16.3.9");
    public static readonly Oid Pbkdf2 = new("1.2.840.113549.1.5.12");
    public static readonly Oid HmacSha1 = new("1.2.840.113549.2.7");
    public static readonly Oid HmacSha256 = new("1.2.840.113549.2.9");
    public static readonly Oid HmacSha384 = new("1.2.840.113549.2.10");
    public static readonly Oid HmacSha512 = new("1.2.840.113549.2.11");

    // Content encryption: RFC 3565, RFC 5084, RFC 8103, RFC 3370 section 5. Compression: RFC 3274.
    public static readonly Oid Aes128Cbc = new("2.16.840.1.101.3.4.1.2");
    public static readonly Oid Aes192Cbc = new("2.16.840.1.101.3.4.1.22");
    public static readonly Oid Aes256Cbc = new("2.16.840.1.101.3.4.1.42");
    public static readonly Oid Aes128Gcm = new("2.16.840.1.101.3.4.1.6");
    public static readonly Oid Aes192Gcm = new("2.16.840.1.101.3.4.1.26");
    public static readonly Oid Aes256Gcm = new("2.16.840.1.101.3.4.1.46");
    public static readonly Oid Aes128Ccm = new("2.16.840.1.101.3.4.1.7");
    public static readonly Oid Aes192Ccm = new("2.16.840.1.101.3.4.1.27");
    public static readonly Oid Aes256Ccm = new("2.16.840.1.101.3.4.1.47");
    public static readonly Oid ChaCha20Poly1305 = new("1.2.840.113549.1.9.16.3.18");
    public static readonly Oid TripleDesCbc = new("1.2.840.113549.3.7");
    public static readonly Oid Rc2Cbc = new("1.2.840.113549.3.2");
    public static readonly Oid DesCbc = new("1.3.14.3.2.7");
    public static readonly Oid Zlib = new("1.2.840.113549.1.9.16.3.8");

    // Certificate extensions: RFC 5280 section 4.2.
    public static readonly Oid SubjectKeyIdentifier = new("2.5.29.14");
    public static readonly Oid KeyUsage = new("2.5.29.15");
    public static readonly Oid SubjectAltName = new("2.5.29.17");
    public static readonly Oid IssuerAltName = new("2.5.29.18");
    public static readonly Oid BasicConstraints = new("2.5.29.19");
    public static readonly Oid NameConstraints = new("2.5.29.30");
    public static readonly Oid CrlDistributionPoints = new("2.5.29.31");
    public static readonly Oid CertificatePolicies = new("2.5.29.32");
    public static readonly Oid AuthorityKeyIdentifier = new("2.5.29.35");
    public static readonly Oid ExtKeyUsage = new("2.5.29.37");
    public static readonly Oid AuthorityInfoAccess = new("1.3.6.1.5.5.7.1.1");

    // Extended key usages: RFC 5280 section 4.2.1.12.
    public static readonly Oid AnyExtendedKeyUsage = new("2.5.29.37.0");
    public static readonly Oid ServerAuth = new("1.3.6.1.5.5.7.3.1");
    public static readonly Oid ClientAuth = new("1.3.6.1.5.5.7.3.2");
    public static readonly Oid CodeSigning = new("1.3.6.1.5.5.7.3.3");
    public static readonly Oid EmailProtection = new("1.3.6.1.5.5.7.3.4");
    public static readonly Oid TimeStamping = new("1.3.6.1.5.5.7.3.8");
    public static readonly Oid OcspSigning = new("1.3.6.1.5.5.7.3.9");

    // Other names: RFC 8398.
    public static readonly Oid SmtpUtf8Mailbox = new("1.3.6.1.5.5.7.8.9");

    // X.500 attribute types: RFC 4519, RFC 5280 appendix A.
    public static readonly Oid CommonName = new("2.5.4.3");
    public static readonly Oid Surname = new("2.5.4.4");
    public static readonly Oid SerialNumber = new("2.5.4.5");
    public static readonly Oid CountryName = new("2.5.4.6");
    public static readonly Oid LocalityName = new("2.5.4.7");
    public static readonly Oid StateOrProvinceName = new("2.5.4.8");
    public static readonly Oid StreetAddress = new("2.5.4.9");
    public static readonly Oid OrganizationName = new("2.5.4.10");
    public static readonly Oid OrganizationalUnitName = new("2.5.4.11");
    public static readonly Oid Title = new("2.5.4.12");
    public static readonly Oid Name = new("2.5.4.41");
    public static readonly Oid GivenName = new("2.5.4.42");
    public static readonly Oid Initials = new("2.5.4.43");
    public static readonly Oid GenerationQualifier = new("2.5.4.44");
    public static readonly Oid DnQualifier = new("2.5.4.46");
    public static readonly Oid Pseudonym = new("2.5.4.65");
    public static readonly Oid OrganizationIdentifier = new("2.5.4.97");
    public static readonly Oid UserId = new("0.9.2342.19200300.100.1.1");
    public static readonly Oid DomainComponent = new("0.9.2342.19200300.100.1.25");
}
