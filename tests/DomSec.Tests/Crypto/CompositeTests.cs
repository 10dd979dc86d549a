using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Recipients;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Tests.Crypto;

/// <summary>Composite signatures and KEMs: the working group's own examples, every algorithm forth and back, and what must not pass.</summary>
public sealed class CompositeTests
{
    private static readonly byte[] _data = "some data"u8.ToArray();

    /// <summary>The last arcs of the object identifiers below 1.3.6.1.5.5.7.6.</summary>
    public static TheoryData<int> Signatures { get; } = [.. Enumerable.Range(37, 18)];

    public static TheoryData<int> Kems { get; } = [.. Enumerable.Range(55, 12)];

    [Fact]
    [Trait("Requirement", "PQ-CMP-01 PQ-CMP-02")]
    public void Example_of_the_working_group_verifies_and_needs_both_halves()
    {
        using JsonDocument vector = JsonDocument.Parse(Vectors.Bytes("pq/composite/MLDSA44-Ed25519-SHA512.json"));
        byte[] message = Encoding.ASCII.GetBytes(vector.RootElement.GetProperty("m").GetString()!);
        byte[] signature = vector.RootElement.GetProperty("s").GetBytesFromBase64();
        ManagedSigningKey key = ManagedSigningKey.TryRead(vector.RootElement.GetProperty("sk_pkcs8").GetBytesFromBase64())!;
        PublicKey publicKey = PublicKey.TryImport(key.SubjectPublicKeyInfo)!;
        SignatureScheme scheme = SignatureScheme.ForComposite(key.Composite!);
        Assert.Equal(("mldsa44-Ed25519-SHA512", 2420 + 64), (scheme.Name, signature.Length));
        Assert.True(publicKey.Verify(scheme, message, signature));
        Assert.False(publicKey.Verify(scheme, [.. message, 0], signature));

        // One bit in either half, either half alone, both halves the other way round, one octet more or less.
        Assert.False(publicKey.Verify(scheme, message, Altered(signature, 7)));
        Assert.False(publicKey.Verify(scheme, message, Altered(signature, 2420 + 7)));
        Assert.False(publicKey.Verify(scheme, message, signature.AsSpan(0, 2420)));
        Assert.False(publicKey.Verify(scheme, message, signature.AsSpan(2420)));
        Assert.False(publicKey.Verify(scheme, message, [.. signature.AsSpan(2420), .. signature.AsSpan(0, 2420)]));
        Assert.False(publicKey.Verify(scheme, message, [.. signature, 0]));
        Assert.False(publicKey.Verify(scheme, message, signature.AsSpan(0, signature.Length - 1)));
        Assert.False(publicKey.Verify(scheme, message, []));
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    [Trait("Requirement", "PQ-CMP-01 PQ-CMP-02 PQ-SIZ-01")]
    public void Every_composite_signature_verifies_here_and_nowhere_else(int number)
    {
        CompositeSignature composite = CompositeSignature.FromOid(Number(number))!;
        byte[] pkcs8 = Pkcs8(Number(number), CompositeSigningKey.Generate(composite));
        ManagedSigningKey key = ManagedSigningKey.TryRead(pkcs8)!;
        PublicKey publicKey = PublicKey.TryImport(key.SubjectPublicKeyInfo)!;
        Assert.Equal((KeyKind.Composite, true, true), (publicKey.Kind, publicKey.IsExperimental, publicKey.VerificationCost > 0));
        SignatureScheme scheme = SignatureScheme.ForComposite(composite);
        byte[] signature = key.Sign(_data);
        Assert.True(publicKey.Verify(scheme, _data, signature));
        int split = composite.MlDsa.SignatureSize;
        Assert.False(publicKey.Verify(scheme, _data, Altered(signature, 0)));
        Assert.False(publicKey.Verify(scheme, _data, Altered(signature, signature.Length - 1)));
        Assert.False(publicKey.Verify(scheme, _data, signature.AsSpan(0, split)));

        // The components are no signatures of their own over the data, nor under another composite's name.
        PublicKey mlDsa = MlDsaSizes.TryImport(composite.MlDsa, default, CompositeParts.KeyOf(key.SubjectPublicKeyInfo)[..composite.MlDsa.PublicKeySize], default)!;
        Assert.False(mlDsa.Verify(SignatureScheme.For(composite.MlDsa.Signature, DigestAlgorithm.Sha512), _data, signature.AsSpan(0, split)));
        Assert.False(mlDsa.Verify(SignatureScheme.For(composite.MlDsa.Signature, DigestAlgorithm.Sha512), composite.Representative(Hash(composite.PreHash)), signature.AsSpan(0, split)));
        Assert.All(CompositeSignature.All.Where(other => !ReferenceEquals(other, composite)), other => Assert.False(publicKey.Verify(SignatureScheme.ForComposite(other), _data, signature)));
        Assert.False(publicKey.Verify(SignatureScheme.For(SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256), _data, signature));

        // BouncyCastle's ML-DSA agrees on the first half.
        var stranger = new MLDsaSigner(BouncyMlDsaPublicKey.ParametersOf(composite.MlDsa.Signature), deterministic: true);
        stranger.Init(false, new ParametersWithContext(
            MLDsaPublicKeyParameters.FromEncoding(BouncyMlDsaPublicKey.ParametersOf(composite.MlDsa.Signature), CompositeParts.KeyOf(key.SubjectPublicKeyInfo)[..composite.MlDsa.PublicKeySize].ToArray()), composite.Label.ToArray()));
        stranger.BlockUpdate(composite.Representative(Hash(composite.PreHash)));
        Assert.True(stranger.VerifySignature(signature[..split]));
    }

    [Fact]
    [Trait("Requirement", "PQ-CMP-02")]
    public void Representative_is_the_one_printed_in_the_draft()
    {
        CompositeSignature composite = CompositeSignature.FromOid(Number(45))!;
        byte[] representative = composite.Representative(SHA512.HashData([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
        Assert.Equal(
            "436f6d706f73697465416c676f726974686d5369676e61747572657332303235434f4d505349472d4d4c44534136352d45434453412d503235362d534841353132000f89ee1fcb7b0a4f7809d1267a029719004c5a5e5ec323a7c3523a20974f9a3f"
            + "202f56fadba4cd9e8d654ab9f2e96dc5c795ea176fa20ede8d854c342f903533",
            Convert.ToHexStringLower(representative));
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    [Trait("Requirement", "PQ-CMP-01")]
    public void Digest_is_the_pre_hash_and_parameters_are_absent(int number)
    {
        CompositeSignature composite = CompositeSignature.FromOid(Number(number))!;
        var identifier = AlgorithmIdentifier.Parse(AlgorithmIdentifier.Encode(composite.Oid));
        foreach (DigestAlgorithm digest in new[] { DigestAlgorithm.Sha256, DigestAlgorithm.Sha384, DigestAlgorithm.Sha512, DigestAlgorithm.Shake256 })
        {
            SchemeStatus status = SignatureScheme.TryResolve(identifier, digest, out SignatureScheme? scheme);
            Assert.Equal(digest == composite.PreHash ? SchemeStatus.Ok : SchemeStatus.DigestMismatch, status);
            Assert.Equal(status == SchemeStatus.Ok ? identifier.Raw.ToArray() : null, scheme?.AlgorithmIdentifier.ToArray());
        }

        var withNull = AlgorithmIdentifier.Parse(AlgorithmIdentifier.Encode(composite.Oid, [BerTag.Null, 0x00]));
        Assert.Equal(SchemeStatus.BadParameters, SignatureScheme.TryResolve(withNull, composite.PreHash, out _));

        // What a composite issues is not trusted: certificates and revocation lists do not know it.
        Assert.Equal(SchemeStatus.Unknown, SignatureScheme.TryResolve(identifier, out _));
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    [Trait("Requirement", "PQ-CMP-02 SEC-DOS-03")]
    public void Signature_key_is_taken_apart_exactly(int number)
    {
        CompositeSignature composite = CompositeSignature.FromOid(Number(number))!;
        byte[] secret = CompositeSigningKey.Generate(composite);
        ManagedSigningKey key = ManagedSigningKey.TryRead(Pkcs8(composite.Oid, secret))!;
        byte[] raw = CompositeParts.KeyOf(key.SubjectPublicKeyInfo).ToArray();
        Assert.NotNull(PublicKey.TryImport(ManagedPrivateKey.EncodePublic(composite.Oid, raw)));
        Assert.Null(PublicKey.TryImport(ManagedPrivateKey.EncodePublic(composite.Oid, raw.AsSpan(0, composite.MlDsa.PublicKeySize))));
        Assert.Null(PublicKey.TryImport(ManagedPrivateKey.EncodePublic(composite.Oid, raw.AsSpan(1))));
        Assert.Null(PublicKey.TryImport(ManagedPrivateKey.EncodePublic(composite.Oid, [.. raw, 0])));
        Assert.Null(PublicKey.TryImport(ManagedPrivateKey.EncodePublic(composite.Oid, [])));
        Assert.Null(ManagedSigningKey.TryRead(Pkcs8(composite.Oid, secret[..32])));
        Assert.Null(ManagedSigningKey.TryRead(Pkcs8(composite.Oid, secret[..^1])));
        Assert.Null(ManagedSigningKey.TryRead(Pkcs8(composite.Oid, [.. secret, 0])));

        // A key of another composite's traditional half: 37 and 38 share theirs, as do some others.
        CompositeSignature other = CompositeSignature.FromOid(Number(composite.RsaBits == 3072 ? 43 : composite.RsaBits > 0 ? 41 : composite.Traditional == SignatureKind.Ed25519 ? 45 : 48))!;
        byte[] mixed = [.. secret.AsSpan(0, 32), .. CompositeSigningKey.Generate(other).AsSpan(32)];
        Assert.Null(ManagedSigningKey.TryRead(Pkcs8(composite.Oid, mixed)));
    }

    [Fact]
    [Trait("Requirement", "PQ-CMP-03 PQ-KEM-05")]
    public async Task Cms_example_of_the_working_group_opens_with_every_value_on_the_way()
    {
        byte[] cms = Pem("MLKEM768-ECDH-P256-SHA3-256.cms");
        byte[] pkcs8 = Pem("MLKEM768-ECDH-P256-SHA3-256.priv");
        KemRecipientInfo recipient = Assert.IsType<KemRecipientInfo>(Assert.Single(Recovery.LayerOf(cms).Recipients));
        Assert.True(ManagedPrivateKey.TryRead(pkcs8, out ManagedPrivateKey? key));
        byte[] secret = key.Decapsulate(recipient.Ciphertext.Span)!;
        Assert.Equal(Text("shared_secret.txt"), Convert.ToHexStringLower(secret));
        Assert.Equal(SchemeStatus.Ok, KemKeyWrap.TryResolve(recipient.Kdf, recipient.KekLength, recipient.WrapAlgorithm, out KemKeyWrap? wrap));
        Assert.Equal(Text("kek.txt"), Convert.ToHexStringLower(wrap!.DeriveKek(secret, recipient.WrapAlgorithm.Raw.Span, ukm: null)));
        Assert.True(wrap.TryUnwrap(secret, null, recipient.EncryptedKey.Span, out byte[]? cek));
        Assert.Equal(Text("cek.txt"), Convert.ToHexStringLower(cek));

        using var certificate = Recovery.Certify(key.SubjectPublicKeyInfo.Span, keyIdentifier: recipient.Rid.KeyIdentifier.ToArray());
        var own = SoftwareDecryptionKey.FromPkcs8(certificate, pkcs8);
        byte[]? content = await Recovery.OpenAsync(cms, [own], new DomSecOptions { ExperimentalComposites = true });
        Assert.Equal("Hello, world!", Encoding.ASCII.GetString(content!));
        Assert.Null(await Recovery.OpenAsync(cms, [own]));
    }

    [Fact]
    [Trait("Requirement", "PQ-CMP-03")]
    public void X25519_composite_is_x_wing_of_another_library()
    {
        using JsonDocument vector = JsonDocument.Parse(Vectors.Bytes("pq/composite/MLKEM768-X25519-SHA3-256.json"));
        Assert.True(ManagedPrivateKey.TryRead(Pkcs8(Number(58), vector.RootElement.GetProperty("dk").GetBytesFromBase64()), out ManagedPrivateKey? key));
        byte[] ciphertext = vector.RootElement.GetProperty("c").GetBytesFromBase64();
        Assert.Equal(vector.RootElement.GetProperty("ek").GetBytesFromBase64(), CompositeParts.KeyOf(key.SubjectPublicKeyInfo).ToArray());
        Assert.Equal(vector.RootElement.GetProperty("k").GetBytesFromBase64(), key.Decapsulate(ciphertext));
    }

    /// <summary>From kemCombiner_MLKEM768_ECDH_P256_SHA3_256.md and its sister for P-384, by the working group.</summary>
    [Theory]
    [InlineData(
        59,
        "c9f935a9d9d439a532788f3cbf4eb2d995753bf8df5d4d33ce9ca4d740d382f0",
        "89a7f9557bde55ff147e6956c898e32624c2fb00b06c9492407ce29c67a8aea6",
        "046f59fa2cfde7eb4eaeebbee12b8491454cce47e17ecf178211d811d3a14a7f5f00d453cf2b0b74e7e282956e584fb83cbc2fe30f27f9e28f805405b94d380b71",
        "0435f7c0fd160488c9a356042ffee14c291fd6f7e12c0a52ffa2a59afc08cc09bbadbbcfceba7a16058484ff9495e10e0062beac8168e4ba3f841fd4a92451bf0a",
        "58a35588f5fe415b5006f92e6dbc3fda78a430aef2d0060dad320105ed578d97")]
    [InlineData(
        63,
        "4ffb4e09862a6b2de28a94f1c45c0ff156427f7889c8cafdd5ccd05c18e061aa",
        "78d093eca7248340a89dd0109f6f460f0cd7d4d0337b3121695870ee1d0afdee312e47708c4fa2f7798ef8fbd02ea0da",
        "04b8bec46bf81ac8bd1eabf8d6e9dff02439a1e44e0e65a6df7a73f0b213b331abd51422fb0d732f3717f5d7955c267a08648998f793fac2112e7abd8a8bfc5fe3323acaba0272e4e2e95b5ec8508e93998a26338df5249cb09fd7b421cecd260b",
        "04945e7f006691a33aeddd4b9f1a63cf2b322269225a4e20fbf5fd7448038c7aa27a9ed02998486dc3cb281a8d461db63ad3e7eed8e3960333a60f6e6b295a36bc109be18e3bbf9eb7495b6a2badedc81f7b554edb5c940d14f3ee903788c7dec4",
        "9704485a39219ae696eb9978d24d7641bb2743b1412844808e81cc00afc174ca")]
    [Trait("Requirement", "PQ-CMP-03")]
    public void Combiner_gives_what_the_working_group_prints(int number, string mlKem, string traditional, string ciphertext, string key, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(CompositeKem.FromOid(Number(number))!.Combine(
            Convert.FromHexString(mlKem), Convert.FromHexString(traditional), Convert.FromHexString(ciphertext), Convert.FromHexString(key))));

    [Theory]
    [MemberData(nameof(Kems))]
    [Trait("Requirement", "PQ-CMP-03 PQ-KEM-07 PQ-SIZ-01")]
    public void Every_composite_kem_agrees_and_no_altered_ciphertext_does(int number)
    {
        ManagedPrivateKey key = ManagedPrivateKey.Generate(Number(number), out byte[] pkcs8);
        PublicKey publicKey = PublicKey.TryImport(key.SubjectPublicKeyInfo)!;
        Assert.Equal((KeyKind.Kem, true, Number(number)), (publicKey.Kind, publicKey.IsExperimental, publicKey.KemAlgorithm));
        (byte[] ciphertext, byte[] secret) = publicKey.Encapsulate()!.Value;
        Assert.Equal((publicKey.CiphertextSize, 32), (ciphertext.Length, secret.Length));
        Assert.Equal(secret, key.Decapsulate(ciphertext));
        Assert.NotEqual(ciphertext, publicKey.Encapsulate()!.Value.Ciphertext);
        Assert.NotEqual(secret, key.Decapsulate(Altered(ciphertext, 5)));
        Assert.NotEqual(secret, key.Decapsulate(Altered(ciphertext, ciphertext.Length - 5)));
        Assert.Null(key.Decapsulate(ciphertext.AsSpan(0, ciphertext.Length - 1)));
        Assert.Null(key.Decapsulate([.. ciphertext, 0]));
        Assert.Null(key.Decapsulate([]));
        Assert.Null(ManagedPrivateKey.TryRead(pkcs8.AsMemory()[..^1], out ManagedPrivateKey? none) ? none : null);
        byte[] raw = CompositeParts.KeyOf(key.SubjectPublicKeyInfo).ToArray();
        Assert.Null(PublicKey.TryImport(ManagedPrivateKey.EncodePublic(Number(number), [.. raw, 0])));
        Assert.Null(PublicKey.TryImport(ManagedPrivateKey.EncodePublic(Number(number), raw.AsSpan(0, raw.Length - 1))));

        // The secret is BouncyCastle's SHA3-256 of what stands in the draft, the label last.
        if (number == 58)
        {
            Assert.Equal("5c2e2f2f5e5c", Convert.ToHexStringLower(CompositeKem.FromOid(Number(58))!.Label.Span));
        }

        var digest = new Sha3Digest(256);
        byte[] input = [1, 2, 3, 4, .. CompositeKem.FromOid(Number(number))!.Label.Span];
        digest.BlockUpdate(input, 0, input.Length);
        byte[] expected = new byte[32];
        digest.DoFinal(expected, 0);
        Assert.Equal(expected, CompositeKem.FromOid(Number(number))!.Combine([1], [2], [3], [4]));
    }

    [Fact]
    [Trait("Requirement", "PQ-CMP-04")]
    public void Halves_of_a_composite_key_are_not_reachable()
    {
        foreach (Type type in new[] { typeof(CompositeSigningKey), typeof(CompositeKemPrivateKey) })
        {
            Assert.DoesNotContain(type.GetProperties(), property => property.PropertyType.Name is nameof(ManagedSigningKey) or nameof(ManagedPrivateKey) || typeof(AsymmetricAlgorithm).IsAssignableFrom(property.PropertyType));
        }

        ManagedPrivateKey kem = ManagedPrivateKey.Generate(Number(58), out _);
        Assert.Null(kem.Agree(ManagedPrivateKey.Generate(Oids.X25519, out _).SubjectPublicKeyInfo));
        Assert.Null(kem.Decapsulate(new byte[1088]));
        ManagedSigningKey signing = ManagedSigningKey.TryRead(Pkcs8(Number(48), CompositeSigningKey.Generate(CompositeSignature.FromOid(Number(48))!)))!;
        Assert.Throws<NotSupportedException>(signing.ExportPkcs8);
    }

    private static Oid Number(int number) => new("1.3.6.1.5.5.7.6." + number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static byte[] Hash(DigestAlgorithm digest)
    {
        byte[] hash = new byte[Digests.Size(digest)];
        Digests.HashData(digest, _data, hash);
        return hash;
    }

    private static byte[] Pkcs8(Oid algorithm, byte[] secret) =>
        Tlv.Of(Tlv.Sequence, [0x02, 0x01, 0x00], AlgorithmIdentifier.Encode(algorithm), Tlv.Of(0x04, secret));

    private static byte[] Altered(byte[] octets, int at)
    {
        byte[] altered = [.. octets];
        altered[at] ^= 0x01;
        return altered;
    }

    private static byte[] Pem(string file) => Recovery.Pem(Text(file));

    private static string Text(string file) => File.ReadAllText(Vectors.Path("pq/composite/" + file)).Trim();
}
