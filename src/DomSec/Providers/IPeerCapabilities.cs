namespace DomSec.Providers;

/// <summary>Remembers what peers announced in valid domain signatures (RFC 8551 section 2.7.1). Implementations are safe for concurrent use.</summary>
public interface IPeerCapabilities
{
    /// <summary>The newest announcement of a domain.</summary>
    /// <param name="domain">The domain whose authority will be encrypted to.</param>
    /// <returns>What it announced, or null when nothing is known.</returns>
    PeerCapabilities? Find(MailDomain domain);

    /// <summary>
    /// Takes an announcement from a signature that was found valid. It replaces what is known only when it is newer, and what a peer once
    /// understood stays known in <see cref="PeerCapabilities.HadStrongEncryption"/>.
    /// </summary>
    /// <param name="capabilities">The announcement.</param>
    void Learn(PeerCapabilities capabilities);
}
