using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities.Collections;
using Org.BouncyCastle.X509;
using Platform = System.Security.Cryptography.X509Certificates;

namespace DomSec.Tests.Signatures;

/// <summary>A key, certificate and SignedData of BouncyCastle's own making, of algorithms that the platform lacks.</summary>
internal sealed class StrangerKey
{
    private readonly AsymmetricKeyParameter _key;
    private readonly string _algorithm;

    private StrangerKey(string algorithm, AsymmetricKeyParameter key, X509Certificate certificate)
    {
        _algorithm = algorithm;
        _key = key;
        Certificate = certificate;
    }

    public X509Certificate Certificate { get; }

    public byte[] Der => Certificate.GetEncoded();

    public byte[] Pkcs8 => PrivateKeyInfoFactory.CreatePrivateKeyInfo(_key).GetDerEncoded();

    public Platform.X509Certificate2 Platform => System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(Der);

    public static StrangerKey Root(string algorithm) => Make(algorithm, null, "O=Community,CN=" + algorithm + " Root", null, isAuthority: true, 1);

    public StrangerKey Issue(string algorithm, string subject, string mailbox, int serial = 2, int usage = KeyUsage.DigitalSignature) =>
        Make(algorithm, this, subject, mailbox, isAuthority: false, serial, usage);

    public StrangerKey Signer(string algorithm) => Issue(algorithm, "O=acme.example,CN=domain-signing-authority", "domain-signing-authority@acme.example");

    public StrangerKey Person(string algorithm) => Issue(algorithm, "O=acme.example,CN=Alice", "alice@acme.example", 3);

    public byte[] Sign(byte[] content, bool hasAttributes = true, Func<CmsSignedData, CmsSignedData>? change = null)
    {
        var generator = new CmsSignedDataGenerator();
        SignerInfoGeneratorBuilder builder = new SignerInfoGeneratorBuilder().SetDirectSignature(!hasAttributes);
        if (hasAttributes)
        {
            builder.WithSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator());
        }

        generator.AddSignerInfoGenerator(builder.Build(new Asn1SignatureFactory(_algorithm, _key), Certificate));
        generator.AddCertificates(CollectionUtilities.CreateStore(new[] { Certificate }));
        CmsSignedData signed = generator.Generate(new CmsProcessableByteArray(content), encapsulate: true);
        return (change?.Invoke(signed) ?? signed).GetEncoded();
    }

    public static AsymmetricCipherKeyPair Pair(string algorithm)
    {
        var random = new SecureRandom();
        IAsymmetricCipherKeyPairGenerator generator;
        switch (algorithm)
        {
            case "Ed25519":
                generator = new Ed25519KeyPairGenerator();
                generator.Init(new Ed25519KeyGenerationParameters(random));
                break;
            case "Ed448":
                generator = new Ed448KeyPairGenerator();
                generator.Init(new Ed448KeyGenerationParameters(random));
                break;
            default:
                generator = new MLDsaKeyPairGenerator();
                generator.Init(new MLDsaKeyGenerationParameters(random, Set(algorithm)));
                break;
        }

        return generator.GenerateKeyPair();
    }

    public static MLDsaParameters Set(string algorithm) => algorithm switch
    {
        "ML-DSA-44" => MLDsaParameters.ml_dsa_44,
        "ML-DSA-65" => MLDsaParameters.ml_dsa_65,
        _ => MLDsaParameters.ml_dsa_87,
    };

    private static StrangerKey Make(string algorithm, StrangerKey? issuer, string subject, string? mailbox, bool isAuthority, int serial, int usage = KeyUsage.DigitalSignature)
    {
        AsymmetricCipherKeyPair pair = Pair(algorithm);
        var generator = new X509V3CertificateGenerator();
        generator.SetSerialNumber(BigInteger.ValueOf(serial));
        generator.SetIssuerDN(issuer?.Certificate.SubjectDN ?? new X509Name(subject));
        generator.SetSubjectDN(new X509Name(subject));
        generator.SetNotBefore(new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        generator.SetNotAfter(new DateTime(2040, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        generator.SetPublicKey(pair.Public);
        generator.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(isAuthority));
        generator.AddExtension(X509Extensions.KeyUsage, true, new KeyUsage(isAuthority ? KeyUsage.KeyCertSign | KeyUsage.CrlSign : usage));
        generator.AddExtension(X509Extensions.SubjectKeyIdentifier, false, new SubjectKeyIdentifier(System.Security.Cryptography.SHA1.HashData(SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(pair.Public).PublicKey.GetBytes())));
        if (mailbox is not null)
        {
            generator.AddExtension(X509Extensions.SubjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.Rfc822Name, mailbox)));
        }

        var factory = new Asn1SignatureFactory(issuer?._algorithm ?? algorithm, issuer?._key ?? pair.Private);
        return new StrangerKey(algorithm, pair.Private, generator.Generate(factory));
    }
}
