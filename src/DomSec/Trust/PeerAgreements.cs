using DomSec.Providers;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>What holds for one represented domain and one certificate: the agreement, whether its pins are satisfied, and what naming makes of both.</summary>
/// <param name="Agreement">The agreement; null when there is none.</param>
/// <param name="Partner">The domain that it was made for.</param>
/// <param name="Naming">What the naming rules go by.</param>
/// <param name="IsPinMissing">Whether there are pins and none is in the path.</param>
internal sealed record PeerTerms(PeerAgreement? Agreement, MailDomain Partner, NamingTerms Naming, bool IsPinMissing)
{
    public static PeerTerms None { get; } = new(null, default, NamingTerms.Strict, IsPinMissing: false);

    public bool Speaks(PeerDialects dialect) => Agreement is { } agreement && (agreement.Dialects & dialect) != 0;
}

/// <summary>Finds what was agreed with a partner (DS-NAM-15, SEC-DOM-03): by domain, from the represented one upwards, never by what a certificate claims about itself.</summary>
internal sealed class PeerAgreements(IPeerProfiles? configured)
{
    public static PeerAgreements None { get; } = new(null);

    /// <summary>The agreement of a domain or of the closest one above it.</summary>
    public (PeerAgreement Agreement, MailDomain Partner)? Find(MailDomain domain)
    {
        for (MailDomain? current = configured is null || domain == default ? null : domain; current is { } partner; current = partner.Parent)
        {
            if (configured!.AgreementOf(partner) is { } agreement && (agreement.Problem is null || agreement.Pins.Count > 0))
            {
                return (Usable(agreement), partner);
            }
        }

        return null;
    }

    /// <summary>
    /// A host's own store may give what cannot be used. It is not taken for no agreement, which would take its pins away: what it allows is left out, what it asks for stays (SEC-DOM-03).
    /// </summary>
    private static PeerAgreement Usable(PeerAgreement agreement) => agreement.Problem is null
        ? agreement
        : new PeerAgreement { Pins = agreement.Pins, MaxLabelDistance = agreement.MaxLabelDistance is { } labels ? Math.Max(0, labels) : null };

    /// <summary>What holds for a certificate that speaks for a domain.</summary>
    /// <param name="domain">The represented domain.</param>
    /// <param name="path">The certificate first, then those that issued it, as far as they were verified.</param>
    public PeerTerms For(MailDomain domain, IReadOnlyList<Certificate> path) => Find(domain) is var (agreement, partner) ? Of(agreement, partner, path) : PeerTerms.None;

    /// <summary>
    /// What holds for names where no pin can be asked for: those of an own authority, whose certificate comes from the own key store, and those that decide nothing.
    /// </summary>
    public NamingTerms Named(MailDomain domain) => Find(domain) is var (agreement, partner)
        ? Terms(agreement, partner) with { Profile = agreement.Naming, IsSuffixPinned = agreement.Pins.Count > 0 && agreement.Naming == NamingProfile.Strict3183 }
        : NamingTerms.Strict;

    private static NamingTerms Terms(PeerAgreement agreement, MailDomain partner) => new()
    {
        Partner = partner,
        Organization = agreement.Organization,
        MaxLabelDistance = agreement.MaxLabelDistance,
        AcceptsEncryptingAuthority = (agreement.Dialects & PeerDialects.EncryptingAuthority) != 0,
    };

    private static PeerTerms Of(PeerAgreement agreement, MailDomain partner, IReadOnlyList<Certificate> path)
    {
        bool isPinned = path.Any(certificate => agreement.Pins.Any(pin => pin.Matches(certificate)));
        bool isOwnKeyPinned = path.Count > 0 && agreement.Pins.Any(pin => pin.Matches(path[0]));

        // SEC-DOM-03: what is agreed about names holds for pinned certificates only.
        NamingProfile profile = isPinned ? agreement.Naming : NamingProfile.Strict3183;
        NamingTerms terms = Terms(agreement, partner) with
        {
            Profile = profile,

            // SEC-DOM-02: whoever has a mailbox at a shared domain may get a certificate for it from a public authority, pinned or not; then only the very key tells.
            IsSuffixPinned = isOwnKeyPinned || (isPinned && profile == NamingProfile.Strict3183),
        };
        return new PeerTerms(agreement, partner, terms, agreement.Pins.Count > 0 && !isPinned);
    }
}
