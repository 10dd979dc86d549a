using System.Security.Cryptography;
using DomSec.Crypto.BouncyCastle;
using DomSec.Crypto.Platform;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto;

/// <summary>A composite encapsulation key: mlkemPK ‖ tradPK (draft-ietf-lamps-pq-composite-kem-14 section 4.1). Experimental (PQ-CMP-05).</summary>
internal sealed class CompositeKemPublicKey : PublicKey
{
    private readonly CompositeKem _composite;
    private readonly PublicKey _mlKem;
    private readonly PublicKey _traditional;
    private readonly ReadOnlyMemory<byte> _traditionalKey;

    private CompositeKemPublicKey(CompositeKem composite, PublicKey mlKem, PublicKey traditional, ReadOnlyMemory<byte> traditionalKey, ReadOnlyMemory<byte> encoded)
        : base(KeyKind.Kem, composite.MlKem.Level, encoded)
    {
        _composite = composite;
        _mlKem = mlKem;
        _traditional = traditional;
        _traditionalKey = traditionalKey;
    }

    public override bool IsExperimental => true;

    public override Oid KemAlgorithm => _composite.Oid;

    public override int CiphertextSize => _composite.MlKem.CiphertextSize + _composite.TraditionalCiphertextSize;

    /// <summary>Null when the parameters are there, or a component is malformed or not of this composite.</summary>
    public static PublicKey? TryImport(CompositeKem composite, in AlgorithmIdentifier algorithm, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> encoded)
    {
        int split = composite.MlKem.PublicKeySize;
        if (!algorithm.Parameters.IsEmpty || key.Length <= split)
        {
            return null;
        }

        ReadOnlyMemory<byte> tail = key[split..];
        PublicKey? traditional = composite.RsaBits > 0 ? CompositeParts.ImportRsa(tail, composite.RsaBits)
            : composite.IsXdh ? CompositeParts.ImportRaw(tail, composite.CurveOid)
            : CompositeParts.ImportPoint(tail, composite.CurveOid);
        if (traditional is null || TryImport(ManagedPrivateKey.EncodePublic(composite.MlKem.Oid, key.Span[..split])) is not { } mlKem)
        {
            return null;
        }

        return traditional.Kind == KeyKind.Unsupported ? new UnsupportedPublicKey(encoded) : new CompositeKemPublicKey(composite, mlKem, traditional, tail, encoded);
    }

    /// <summary>Section 3.2: both halves afresh; the ciphertexts one after the other.</summary>
    public override (byte[] Ciphertext, byte[] Secret)? Encapsulate()
    {
        byte[]? traditionalSecret = null;
        byte[]? mlKemSecret = null;
        try
        {
            if (!TryTraditional(out traditionalSecret, out byte[]? ciphertext) || _mlKem.Encapsulate() is not { } encapsulated)
            {
                return null;
            }

            mlKemSecret = encapsulated.Secret;
            return ([.. encapsulated.Ciphertext, .. ciphertext], _composite.Combine(mlKemSecret, traditionalSecret, ciphertext, _traditionalKey.Span));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(traditionalSecret);
            CryptographicOperations.ZeroMemory(mlKemSecret);
        }
    }

    public override bool VerifyHash(SignatureScheme scheme, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) => false;

    private bool TryTraditional([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out byte[]? secret, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out byte[]? ciphertext)
    {
        if (_composite.RsaBits > 0)
        {
            // Section 4: RSAES-OAEP with SHA-256 in both places and an empty label, over random octets.
            secret = RandomNumberGenerator.GetBytes(CompositeKem.SecretSize);
            ciphertext = _traditional.EncryptRsa(secret, RSAEncryptionPadding.OaepSHA256);
            return ciphertext is not null;
        }

        ciphertext = null;
        if (!PlatformKeys.TryEphemeralAgreement(_traditional, out secret, out byte[]? ephemeral))
        {
            return false;
        }

        ciphertext = CompositeParts.KeyOf(ephemeral).ToArray();
        return true;
    }
}
