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

    /// <summary>Finds a shipped profile by its name, ignoring case.</summary>
    /// <param name="name"><c>smime4</c> or <c>smime32</c>.</param>
    /// <returns>The profile, or null when there is none of that name.</returns>
    public static AlgorithmProfile? TryGet(string name) =>
        string.Equals(name, Smime4.Name, StringComparison.OrdinalIgnoreCase) ? Smime4
        : string.Equals(name, Smime32.Name, StringComparison.OrdinalIgnoreCase) ? Smime32
        : null;
}
