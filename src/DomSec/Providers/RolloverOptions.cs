namespace DomSec.Providers;

/// <summary>How the next key pairs of a domain are made by <see cref="CommunityWriter.Stage"/>. Immutable.</summary>
public sealed record RolloverOptions
{
    /// <summary>Keys of signing, review and attribute authorities. Default null: of each authority the kind that it has.</summary>
    public CommunityKeyType? Signing { get; init; }

    /// <summary>Keys of confidentiality authorities. Default null: the kind that they have.</summary>
    public CommunityKeyType? Encryption { get; init; }

    /// <summary>From when on they are used. Default null: 30 days before the one in use ends, so that partners get to know them while both are good; at once when that is past.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Makes further ones although the next ones are there. Default false.</summary>
    public bool Force { get; init; }

    /// <summary>The password of the root's private key, and of identities' key files that have one. Default null: none.</summary>
    public string? Password { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
