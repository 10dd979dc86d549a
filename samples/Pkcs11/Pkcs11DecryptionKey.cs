using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.Factories;

namespace DomSec.Pkcs11Sample;

/// <summary>
/// A decryption key in a token: RSA (PKCS#1 v1.5, and OAEP with what the token knows) or ECDH. The key never leaves it. Safe for concurrent use.
/// What does not decrypt is null; a token that cannot be used is a <see cref="KeyUnavailableException"/>, which defers the message.
/// </summary>
/// <param name="token">The token; it stays the caller's.</param>
/// <param name="id">The key's CKA_ID.</param>
/// <param name="certificate">Its certificate.</param>
public sealed class Pkcs11DecryptionKey(Pkcs11Token token, byte[] id, X509Certificate2 certificate) : IDecryptionKey
{
    private readonly byte[] _publicKey = certificate.PublicKey.ExportSubjectPublicKeyInfo();
    private readonly bool _isRsa = certificate.PublicKey.Oid.Value == "1.2.840.113549.1.1.1";

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Certificate { get; } = certificate.RawData;

    /// <inheritdoc/>
    public DateTimeOffset? ActivatesAt { get; init; }

    /// <inheritdoc/>
    public async ValueTask<byte[]?> DecryptKeyAsync(ReadOnlyMemory<byte> encryptedKey, RsaDecryptionPadding padding, CancellationToken ct = default)
    {
        if (!_isRsa || (padding.IsOaep && (Pkcs11Digests.Of(padding.Hash) is null || Pkcs11Digests.Of(padding.MgfHash) is null)))
        {
            return null;
        }

        byte[] input = encryptedKey.ToArray();
        return await token.UseAsync(
            session =>
            {
                IObjectHandle key = session.PrivateKey(id);
                using IMechanism mechanism = padding.IsOaep ? Oaep(padding) : token.Factories.MechanismFactory.Create(CKM.CKM_RSA_PKCS);
                return OrNull(() => session.Session.Decrypt(mechanism, key, input));
            },
            ct);
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]?> AgreeAsync(ReadOnlyMemory<byte> originatorKey, CancellationToken ct = default)
    {
        if (PointOf(originatorKey.Span) is not { } point)
        {
            return null;
        }

        int length = (point.Length - 1) / 2;
        return await token.UseAsync(
            session =>
            {
                IObjectHandle key = session.PrivateKey(id);
                using IMechanism mechanism = token.Factories.MechanismFactory.Create(CKM.CKM_ECDH1_DERIVE, token.Factories.MechanismParamsFactory.CreateCkEcdh1DeriveParams((ulong)CKD.CKD_NULL, null, point));
                IObjectAttributeFactory attributes = token.Factories.ObjectAttributeFactory;
                List<IObjectAttribute> secret =
                [
                    attributes.Create(CKA.CKA_CLASS, CKO.CKO_SECRET_KEY), attributes.Create(CKA.CKA_KEY_TYPE, CKK.CKK_GENERIC_SECRET), attributes.Create(CKA.CKA_TOKEN, false),
                    attributes.Create(CKA.CKA_SENSITIVE, false), attributes.Create(CKA.CKA_EXTRACTABLE, true), attributes.Create(CKA.CKA_VALUE_LEN, (ulong)length),
                ];
                return OrNull(() =>
                {
                    IObjectHandle derived = session.Session.DeriveKey(mechanism, key, secret);
                    try
                    {
                        return session.Session.GetAttributeValue(derived, [CKA.CKA_VALUE])[0].GetValueAsByteArray();
                    }
                    finally
                    {
                        session.Session.DestroyObject(derived);
                    }
                });
            },
            ct);
    }

    private IMechanism Oaep(RsaDecryptionPadding padding)
    {
        const ulong DataSpecified = 1; // CKZ_DATA_SPECIFIED
        CKM digest = Pkcs11Digests.Of(padding.Hash)!.Value.Digest;
        CKG mask = Pkcs11Digests.Of(padding.MgfHash)!.Value.Mask;
        return token.Factories.MechanismFactory.Create(
            CKM.CKM_RSA_PKCS_OAEP, token.Factories.MechanismParamsFactory.CreateCkRsaPkcsOaepParams((ulong)digest, (ulong)mask, DataSpecified, padding.Label.IsEmpty ? null : padding.Label.ToArray()));
    }

    /// <summary>
    /// The other side's point, when its key is on our curve: the two encodings differ in the point alone. The platform reads it first and refuses what is no point of the curve; not every token does.
    /// </summary>
    private byte[]? PointOf(ReadOnlySpan<byte> originatorKey)
    {
        if (_isRsa || originatorKey.Length != _publicKey.Length)
        {
            return null;
        }

        try
        {
            using ECDiffieHellman peer = ECDiffieHellman.Create();
            peer.ImportSubjectPublicKeyInfo(originatorKey, out int read);
            ECPoint q = peer.ExportParameters(includePrivateParameters: false).Q;
            byte[] point = [4, .. q.X!, .. q.Y!];
            return read == originatorKey.Length && originatorKey[..^point.Length].SequenceEqual(_publicKey.AsSpan(0, _publicKey.Length - point.Length)) ? point : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>
    /// Null for what the token says of the input, in whatever words: modules answer a wrong padding with CKR_ENCRYPTED_DATA_INVALID, CKR_GENERAL_ERROR or CKR_FUNCTION_FAILED. What it says of itself
    /// is thrown, and tells nobody anything about a message.
    /// </summary>
    private static byte[]? OrNull(Func<byte[]> work)
    {
        try
        {
            return work();
        }
        catch (Pkcs11Exception e) when (e.RV is CKR.CKR_ENCRYPTED_DATA_INVALID or CKR.CKR_ENCRYPTED_DATA_LEN_RANGE or CKR.CKR_DATA_INVALID or CKR.CKR_DATA_LEN_RANGE or CKR.CKR_GENERAL_ERROR
            or CKR.CKR_FUNCTION_FAILED or CKR.CKR_ARGUMENTS_BAD or CKR.CKR_MECHANISM_INVALID or CKR.CKR_MECHANISM_PARAM_INVALID or CKR.CKR_KEY_TYPE_INCONSISTENT
            or CKR.CKR_KEY_FUNCTION_NOT_PERMITTED or CKR.CKR_DOMAIN_PARAMS_INVALID)
        {
            return null;
        }
    }
}
