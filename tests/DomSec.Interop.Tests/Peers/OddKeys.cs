using System.Collections.Concurrent;
using DomSec.TestKit;
using Org.BouncyCastle.Asn1.TeleTrust;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using Org.BouncyCastle.X509.Extension;

namespace DomSec.Interop.Tests.Peers;

/// <summary>Certificates under the shared root for keys that the platform does not know. BouncyCastle makes them.</summary>
internal static class OddKeys
{
    private static readonly ConcurrentDictionary<(string, TestRole), Lazy<PeerKey>> _made = new();

    /// <summary>alice@acme.example's, for Ed25519, Ed448, DSA or ML-DSA.</summary>
    public static PeerKey Alice(string kind) => Get(kind, TestRole.Originator);

    /// <summary>acme.example's domain-signing-authority's, for ML-DSA.</summary>
    public static PeerKey Signing(string kind) => Get(kind, TestRole.DomainSigning);

    /// <summary>partner.example's domain-confidentiality-authority's, for X25519, X448, ML-KEM or a Brainpool curve.</summary>
    public static PeerKey Confidentiality(string kind) => Get(kind, TestRole.Confidentiality);

    private static PeerKey Get(string kind, TestRole role) =>
        _made.GetOrAdd((kind, role), static key => new Lazy<PeerKey>(() => Make(key.Item1, key.Item2))).Value;

    private static PeerKey Make(string kind, TestRole role)
    {
        AsymmetricCipherKeyPair pair = Pair(kind);
        string localPart = role == TestRole.Originator ? "alice" : TestRoles.NameOf(role);
        string domain = role == TestRole.Confidentiality ? "partner.example" : "acme.example";
        string address = $"{localPart}@{domain}";
        string name = $"C=NZ,O={domain},CN={localPart}";
        int usage = role != TestRole.Confidentiality ? KeyUsage.DigitalSignature : kind.StartsWith("ML-KEM", StringComparison.Ordinal) ? KeyUsage.KeyEncipherment : KeyUsage.KeyAgreement;
        var root = new X509Certificate(TestCa.Shared.Certificate.RawData);
        var generator = new X509V3CertificateGenerator();
        generator.SetSerialNumber(new BigInteger(120, new SecureRandom()).SetBit(121));
        generator.SetIssuerDN(root.SubjectDN);
        generator.SetSubjectDN(new X509Name(name));
        generator.SetNotBefore(TestCa.DefaultNotBefore.UtcDateTime);
        generator.SetNotAfter(TestCa.DefaultNotAfter.UtcDateTime);
        generator.SetPublicKey(pair.Public);
        generator.AddExtension(X509Extensions.BasicConstraints, critical: true, new BasicConstraints(cA: false));
        generator.AddExtension(X509Extensions.KeyUsage, critical: true, new KeyUsage(usage));
        generator.AddExtension(X509Extensions.ExtendedKeyUsage, critical: false, new ExtendedKeyUsage(KeyPurposeID.id_kp_emailProtection));
        generator.AddExtension(X509Extensions.SubjectAlternativeName, critical: false, new GeneralNames(new GeneralName(GeneralName.Rfc822Name, address)));
        generator.AddExtension(X509Extensions.SubjectKeyIdentifier, critical: false, X509ExtensionUtilities.CreateSubjectKeyIdentifier(pair.Public));
        generator.AddExtension(X509Extensions.AuthorityKeyIdentifier, critical: false, X509ExtensionUtilities.CreateAuthorityKeyIdentifier(root));
        using System.Security.Cryptography.AsymmetricAlgorithm issuer = TestKeys.Get(TestKeyType.Rsa2048, "ca:Community Root");
        X509Certificate certificate = generator.Generate(new Asn1SignatureFactory("SHA256withRSA", PrivateKeyFactory.CreateKey(issuer.ExportPkcs8PrivateKey())));
        return new PeerKey(certificate.GetEncoded(), Pkcs8(pair.Private), kind == "DSA" ? "SHA256withDSA" : kind);
    }

    // Version 1: GnuTLS 3.7 does not read the public key that RFC 5958 lets stand in version 2.
    private static byte[] Pkcs8(AsymmetricKeyParameter key)
    {
        Org.BouncyCastle.Asn1.Pkcs.PrivateKeyInfo info = PrivateKeyInfoFactory.CreatePrivateKeyInfo(key);
        return new Org.BouncyCastle.Asn1.Pkcs.PrivateKeyInfo(info.PrivateKeyAlgorithm, info.ParsePrivateKey()).GetDerEncoded();
    }

    private static AsymmetricCipherKeyPair Pair(string kind)
    {
        var random = new SecureRandom();
        IAsymmetricCipherKeyPairGenerator generator;
        switch (kind)
        {
            case "Ed25519":
                generator = new Ed25519KeyPairGenerator();
                generator.Init(new Ed25519KeyGenerationParameters(random));
                break;
            case "Ed448":
                generator = new Ed448KeyPairGenerator();
                generator.Init(new Ed448KeyGenerationParameters(random));
                break;
            case "X25519":
                generator = new X25519KeyPairGenerator();
                generator.Init(new X25519KeyGenerationParameters(random));
                break;
            case "X448":
                generator = new X448KeyPairGenerator();
                generator.Init(new X448KeyGenerationParameters(random));
                break;
            case "ML-DSA-44" or "ML-DSA-65" or "ML-DSA-87":
                generator = new MLDsaKeyPairGenerator();
                generator.Init(new MLDsaKeyGenerationParameters(random, kind switch { "ML-DSA-44" => MLDsaParameters.ml_dsa_44, "ML-DSA-65" => MLDsaParameters.ml_dsa_65, _ => MLDsaParameters.ml_dsa_87 }));
                break;
            case "ML-KEM-512" or "ML-KEM-768" or "ML-KEM-1024":
                generator = new MLKemKeyPairGenerator();
                generator.Init(new MLKemKeyGenerationParameters(random, kind switch { "ML-KEM-512" => MLKemParameters.ml_kem_512, "ML-KEM-768" => MLKemParameters.ml_kem_768, _ => MLKemParameters.ml_kem_1024 }));
                break;
            case "DSA":
                var parameters = new DsaParametersGenerator(new Org.BouncyCastle.Crypto.Digests.Sha256Digest());
                parameters.Init(new DsaParameterGenerationParameters(2048, 256, 80, random));
                generator = new DsaKeyPairGenerator();
                generator.Init(new DsaKeyGenerationParameters(random, parameters.GenerateParameters()));
                break;
            default:
                generator = new ECKeyPairGenerator();
                generator.Init(new ECKeyGenerationParameters(TeleTrusTNamedCurves.GetOid(kind) ?? throw new ArgumentOutOfRangeException(nameof(kind)), random));
                break;
        }

        return generator.GenerateKeyPair();
    }
}
