namespace DomSec;

/// <summary>What DomSec writes for a peer. Immutable; the default fits a current S/MIME 4 peer.</summary>
public sealed record AlgorithmProfile
{
    /// <summary>S/MIME 4.0 (RFC 8551): SHA-256 or stronger, RSA-OAEP or ECDH, AES-256-GCM.</summary>
    public static AlgorithmProfile Smime4 { get; } = new();

    /// <summary>S/MIME 3.2 (RFC 5751), for peers that cannot open AuthEnvelopedData: RSA PKCS#1 v1.5 or ECDH, AES-256-CBC.</summary>
    public static AlgorithmProfile Smime32 { get; } = new()
    {
        Name = "smime32",
        ContentEncryption = ContentEncryption.Aes256Cbc,
        RsaKeyTransport = RsaKeyTransportPadding.Pkcs1,
    };

    /// <summary>
    /// S/MIME 3 as of 1999 (RFC 2630 to 2634), on which RFC 3183 was written: RSA PKCS#1 v1.5 and triple DES. Named for a peer by hand or not at all:
    /// nothing that is received leads here, and a peer that once announced better is not written to like this.
    /// </summary>
    public static AlgorithmProfile Smime3 { get; } = new()
    {
        Name = "smime3",
        ContentEncryption = ContentEncryption.TripleDesCbc,
        RsaKeyTransport = RsaKeyTransportPadding.Pkcs1,
    };

    /// <summary>
    /// S/MIME 2 (RFC 2311), the lowest common denominator: RSA PKCS#1 v1.5, SHA-1, triple DES, EnvelopedData version 0 without originatorInfo.
    /// As <see cref="Smime3"/>, by hand or not at all. Set <see cref="ContentEncryption"/> to RC2 for a peer that has no triple DES.
    /// </summary>
    public static AlgorithmProfile Smime2 { get; } = Smime3 with
    {
        Name = "smime2",
        IncludeOriginatorInfo = false,
        LegacySignatures = true,
    };

    /// <summary>The name shown in reports and given to <see cref="TryGet"/>.</summary>
    public string Name { get; init; } = "smime4";

    /// <summary>Content encryption. Default: AES-256-GCM.</summary>
    public ContentEncryption ContentEncryption { get; init; } = ContentEncryption.Aes256Gcm;

    /// <summary>Key transport to RSA certificates. Default: OAEP with SHA-256.</summary>
    public RsaKeyTransportPadding RsaKeyTransport { get; init; } = RsaKeyTransportPadding.OaepSha256;

    /// <summary>RSA signatures. Default: PKCS#1 v1.5.</summary>
    public RsaSignaturePadding RsaSignature { get; init; } = RsaSignaturePadding.Pkcs1;

    /// <summary>
    /// Signs each layer twice, with the newest key of a classical algorithm and the newest post-quantum one, each signature naming the other (RFC 5752), so that a
    /// peer that knows both notices when one is taken away. Default false. A domain without a key of each kind does not sign under such a profile.
    /// </summary>
    public bool DualSignature { get; init; }

    /// <summary>Names signers by their subject key identifier (SignerInfo version 3) where their certificate has one, instead of issuer and serial number. Default false: every peer reads the other form.</summary>
    public bool SignerByKeyIdentifier { get; init; }

    /// <summary>
    /// Signs with RSA keys as S/MIME 2 and 3 did: PKCS#1 v1.5, SHA-1, NULL beside the digest's identifier. Default false: SHA-1 is broken, and such a signature
    /// proves nothing to anyone who is not stuck with it. Other keys sign as always.
    /// </summary>
    public bool LegacySignatures { get; init; }

    /// <summary>DER or BER. Default: <see cref="CmsEncoding.Auto"/>.</summary>
    public CmsEncoding Encoding { get; init; } = CmsEncoding.Auto;

    /// <summary>Names the encrypting authority in originatorInfo (RFC 3183 section 5). Default true; some peers, GnuPG's gpgsm among them, cannot read past that field.</summary>
    public bool IncludeOriginatorInfo { get; init; } = true;

    /// <summary>
    /// Writes AES-GCM with a tag of 12 octets and leaves its length out, which then is the DEFAULT (RFC 5084 section 3.2), instead of 16 octets and
    /// their length. Default false; for peers that cannot read a length, GnuPG's gpgsm among them, where OpenSSL cannot do without.
    /// </summary>
    public bool UseDefaultTagLength { get; init; }

    /// <summary>
    /// Encrypts under a key derived from the recipients' one and the algorithm (id-alg-cek-hkdf-sha256, RFC 9709): what an attacker relabels then
    /// decrypts under another key. Default false: peers have to know it.
    /// </summary>
    public bool DeriveContentKey { get; init; }

    /// <summary>The names of the shipped profiles, strongest first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["smime4", "smime32", "smime3", "smime2"];

    /// <summary>Whether what it encrypts can be read by others with some effort.</summary>
    internal bool IsWeak => ContentEncryption is ContentEncryption.TripleDesCbc or ContentEncryption.Rc2Cbc40;

    /// <summary>Finds a shipped profile by its name, ignoring case.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <returns>The profile, or null when there is none of that name.</returns>
    public static AlgorithmProfile? TryGet(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToLowerInvariant() switch
        {
            "smime4" => Smime4,
            "smime32" => Smime32,
            "smime3" => Smime3,
            "smime2" => Smime2,
            _ => null,
        };
    }
}
