namespace DomSec.Providers;

/// <summary>The confidentiality authorities' certificates that valid domain signatures announced (RFC 8551 section 2.5.3, DS-DCA-08). Certificates of candidates, judged like any other.</summary>
internal sealed class LearnedCertificates(IPeerCapabilities learned) : ICertificateDirectory
{
    private const string Source = "a signature of the domain";

    public ValueTask<CertificateLookup> FindAsync(MailDomain domain, DomainRole role, CancellationToken ct = default) => ValueTask.FromResult(
        role == DomainRole.Confidentiality && learned.Find(domain) is { EncryptionCertificate: { IsEmpty: false } certificate }
            ? new CertificateLookup(LookupState.Found, [certificate], Source)
            : new CertificateLookup(LookupState.NotFound, [], Source));
}
