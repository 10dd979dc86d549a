using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.TestKit;

/// <summary>sha1WithRSAEncryption and md5WithRSAEncryption, which the platform still computes but no longer puts into certificates.</summary>
/// <param name="key">The issuer's key; stays the caller's.</param>
public sealed class OldRsaSignatureGenerator(RSA key) : X509SignatureGenerator
{
    /// <summary>Whether the platform leaves the digest to this generator.</summary>
    /// <param name="hash">The digest.</param>
    public static bool Handles(HashAlgorithmName hash) => hash == HashAlgorithmName.SHA1 || hash == HashAlgorithmName.MD5;

    /// <inheritdoc />
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
        Convert.FromHexString(hashAlgorithm == HashAlgorithmName.MD5 ? "300D06092A864886F70D0101040500" : "300D06092A864886F70D0101050500");

    /// <inheritdoc />
    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.SignData(data, hashAlgorithm, RSASignaturePadding.Pkcs1);

    /// <inheritdoc />
    protected override PublicKey BuildPublicKey() => PublicKey.CreateFromSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo(), out _);
}
