namespace DomSec.Providers;

/// <summary>How a community folder is read. Immutable.</summary>
public sealed record FolderCommunityOptions
{
    /// <summary>
    /// Gives the password of an encrypted key file, named relative to the community folder with <c>/</c>; null when there is none.
    /// Called while the folder is read, by whichever thread reads it. Default: no passwords.
    /// </summary>
    public Func<string, string?>? Password { get; init; }

    /// <summary>Picks up changes: at the latest with the first look-up one second after them. Default true; without it, <see cref="FolderCommunity.Reload"/> does.</summary>
    public bool Watch { get; init; } = true;

    /// <summary>The clock that paces the checks. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
