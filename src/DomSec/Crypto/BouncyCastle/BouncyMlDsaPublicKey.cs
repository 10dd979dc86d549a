using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>An ML-DSA public key (FIPS 204, RFC 9881) where the platform has none.</summary>
internal sealed class BouncyMlDsaPublicKey : PublicKey, IContextVerifier
{
    private readonly MLDsaPublicKeyParameters _key;
    private readonly MlDsaSizes _sizes;

    private BouncyMlDsaPublicKey(MlDsaSizes sizes, MLDsaPublicKeyParameters key, ReadOnlyMemory<byte> encoded)
        : base(sizes.Key, 0, encoded)
    {
        _sizes = sizes;
        _key = key;
    }

    /// <summary>Measured: 1 to 5 ms.</summary>
    public override int VerificationCost => 15;

    public static PublicKey? TryImport(MlDsaSizes sizes, ReadOnlySpan<byte> key, ReadOnlyMemory<byte> encoded)
    {
        try
        {
            return new BouncyMlDsaPublicKey(sizes, MLDsaPublicKeyParameters.FromEncoding(ParametersOf(sizes.Signature), key.ToArray()), encoded);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public static MLDsaParameters ParametersOf(SignatureKind kind) => kind switch
    {
        SignatureKind.MlDsa44 => MLDsaParameters.ml_dsa_44,
        SignatureKind.MlDsa65 => MLDsaParameters.ml_dsa_65,
        _ => MLDsaParameters.ml_dsa_87,
    };

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

        var verifier = new MLDsaSigner(ParametersOf(_sizes.Signature), deterministic: false);
        verifier.Init(forSigning: false, context.IsEmpty ? _key : new ParametersWithContext(_key, context.ToArray()));
        verifier.BlockUpdate(data);
        return verifier.VerifySignature(signature.ToArray());
    }

    public override bool VerifyHash(SignatureScheme scheme, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) => false;
}
