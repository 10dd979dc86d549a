namespace DomSec.Decisions;

/// <summary>How long after its end something may still be talked about as late rather than as gone.</summary>
/// <param name="Now">The time of the decision.</param>
/// <param name="Expiry">Of certificates.</param>
/// <param name="Revocation">Of revocation information.</param>
/// <param name="RevocationKnownUntil">When the last revocation information ended, if that is known.</param>
internal readonly record struct Graces(DateTimeOffset Now, TimeSpan Expiry, TimeSpan Revocation, DateTimeOffset? RevocationKnownUntil)
{
    /// <summary>The condition with its grace looked at. What is not known has none.</summary>
    /// <param name="condition">As it was found.</param>
    /// <param name="notAfter">When the first certificate of the path ended, if that is known.</param>
    public SecurityCondition Refine(SecurityCondition condition, DateTimeOffset? notAfter) => condition switch
    {
        // A certificate that has not ended is not what expired; then it is not known what did.
        SecurityCondition.CertificateExpired when notAfter is { } end && end < Now && Now - end <= Expiry => SecurityCondition.CertificateExpiredInGrace,
        SecurityCondition.RevocationUnknown when RevocationKnownUntil is { } known && Now - known <= Revocation => SecurityCondition.RevocationStaleInGrace,
        _ => condition,
    };
}
