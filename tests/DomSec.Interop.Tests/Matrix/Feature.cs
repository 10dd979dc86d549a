namespace DomSec.Interop.Tests.Matrix;

/// <summary>The rows of docs/INTEROP.md, in their order.</summary>
public enum Feature
{
    [Row("RSA PKCS#1 v1.5, 2048 and 3072 bits, SHA-256")]
    RsaPkcs1,

    [Row("RSA with SHA-384 and SHA-512", IsWritten = false)]
    RsaLongDigests,

    [Row("RSA-PSS, salt as long as the digest")]
    RsaPss,

    [Row("RSA-PSS, salt of 0, of 20 and of all octets there are", IsWritten = false)]
    RsaPssSalts,

    [Row("ECDSA P-256")]
    EcdsaP256,

    [Row("ECDSA P-384, SHA-384")]
    EcdsaP384,

    [Row("ECDSA P-521, SHA-512")]
    EcdsaP521,

    [Row("Ed25519", IsWritten = false)]
    Ed25519,

    [Row("Ed448", IsWritten = false)]
    Ed448,

    [Row("ML-DSA-44, -65 and -87 (RFC 9882)")]
    MlDsa,

    [Row("Two signatures, RSA and ML-DSA, that name each other (RFC 5752)", IsRead = false)]
    DualSignature,

    [Row("DSA, 2048 bits", IsWritten = false)]
    Dsa,

    [Row("SHA-1 (flagged, not acceptable)", IsWritten = false)]
    Sha1,

    [Row("Signer named by key identifier")]
    SignerKeyIdentifier,

    [Row("SignedData in DER")]
    SignedDer,

    [Row("SignedData in BER, indefinite lengths")]
    SignedIndefinite,

    [Row("SignedData in BER, definite chunks", IsWritten = false)]
    SignedChunks,

    [Row("application/pkcs7-mime, the content inside")]
    Opaque,

    [Row("multipart/signed, the content beside")]
    ClearSigned,

    [Row("Two signers", IsWritten = false)]
    TwoSigners,

    [Row("No signed attributes (flagged, not acceptable)", IsWritten = false)]
    NoSignedAttributes,

    [Row("Empty signature layer (RFC 3183 section 3)")]
    EmptyLayer,

    [Row("Domain signature (RFC 3183 section 3)")]
    DomainSignature,

    [Row("AES-128-CBC")]
    Aes128Cbc,

    [Row("AES-192-CBC")]
    Aes192Cbc,

    [Row("AES-256-CBC")]
    Aes256Cbc,

    [Row("AES-128-GCM")]
    Aes128Gcm,

    [Row("AES-192-GCM")]
    Aes192Gcm,

    [Row("AES-256-GCM")]
    Aes256Gcm,

    [Row("GCM, tags of 12 to 15 octets", IsWritten = false)]
    GcmShortTags,

    [Row("AuthEnvelopedData with authenticated attributes", IsWritten = false)]
    AuthenticatedAttributes,

    [Row("AES-128/192/256-CCM", IsWritten = false)]
    Ccm,

    [Row("GCM with a tag of 12 octets, its length left out", IsRead = false)]
    GcmDefaultTag,

    [Row("Content key derived for its algorithm (RFC 9709)", IsRead = false)]
    DerivedContentKey,

    [Row("ChaCha20-Poly1305")]
    ChaCha20Poly1305,

    [Row("Triple DES (flagged)")]
    TripleDes,

    [Row("RC2 (flagged; 40 bits written, 40 and 128 read)")]
    Rc2,

    [Row("RSA PKCS#1 v1.5 key transport")]
    KeyTransport,

    [Row("RSA-OAEP, SHA-256")]
    OaepSha256,

    [Row("RSA-OAEP, SHA-1, SHA-384, SHA-512", IsWritten = false)]
    OaepOtherDigests,

    [Row("RSA-OAEP, another digest for the mask", IsWritten = false)]
    OaepMask,

    [Row("RSA-OAEP with a label", IsWritten = false)]
    OaepLabel,

    [Row("ECDH P-256")]
    EcdhP256,

    [Row("ECDH P-384")]
    EcdhP384,

    [Row("ECDH P-521")]
    EcdhP521,

    [Row("ECDH, key derivation with SHA-1 to SHA-512", IsWritten = false)]
    EcdhDigests,

    [Row("ECDH with cofactor", IsWritten = false)]
    EcdhCofactor,

    [Row("ECDH Brainpool P256r1, P384r1, P512r1", IsWritten = false)]
    EcdhBrainpool,

    [Row("X25519 and X448", IsWritten = false)]
    Montgomery,

    [Row("ML-KEM-512, -768 and -1024 (RFC 9936)")]
    MlKem,

    [Row("Key-encryption key known before", IsWritten = false)]
    KeyEncryptionKey,

    [Row("Password", IsWritten = false)]
    Password,

    [Row("Recipient named by key identifier", IsWritten = false)]
    RecipientKeyIdentifier,

    [Row("Several RSA recipients")]
    SeveralRecipients,

    [Row("RSA and elliptic recipients mixed")]
    MixedRecipients,

    [Row("originatorInfo")]
    OriginatorInfo,

    [Row("EnvelopedData in DER")]
    EnvelopedDer,

    [Row("EnvelopedData in BER, indefinite lengths")]
    EnvelopedIndefinite,

    [Row("EnvelopedData in BER, definite chunks", IsWritten = false)]
    EnvelopedChunks,

    [Row("CompressedData", IsWritten = false)]
    Compressed,

    [Row("5 MiB, streamed")]
    Large,
}
