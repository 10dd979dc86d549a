using DomSec.Interop.Tests.Peers;
using static DomSec.Interop.Tests.Matrix.Feature;

namespace DomSec.Interop.Tests.Matrix;

/// <summary>What the peers cannot. A cell that a test proves must not stand here.</summary>
internal static class Limits
{
    private static readonly Direction[] _read = [Direction.Read];
    private static readonly Direction[] _write = [Direction.Write];
    private static readonly Direction[] _both = [Direction.Read, Direction.Write];
    private static readonly Feature[] _gcm = [Aes128Gcm, Aes192Gcm, Aes256Gcm, GcmShortTags, AuthenticatedAttributes, Ccm, ChaCha20Poly1305];
    private static readonly Feature[] _gcmAndTags = [.. _gcm, GcmDefaultTag];
    private static readonly Feature[] _ofLate = [MlDsa, MlKem, DualSignature, DerivedContentKey];
    private static readonly Feature[] _ecdh = [EcdhP256, EcdhP384, EcdhP521, EcdhDigests, EcdhCofactor, EcdhBrainpool, Montgomery];
    private static readonly Feature[] _oaep = [OaepSha256, OaepOtherDigests, OaepMask, OaepLabel];
    private static readonly Feature[] _shared = [KeyEncryptionKey, Password, Compressed];

    public static List<Limit> All { get; } =
    [
        new(Peer.OpenSsl, _read, "makes no SignedData without a signer.", [EmptyLayer]),
        new(Peer.OpenSsl, _read, "the command line adds no signed attribute of one's own, so no signatureType.", [DomainSignature]),
        new(Peer.OpenSsl, _read, "writes tags of 16 octets only, no authenticated attributes and no originatorInfo.", [GcmShortTags, AuthenticatedAttributes, OriginatorInfo]),

        new(Peer.OpenSsl, _both, "3.0 neither signs CMS with Ed25519 or Ed448 nor verifies it (\"invalid digest\").", [Ed25519, Ed448]),
        new(Peer.OpenSsl, _read, "agrees no keys on X25519 or X448 in CMS, has no AES-CCM there, and is packaged without zlib.", [Montgomery, Ccm, ChaCha20Poly1305, Compressed]),

        new(Peer.OpenSsl, _both, "3.0 has neither ML-DSA nor ML-KEM, which came with 3.5, and does not derive content keys (RFC 9709).", _ofLate),
        new(Peer.OpenSsl, _write, "opens no ChaCha20-Poly1305 in CMS, and AES-GCM only where the tag's length is written.", [ChaCha20Poly1305, GcmDefaultTag]),

        new(Peer.Java, _both, "1.72 has neither ML-DSA nor ML-KEM and does not derive content keys (RFC 9709).", _ofLate),
        new(Peer.Java, _read, "1.72 agrees no keys on X25519 or X448 in CMS.", [Montgomery]),

        new(Peer.Bouncy, _read, "signs PSS with a salt as long as the digest only.", [RsaPssSalts]),
        new(Peer.Bouncy, _read, "its SignedData generator does not know the digest of Ed448.", [Ed448]),
        new(Peer.Bouncy, _read, "has no public class for AuthEnvelopedData (its structures and its GCM are put together here), and agrees no keys on X25519 or X448 in CMS.", [Ccm, ChaCha20Poly1305, Montgomery]),
        new(Peer.Bouncy, _write, "opens no elliptic envelope but its own: it hashes NULL parameters into ECC-CMS-SharedInfo; OpenSSL's fail in the same way.", [EcdhP256, EcdhP384, EcdhP521]),

        new(Peer.Dotnet, _read, "signs PSS with a salt as long as the digest only.", [RsaPssSalts]),
        new(Peer.Dotnet, _read, "makes no SignedData without a signer; it decodes one, and its check of one throws.", [EmptyLayer]),
        new(Peer.Dotnet, _both, "has no AuthEnvelopedData.", _gcmAndTags),
        new(Peer.Dotnet, _both, "has ML-DSA only above OpenSSL 3.5, no KEM recipients, and does not derive content keys (RFC 9709).", _ofLate),
        new(Peer.Dotnet, _read, "has no CompressedData, no EdDSA, no password and no shared key; OAEP with one digest and no label.", [.. _shared, Ed25519, Ed448, OaepMask, OaepLabel]),
        new(Peer.Dotnet, _both, "has no elliptic recipients; it opens the RSA recipient's part of a mix.", _ecdh),
        new(Peer.Dotnet, _read, "has no elliptic recipients to mix in.", [MixedRecipients]),
        new(Peer.Dotnet, _read, "writes no originatorInfo.", [OriginatorInfo]),

        new(Peer.MimeKit, _read, "signs PSS with a salt as long as the digest, always with signed attributes, by one signer at a time.", [RsaPssSalts, NoSignedAttributes, TwoSigners, EmptyLayer]),
        new(Peer.MimeKit, _read, "writes BER with indefinite lengths only.", [SignedDer, SignedChunks, EnvelopedDer, EnvelopedChunks]),
        new(Peer.MimeKit, _both, "knows authEnveloped-data by its label and neither makes nor opens it.", [.. _gcmAndTags, DerivedContentKey]),
        new(Peer.MimeKit, _both, "knows no KEM recipients.", [MlKem]),
        new(Peer.MimeKit, _read, "signs with RSA and ECDSA keys (its DSA is not driven here), and has no OAEP but with one digest and no label, no password, no shared key, no X25519.", [Ed25519, Ed448, MlDsa, Dsa, OaepMask, OaepLabel, KeyEncryptionKey, Password, Montgomery]),
        new(Peer.MimeKit, _read, "chooses the key derivation itself.", [EcdhDigests, EcdhCofactor]),
        new(Peer.MimeKit, _write, "opens elliptic envelopes as BouncyCastle C# does, its own only.", [EcdhP256, EcdhP384, EcdhP521]),
        new(Peer.MimeKit, _read, "writes no originatorInfo.", [OriginatorInfo]),

        new(Peer.Gpgsm, _read, "signs RSA with PKCS#1 v1.5 only: its PKCS#12 reader takes no elliptic keys, and it verifies PSS without making it.", [RsaPss, RsaPssSalts, EcdsaP256, EcdsaP384, EcdsaP521, Ed25519, Ed448, Dsa]),
        new(Peer.Gpgsm, _read, "encrypts to certificates alone, with AES or triple DES, and does not compress.", [.. _shared, Rc2]),
        new(Peer.Gpgsm, _read, "names certificates by issuer and serial number only, always writes signed attributes, and BER with indefinite lengths.", [SignerKeyIdentifier, RecipientKeyIdentifier, NoSignedAttributes, SignedDer, SignedChunks, EnvelopedDer, EnvelopedChunks]),
        new(Peer.Gpgsm, _read, "makes no SignedData without a signer and adds no signed attribute of one's own.", [EmptyLayer, DomainSignature]),
        new(Peer.Gpgsm, _write, "finds no signer by key identifier, OpenSSL's neither.", [SignerKeyIdentifier]),
        new(Peer.Gpgsm, _write, "stops at ECDSA on P-521 with an internal error.", [EcdsaP521]),
        new(Peer.Gpgsm, _both, "makes no AuthEnvelopedData and opens none with an explicit tag length.", _gcm),
        new(Peer.Gpgsm, _both, "has no RSA-OAEP.", _oaep),
        new(Peer.Gpgsm, _write, "opens no RC2.", [Rc2]),
        new(Peer.Gpgsm, _both, "has neither ML-DSA nor ML-KEM and does not derive content keys (RFC 9709).", _ofLate),
        new(Peer.Gpgsm, _both, "encrypts to no elliptic key and imports none to decrypt with.", _ecdh),
        new(Peer.Gpgsm, _read, "encrypts to no elliptic key.", [MixedRecipients]),
        new(Peer.Gpgsm, _both, "neither writes originatorInfo, which RFC 3183 section 5 asks for, nor reads past it.", [OriginatorInfo]),

        new(Peer.Nss, _read, "`cmsutil` has no option for PSS; it verifies it.", [RsaPss, RsaPssSalts]),
        new(Peer.Nss, _read, "`cmsutil` names certificates by issuer and serial number only, signs with one key, and writes BER with indefinite lengths.", [SignerKeyIdentifier, RecipientKeyIdentifier, TwoSigners, SignedDer, SignedChunks, EnvelopedDer, EnvelopedChunks]),
        new(Peer.Nss, _read, "`cmsutil` makes no SignedData without a signer and adds no signed attribute of one's own.", [EmptyLayer, DomainSignature]),
        new(Peer.Nss, _read, "`cmsutil` chooses the content cipher itself, AES-128-CBC, and encrypts to certificates alone.", [Aes192Cbc, Aes256Cbc, TripleDes, Rc2, .. _shared]),
        new(Peer.Nss, _read, "has no EdDSA in CMS; its DSA is not driven here.", [Ed25519, Ed448, Dsa]),
        new(Peer.Nss, _both, "has no AuthEnvelopedData.", _gcmAndTags),
        new(Peer.Nss, _both, "has neither ML-DSA nor ML-KEM and does not derive content keys (RFC 9709).", _ofLate),
        new(Peer.Nss, _both, "has no RSA-OAEP in CMS.", _oaep),
        new(Peer.Nss, _both, "encrypts to no elliptic key, and gives up at any elliptic RecipientInfo, OpenSSL's too, even beside its own.", [.. _ecdh, MixedRecipients]),
        new(Peer.Nss, _read, "writes no originatorInfo.", [OriginatorInfo]),

        new(Peer.GnuTls, _read, "`certtool` signs PSS with keys that are for PSS alone (id-RSASSA-PSS); it verifies it.", [RsaPss, RsaPssSalts]),
        new(Peer.GnuTls, _read, "`certtool` signs with Ed448 only without signed attributes.", [Ed448]),
        new(Peer.GnuTls, _both, "3.7 has no ML-DSA; of two signatures it is content with the one it knows.", [MlDsa, DualSignature]),
        new(Peer.GnuTls, _read, "names signers by issuer and serial number only, signs with one key, and writes DER.", [SignerKeyIdentifier, TwoSigners, SignedIndefinite, SignedChunks]),
        new(Peer.GnuTls, _read, "makes no SignedData without a signer and adds no signed attribute of one's own.", [EmptyLayer, DomainSignature]),
        new(
            Peer.GnuTls, _both, "knows no content type but SignedData.",
            [
                Aes128Cbc, Aes192Cbc, Aes256Cbc, .. _gcmAndTags, DerivedContentKey, MlKem, TripleDes, Rc2, .. _shared, KeyTransport, .. _oaep, .. _ecdh,
                RecipientKeyIdentifier, SeveralRecipients, MixedRecipients, OriginatorInfo, EnvelopedDer, EnvelopedIndefinite, EnvelopedChunks,
            ]),
    ];

    /// <summary>What belongs to no cell.</summary>
    public static IReadOnlyList<string> Notes { get; } =
    [
        "OpenSSL 3.0 has no command that takes the content out of SignedData without signers: the tests read its printed outline.",
        "OpenSSL: `cms -verify -binary` hashes multipart/signed with the CR taken off; `-sign -stream -indef` in DER keeps the content although detached was asked for.",
        "Signed attributes out of DER's order: OpenSSL and gpgsm hash what was sent, BouncyCastle and .NET sort first. DomSec tries both and flags the first.",
        "BouncyCastle C# hashes NULL parameters into ECC-CMS-SharedInfo (RFC 5753 section 7.2 with RFC 3565 has them absent): what it makes is read here all the same.",
        "BouncyCastle C# has no public class for AuthEnvelopedData: its cells are its structures and its ciphers put together. BouncyCastle Java 1.72 has one for key transport; the other recipients open over its own recovery of the content key.",
        "BouncyCastle Java 1.72 would put ChaCha20-Poly1305 into EnvelopedData with the tag at the content's end, which RFC 8103 section 3 does not know: its cells are its structure and its cipher put together.",
        "BouncyCastle C# and MimeKit open RC2 beneath RSA-OAEP only: PKCS#1 v1.5 they unwrap in constant time, for which they want to know how long the key is, and take RC2's for unknown.",
        "ML-KEM, ChaCha20-Poly1305, the default tag and derived content keys at BouncyCastle C#: its structures and its primitives put together.",
        "A mix of RSA and elliptic recipients counts for an engine without elliptic ones when its RSA recipient opens it.",
        "gpgsm and originatorInfo: `AlgorithmProfile.IncludeOriginatorInfo = false` leaves it out, and the envelope opens.",
        "`certtool` and `cmsutil` write signed attributes only when a time is asked for (`--p7-time`, `-G`); without them DomSec verifies and flags, and does not accept.",
        "Definite chunks, and encodings that OpenSSL, BouncyCastle and .NET do not write themselves, are re-encoded by the test kit; no octet that is signed or encrypted changes.",
    ];
}
