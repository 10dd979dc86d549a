using System.Security.Cryptography;
using CsCheck;
using DomSec.Crypto;

namespace DomSec.Tests.Crypto;

/// <summary>What arrives in a message never throws: valid structures with octets changed, cut or doubled go through every reader of this room.</summary>
public sealed class HostileInputTests
{
    private static readonly RSA _rsa = RSA.Create(1024);
    private static readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly byte[][] _seeds =
    [
        _rsa.ExportSubjectPublicKeyInfo(),
        _ec.ExportSubjectPublicKeyInfo(),
        SignatureScheme.For(SignatureKind.RsaPss, DigestAlgorithm.Sha512).AlgorithmIdentifier.ToArray(),
        SignatureScheme.For(SignatureKind.Ecdsa, DigestAlgorithm.Sha256).AlgorithmIdentifier.ToArray(),
        RsaKeyTransport.OaepSha256AlgorithmIdentifier.ToArray(),
        KeyAgreementScheme.For(NamedCurve.P256).EncodeAlgorithmIdentifier(Oids.Aes128Wrap),
        ContentCipher.Aes256Gcm.EncodeAlgorithmIdentifier(new byte[12]),
        ContentCipher.Aes128Cbc.EncodeAlgorithmIdentifier(new byte[16]),
    ];

    [Fact]
    public void Mutated_structures_are_refused_without_an_exception() =>
        Gen.Select(Gen.Int[0, _seeds.Length - 1], Gen.Select(Gen.Int[0, 400], Gen.Byte).Array[1, 4], Gen.Int[0, 3]).Sample((seed, changes, kind) =>
        {
            byte[] input = [.. _seeds[seed]];
            foreach ((int position, byte value) in changes)
            {
                input[position % input.Length] = value;
            }

            int cut = changes[0].Item1 % input.Length;
            Exercise(kind switch { 0 => input[..cut], 1 => [.. input, .. input[cut..]], _ => input });
        }, iter: 20_000);

    [Fact]
    public void Mutated_signatures_are_refused_without_an_exception()
    {
        byte[] data = [1, 2, 3];
        byte[] ec = _ec.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        byte[] rsa = _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        PublicKey ecKey = PublicKeyTests.Import(_seeds[1]);
        PublicKey rsaKey = PublicKeyTests.Import(_seeds[0]);
        SignatureScheme ecdsa = SignatureScheme.For(SignatureKind.Ecdsa, DigestAlgorithm.Sha256);
        SignatureScheme pss = SignatureScheme.For(SignatureKind.RsaPss, DigestAlgorithm.Sha256);
        SignatureScheme oddPss = PssTests.Scheme(DigestAlgorithm.Sha256, DigestAlgorithm.Sha1, 32);
        Gen.Select(Gen.Int[0, 400], Gen.Byte[1, 255], Gen.Int[0, 150]).Sample((position, change, cut) =>
        {
            byte[] a = [.. ec];
            byte[] b = [.. rsa];
            a[position % a.Length] ^= change;
            b[position % b.Length] ^= change;
            Assert.False(ecKey.Verify(ecdsa, data, a));
            Assert.False(ecKey.Verify(ecdsa, data, ec.AsSpan(0, cut % ec.Length)));
            Assert.False(rsaKey.Verify(pss, data, b));
            Assert.False(rsaKey.Verify(oddPss, data, b));
            Assert.False(rsaKey.Verify(pss, data, rsa.AsSpan(0, cut % rsa.Length)));
        }, iter: 500);
    }

    private static void Exercise(byte[] input)
    {
        PublicKey? key = PublicKey.TryImport(input);
        key?.VerifyHash(SignatureScheme.For(SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256), new byte[32], new byte[128]);
        key?.VerifyHash(SignatureScheme.For(SignatureKind.RsaPss, DigestAlgorithm.Sha256), new byte[32], new byte[128]);
        key?.VerifyHash(SignatureScheme.For(SignatureKind.Ecdsa, DigestAlgorithm.Sha256), new byte[32], [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01]);
        key?.EncryptRsa(new byte[16], RSAEncryptionPadding.OaepSHA256);
        AlgorithmIdentifier identifier = AlgorithmIdentifier.Parse(input);
        Digests.FromIdentifier(identifier);
        SignatureScheme.TryResolve(identifier, out _);
        SignatureScheme.TryResolve(identifier, DigestAlgorithm.Sha512, out _);
        RsaKeyTransport.TryResolve(identifier, out _, out _);
        identifier.SemanticallyEquals(AlgorithmIdentifier.Parse(RsaKeyTransport.OaepSha256AlgorithmIdentifier));
        if (KeyAgreementScheme.TryResolve(identifier, out KeyAgreementScheme? scheme, out AlgorithmIdentifier wrap) == SchemeStatus.Ok)
        {
            Assert.False(scheme!.TryUnwrapKey(new byte[32], wrap, [], new byte[40], out _));
        }

        foreach (ContentCipher cipher in ContentCipher.All)
        {
            using ContentDecryptor? decryptor = ContentDecryptor.Create(cipher, identifier, RandomNumberGenerator.GetBytes(cipher.KeySize));
            Assert.False(decryptor?.TryFinish([], new byte[64], out _) ?? false);
        }
    }
}
