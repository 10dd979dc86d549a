using DomSec.TestKit;

namespace DomSec.Interop.Tests.Peers;

/// <summary>How a peer is to sign.</summary>
public sealed record SignatureShape
{
    /// <summary>sha1, sha256, sha384 or sha512.</summary>
    public string Digest { get; init; } = "sha256";

    /// <summary>RSASSA-PSS instead of PKCS#1 v1.5: the salt as OpenSSL names it (digest, max, auto or a number).</summary>
    public string? PssSalt { get; init; }

    /// <summary>The signer is named by its subject key identifier (RFC 5652 section 5.3, version 3).</summary>
    public bool KeyIdentifier { get; init; }

    public bool SignedAttributes { get; init; } = true;

    /// <summary>The content is not in the CMS object.</summary>
    public bool Detached { get; init; }

    public Wire Wire { get; init; }

    /// <summary>The content's digest algorithm that goes with a key by custom.</summary>
    public static string DigestFor(TestKeyType key) => TestKeys.HashFor(key).Name!.ToLowerInvariant();
}
