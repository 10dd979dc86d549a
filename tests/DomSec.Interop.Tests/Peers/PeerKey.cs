using System.Security.Cryptography;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Peers;

/// <summary>A certificate and its private key as octets: what is left when the key is of a kind that the platform does not know.</summary>
/// <param name="Der">The certificate.</param>
/// <param name="Pkcs8">The private key.</param>
/// <param name="Algorithm">The signature algorithm as BouncyCastle names it.</param>
internal sealed record PeerKey(byte[] Der, byte[] Pkcs8, string Algorithm = "")
{
    public string Pem => PemEncoding.WriteString("CERTIFICATE", Der) + "\n";

    public string KeyPem => PemEncoding.WriteString("PRIVATE KEY", Pkcs8) + "\n";

    public static PeerKey Of(TestIdentity identity, string algorithm = "")
    {
        using AsymmetricAlgorithm key = identity.OpenKey();
        return new PeerKey(identity.Der, key.ExportPkcs8PrivateKey(), algorithm);
    }
}
