using DomSec.Providers;
using DomSec.TestKit;

namespace DomSec.Tests.Simulation;

/// <summary>One pair of a member's certificates, from when its administrator installs and publishes it.</summary>
internal sealed class Generation
{
    /// <summary>How long the next key is staged: everybody has its certificates when it steps in.</summary>
    public static readonly TimeSpan Stage = TimeSpan.FromDays(5);

    private readonly Lazy<SoftwareSigningKey> _signing;
    private readonly Lazy<SoftwareDecryptionKey> _decryption;

    public Generation(TestCa ca, string domain, int number, DateTimeOffset published, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        Published = published;
        NotBefore = notBefore;
        NotAfter = notAfter;
        Signer = ca.Issue(TestRole.DomainSigning, domain, TestKeyType.P256, shape => Shape(shape, "sign"));
        Confidentiality = ca.Issue(TestRole.Confidentiality, domain, TestKeyType.P256, shape => Shape(shape, "open"));
        _signing = new(() => new SoftwareSigningKey(Signer.Certificate) { ActivatesAt = published + Stage });
        _decryption = new(() => new SoftwareDecryptionKey(Confidentiality.Certificate, Confidentiality.OpenAgreementKey()) { ActivatesAt = published + Stage });

        void Shape(CertificateShape shape, string use)
        {
            shape.NotBefore = notBefore;
            shape.NotAfter = notAfter;
            shape.KeyName = $"simulated {domain} {number} {use}";
        }
    }

    public DateTimeOffset Published { get; }

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    public TestIdentity Signer { get; }

    public TestIdentity Confidentiality { get; }

    /// <summary>When it was revoked; its owner does not sign with it from then on, and a thief may.</summary>
    public DateTimeOffset? Revoked { get; set; }

    public ISigningKey SigningKey => _signing.Value;

    public IDecryptionKey DecryptionKey => _decryption.Value;
}
