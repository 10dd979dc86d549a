using System.Collections.Concurrent;

namespace DomSec.Providers;

/// <summary>
/// Announcements of peers in memory, for at most a fixed number of domains. What is forgotten at a restart is learned again with the next signature;
/// a host that wants to keep the downgrade latch over restarts implements <see cref="IPeerCapabilities"/> over its own storage.
/// </summary>
public sealed class MemoryPeerCapabilities : IPeerCapabilities
{
    private readonly ConcurrentDictionary<MailDomain, PeerCapabilities> _known = new();
    private readonly int _maxDomains;
    private int _count;

    /// <summary>Starts with nothing known.</summary>
    /// <param name="maxDomains">Domains remembered; further ones are not taken. Default 10,000.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDomains"/> is less than one.</exception>
    public MemoryPeerCapabilities(int maxDomains = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDomains, 1);
        _maxDomains = maxDomains;
    }

    /// <inheritdoc/>
    public PeerCapabilities? Find(MailDomain domain) => _known.GetValueOrDefault(domain);

    /// <inheritdoc/>
    public void Learn(PeerCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        while (true)
        {
            if (!_known.TryGetValue(capabilities.Domain, out PeerCapabilities? known))
            {
                // Only community members sign validly, so the bound is for a community that grew beyond all expectation; nobody's latch is dropped for it.
                if (Volatile.Read(ref _count) >= _maxDomains)
                {
                    return;
                }

                if (_known.TryAdd(capabilities.Domain, capabilities))
                {
                    Interlocked.Increment(ref _count);
                    return;
                }

                continue;
            }

            PeerCapabilities next = Merge(known, capabilities);
            if (ReferenceEquals(next, known) || _known.TryUpdate(capabilities.Domain, next, known))
            {
                return;
            }
        }
    }

    private static PeerCapabilities Merge(PeerCapabilities known, PeerCapabilities announced)
    {
        bool hadStrong = known.HadStrongEncryption || announced.HadStrongEncryption;

        // RFC 8551 section 2.7.1: a list from an older message must not displace a newer one (a replayed signature is an old one).
        PeerCapabilities newest = announced.SigningTime > known.SigningTime ? announced : known;

        if (newest.Algorithms.Count == 0)
        {
            newest = newest with { ContentEncryption = known.ContentEncryption, Algorithms = known.Algorithms };
        }

        // What the newer announcement does not say stays as it was: a signer need not repeat which certificate is encrypted to.
        ReadOnlyMemory<byte> certificate = newest.EncryptionCertificate.IsEmpty ? known.EncryptionCertificate : newest.EncryptionCertificate;
        return newest.HadStrongEncryption == hadStrong && newest.EncryptionCertificate.Equals(certificate) ? newest : newest with { HadStrongEncryption = hadStrong, EncryptionCertificate = certificate };
    }
}
