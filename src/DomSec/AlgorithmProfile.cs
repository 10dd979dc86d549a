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

    /// <summary>Finds a shipped profile by its name, ignoring case.</summary>
    /// <param name="name"><c>smime4</c> or <c>smime32</c>.</param>
    /// <returns>The profile, or null when there is none of that name.</returns>
    public static AlgorithmProfile? TryGet(string name) =>
        string.Equals(name, Smime4.Name, StringComparison.OrdinalIgnoreCase) ? Smime4
        : string.Equals(name, Smime32.Name, StringComparison.OrdinalIgnoreCase) ? Smime32
        : null;
}
