using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DomSec.Pkcs11Sample;

/// <summary>A signing key in a token: RSA (PKCS#1 v1.5 and PSS) or ECDSA. The key never leaves it. Safe for concurrent use.</summary>
/// <param name="token">The token; it stays the caller's.</param>
/// <param name="id">The key's CKA_ID.</param>
/// <param name="certificate">Its certificate.</param>
/// <param name="chain">Certificates between it and an anchor.</param>
public sealed class Pkcs11SigningKey(Pkcs11Token token, byte[] id, X509Certificate2 certificate, params IEnumerable<X509Certificate2> chain) : ISigningKey
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Certificate { get; } = certificate.RawData;

    /// <inheritdoc/>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chain { get; } = [.. chain.Select(each => (ReadOnlyMemory<byte>)each.RawData)];

    /// <inheritdoc/>
    public DateTimeOffset? ActivatesAt { get; init; }

    /// <inheritdoc/>
    public async ValueTask<byte[]> SignDataAsync(ReadOnlyMemory<byte> data, SigningAlgorithm algorithm, CancellationToken ct = default)
    {
        // Hashed here, so that the token needs the bare operations only, which every one has; the data is small (signed attributes).
        byte[] hash = Hash(algorithm.Hash, data.Span);
        return algorithm.Family switch
        {
            SigningFamily.RsaPkcs1 => await SignAsync(mechanisms => mechanisms.Create(CKM.CKM_RSA_PKCS), DigestInfo(algorithm.Hash, hash), ct),
            SigningFamily.RsaPss => await SignAsync(mechanisms => mechanisms.Create(CKM.CKM_RSA_PKCS_PSS, Pss(algorithm.Hash, hash.Length)), hash, ct),
            SigningFamily.Ecdsa => Rfc3279(await SignAsync(mechanisms => mechanisms.Create(CKM.CKM_ECDSA), hash, ct)),
            _ => throw new CryptographicException($"A key of this token does not sign with {algorithm.Family}."),
        };
    }

    private Task<byte[]> SignAsync(Func<Net.Pkcs11Interop.HighLevelAPI.Factories.IMechanismFactory, IMechanism> mechanism, byte[] input, CancellationToken ct) => token.UseAsync(
        session =>
        {
            using IMechanism how = mechanism(token.Factories.MechanismFactory);
            return session.Session.Sign(how, session.PrivateKey(id), input);
        },
        ct);

    private Net.Pkcs11Interop.HighLevelAPI.MechanismParams.IMechanismParams Pss(HashAlgorithmName hash, int saltLength)
    {
        (CKM digest, CKG mask) = Pkcs11Digests.Of(hash) ?? throw new CryptographicException($"{hash} is not known to PKCS#11.");
        return token.Factories.MechanismParamsFactory.CreateCkRsaPkcsPssParams((ulong)digest, (ulong)mask, (ulong)saltLength);
    }

    private static byte[] Hash(HashAlgorithmName algorithm, ReadOnlySpan<byte> data) => CryptographicOperations.HashData(algorithm, data);

    /// <summary>RFC 8017 section 9.2: what PKCS#1 v1.5 signs.</summary>
    private static byte[] DigestInfo(HashAlgorithmName algorithm, byte[] hash)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm.Name switch
                {
                    "SHA1" => "1.3.14.3.2.26",
                    "SHA256" => "2.16.840.1.101.3.4.2.1",
                    "SHA384" => "2.16.840.1.101.3.4.2.2",
                    "SHA512" => "2.16.840.1.101.3.4.2.3",
                    _ => throw new CryptographicException($"{algorithm} is not signed with here."),
                });
                writer.WriteNull();
            }

            writer.WriteOctetString(hash);
        }

        return writer.Encode();
    }

    /// <summary>PKCS#11 gives r and s side by side, CMS carries a SEQUENCE of them (RFC 3279 section 2.2.3).</summary>
    private static byte[] Rfc3279(byte[] signature)
    {
        int half = signature.Length / 2;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new System.Numerics.BigInteger(signature.AsSpan(0, half), isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new System.Numerics.BigInteger(signature.AsSpan(half), isUnsigned: true, isBigEndian: true));
        }

        return writer.Encode();
    }
}
