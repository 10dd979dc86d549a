namespace DomSec.Providers;

/// <summary>What is configured by hand about a peer. Implementations are safe for concurrent use.</summary>
public interface IPeerProfiles
{
    /// <summary>What a domain understands.</summary>
    /// <param name="domain">The domain.</param>
    /// <returns>The profile, or null when nothing is said.</returns>
    AlgorithmProfile? ProfileOf(MailDomain domain);

    /// <summary>What was agreed with exactly this domain (walking upwards is the caller's). The default: nothing.</summary>
    /// <param name="domain">The domain.</param>
    /// <returns>The agreement, the same object until it changes, or null when there is none. One whose naming needs pins and has none is not applied; of another that cannot be used the pins and the label distance are.</returns>
    PeerAgreement? AgreementOf(MailDomain domain) => null;
}
