namespace DomSec.Ldap;

/// <summary>How a copy of a directory is kept. Immutable.</summary>
public sealed record LdapReplicaOptions
{
    /// <summary>The name of the entry below which everything is copied. Default: null, the nearest that <see cref="LdapDirectoryOptions.SearchBase"/> and <see cref="LdapDirectoryOptions.IssuerName"/> stand below.</summary>
    public string? Base { get; init; }

    /// <summary>The filter of entries to copy. Default: null, which stands for members, authorities, issuing authorities and by option recipients and the group.</summary>
    public string? Filter { get; init; }

    /// <summary>The attribute with mail addresses. Default: <c>mail</c>.</summary>
    public string AddressAttribute { get; init; } = "mail";

    /// <summary>The attribute with a member's domains, whose presence is membership. Default: <c>associatedDomain</c>.</summary>
    public string DomainAttribute { get; init; } = "associatedDomain";

    /// <summary>
    /// The name of a <c>groupOfNames</c> (RFC 4519 section 3.5) below <see cref="Base"/>: only domains whose entries it names are members then. Default: null, every entry with a domain is a member.
    /// </summary>
    public string? MembershipGroup { get; init; }

    /// <summary>
    /// The file in which the copy is kept over restarts, replaced whole and readable by this account alone. It carries trust as the directory does: keep it where only the gateway
    /// writes. Default: null, none.
    /// </summary>
    public string? SnapshotFile { get; init; }

    /// <summary>How long changes are gathered before the file is written again. Default: 5 seconds.</summary>
    public TimeSpan SnapshotInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How old the copy may be before <see cref="LdapAlarmKind.Old"/>; it is still served, with its age. Default: 1 hour.</summary>
    public TimeSpan SoftMaxAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How old the copy may be before every answer is <see cref="Providers.LookupState.Unavailable"/>. Default: 7 days.</summary>
    public TimeSpan HardMaxAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The share of members, or of authorities, that may vanish within <see cref="LossWindow"/>, from 0 to 1. More are held back if they are also more than <see cref="MaxLostCount"/>. Default: 0.1.</summary>
    public double MaxLostShare { get; init; } = 0.1;

    /// <summary>The number of members, or of authorities, that may always vanish. Default: 3.</summary>
    public int MaxLostCount { get; init; } = 3;

    /// <summary>The time over which losses are added up. Default: 1 hour.</summary>
    public TimeSpan LossWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often the connection that brings changes is tried, by reading the sentinel entry. Default: 1 second.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the server may take for that. Default: 1.5 seconds.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>How long it may take to read everything. Default: 5 minutes.</summary>
    public TimeSpan RefreshTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often changes are asked for where the server does not tell them. Default: 1 minute.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the list of entries is compared, which finds the deleted, where the server does not tell them. Default: 10 minutes.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The most entries that are copied. Default: 200,000. More are a fault.</summary>
    public int MaxEntries { get; init; } = 200_000;

    /// <summary>The most octets that are copied. Default: 512 MiB. More are a fault.</summary>
    public long MaxBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>What is wrong with the options, for people, or null.</summary>
    internal string? Problem => this switch
    {
        { AddressAttribute: null or "" } or { DomainAttribute: null or "" } => "AddressAttribute and DomainAttribute may not be empty.",
        _ when MaxLostShare is not (>= 0 and <= 1) || MaxLostCount < 0 || LossWindow < TimeSpan.Zero => "MaxLostShare has to be from 0 to 1, and MaxLostCount and LossWindow not negative.",
        _ when SoftMaxAge <= TimeSpan.Zero || HardMaxAge < SoftMaxAge => "HardMaxAge may not be shorter than SoftMaxAge, nor that be nothing.",
        _ when HeartbeatInterval <= TimeSpan.Zero || HeartbeatTimeout <= TimeSpan.Zero || RefreshTimeout <= TimeSpan.Zero || PollInterval <= TimeSpan.Zero || SweepInterval <= TimeSpan.Zero || SnapshotInterval < TimeSpan.Zero =>
            "The intervals and timeouts of a copy have to be longer than nothing.",
        _ when MaxEntries < 1 || MaxBytes < 1024 => "MaxEntries and MaxBytes leave no room for a copy.",
        _ => null,
    };
}
