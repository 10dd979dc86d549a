using System.Security.Cryptography;

namespace DomSec.Providers;

/// <summary>The padding that an encrypted content key has, as data: a key in hardware translates it to its own terms. Immutable.</summary>
public sealed class RsaDecryptionPadding
{
    private RsaDecryptionPadding()
    {
    }

    /// <summary>RSAES-PKCS1-v1_5 (RFC 8017 section 7.2).</summary>
    public static RsaDecryptionPadding Pkcs1 { get; } = new();

    /// <summary>Whether it is RSAES-OAEP (RFC 8017 section 7.1); else it is PKCS#1 v1.5 and the other properties mean nothing.</summary>
    public bool IsOaep { get; private init; }

    /// <summary>OAEP's hash; <c>SHA224</c> beside the platform's names.</summary>
    public HashAlgorithmName Hash { get; private init; }

    /// <summary>The hash inside MGF1, which may be another.</summary>
    public HashAlgorithmName MgfHash { get; private init; }

    /// <summary>OAEP's label; nearly always empty.</summary>
    public ReadOnlyMemory<byte> Label { get; private init; }

    /// <summary>The platform's object for it, or null where the platform has none: a label, two different hashes, SHA-224.</summary>
    public RSAEncryptionPadding? PlatformPadding => !IsOaep ? RSAEncryptionPadding.Pkcs1
        : Hash == MgfHash && Label.IsEmpty && !string.Equals(Hash.Name, "SHA224", StringComparison.Ordinal) ? RSAEncryptionPadding.CreateOaep(Hash)
        : null;

    /// <summary>Describes one of the platform's paddings.</summary>
    /// <param name="padding">The padding.</param>
    /// <returns>The same as data.</returns>
    public static RsaDecryptionPadding From(RSAEncryptionPadding padding)
    {
        ArgumentNullException.ThrowIfNull(padding);
        return padding.Mode == RSAEncryptionPaddingMode.Oaep ? Oaep(padding.OaepHashAlgorithm, padding.OaepHashAlgorithm) : Pkcs1;
    }

    /// <summary>Describes RSAES-OAEP.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="mgfHash">The hash inside MGF1.</param>
    /// <param name="label">The label; none when empty.</param>
    /// <returns>The padding.</returns>
    public static RsaDecryptionPadding Oaep(HashAlgorithmName hash, HashAlgorithmName mgfHash, ReadOnlyMemory<byte> label = default) =>
        new() { IsOaep = true, Hash = hash, MgfHash = mgfHash, Label = label };
}
