using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.TestKit;

/// <summary>A certificate with its private key and the authorities above it, in the forms the peers want.</summary>
public sealed class TestIdentity
{
    internal TestIdentity(TestRole role, string domain, TestKeyType keyType, X509Certificate2 certificate, TestCa issuer, IReadOnlyList<X509Certificate2> intermediates)
    {
        Role = role;
        Domain = domain;
        KeyType = keyType;
        Certificate = certificate;
        Issuer = issuer;
        Intermediates = intermediates;
    }

    public TestRole Role { get; }

    public string Domain { get; }

    public TestKeyType KeyType { get; }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    public TestCa Issuer { get; }

    /// <summary>Between it and the root, without the root.</summary>
    public IReadOnlyList<X509Certificate2> Intermediates { get; }

    /// <summary>The DER certificate.</summary>
    public byte[] Der => Certificate.RawData;

    public string Pem => Certificate.ExportCertificatePem() + "\n";

    /// <summary>The private key as unencrypted PKCS#8 PEM.</summary>
    public string KeyPem
    {
        get
        {
            using AsymmetricAlgorithm key = OpenKey();
            return key.ExportPkcs8PrivateKeyPem() + "\n";
        }
    }

    /// <summary>A new key object; the caller disposes it.</summary>
    public AsymmetricAlgorithm OpenKey() => (AsymmetricAlgorithm?)Certificate.GetRSAPrivateKey() ?? Certificate.GetECDsaPrivateKey() ?? (AsymmetricAlgorithm)Certificate.GetECDiffieHellmanPrivateKey()!;

    /// <summary>The key for agreement (ECDH); the caller disposes it.</summary>
    public ECDiffieHellman OpenAgreementKey()
    {
        using AsymmetricAlgorithm key = OpenKey();
        var agreement = ECDiffieHellman.Create();
        agreement.ImportPkcs8PrivateKey(key.ExportPkcs8PrivateKey(), out _);
        return agreement;
    }

    /// <summary>PKCS#12 with the certificates up to and including the root.</summary>
    public byte[] Pfx(string password)
    {
        var all = new X509Certificate2Collection(Certificate);
        foreach (X509Certificate2 certificate in Intermediates)
        {
            all.Add(certificate);
        }

        TestCa root = Issuer;
        while (root.Issuer is not null)
        {
            root = root.Issuer;
        }

        all.Add(root.Certificate);
        return all.Export(X509ContentType.Pkcs12, password)!;
    }
}
