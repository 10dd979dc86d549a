using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.Ldap.Tests;

/// <summary>The TLS side of a directory: its CA, servers' certificates right and wrong, and the gateway's own.</summary>
public sealed class DirectoryCertificates
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly ECDsa _caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private DirectoryCertificates()
    {
        var request = new CertificateRequest("O=DomSec Test,CN=DomSec Test LDAP CA", _caKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        Ca = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(10));
        Server = Issue("O=DomSec Test,CN=localhost", ServerAuthentication, "localhost");
        WrongName = Issue("O=DomSec Test,CN=other.test", ServerAuthentication, "other.test");

        // .NET writes the last relative name first.
        Gateway = Issue("CN=gw1,OU=gateways,DC=seemail,DC=example", ClientAuthentication);
        Stranger = Issue("CN=somebody,O=Elsewhere", ClientAuthentication);
    }

    public static DirectoryCertificates Shared { get; } = new();

    /// <summary>Another CA altogether.</summary>
    public static DirectoryCertificates Rogue { get; } = new();

    public X509Certificate2 Ca { get; }

    /// <summary>For localhost and 127.0.0.1.</summary>
    public X509Certificate2 Server { get; }

    public X509Certificate2 WrongName { get; }

    public X509Certificate2 Gateway { get; }

    /// <summary>Of our CA, and nobody the directory knows.</summary>
    public X509Certificate2 Stranger { get; }

    private X509Certificate2 Issue(string subject, string purpose, string? host = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName(subject), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        if (host is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            if (host == "localhost")
            {
                names.AddIpAddress(System.Net.IPAddress.Loopback);
            }

            request.CertificateExtensions.Add(names.Build());
        }

        using X509Certificate2 bare = request.Create(Ca, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1), RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }
}
