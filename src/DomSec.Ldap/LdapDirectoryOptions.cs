using System.Net;
using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using Microsoft.Extensions.Logging;

namespace DomSec.Ldap;

/// <summary>How an LDAP directory is asked. Immutable.</summary>
/// <remarks>
/// In filters <c>{address}</c> and <c>{domain}</c> stand for what is looked for, escaped as RFC 4515 section 3 says; everything else is taken as it is.
/// </remarks>
public sealed record LdapDirectoryOptions
{
    /// <summary>The servers, the preferred one first. All are expected to hold the same entries.</summary>
    public required IReadOnlyList<LdapServer> Servers { get; init; }

    /// <summary>
    /// The domain whose servers are looked up in DNS under <c>_ldap._tcp</c> (RFC 2782), after those in <see cref="Servers"/>, which may be empty then. Default: null, none.
    /// </summary>
    public MailDomain? DiscoveryDomain { get; init; }

    /// <summary>How the connections to servers found in DNS are protected. Default: <see cref="LdapTransport.StartTls"/>, for the port that is usually named there.</summary>
    public LdapTransport DiscoveryTransport { get; init; } = LdapTransport.StartTls;

    /// <summary>The name servers asked for <see cref="DiscoveryDomain"/>. Default: none, which stands for the machine's.</summary>
    public IReadOnlyList<IPEndPoint> DiscoveryNameServers { get; init; } = [];

    /// <summary>The name of the entry below which everything stands, such as <c>ou=domains,dc=seemail,dc=example</c>.</summary>
    public required string SearchBase { get; init; }

    /// <summary>
    /// The name of an entry that is there whenever the directory is in order: it is read after each bind and before each "not found", and without it the answer is <see cref="LookupState.Unavailable"/>.
    /// Default: null, which stands for <see cref="SearchBase"/>. Better is an entry of the deepest level, such as the own domain's, which tells an emptied directory too.
    /// </summary>
    public string? SentinelName { get; init; }

    /// <summary>The filter for an authority's entry (RFC 3183 section 4.2, second way). Default: its role address.</summary>
    public string AuthorityFilter { get; init; } = "(mail={address})";

    /// <summary>The filter for a recipient's entry (RFC 3183 section 4.2, first way). Default: the mail address.</summary>
    public string RecipientFilter { get; init; } = "(mail={address})";

    /// <summary>The filter for a member's entry. Default: the domain as <c>associatedDomain</c> (RFC 4524 section 2.1).</summary>
    public string MembershipFilter { get; init; } = "(associatedDomain={domain})";

    /// <summary>The attribute with certificates. Default: <c>userCertificate;binary</c> (RFC 4523 section 4); what comes back is compared without options.</summary>
    public string CertificateAttribute { get; init; } = LdapQuery.CertificateAttribute;

    /// <summary>Looks recipients' own entries up (RFC 3183 section 4.2, first way). Default false: recipients are not found, and the directory is not asked.</summary>
    public bool RecipientLookup { get; init; }

    /// <summary>The name of the issuing authority's entry, for <see cref="LdapDirectory.FindIssuerAsync"/>. Default: null, none.</summary>
    public string? IssuerName { get; init; }

    /// <summary>
    /// How <see cref="LdapServiceCollectionExtensions.UseLdap(Microsoft.Extensions.DependencyInjection.IServiceCollection, LdapDirectoryOptions)"/> uses the directory. Default:
    /// <see cref="LdapMode.Replica"/>, for OpenLDAP; Active Directory and foreign directories want <see cref="LdapMode.OnDemand"/>.
    /// </summary>
    public LdapMode Mode { get; init; }

    /// <summary>What a copy of the directory is like, for <see cref="LdapReplica"/>.</summary>
    public LdapReplicaOptions Replica { get; init; } = new();

    /// <summary>How the gateway shows who it is. Default: <see cref="LdapAuthentication.External"/>.</summary>
    public LdapAuthentication Authentication { get; init; }

    /// <summary>The name to bind with for <see cref="LdapAuthentication.Simple"/>.</summary>
    public string? BindName { get; init; }

    /// <summary>The password for <see cref="LdapAuthentication.Simple"/>, used as UTF-8; an empty one is refused.</summary>
    public string? Password { get; init; }

    /// <summary>The client certificate with its private key for TLS; it stays the caller's. Default: none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The roots that servers' certificates must lead to. Default: none, with which TLS is possible only under <see cref="UseMachineRoots"/>.</summary>
    public IReadOnlyList<X509Certificate2> TrustedRoots { get; init; } = [];

    /// <summary>Trusts the machine's roots instead of <see cref="TrustedRoots"/>. Default false. Revocation of servers' certificates is not checked in either case.</summary>
    public bool UseMachineRoots { get; init; }

    /// <summary>The longest that a look-up takes, whatever happens. Default: 5 seconds.</summary>
    public TimeSpan LookupTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one server may take, connecting included, until the next is asked. Default: 2 seconds.</summary>
    public TimeSpan ServerTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A connection not used for so long is replaced before it is used. Default: 1 minute, below the idle timeouts of usual servers and firewalls.</summary>
    public TimeSpan ConnectionIdleTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a server that failed is left alone, doubled with each further failure and shortened at random by up to a half. Default: 1 second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest that a server that failed is left alone. Default: 30 seconds.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long something found is remembered; zero for not at all. Default: 5 minutes.</summary>
    public TimeSpan FoundTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long it is remembered that something was not found; zero for not at all. Default: 1 minute. <see cref="LookupState.Unavailable"/> is never remembered.</summary>
    public TimeSpan NotFoundTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many answers are remembered. Default: 10,000.</summary>
    public int MaxRememberedAnswers { get; init; } = 10_000;

    /// <summary>The largest message taken from a server, in octets. Default: 4 MiB, room for a large CRL. A whole answer may have four times as much.</summary>
    public int MaxMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The most entries taken for one look-up. Default: 50, at which public directories stop too. More are <see cref="LookupState.Unavailable"/>.</summary>
    public int MaxEntries { get; init; } = 50;

    /// <summary>
    /// Takes an answer for whole although the server says that parts of the tree are elsewhere (RFC 4511 section 4.5.3), which is never asked. Default false: nothing found is then
    /// <see cref="LookupState.Unavailable"/>. Needed for Active Directory when <see cref="SearchBase"/> is the domain itself.
    /// </summary>
    public bool IgnoreReferences { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where faults are logged. Default: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The servers and the base, and nothing secret: a record would print its password.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{string.Join(' ', Servers)} {SearchBase}";
}
