using System.Security.Cryptography;
using DomSec.Crypto.BouncyCastle;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto;

/// <summary>
/// A composite decapsulation key: the seed of ML-KEM ‖ tradSK (draft-ietf-lamps-pq-composite-kem-14 section 4.2). The halves are reachable only through
/// the pair (PQ-CMP-04). Safe for concurrent use.
/// </summary>
internal sealed class CompositeKemPrivateKey
{
    private readonly CompositeKem _composite;
    private readonly ManagedPrivateKey _mlKem;
    private readonly AsymmetricAlgorithm? _platform;
    private readonly ManagedPrivateKey? _xdh;
    private readonly byte[] _traditionalKey;

    private CompositeKemPrivateKey(CompositeKem composite, ManagedPrivateKey mlKem, AsymmetricAlgorithm? platform, ManagedPrivateKey? xdh, byte[] traditionalKey)
    {
        _composite = composite;
        _mlKem = mlKem;
        _platform = platform;
        _xdh = xdh;
        _traditionalKey = traditionalKey;
    }

    /// <summary>The public half's octets.</summary>
    public byte[] PublicKey => [.. CompositeParts.KeyOf(_mlKem.SubjectPublicKeyInfo).Span, .. _traditionalKey];

    /// <summary>Null when it is malformed or a half is not of this composite.</summary>
    public static CompositeKemPrivateKey? TryRead(CompositeKem composite, ReadOnlyMemory<byte> content)
    {
        if (content.Length <= MlKemSet.SeedSize)
        {
            return null;
        }

        byte[] mlKemPkcs8 = ManagedPrivateKey.EncodePrivate(composite.MlKem.Oid, content.Span[..MlKemSet.SeedSize]);
        byte[]? xdhPkcs8 = null;
        try
        {
            if (!ManagedPrivateKey.TryRead(mlKemPkcs8, out ManagedPrivateKey? mlKem))
            {
                return null;
            }

            ReadOnlyMemory<byte> tail = content[MlKemSet.SeedSize..];
            if (composite.IsXdh)
            {
                xdhPkcs8 = ManagedPrivateKey.EncodePrivate(composite.CurveOid, tail.Span);
                return ManagedPrivateKey.TryRead(xdhPkcs8, out ManagedPrivateKey? xdh)
                    ? new CompositeKemPrivateKey(composite, mlKem, null, xdh, CompositeParts.KeyOf(xdh.SubjectPublicKeyInfo).ToArray())
                    : null;
            }

            return composite.RsaBits > 0
                ? CompositeParts.ReadRsa(tail.Span, composite.RsaBits) is { } rsa ? new CompositeKemPrivateKey(composite, mlKem, rsa, null, rsa.ExportRSAPublicKey()) : null
                : CompositeParts.ReadEcdh(tail.Span, composite.CurveOid) is { } ecdh ? new CompositeKemPrivateKey(composite, mlKem, ecdh, null, CompositeParts.PointOf(ecdh)) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(mlKemPkcs8);
            CryptographicOperations.ZeroMemory(xdhPkcs8);
        }
    }

    /// <summary>The private half of a fresh key pair; the caller wipes it.</summary>
    public static byte[] Generate(CompositeKem composite)
    {
        byte[] seed = RandomNumberGenerator.GetBytes(MlKemSet.SeedSize);
        byte[] traditional = composite.RsaBits > 0 ? CompositeParts.GenerateRsa(composite.RsaBits)
            : composite.IsXdh ? RandomNumberGenerator.GetBytes(XdhPublicKey.PointSize(composite.CurveOid))
            : CompositeParts.GenerateEc(composite.CurveOid);
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

    /// <summary>Section 3.3. Null for a wrong length or a traditional half that cannot be opened; the caller wipes the secret.</summary>
    public byte[]? Decapsulate(ReadOnlySpan<byte> ciphertext)
    {
        int split = _composite.MlKem.CiphertextSize;
        if (ciphertext.Length != split + _composite.TraditionalCiphertextSize)
        {
            return null;
        }

        byte[]? mlKemSecret = null;
        byte[]? traditionalSecret = null;
        try
        {
            mlKemSecret = _mlKem.Decapsulate(ciphertext[..split]);
            traditionalSecret = Traditional(ciphertext[split..]);
            return mlKemSecret is null || traditionalSecret is null ? null : _composite.Combine(mlKemSecret, traditionalSecret, ciphertext[split..], _traditionalKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(mlKemSecret);
            CryptographicOperations.ZeroMemory(traditionalSecret);
        }
    }

    private byte[]? Traditional(ReadOnlySpan<byte> ciphertext)
    {
        if (_xdh is not null)
        {
            return _xdh.Agree(ManagedPrivateKey.EncodePublic(_composite.CurveOid, ciphertext));
        }

        try
        {
            if (_platform is RSA rsa)
            {
                byte[] secret = rsa.Decrypt(ciphertext, RSAEncryptionPadding.OaepSHA256);
                return secret.Length == CompositeKem.SecretSize ? secret : null;
            }

            return CompositeParts.ImportPoint(ciphertext.ToArray(), _composite.CurveOid) is { } peer && PlatformKeys.TryAgree((ECDiffieHellman)_platform!, peer, out byte[]? agreed) ? agreed : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
