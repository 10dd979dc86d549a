namespace DomSec.Providers;

/// <summary>When something ends, its successors counted: what follows it is the same thing going on.</summary>
/// <param name="Subject">What it is.</param>
/// <param name="Domain">Whose it is, or null for the community's.</param>
/// <param name="Role">The role of an identity or of a partner's certificates.</param>
/// <param name="Name">The role's name, or the subject or issuer; one line of printable characters.</param>
/// <param name="ExpiresAt">When the last of them ends.</param>
/// <param name="ShortestOverlap">For how long two that follow each other are both valid at the shortest, from now on; negative for a gap; null when nothing follows.</param>
public sealed record ExpiryForecast(ExpirySubject Subject, MailDomain? Domain, DomainRole? Role, string Name, DateTimeOffset ExpiresAt, TimeSpan? ShortestOverlap)
{
    /// <summary>SR-04: two that follow each other are to be valid together for five days at least.</summary>
    public static TimeSpan SmallestOverlap { get; } = TimeSpan.FromDays(5);
}
