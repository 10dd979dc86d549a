using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using SignerInfo = DomSec.Cms.SignerInfo;
using X509Certificate = DomSec.X509.Certificate;

namespace DomSec.Tests.Signatures;

/// <summary>Ed25519, Ed448 (RFC 8419) and ML-DSA (RFC 9882) with BouncyCastle's CMS and OpenSSL's primitives on the other side.</summary>
public sealed class PureSignatureTests
{
    /// <summary>The algorithm, our name, the signature's identifier, the digest's AlgorithmIdentifier and the signature's size.</summary>
    public static TheoryData<string, string, string, string, int> Algorithms { get; } = new()
    {
        { "Ed25519", "ed25519", "300506032b6570", "300b0609608648016503040203", 64 },
        { "Ed448", "ed448", "300506032b6571", "300f060960864801650304021202020200", 114 },
        { "ML-DSA-44", "mldsa44", "300b0609608648016503040311", "300b0609608648016503040203", 2420 },
        { "ML-DSA-65", "mldsa65", "300b0609608648016503040312", "300b0609608648016503040203", 3309 },
        { "ML-DSA-87", "mldsa87", "300b0609608648016503040313", "300b0609608648016503040203", 4627 },
    };

    /// <summary>Those that BouncyCastle's CMS for .NET signs with: it has no digest for id-shake256-len.</summary>
    public static TheoryData<string, string, int> BouncyAlgorithms { get; } = new()
    {
        { "Ed25519", "ed25519", 64 },
        { "ML-DSA-44", "mldsa44", 2420 },
        { "ML-DSA-65", "mldsa65", 3309 },
        { "ML-DSA-87", "mldsa87", 4627 },
    };

    [Theory]
    [MemberData(nameof(Algorithms))]
    [Trait("Requirement", "CMS-BER-08 PQ-DSA-01 PQ-DSA-02 PQ-DSA-03 PQ-DSA-04 PQ-DSA-05 SM-ALG-01 CMS-SD-11")]
    public async Task Domain_signature_passes_and_verifies_at_bouncycastle(string algorithm, string name, string signatureIdentifier, string digestIdentifier, int size)
    {
        StrangerKey root = StrangerKey.Root(algorithm);
        TestDoors doors = Doors(root, root.Signer(algorithm));
        byte[] signed = await doors.SignedAsync(Messages.Plain());
        DomainSecurityReport report = await doors.ClassifyAsync(signed);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(name, Assert.Single(report.Signatures()).SignatureAlgorithm);
        Assert.Equal(TestDoors.Acme, report.Domain);

        byte[] cms = Messages.CmsOf(signed);
        SignerInformation signer = Assert.Single(new CmsSignedData(cms).GetSignerInfos());
        if (algorithm != "Ed448") // OpenSSL verifies that one below
        {
            Assert.False(signer.Verify(root.Signer(algorithm).Certificate));
            Assert.True(signer.Verify(Certificate(cms)));
        }

        Assert.Equal(signatureIdentifier, Convert.ToHexStringLower(signer.SignerInfo.SignatureAlgorithm.GetDerEncoded()));
        Assert.Equal(digestIdentifier, Convert.ToHexStringLower(signer.SignerInfo.DigestAlgorithm.GetDerEncoded()));
        Assert.Equal(size, signer.GetSignature().Length);

        // RFC 6211: the same identifiers once more, inside what is signed.
        string attributes = Convert.ToHexStringLower(signer.GetEncodedSignedAttributes());
        Assert.Contains("06092a864886f70d010934", attributes, StringComparison.Ordinal);
        Assert.Contains(digestIdentifier + "a1" + signatureIdentifier[2..], attributes, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BouncyAlgorithms))]
    [Trait("Requirement", "CMS-BER-08 PQ-DSA-01 PQ-DSA-02 SM-ALG-01")]
    public async Task Signature_of_bouncycastle_is_valid_and_no_altered_one_is(string algorithm, string name, int size)
    {
        StrangerKey root = StrangerKey.Root(algorithm);
        StrangerKey alice = root.Person(algorithm);
        TestDoors doors = Doors(root);
        byte[] cms = alice.Sign(Messages.Split(Messages.Plain()).Entity);
        DomainSecurityReport report = await doors.ClassifyAsync(LayeredMessage.Of(Messages.Plain()).Carry(cms, "signed-data").ToOctets());
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal("alice@acme.example", report.Originator);
        Assert.Equal(name, Assert.Single(report.Signatures()).SignatureAlgorithm);

        byte[] signature = Assert.Single(new CmsSignedData(cms).GetSignerInfos()).GetSignature();
        Assert.Equal(size, signature.Length);
        int at = cms.AsSpan().IndexOf(signature);
        foreach (int position in new[] { 0, size / 2, size - 1 })
        {
            byte[] altered = [.. cms];
            altered[at + position] ^= 0x01;
            Assert.Equal(SignatureFact.Invalid, Assert.Single((await doors.ClassifyAsync(altered)).Signatures()).Signature);
        }
    }

    [Theory]
    [MemberData(nameof(BouncyAlgorithms))]
    [Trait("Requirement", "PQ-DSA-04 SEC-CMS-01")]
    public async Task Signature_without_attributes_is_not_verified_and_says_why(string algorithm, string name, int size)
    {
        StrangerKey root = StrangerKey.Root(algorithm);
        byte[] cms = root.Person(algorithm).Sign("some text"u8.ToArray(), hasAttributes: false);
        Assert.Equal(size, Assert.Single(new CmsSignedData(cms).GetSignerInfos()).GetSignature().Length);
        TestDoors doors = new(new DomSecOptions { AcceptSignaturesWithoutSignedAttributes = true });
        doors.Community.AddAnchor(root.Platform);
        DomainSecurityReport report = await doors.ClassifyAsync(cms);
        Assert.Equal(SignatureFact.Unverifiable, Assert.Single(report.Signatures()).Signature);
        report.Raises(SecurityFlags.AttributesAbsent);
        Assert.Contains(name, report.Flags.Single(flag => flag.Flag == SecurityFlags.SignatureUnverifiable).Detail, StringComparison.Ordinal);
        Assert.NotEqual(SecurityStatus.Pass, report.Status);
    }

    [Theory]
    [InlineData("Ed25519")]
    [InlineData("Ed448")]
    [Trait("Requirement", "CMS-BER-08")]
    public async Task Openssl_verifies_what_was_signed_over_the_attributes(string algorithm)
    {
        StrangerKey root = StrangerKey.Root(algorithm);
        byte[] cms = Messages.CmsOf(await Doors(root, root.Signer(algorithm)).SignedAsync(Messages.Plain()));
        SignerInformation signer = Assert.Single(new CmsSignedData(cms).GetSignerInfos());
        using var openssl = new OpenSsl();
        string key = openssl.File(Org.BouncyCastle.X509.SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(Certificate(cms).GetPublicKey()).GetDerEncoded());
        string signature = openssl.File(signer.GetSignature());
        byte[] attributes = signer.GetEncodedSignedAttributes();
        openssl.Run("pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", key, "-in", openssl.File(attributes), "-sigfile", signature).Expect();
        attributes[^1] ^= 1;
        Assert.NotEqual(0, openssl.Run("pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", key, "-in", openssl.File(attributes), "-sigfile", signature).ExitCode);
    }

    [Theory]
    [InlineData("mldsa44", nameof(SignatureKind.MlDsa44))]
    [InlineData("mldsa65", nameof(SignatureKind.MlDsa65))]
    [InlineData("mldsa87", nameof(SignatureKind.MlDsa87))]
    [Trait("Requirement", "PQ-DSA-01 PQ-DSA-02 PQ-DSA-03")]
    public void Example_of_RFC_9882_verifies_with_the_key_of_RFC_9881(string file, string kindName)
    {
        SignatureKind kind = Enum.Parse<SignatureKind>(kindName);
        byte[] seed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        MLDsaPrivateKeyParameters example = MLDsaPrivateKeyParameters.FromSeed(BouncyMlDsaPublicKey.ParametersOf(kind), seed);
        ManagedSigningKey key = ManagedSigningKey.TryRead(PrivateKeyInfoFactory.CreatePrivateKeyInfo(example).GetDerEncoded())!;
        byte[] cms = PemDer(File.ReadAllText(Vectors.Path($"pq/cms-ml-dsa/{file}-signed-attrs.pem")));
        var signed = new CmsSignedData(cms);
        Assert.Equal(CmsStatus.Ok, SignerInfo.TryParse(Assert.Single(signed.GetSignerInfos()).SignerInfo.GetEncoded(), new DomSecLimits(), out SignerInfo? signer));
        using var content = new MemoryStream();
        signed.SignedContent.Write(content);
        Assert.Equal(BerStatus.Ok, X509Certificate.TryParse(Ids.Alice.Der, out X509Certificate? anyone));
        Domsec(SignatureFact.Valid, content.ToArray());
        Domsec(SignatureFact.Invalid, [.. content.ToArray(), 0]);

        void Domsec(SignatureFact expected, byte[] octets)
        {
            SignatureCheck check = SignerVerifier.Verify(signer!, new SignedContent(Oids.Data, SHA512.HashData(octets)), anyone!, PublicKey.TryImport(key.SubjectPublicKeyInfo));
            Assert.Equal(expected, check.Fact);
        }
    }

    [Theory]
    [InlineData(nameof(SignatureKind.MlDsa44), "sha256", false)]
    [InlineData(nameof(SignatureKind.MlDsa65), "sha256", true)]
    [InlineData(nameof(SignatureKind.MlDsa65), "sha384", false)]
    [InlineData(nameof(SignatureKind.MlDsa87), "sha256", true)]
    [InlineData(nameof(SignatureKind.MlDsa87), "shake256", false)]
    [InlineData(nameof(SignatureKind.MlDsa87), "sha3-512", false)]
    [Trait("Requirement", "PQ-DSA-03")]
    public void Digest_weaker_than_the_parameter_set_is_flagged(string kindName, string digestName, bool isWeak)
    {
        SignatureKind kind = Enum.Parse<SignatureKind>(kindName);
        DigestAlgorithm digest = Crypto.DigestsTests.ByName(digestName);
        var key = ManagedSigningKey.Generate(kind);
        Assert.Equal(BerStatus.Ok, X509Certificate.TryParse(Ids.Alice.Der, out X509Certificate? certificate));
        SignerInfo signer = Sign(new SignerShape(certificate!, SignatureScheme.For(kind, digest)), key, "text"u8, out byte[] hash);
        SignatureCheck check = SignerVerifier.Verify(signer, new SignedContent(Oids.Data, hash), certificate!, PublicKey.TryImport(key.SubjectPublicKeyInfo));
        Assert.Equal(SignatureFact.Valid, check.Fact);
        Assert.Equal(isWeak, check.Flags.Any(flag => flag.Flag == SecurityFlags.AlgorithmWeak));
    }

    [Theory]
    [InlineData("Ed25519", 64)]
    [InlineData("Ed448", 114)]
    [InlineData("ML-DSA-44", 2420)]
    [InlineData("ML-DSA-65", 3309)]
    [InlineData("ML-DSA-87", 4627)]
    [Trait("Requirement", "PQ-SIZ-01 SEC-DOS-03")]
    public void Signature_and_key_have_exactly_the_size_of_the_algorithm(string algorithm, int size)
    {
        byte[] spki = Org.BouncyCastle.X509.SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(StrangerKey.Pair(algorithm).Public).GetDerEncoded();
        PublicKey key = PublicKey.TryImport(spki)!;
        SignatureScheme scheme = Scheme(key);
        foreach (int length in new[] { 0, 1, size - 1, size, size + 1, 1 << 20 })
        {
            Assert.False(key.Verify(scheme, "data"u8, new byte[length]));
        }

        // One octet more or less in the key, and parameters that must be absent.
        var reader = new System.Formats.Asn1.AsnReader(spki, System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence();
        byte[] identifier = reader.ReadEncodedValue().ToArray();
        byte[] bits = reader.ReadBitString(out _);
        Assert.Null(PublicKey.TryImport(Spki(identifier, bits[..^1])));
        Assert.Null(PublicKey.TryImport(Spki(identifier, [.. bits, 0])));
        byte[] withNull = Tlv.Of(Tlv.Sequence, identifier[2..], Tlv.Null);
        Assert.Null(PublicKey.TryImport(Spki(withNull, bits)));
        Assert.NotNull(PublicKey.TryImport(Spki(identifier, bits)));
    }

    [Theory]
    [InlineData("SeedOnly")]
    [InlineData("EncodingOnly")]
    [InlineData("SeedAndEncoding")]
    public void Every_form_of_an_ml_dsa_key_is_read(string form)
    {
        var key = (MLDsaPrivateKeyParameters)StrangerKey.Pair("ML-DSA-65").Private;
        byte[] pkcs8 = PrivateKeyInfoFactory.CreatePrivateKeyInfo(key.WithPreferredFormat(Enum.Parse<MLDsaPrivateKeyParameters.Format>(form))).GetDerEncoded();
        ManagedSigningKey? read = ManagedSigningKey.TryRead(pkcs8);
        Assert.NotNull(read);
        Assert.True(PublicKey.TryImport(read.SubjectPublicKeyInfo)!.Verify(SignatureScheme.For(SignatureKind.MlDsa65, DigestAlgorithm.Sha512), "data"u8, read.Sign("data"u8)));
        Assert.Null(ManagedSigningKey.TryRead(pkcs8.AsMemory()[..^1]));
        if (form == "SeedAndEncoding")
        {
            pkcs8[^1] ^= 1; // RFC 9881 section 8.2: both halves have to be one key
            Assert.Null(ManagedSigningKey.TryRead(pkcs8));
        }
    }

    [Fact]
    [Trait("Requirement", "SM-ALG-08 PQ-DSA-05")]
    public void Ed25519_is_deterministic_ml_dsa_hedged_and_ecdsa_never_uses_a_nonce_twice()
    {
        var ed25519 = ManagedSigningKey.Generate(SignatureKind.Ed25519);
        Assert.Equal(ed25519.Sign("data"u8), ed25519.Sign("data"u8));
        var mlDsa = ManagedSigningKey.Generate(SignatureKind.MlDsa44);
        Assert.NotEqual(mlDsa.Sign("data"u8), mlDsa.Sign("data"u8));

        // .NET gives no deterministic nonces (RFC 6979); a repeated one would give the key away, and would show as a repeated r.
        using var ecdsa = (ECDsa)Ids.AcmeSigner.OpenKey();
        HashSet<string> points = [.. Enumerable.Range(0, 50).Select(i => Convert.ToHexString(ecdsa.SignData([(byte)i], HashAlgorithmName.SHA256)[..32]))];
        Assert.Equal(50, points.Count);
    }

    [Theory]
    [InlineData("7.1_carlos-s-signature-verification", "7.2_carlos-s-signing", "carlos@smime.example")]
    [InlineData("8.1_dana-s-signature-verification", "8.2_dana-s-signing", "dna@smime.example")]
    [Trait("Requirement", "SM-ALG-01 CMS-BER-08")]
    public async Task Ed25519_identity_of_RFC_9216_signs_and_its_paths_lead_to_both_roots(string certificateFile, string keyFile, string mailbox)
    {
        using var certificate = Platform($"{certificateFile}-end-entity-certificate.crt");
        byte[] pkcs8 = PemDer(File.ReadAllText(Vectors.Path($"rfc9216/{keyFile}-private-key-material.key")));
        using var key = SoftwareSigningKey.FromPkcs8(certificate, pkcs8);
        byte[] data = "data"u8.ToArray();
        byte[] signature = await key.SignDataAsync(data, new SigningAlgorithm(SigningFamily.Ed25519, default));
        Assert.Equal(BerStatus.Ok, X509Certificate.TryParse(certificate.RawData, out X509Certificate? parsed));
        Assert.True(PublicKey.TryImport(parsed!.SubjectPublicKeyInfo)!.Verify(SignatureScheme.For(SignatureKind.Ed25519, DigestAlgorithm.Sha512), data, signature));
        Assert.StartsWith(mailbox[..1], parsed.Emails[0], StringComparison.Ordinal);

        // Straight to the Ed25519 root, and to the RSA root through the certificate that crosses over.
        var shape = new SignerShape(parsed, SignatureScheme.For(SignatureKind.Ed25519, DigestAlgorithm.Sha512));
        byte[] straight = await LayerAsync(shape, key, []);
        byte[] crossed = await LayerAsync(shape, key, [Platform("6.3_ed25519-certification-authority-cross-signed-certificate.crt").RawData]);
        await AssertTrusted(straight, "6.1_ed25519-certification-authority-root-certificate.crt");
        await AssertTrusted(crossed, "3.1_rsa-certification-authority-root-certificate.crt");
        TestDoors unrelated = new();
        Assert.Equal(CertificateFact.Untrusted, Assert.Single((await unrelated.ClassifyAsync(crossed)).Signatures()).Certificate);

        async Task AssertTrusted(byte[] cms, string root)
        {
            var doors = new TestDoors(trustsShared: false);
            doors.Community.AddAnchor(Platform(root));
            SignatureReport report = Assert.Single((await doors.ClassifyAsync(cms)).Signatures());
            Assert.Equal(SignatureFact.Valid, report.Signature);
            Assert.Equal(CertificateFact.Trusted, report.Certificate);
        }
    }

    [Theory]
    [InlineData("Ed25519")]
    [InlineData("ML-DSA-65")]
    [Trait("Requirement", "CAB-04")]
    public async Task Key_usage_binds_keys_of_every_algorithm(string algorithm)
    {
        StrangerKey root = StrangerKey.Root(algorithm);
        StrangerKey signer = root.Issue(algorithm, "O=acme.example,CN=domain-signing-authority", "domain-signing-authority@acme.example", 4, Org.BouncyCastle.Asn1.X509.KeyUsage.KeyAgreement);
        (DomainSigningReport report, _) = await Doors(root, signer).SignAsync(Messages.Plain());
        Assert.Equal(DomainOutcome.Refused, report.Outcome);
        Assert.Contains("not for signing", report.Refusal!.Text, StringComparison.Ordinal);
        DomainSecurityReport classified = await Doors(root).ClassifyAsync(signer.Sign("text"u8.ToArray()));
        Assert.Equal(CertificateFact.Unsuitable, Assert.Single(classified.Signatures()).Certificate);
    }

    internal static TestDoors Doors(StrangerKey root, params StrangerKey[] signers)
    {
        var doors = new TestDoors();
        doors.Community.AddAnchor(root.Platform);
        foreach (StrangerKey signer in signers)
        {
            doors.Community.AddSigningKey(TestDoors.Acme, DomainRole.DomainSigning, SoftwareSigningKey.FromPkcs8(signer.Platform, signer.Pkcs8));
        }

        return doors;
    }

    private static async Task<byte[]> LayerAsync(SignerShape shape, SoftwareSigningKey key, byte[][] more)
    {
        ReadOnlyMemory<byte>[] certificates = [shape.Certificate.Raw, .. more];
        using var output = new PooledOctets();
        using var writer = new SignedDataWriter(output, ber: false, SignedDataOutline.Of([shape], certificates));
        writer.Write("some text"u8);
        byte[] attributes = SignedAttributesBuilder.Build(shape, Oids.Data, writer.GetDigest(), TestDoors.Now, null);
        byte[] signature = await key.SignDataAsync(attributes, new SigningAlgorithm(SigningFamily.Ed25519, default));
        writer.Finish(certificates, [SignerInfoWriter.Encode(shape, attributes, signature)]);
        return output.ToArray();
    }

    private static SignerInfo Sign(SignerShape shape, ManagedSigningKey key, ReadOnlySpan<byte> content, out byte[] hash)
    {
        hash = new byte[Digests.Size(shape.Digest)];
        Digests.HashData(shape.Digest, content, hash);
        byte[] attributes = SignedAttributesBuilder.Build(shape, Oids.Data, hash, TestDoors.Now, null);
        Assert.Equal(CmsStatus.Ok, SignerInfo.TryParse(SignerInfoWriter.Encode(shape, attributes, key.Sign(attributes)), new DomSecLimits(), out SignerInfo? signer));
        return signer!;
    }

    private static SignatureScheme Scheme(PublicKey key) => key.Kind switch
    {
        KeyKind.Ed25519 => SignatureScheme.For(SignatureKind.Ed25519, DigestAlgorithm.Sha512),
        KeyKind.Ed448 => SignatureScheme.For(SignatureKind.Ed448, DigestAlgorithm.Shake256),
        KeyKind.MlDsa44 => SignatureScheme.For(SignatureKind.MlDsa44, DigestAlgorithm.Sha512),
        KeyKind.MlDsa65 => SignatureScheme.For(SignatureKind.MlDsa65, DigestAlgorithm.Sha512),
        _ => SignatureScheme.For(SignatureKind.MlDsa87, DigestAlgorithm.Sha512),
    };

    private static byte[] Spki(byte[] identifier, byte[] bits) => Tlv.Of(Tlv.Sequence, identifier, Tlv.Of(0x03, [0, .. bits]));

    private static Org.BouncyCastle.X509.X509Certificate Certificate(byte[] cms) => new CmsSignedData(cms).GetCertificates().EnumerateMatches(null).First();

    private static System.Security.Cryptography.X509Certificates.X509Certificate2 Platform(string name) =>
        System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(PemDer(File.ReadAllText(Vectors.Path("rfc9216/" + name))));

    internal static byte[] PemDer(string text)
    {
        PemFields fields = PemEncoding.Find(text);
        return Convert.FromBase64String(text[fields.Base64Data]);
    }
}
