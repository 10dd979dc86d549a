using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>An ML-DSA public key of the platform, where it has them (OpenSSL 3.5 or a current Windows underneath).</summary>
internal sealed class PlatformMlDsaPublicKey : PublicKey, IContextVerifier
{
    private readonly MLDsa _key;
    private readonly MlDsaSizes _sizes;

    private PlatformMlDsaPublicKey(MlDsaSizes sizes, MLDsa key, ReadOnlyMemory<byte> encoded)
        : base(sizes.Key, 0, encoded)
    {
        _sizes = sizes;
        _key = key;
    }

    public static bool IsSupported => MLDsa.IsSupported;

    public override int VerificationCost => 4;

    public static PublicKey? TryImport(MlDsaSizes sizes, ReadOnlySpan<byte> key, ReadOnlyMemory<byte> encoded)
    {
        MLDsaAlgorithm algorithm = sizes.Key switch
        {
            KeyKind.MlDsa44 => MLDsaAlgorithm.MLDsa44,
            KeyKind.MlDsa65 => MLDsaAlgorithm.MLDsa65,
            _ => MLDsaAlgorithm.MLDsa87,
        };
        try
        {
            return new PlatformMlDsaPublicKey(sizes, MLDsa.ImportMLDsaPublicKey(algorithm, key), encoded);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // PQ-DSA-02: pure, with an empty context.
    public override bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        scheme.Kind == _sizes.Signature && Verify([], data, signature);

    /// <inheritdoc/>
    public bool Verify(ReadOnlySpan<byte> context, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != _sizes.SignatureSize)
        {
            return false;
        }

        try
        {
            return _key.VerifyData(data, signature, context);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public override bool VerifyHash(SignatureScheme scheme, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) => false;
}
