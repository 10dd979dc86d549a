using DomSec.Decisions;
using DomSec.Providers;
using DomSec.Trust;
using Microsoft.Extensions.Logging;

namespace DomSec.Hosting;

/// <summary>How a community is opened.</summary>
public sealed record DomSecCommunityOptions
{
    /// <summary>How the doors decide. Default: <see cref="DomSecOptions"/>'s defaults.</summary>
    public DomSecOptions Options { get; init; } = new();

    /// <summary>Gives the password of a key file, by its path; null when there is none. Default: none.</summary>
    public Func<string, string?>? Password { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where outcomes are logged. Default: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Picks up changes of a community folder. Default true.</summary>
    public bool Watch { get; init; } = true;

    /// <summary>Holds sources that cannot seek. Default: memory, then a temporary file, of what was received.</summary>
    public ISpool? Spool { get; init; }

    /// <summary>What is configured about how to write to peers. Default: the certificate directory, if it is an <see cref="IPeerProfiles"/> as the folder and memory communities are.</summary>
    public IPeerProfiles? PeerProfiles { get; init; }

    /// <summary>Judges security labels (RFC 2634 section 3). Default: what <c>community.json</c> of a folder says under <c>labels</c>; without it labels are reported and not judged.</summary>
    public ISecurityLabelPolicy? LabelPolicy { get; init; }

    /// <summary>What to do with a message under what was found. Default: what <c>community.json</c> of a folder says under <c>decisions</c>; else <see cref="DecisionPolicy.Default"/>.</summary>
    public DecisionPolicy? Decisions { get; init; }

    /// <summary>
    /// Directories that are asked for certificates when neither the community nor what peers announced in their domain signatures has an acceptable one, in this order, such as LDAP and then DNS
    /// (RFC 3183 section 4.2). Default: none.
    /// </summary>
    public IReadOnlyList<ICertificateDirectory> FurtherDirectories { get; init; } = [];

    /// <summary>
    /// Asked for CRLs and OCSP responses when those of the community do not tell whether a certificate is revoked, such as an <see cref="HttpRevocationSource"/>. All are asked at once, for
    /// <see cref="DomSecOptions.RevocationTimeout"/> at most. They stay yours to dispose. Default: none, so that nothing is fetched.
    /// </summary>
    public IReadOnlyList<IRevocationSource> RevocationSources { get; init; } = [];

    /// <summary>Remembers what peers announce. Default: memory.</summary>
    public IPeerCapabilities? PeerCapabilities { get; init; }

    /// <summary>
    /// Is told of everything that is about to end: own identities, partners' certificates, anchors, issuing certificates and revocation lists; once for each of <see cref="ExpiryThresholds"/> and at the
    /// end itself. Called from a timer, so it should return soon. Default: only the log (events 20 to 22) and the meter.
    /// </summary>
    public Action<ExpiryNotice>? ExpiryObserver { get; init; }

    /// <summary>
    /// How long before the end it is told. Default: 30 days (a certificate can be ordered in peace), 14 (somebody is on leave), 7 (it becomes urgent) and 1 (tomorrow mail stops).
    /// </summary>
    public IReadOnlyList<TimeSpan> ExpiryThresholds { get; init; } = [TimeSpan.FromDays(30), TimeSpan.FromDays(14), TimeSpan.FromDays(7), TimeSpan.FromDays(1)];

    /// <summary>Judges certificates; for the conformance tests, which need the policy inputs of RFC 5280 section 6.1.1. Default: one without any.</summary>
    internal CertificateValidator? Validator { get; init; }
}
