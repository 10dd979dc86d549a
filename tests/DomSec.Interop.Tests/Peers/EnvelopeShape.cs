namespace DomSec.Interop.Tests.Peers;

/// <summary>How a peer is to encrypt.</summary>
public sealed record EnvelopeShape
{
    /// <summary>The content cipher as OpenSSL names it.</summary>
    public string Cipher { get; init; } = "aes-256-cbc";

    /// <summary>RSAES-OAEP with this digest, for the mask too; null is PKCS#1 v1.5.</summary>
    public string? OaepDigest { get; init; }

    /// <summary>The digest of the key derivation of elliptic recipients (RFC 5753 section 7.1.4).</summary>
    public string KdfDigest { get; init; } = "sha256";

    public bool Cofactor { get; init; }

    /// <summary>Recipients are named by subject key identifier (RFC 5652 section 6.2.1, version 2).</summary>
    public bool KeyIdentifier { get; init; }

    public Wire Wire { get; init; }

    public bool IsAuthenticated => Cipher.EndsWith("gcm", StringComparison.Ordinal);

    public string SmimeType => IsAuthenticated ? "authEnveloped-data" : "enveloped-data";
}
