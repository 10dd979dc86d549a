namespace DomSec.Providers;

/// <summary>
/// Several directories as one, for finding the certificates of signers: all that any of them has. Which one's word counts first when somebody is to be encrypted to is the locator's to say
/// (DS-KEY-09).
/// </summary>
internal sealed class CertificateSources(IReadOnlyList<ICertificateDirectory> sources) : ICertificateDirectory
{
    public ValueTask<CertificateLookup> FindAsync(MailDomain domain, DomainRole role, CancellationToken ct = default) => AllAsync(source => source.FindAsync(domain, role, ct));

    public ValueTask<CertificateLookup> FindRecipientAsync(string address, CancellationToken ct = default) => AllAsync(source => source.FindRecipientAsync(address, ct));

    private async ValueTask<CertificateLookup> AllAsync(Func<ICertificateDirectory, ValueTask<CertificateLookup>> ask)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        CertificateLookup? unavailable = null;
        string? source = null;
        foreach (ICertificateDirectory directory in sources)
        {
            CertificateLookup answer = await ask(directory).ConfigureAwait(false);
            unavailable ??= answer.State == LookupState.Unavailable ? answer : null;
            if (answer.Certificates.Count > 0)
            {
                found.AddRange(answer.Certificates);
                source ??= answer.Source;
            }
        }

        return found.Count > 0 ? new CertificateLookup(LookupState.Found, found, source!) : unavailable ?? new CertificateLookup(LookupState.NotFound, [], "all sources");
    }
}
