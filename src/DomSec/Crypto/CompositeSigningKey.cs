using System.Security.Cryptography;
using DomSec.Crypto.BouncyCastle;

namespace DomSec.Crypto;

/// <summary>
/// A composite signing key: the seed of ML-DSA ‖ tradSK (draft-ietf-lamps-pq-composite-sigs-19 section 4.2). The halves are reachable only through the
/// pair, which signs nothing but M' (PQ-CMP-04). Safe for concurrent use.
/// </summary>
internal sealed class CompositeSigningKey
{
    private const int SeedSize = 32;

    private readonly ManagedSigningKey _mlDsa;
    private readonly AsymmetricAlgorithm? _platform;
    private readonly ManagedSigningKey? _edwards;

    private CompositeSigningKey(CompositeSignature composite, ManagedSigningKey mlDsa, AsymmetricAlgorithm? platform, ManagedSigningKey? edwards)
    {
        Composite = composite;
        _mlDsa = mlDsa;
        _platform = platform;
        _edwards = edwards;
        byte[] traditional = platform switch
        {
            RSA rsa => rsa.ExportRSAPublicKey(),
            ECDsa ecdsa => CompositeParts.PointOf(ecdsa),
            _ => CompositeParts.KeyOf(edwards!.SubjectPublicKeyInfo).ToArray(),
        };
        PublicKey = [.. CompositeParts.KeyOf(mlDsa.SubjectPublicKeyInfo).Span, .. traditional];
    }

    public CompositeSignature Composite { get; }

    /// <summary>The public half's octets.</summary>
    public byte[] PublicKey { get; }

    /// <summary>Null when it is malformed or a half is not of this composite.</summary>
    public static CompositeSigningKey? TryRead(CompositeSignature composite, ReadOnlyMemory<byte> content)
    {
        if (content.Length <= SeedSize)
        {
            return null;
        }

        ManagedSigningKey mlDsa = ManagedSigningKey.OfSeed(composite.MlDsa.Signature, content.Span[..SeedSize]);
        ReadOnlyMemory<byte> tail = content[SeedSize..];
        return composite.Traditional switch
        {
            SignatureKind.Ed25519 or SignatureKind.Ed448 =>
                ManagedSigningKey.OfRawEdwards(composite.Traditional, tail) is { } edwards ? new CompositeSigningKey(composite, mlDsa, null, edwards) : null,
            SignatureKind.Ecdsa => CompositeParts.ReadEcdsa(tail.Span, composite.CurveOid) is { } ecdsa ? new CompositeSigningKey(composite, mlDsa, ecdsa, null) : null,
            _ => CompositeParts.ReadRsa(tail.Span, composite.RsaBits) is { } rsa ? new CompositeSigningKey(composite, mlDsa, rsa, null) : null,
        };
    }

    /// <summary>The private half of a fresh key pair; the caller wipes it.</summary>
    public static byte[] Generate(CompositeSignature composite)
    {
        byte[] seed = RandomNumberGenerator.GetBytes(SeedSize);
        byte[] traditional = composite.Traditional switch
        {
            SignatureKind.Ed25519 => RandomNumberGenerator.GetBytes(32),
            SignatureKind.Ed448 => RandomNumberGenerator.GetBytes(57),
            SignatureKind.Ecdsa => CompositeParts.GenerateEc(composite.CurveOid),
            _ => CompositeParts.GenerateRsa(composite.RsaBits),
        };
        try
        {
            return [.. seed, .. traditional];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
            CryptographicOperations.ZeroMemory(traditional);
        }
    }

    /// <summary>Section 3.2: mldsaSig ‖ tradSig over M'.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Digests.MaxSize];
        int length = Digests.HashData(Composite.PreHash, data, hash);
        byte[] representative = Composite.Representative(hash[..length]);
        byte[] traditional = _platform switch
        {
            RSA rsa => rsa.SignData(representative, Digests.HashName(Composite.TraditionalDigest), Composite.Traditional == SignatureKind.RsaPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            ECDsa ecdsa => ecdsa.SignData(representative, Digests.HashName(Composite.TraditionalDigest), DSASignatureFormat.Rfc3279DerSequence),
            _ => _edwards!.Sign(representative),
        };
        return [.. _mlDsa.Sign(representative, Composite.Label.Span), .. traditional];
    }
}
