using Microsoft.Extensions.Logging;

namespace DomSec.Diagnostics;

/// <summary>What the doors log: outcomes and rules, never content, keys or addresses; names are escaped where they are made.</summary>
internal static partial class DoorLog
{
    [LoggerMessage(1, LogLevel.Information, "Signed for {Domain} as {Type}")]
    public static partial void Signed(ILogger logger, MailDomain domain, SignatureType type);

    [LoggerMessage(2, LogLevel.Warning, "Signing for {Domain} {Outcome}: {Refusal}")]
    public static partial void NotSigned(ILogger logger, MailDomain domain, DomainOutcome outcome, Refusal? refusal);

    [LoggerMessage(3, LogLevel.Information, "Encrypted for {Count} authorities")]
    public static partial void Encrypted(ILogger logger, int count);

    [LoggerMessage(4, LogLevel.Warning, "Encryption {Outcome}: {Refusal}")]
    public static partial void NotEncrypted(ILogger logger, DomainOutcome outcome, Refusal? refusal);

    [LoggerMessage(5, LogLevel.Information, "Decrypted")]
    public static partial void Decrypted(ILogger logger);

    [LoggerMessage(6, LogLevel.Warning, "Decryption {Outcome}: {Refusal}")]
    public static partial void NotDecrypted(ILogger logger, DomainOutcome outcome, Refusal? refusal);

    [LoggerMessage(7, LogLevel.Information, "Classified {Structure} as {Status}")]
    public static partial void Classified(ILogger logger, string structure, SecurityStatus status);

    [LoggerMessage(8, LogLevel.Warning, "Encrypted weakly, with {ContentEncryption}, as the profile {Profile} says")]
    public static partial void EncryptedWeakly(ILogger logger, ContentEncryption contentEncryption, string profile);

    [LoggerMessage(20, LogLevel.Warning, "{Subject} {Domain} {Name} ends on {ExpiresAt:u}")]
    public static partial void Expiring(ILogger logger, string subject, MailDomain? domain, string name, DateTimeOffset expiresAt);

    [LoggerMessage(21, LogLevel.Error, "{Subject} {Domain} {Name} ended on {ExpiresAt:u}")]
    public static partial void Expired(ILogger logger, string subject, MailDomain? domain, string name, DateTimeOffset expiresAt);

    [LoggerMessage(22, LogLevel.Warning, "{Subject} {Domain} {Name} and what follows it are valid together for {Days:F1} days only; five are needed")]
    public static partial void FollowedTooLate(ILogger logger, string subject, MailDomain? domain, string name, double days);

    [LoggerMessage(23, LogLevel.Error, "The expiry observer failed")]
    public static partial void ObserverFailed(ILogger logger, Exception exception);
}
