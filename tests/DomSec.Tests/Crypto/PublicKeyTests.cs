using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using DomSec.Crypto;

namespace DomSec.Tests.Crypto;

public sealed class PublicKeyTests
{
    private static readonly byte[] _data = "Domain security"u8.ToArray();
    private static readonly RSA _rsa = RSA.Create(2048);
    private static readonly PublicKey _rsaPublic = Import(_rsa.ExportSubjectPublicKeyInfo());

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    [InlineData("sha384")]
    [InlineData("sha512")]
    public void Rsa_signatures_of_both_paddings_verify_and_a_changed_one_does_not(string name)
    {
        DigestAlgorithm digest = DigestsTests.ByName(name);
        foreach ((SignatureKind kind, RSASignaturePadding padding) in new[] { (SignatureKind.RsaPkcs1, RSASignaturePadding.Pkcs1), (SignatureKind.RsaPss, RSASignaturePadding.Pss) })
        {
            byte[] signature = _rsa.SignData(_data, Digests.HashName(digest), padding);
            SignatureScheme scheme = SignatureScheme.For(kind, digest);
            Assert.True(_rsaPublic.Verify(scheme, _data, signature));
            Assert.False(_rsaPublic.Verify(scheme, "domain security"u8, signature));
            signature[100] ^= 1;
            Assert.False(_rsaPublic.Verify(scheme, _data, signature));
        }

        Assert.Equal((KeyKind.Rsa, 2048), (_rsaPublic.Kind, _rsaPublic.KeySizeBits));
    }

    [Theory]
    [InlineData(256, "sha256")]
    [InlineData(384, "sha384")]
    [InlineData(521, "sha512")]
    [InlineData(256, "sha512")]
    [Trait("Requirement", "CMS-BER-09")]
    public void Ecdsa_signature_is_the_der_form_and_nothing_else(int bits, string name)
    {
        using var key = ECDsa.Create(bits switch { 256 => ECCurve.NamedCurves.nistP256, 384 => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 });
        PublicKey publicKey = Import(key.ExportSubjectPublicKeyInfo());
        DigestAlgorithm digest = DigestsTests.ByName(name);
        SignatureScheme scheme = SignatureScheme.For(SignatureKind.Ecdsa, digest);
        byte[] signature = key.SignData(_data, Digests.HashName(digest), DSASignatureFormat.Rfc3279DerSequence);
        Assert.True(publicKey.Verify(scheme, _data, signature));
        Assert.Equal((KeyKind.Ec, bits), (publicKey.Kind, publicKey.KeySizeBits));
        Assert.False(publicKey.Verify(scheme, _data, key.SignData(_data, Digests.HashName(digest), DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));
        Assert.False(publicKey.Verify(scheme, _data, (byte[])[.. signature, 0]));
        Assert.False(publicKey.Verify(scheme, _data, signature.AsSpan(0, signature.Length - 1)));
        Assert.False(publicKey.Verify(scheme, _data, []));
        Assert.False(publicKey.Verify(scheme, _data, [0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00]));
        Assert.False(publicKey.Verify(scheme, "x"u8, signature));
    }

    [Fact]
    public void Scheme_of_another_kind_and_hash_of_another_size_never_verify()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PublicKey ecPublic = Import(ec.ExportSubjectPublicKeyInfo());
        byte[] rsaSignature = _rsa.SignData(_data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Assert.False(ecPublic.Verify(SignatureScheme.For(SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256), _data, rsaSignature));
        Assert.False(_rsaPublic.Verify(SignatureScheme.For(SignatureKind.Ecdsa, DigestAlgorithm.Sha256), _data, rsaSignature));
        Assert.False(_rsaPublic.Verify(SignatureScheme.For(SignatureKind.RsaPss, DigestAlgorithm.Sha256), _data, rsaSignature));
        Assert.False(_rsaPublic.VerifyHash(SignatureScheme.For(SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256), SHA1.HashData(_data), rsaSignature));
    }

    [Theory]
    [InlineData("3031300d060960864801650304020105000420", "", true)] // the only right one: DigestInfo with NULL
    [InlineData("302f300b06096086480165030402010420", "", false)] // without NULL
    [InlineData("3031300d060960864801650304020205000420", "", false)] // SHA-384 named
    [InlineData("", "", false)] // the bare hash
    [InlineData("3031300d060960864801650304020105000420", "00", false)] // trailing octet
    [InlineData("3033300d0609608648016503040201050004200000", "", false)]
    public void Pkcs1_signature_has_exactly_one_encoding(string before, string after, bool valid)
    {
        byte[] info = [.. Convert.FromHexString(before), .. SHA256.HashData(_data), .. Convert.FromHexString(after)];
        byte[] padding = new byte[256 - 3 - info.Length];
        padding.AsSpan().Fill(0xFF);
        Assert.Equal(valid, VerifyRaw([0x00, 0x01, .. padding, 0x00, .. info]));
    }

    [Fact]
    public void Pkcs1_signature_with_wrong_padding_is_refused()
    {
        byte[] info = [.. Convert.FromHexString("3031300d060960864801650304020105000420"), .. SHA256.HashData(_data)];
        byte[] full = new byte[256 - 3 - info.Length];
        full.AsSpan().Fill(0xFF);
        Assert.True(VerifyRaw([0x00, 0x01, .. full, 0x00, .. info]));
        Assert.False(VerifyRaw([0x00, 0x02, .. full, 0x00, .. info]));
        Assert.False(VerifyRaw([0x00, 0x00, .. full, 0x00, .. info]));
        Assert.False(VerifyRaw([0x01, 0x01, .. full, 0x00, .. info]));
        Assert.False(VerifyRaw([0x00, 0x01, .. full, 0x01, .. info]));
        byte[] broken = [.. full];
        broken[50] = 0xFE;
        Assert.False(VerifyRaw([0x00, 0x01, .. broken, 0x00, .. info]));

        // Bleichenbacher 2006: short padding, garbage after the DigestInfo.
        byte[] garbage = new byte[256 - 3 - 8 - info.Length];
        garbage.AsSpan().Fill(0x5A);
        Assert.False(VerifyRaw([0x00, 0x01, 255, 255, 255, 255, 255, 255, 255, 255, 0x00, .. info, .. garbage]));
        Assert.False(VerifyRaw([0x00, 0x01, 255, 255, 255, 255, 255, 255, 255, 255, 0x00, .. garbage, .. info]));
    }

    [Fact]
    public void Signature_of_another_length_or_not_below_the_modulus_is_refused()
    {
        using var small = RSA.Create(1024);
        PublicKey key = Import(small.ExportSubjectPublicKeyInfo());
        SignatureScheme scheme = SignatureScheme.For(SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256);
        byte[] signature = small.SignData(_data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Assert.True(key.Verify(scheme, _data, signature));
        Assert.False(key.Verify(scheme, _data, (byte[])[0, .. signature]));
        Assert.False(key.Verify(scheme, _data, signature.AsSpan(1)));
        Assert.False(key.Verify(scheme, _data, []));
        var n = new BigInteger(small.ExportParameters(false).Modulus!, isUnsigned: true, isBigEndian: true);
        BigInteger above = new BigInteger(signature, isUnsigned: true, isBigEndian: true) + n;
        byte[] octets = above.ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.False(key.Verify(scheme, _data, octets));
        Assert.False(key.Verify(scheme, _data, n.ToByteArray(isUnsigned: true, isBigEndian: true)));
        foreach (int salt in new[] { 0, 32 })
        {
            Assert.False(key.Verify(PssTests.Scheme(DigestAlgorithm.Sha256, DigestAlgorithm.Sha256, salt), _data, n.ToByteArray(isUnsigned: true, isBigEndian: true)));
        }
    }

    [Theory]
    [InlineData("even modulus")]
    [InlineData("even exponent")]
    [InlineData("exponent one")]
    [InlineData("exponent zero")]
    [InlineData("giant exponent")]
    [InlineData("giant modulus")]
    [InlineData("tiny modulus")]
    [InlineData("negative modulus")]
    [InlineData("trailing data")]
    [Trait("Requirement", "SEC-DOS-03")]
    public void Rsa_key_that_fails_validation_is_not_imported(string fault)
    {
        byte[] modulus = _rsa.ExportParameters(false).Modulus!;
        byte[] exponent = [1, 0, 1];
        bool signed = false;
        switch (fault)
        {
            case "even modulus": modulus[^1] &= 0xFE; break;
            case "even exponent": exponent = [1, 0, 0]; break;
            case "exponent one": exponent = [1]; break;
            case "exponent zero": exponent = [0]; break;
            case "giant exponent": exponent = [1, 0, 0, 0, 0, 0, 0, 0, 1]; break;
            case "giant modulus": modulus = [0xC1, .. new byte[2047], 0x01]; break;
            case "tiny modulus": modulus = [0x71, .. new byte[61], 0x01]; break;
            case "negative modulus": modulus[0] |= 0x80; signed = true; break;
            default: break;
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (signed)
            {
                writer.WriteInteger(modulus);
            }
            else
            {
                writer.WriteIntegerUnsigned(modulus);
            }

            writer.WriteIntegerUnsigned(exponent);
            if (string.Equals(fault, "trailing data", StringComparison.Ordinal))
            {
                writer.WriteNull();
            }
        }

        Assert.Null(PublicKey.TryImport(Spki("1.2.840.113549.1.1.1", w => w.WriteNull(), writer.Encode())));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-03")]
    public void Largest_key_with_the_largest_exponent_is_answered_at_once()
    {
        byte[] modulus = RandomNumberGenerator.GetBytes(2048);
        modulus[0] |= 0x80;
        modulus[^1] |= 1;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(modulus);
            writer.WriteIntegerUnsigned(Convert.FromHexString("ffffffffffffffff"));
        }

        PublicKey key = Import(Spki("1.2.840.113549.1.1.1", w => w.WriteNull(), writer.Encode()));
        byte[] signature = [0, .. RandomNumberGenerator.GetBytes(2047)];
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.False(key.Verify(SignatureScheme.For(SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256), _data, signature));
        Assert.False(key.Verify(PssTests.Scheme(DigestAlgorithm.Sha256, DigestAlgorithm.Sha256, 0), _data, signature));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), watch.Elapsed.ToString());
    }

    [Theory]
    [InlineData("as it is", "Ec")]
    [InlineData("not on the curve", null)]
    [InlineData("infinity", null)]
    [InlineData("short", null)]
    [InlineData("long", null)]
    [InlineData("coordinate above p", null)]
    [InlineData("hybrid", null)]
    [InlineData("compressed", "Unsupported")]
    [InlineData("another curve's name", null)]
    [InlineData("unknown curve", "Unsupported")]
    [InlineData("no curve", null)]
    [InlineData("explicit curve", null)]
    [Trait("Requirement", "SEC-DOS-03")]
    public void Ec_key_is_an_uncompressed_point_on_a_named_curve(string variant, string? expected)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECPoint q = key.ExportParameters(false).Q;
        byte[] point = [0x04, .. q.X!, .. q.Y!];
        Action<AsnWriter> parameters = w => w.WriteObjectIdentifier("1.2.840.10045.3.1.7");
        switch (variant)
        {
            case "not on the curve": point[^1] ^= 1; break;
            case "infinity": point = [0]; break;
            case "short": point = point[..^1]; break;
            case "long": point = [.. point, 0]; break;
            case "coordinate above p": point.AsSpan(1, 32).Fill(0xFF); break;
            case "hybrid": point[0] = (byte)(0x06 | (q.Y![^1] & 1)); break;
            case "compressed": point = [(byte)(0x02 | (q.Y![^1] & 1)), .. q.X!]; break;
            case "another curve's name": parameters = w => w.WriteObjectIdentifier("1.3.132.0.34"); break;
            case "unknown curve": parameters = w => w.WriteObjectIdentifier("1.3.132.0.10"); break;
            case "no curve": parameters = _ => { }; break;
            case "explicit curve": parameters = w => w.WriteEncodedValue([0x30, 0x03, 0x02, 0x01, 0x01]); break;
            default: break;
        }

        Assert.Equal(expected, PublicKey.TryImport(Spki("1.2.840.10045.2.1", parameters, point))?.Kind.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("3000")]
    [InlineData("30800000")]
    [InlineData("300e300d06092a864886f70d0101010500")]
    [InlineData("3012300d06092a864886f70d01010105000301" + "00")]
    public void Malformed_key_info_is_null(string hex) => Assert.Null(PublicKey.TryImport(Convert.FromHexString(hex)));

    [Fact]
    public void Key_of_an_unknown_algorithm_is_unsupported_and_verifies_nothing()
    {
        PublicKey? key = PublicKey.TryImport(Spki("1.2.643.7.1.1.1.1", _ => { }, new byte[32]));
        Assert.Equal(KeyKind.Unsupported, key!.Kind);
        Assert.False(key.Verify(SignatureScheme.For(SignatureKind.Ecdsa, DigestAlgorithm.Sha512), _data, new byte[64]));
        Assert.Null(key.EncryptRsa(new byte[16], RSAEncryptionPadding.Pkcs1));
    }

    [Fact]
    [Trait("Requirement", "CMS-BER-07")]
    public void Pss_key_verifies_only_what_its_parameters_allow()
    {
        byte[] rsaKey = _rsa.ExportRSAPublicKey();
        SignatureScheme pss = SignatureScheme.For(SignatureKind.RsaPss, DigestAlgorithm.Sha256);
        byte[] signature = _rsa.SignData(_data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        byte[] pkcs1 = _rsa.SignData(_data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        PublicKey open = Import(Spki("1.2.840.113549.1.1.10", _ => { }, rsaKey));
        Assert.True(open.Verify(pss, _data, signature));
        Assert.False(open.Verify(SignatureScheme.For(SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256), _data, pkcs1));
        Assert.Null(open.EncryptRsa(new byte[16], RSAEncryptionPadding.Pkcs1));
        Assert.True(Restricted(DigestAlgorithm.Sha256, DigestAlgorithm.Sha256, 32).Verify(pss, _data, signature));
        Assert.True(Restricted(DigestAlgorithm.Sha256, DigestAlgorithm.Sha256, 20).Verify(pss, _data, signature));
        Assert.False(Restricted(DigestAlgorithm.Sha256, DigestAlgorithm.Sha256, 33).Verify(pss, _data, signature));
        Assert.False(Restricted(DigestAlgorithm.Sha512, DigestAlgorithm.Sha256, 32).Verify(pss, _data, signature));
        Assert.False(Restricted(DigestAlgorithm.Sha256, DigestAlgorithm.Sha1, 32).Verify(pss, _data, signature));

        PublicKey Restricted(DigestAlgorithm hash, DigestAlgorithm mgf, int salt)
        {
            AlgorithmIdentifier identifier = AlgorithmIdentifier.Parse(new PssParameters(hash, mgf, salt, 1).EncodeAlgorithmIdentifier());
            return Import(Spki("1.2.840.113549.1.1.10", w => w.WriteEncodedValue(identifier.Parameters.Span), rsaKey));
        }
    }

    [Fact]
    public void One_key_serves_many_threads()
    {
        SignatureScheme scheme = SignatureScheme.For(SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256);
        byte[] good = _rsa.SignData(_data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        byte[] bad = [.. good];
        bad[7] ^= 1;
        int wrong = 0;
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            if (_rsaPublic.Verify(scheme, _data, i % 2 == 0 ? good : bad) != (i % 2 == 0))
            {
                Interlocked.Increment(ref wrong);
            }
        });
        Assert.Equal(0, wrong);
    }

    internal static PublicKey Import(byte[] spki)
    {
        PublicKey? key = PublicKey.TryImport(spki);
        Assert.NotNull(key);
        return key;
    }

    internal static byte[] Spki(string algorithm, Action<AsnWriter> parameters, byte[] key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm);
                parameters(writer);
            }

            writer.WriteBitString(key);
        }

        return writer.Encode();
    }

    /// <summary>Verifies a signature made by the raw private operation over an encoded message of our own.</summary>
    private static bool VerifyRaw(byte[] encodedMessage)
    {
        Assert.Equal(256, encodedMessage.Length);
        RSAParameters p = _rsa.ExportParameters(includePrivateParameters: true);
        var signature = BigInteger.ModPow(
            new BigInteger(encodedMessage, isUnsigned: true, isBigEndian: true),
            new BigInteger(p.D!, isUnsigned: true, isBigEndian: true),
            new BigInteger(p.Modulus!, isUnsigned: true, isBigEndian: true));
        byte[] octets = new byte[256];
        byte[] value = signature.ToByteArray(isUnsigned: true, isBigEndian: true);
        value.CopyTo(octets, 256 - value.Length);
        return _rsaPublic.Verify(SignatureScheme.For(SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256), _data, octets);
    }
}
