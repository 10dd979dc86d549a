using System.Security.Cryptography;
using System.Text.Json;
using CsCheck;
using DomSec.Ber;
using DomSec.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Tests.Crypto;

public sealed class KeyAgreementTests
{
    private const string AbsentInfo = "300b0609608648016503040105";
    private const string NullInfo = "300d06096086480165030401050500";

    [Theory]
    [InlineData("sha1", "1c7d7b5f0597b03d06a018466ed1a93e30ed4b04dc64ccdd", "", "bf71dffd8f4d99223936beb46fee8ccc")]
    [InlineData("sha256", "96c05619d56c328ab95fe84b18264b08725b85e33fd34f08", "", "443024c3dae66b95e6f5670601558f71")]
    [InlineData("sha256", "22518b10e70f2a3f243810ae3254139efbee04aa57c7af7d", "75eef81aa3041e33b80971203d2c0c52",
        "c498af77161cc59f2962b9a713e2b215152d139766ce34a776df11866a69bf2e52a13d9c7c6fc878c50c5ea0bc7b00e0da2447cfd874f6cf92f30d0097111485"
        + "500c90c3af8b487872d04685d14c8d1dc8d7fa08beb0ce0ababc11f0bd496269142d43525a78e5bc79a17f59676a5706dc54d54d4d1f0bd7e386128ec26afc21")]
    [Trait("Requirement", "CMS-KA-03")]
    public void X963_gives_the_known_answers_of_nist(string digest, string secret, string info, string expected)
    {
        byte[] output = new byte[expected.Length / 2];
        KeyDerivation.X963(DigestsTests.ByName(digest), Convert.FromHexString(secret), Convert.FromHexString(info), output);
        Assert.Equal(expected, Convert.ToHexStringLower(output));
    }

    [Fact]
    public void X963_agrees_with_bouncy_castle_at_any_length() =>
        Gen.Select(Gen.Byte.Array[1, 70], Gen.Byte.Array[0, 70], Gen.Int[1, 300]).Sample((secret, info, length) =>
        {
            byte[] output = new byte[length];
            KeyDerivation.X963(DigestAlgorithm.Sha384, secret, info, output);
            var reference = new Kdf2BytesGenerator(new Sha384Digest());
            reference.Init(new KdfParameters(secret, info));
            byte[] expected = new byte[length];
            reference.GenerateBytes(expected, 0, length);
            Assert.Equal(expected, output);
        }, iter: 100);

    [Fact]
    [Trait("Requirement", "CMS-KA-03")]
    public void SharedInfo_is_emitted_with_absent_parameters_and_tagged_explicitly()
    {
        Assert.Equal("3015" + AbsentInfo + "a206040400000080", Convert.ToHexStringLower(EccCmsSharedInfo.Encode(Oids.Aes128Wrap, [])));
        Assert.Equal("301b" + AbsentInfo + "a0040402" + "abcd" + "a206040400000080", Convert.ToHexStringLower(EccCmsSharedInfo.Encode(Oids.Aes128Wrap, [0xAB, 0xCD])));
        Assert.Equal("3019" + AbsentInfo + "a0020400" + "a206040400000080", Convert.ToHexStringLower(EccCmsSharedInfo.Encode(Convert.FromHexString(AbsentInfo), [], 128, ukmPresent: true)));
        Assert.EndsWith("a206040400000100", Convert.ToHexStringLower(EccCmsSharedInfo.Encode(Oids.Aes256Wrap, [])), StringComparison.Ordinal);
        Assert.Equal("3019" + "300f060b2a864886f70d0109100306" + "0500" + "a2060404000000c0", Convert.ToHexStringLower(EccCmsSharedInfo.Encode(Oids.TripleDesWrap, [])));
    }

    [Theory]
    [InlineData(AbsentInfo, AbsentInfo, NullInfo)]
    [InlineData(NullInfo, NullInfo, AbsentInfo)]
    public void SharedInfo_is_tried_as_received_first_and_then_the_other_way(string received, string first, string second)
    {
        IReadOnlyList<byte[]> candidates = EccCmsSharedInfo.Candidates(AlgorithmIdentifier.Parse(Convert.FromHexString(received)), []);
        Assert.Equal(4, candidates.Count);
        Assert.Equal(2, EccCmsSharedInfo.Candidates(AlgorithmIdentifier.Parse(Convert.FromHexString(received)), [1]).Count);
        Assert.Equal(first, Convert.ToHexStringLower(candidates[0].AsSpan(2, first.Length / 2)));
        Assert.Equal(second, Convert.ToHexStringLower(candidates[1].AsSpan(2, second.Length / 2)));
    }

    [Theory]
    [InlineData("P-256", true)]
    [InlineData("P-384", false)]
    [InlineData("P-521", true)]
    [Trait("Requirement", "CMS-KA-02")]
    public void Ephemeral_agreement_is_understood_by_the_recipient_whatever_form_the_info_has(string curveName, bool withUkm)
    {
        NamedCurve curve = new[] { NamedCurve.P256, NamedCurve.P384, NamedCurve.P521 }.Single(c => string.Equals(c.Name, curveName, StringComparison.Ordinal));
        using var recipient = ECDiffieHellman.Create(curve.Platform);
        Assert.True(PlatformKeys.TryEphemeralAgreement(PublicKeyTests.Import(recipient.ExportSubjectPublicKeyInfo()), out byte[]? secret, out byte[]? spki));
        Assert.True(PlatformKeys.TryAgree(recipient, PublicKeyTests.Import(spki), out byte[]? same));
        Assert.Equal(secret, same);
        Assert.Equal(curve.FieldSize, secret.Length);

        byte[] cek = RandomNumberGenerator.GetBytes(32);
        byte[] ukm = withUkm ? RandomNumberGenerator.GetBytes(12) : [];
        KeyAgreementScheme scheme = KeyAgreementScheme.For(curve);
        byte[] wrapped = scheme.WrapKey(secret, Oids.Aes256Wrap, ukm, cek);
        Assert.Equal(SchemeStatus.Ok, KeyAgreementScheme.TryResolve(AlgorithmIdentifier.Parse(scheme.EncodeAlgorithmIdentifier(Oids.Aes256Wrap)), out KeyAgreementScheme? resolved, out AlgorithmIdentifier wrap));
        Assert.Same(scheme, resolved);
        Assert.True(scheme.TryUnwrapKey(secret, wrap, ukm, wrapped, out byte[]? unwrapped));
        Assert.Equal(cek, unwrapped);
        Assert.False(scheme.TryUnwrapKey(secret, wrap, withUkm ? [] : [1], wrapped, out _));

        // A peer that hashes NULL and sends absent parameters.
        byte[] kek = new byte[32];
        KeyDerivation.X963(scheme.Digest, secret, EccCmsSharedInfo.Encode(AlgorithmIdentifier.Encode(Oids.Aes256Wrap, [5, 0]), ukm, 256), kek);
        Assert.True(scheme.TryUnwrapKey(secret, wrap, ukm, KeyWrap.Wrap(kek, cek), out unwrapped));
        Assert.Equal(cek, unwrapped);

        // A peer that sends user keying material of no octets.
        KeyDerivation.X963(scheme.Digest, secret, EccCmsSharedInfo.Encode(wrap.Raw.Span, ukm, 256, ukmPresent: true), kek);
        Assert.True(scheme.TryUnwrapKey(secret, wrap, ukm, KeyWrap.Wrap(kek, cek), out unwrapped));
        Assert.Equal(cek, unwrapped);
    }

    [Theory]
    [InlineData("1.2.840.10045.2.1", true)]
    [InlineData("1.3.132.1.12", true)]
    [InlineData("1.2.840.113549.1.1.1", false)]
    [Trait("Requirement", "CMS-KA-02")]
    public void Originator_key_takes_the_recipients_curve(string algorithm, bool usable)
    {
        using var sender = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var recipient = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        ECPoint q = sender.ExportParameters(false).Q;
        byte[] point = [0x04, .. q.X!, .. q.Y!];
        var oid = new Oid(algorithm);
        byte[]? spki = PlatformKeys.EncodeOriginator(PublicKeyTests.Import(recipient.ExportSubjectPublicKeyInfo()), oid, point);
        Assert.Equal(usable ? sender.ExportSubjectPublicKeyInfo() : null, spki);
        byte[]? misplaced = PlatformKeys.EncodeOriginator(PublicKeyTests.Import(other.ExportSubjectPublicKeyInfo()), oid, point);
        Assert.Equal(usable, misplaced is not null);
        Assert.False(misplaced is not null && PublicKey.TryImport(misplaced) is { Kind: KeyKind.Ec }); // no point of that curve
    }

    [Fact]
    public void Keys_on_two_curves_do_not_agree()
    {
        using var mine = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var theirs = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        Assert.False(PlatformKeys.TryAgree(mine, PublicKeyTests.Import(theirs.ExportSubjectPublicKeyInfo()), out _));
        using var rsa = RSA.Create(1024);
        PublicKey rsaKey = PublicKeyTests.Import(rsa.ExportSubjectPublicKeyInfo());
        Assert.False(PlatformKeys.TryAgree(mine, rsaKey, out _));
        Assert.False(PlatformKeys.TryEphemeralAgreement(rsaKey, out _, out _));
    }

    [Fact]
    public void Wycheproof_ecdh_agrees_or_the_key_is_refused()
    {
        int count = 0;
        int agreed = 0;
        foreach ((_, JsonElement test) in Wycheproof.Read("ecdh_secp256r1_test.json"))
        {
            byte[]? secret = null;
            if (PublicKey.TryImport(test.Hex("public")) is { Kind: KeyKind.Ec } peer)
            {
                using var mine = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = test.Integer("private", 32) });
                PlatformKeys.TryAgree(mine, peer, out secret);
            }

            switch (test.Result())
            {
                case "valid":
                    Assert.True(secret is not null, test.Label());
                    break;
                case "invalid":
                    Assert.True(secret is null, test.Label());
                    break;
                default:
                    break;
            }

            Assert.True(secret is null || secret.AsSpan().SequenceEqual(test.Hex("shared")), test.Label());
            agreed += secret is null ? 0 : 1;
            count++;
        }

        Assert.Equal(612, count);
        Assert.True(agreed >= 330);
    }

    [Theory]
    [InlineData("1.3.132.1.11.1", "sha256", false, nameof(SchemeStatus.Ok))]
    [InlineData("1.3.133.16.840.63.0.2", "sha1", false, nameof(SchemeStatus.Ok))]
    [InlineData("1.3.132.1.14.3", "sha512", true, nameof(SchemeStatus.Ok))]
    [InlineData("1.3.132.1.14.0", "sha224", true, nameof(SchemeStatus.Ok))]
    public void Scheme_is_resolved_with_the_wrap_in_its_parameters(string oid, string digest, bool cofactor, string status)
    {
        byte[] wrap = Convert.FromHexString(NullInfo);
        SchemeStatus actual = KeyAgreementScheme.TryResolve(AlgorithmIdentifier.Parse(AlgorithmIdentifier.Encode(new Oid(oid), wrap)), out KeyAgreementScheme? scheme, out AlgorithmIdentifier read);
        Assert.Equal(status, actual.ToString());
        Assert.Equal((digest, cofactor), (Digests.Name(scheme!.Digest), scheme.IsCofactor));
        Assert.Equal(Oids.Aes128Wrap, read.Algorithm);
    }

    [Fact]
    public void Scheme_without_a_usable_wrap_is_not_resolved()
    {
        Assert.Equal(SchemeStatus.BadParameters, Resolve(default));
        Assert.Equal(SchemeStatus.BadParameters, Resolve([5, 0]));
        Assert.Equal(SchemeStatus.BadParameters, Resolve(AlgorithmIdentifier.Encode(Oids.Aes128Wrap, [2, 1, 1])));
        Assert.Equal(SchemeStatus.Unsupported, Resolve(AlgorithmIdentifier.Encode(Oids.Aes128Cbc)));
        Assert.Equal(SchemeStatus.Unknown, KeyAgreementScheme.TryResolve(AlgorithmIdentifier.Parse(AlgorithmIdentifier.Encode(Oids.X25519)), out _, out _));

        static SchemeStatus Resolve(ReadOnlySpan<byte> parameters) =>
            KeyAgreementScheme.TryResolve(AlgorithmIdentifier.Parse(AlgorithmIdentifier.Encode(Oids.DhSinglePassStdDhSha256Kdf, parameters)), out _, out _);
    }
}
