using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.Providers;

/// <summary>
/// What was agreed with a partner before anything was exchanged (RFC 3183 sections 3.1.1 and 4.1): how its authorities are named, whose certificates count, and which of its
/// habits are tolerated. It holds for the partner's domain and those below it, unless one of these has an agreement of its own. Immutable.
/// </summary>
public sealed record PeerAgreement
{
    /// <summary>How the partner's authorities may be named besides RFC 3183's own way. Default: not at all. Any other needs <see cref="Pins"/> (SEC-DOM-03).</summary>
    public NamingProfile Naming { get; init; } = NamingProfile.Strict3183;

    /// <summary>
    /// The certificates or keys of which one has to be in the path of every signature for the partner's domain and of the certificate that is encrypted to, from the authority's own up
    /// to the anchor. Default: none, and then any issuer of the community does.
    /// </summary>
    public IReadOnlyList<CertificatePin> Pins { get; init; } = [];

    /// <summary>The organizationName that certificates have to hold under <see cref="NamingProfile.CabfMailbox"/>; null otherwise.</summary>
    public string? Organization { get; init; }

    /// <summary>How many labels a sender's or recipient's domain may have beyond the authority's: 0 for the very domain only. Default null: no limit (DS-NAM-23).</summary>
    public int? MaxLabelDistance { get; init; }

    /// <summary>
    /// Directory names of the partner's mail domains, for authorities that have a directory name and no address: a sender below such a domain counts as having that name (AMB-20).
    /// Default: none, and such authorities cover nobody whose directory name is not in a verified signature.
    /// </summary>
    public IReadOnlyDictionary<MailDomain, X500DistinguishedName> DirectoryNames { get; init; } = ImmutableDictionary<MailDomain, X500DistinguishedName>.Empty;

    /// <summary>
    /// Accepts domain signatures straight over content, without the empty signature layer that RFC 3183 section 3.1.2 asks for; they pass with F-NO-ENCAPSULATION. A host reads it as well to set
    /// <see cref="DomainSigningRequest.IsDirect"/> for a partner that cannot open that layer. Default false.
    /// </summary>
    public bool DirectClearSigned { get; init; }

    /// <summary>Habits of early products that are read and flagged. Default: none.</summary>
    public PeerDialects Dialects { get; init; }

    /// <summary>What is missing from the agreement, as a sentence's end; null when it can be used.</summary>
    internal string? Problem => this switch
    {
        { Naming: not (NamingProfile.Strict3183 or NamingProfile.EmailRole or NamingProfile.CabfMailbox or NamingProfile.UriSan) } => "there is no naming profile of this number",
        { Naming: not NamingProfile.Strict3183, Pins.Count: 0 } => "names other than RFC 3183's need pins: anybody may have a certificate of a public authority for a mailbox",
        { Naming: NamingProfile.CabfMailbox, Organization: null or "" } => "cabfMailbox needs the organization that its certificates name",
        { MaxLabelDistance: < 0 } => "maxLabelDistance is 0 or more",
        _ => null,
    };

    /// <summary>The directory name of a mail domain, or of the closest one above it that has one.</summary>
    internal X500DistinguishedName? DirectoryNameOf(MailDomain domain)
    {
        for (MailDomain? current = DirectoryNames.Count == 0 ? null : domain; current is { } named; current = named.Parent)
        {
            if (DirectoryNames.TryGetValue(named, out X500DistinguishedName? name))
            {
                return name;
            }
        }

        return null;
    }
}
