using Microsoft.Extensions.Logging;

namespace DomSec.Ldap;

/// <summary>What is logged of a directory: faults and what was skipped, never passwords; texts of servers are made printable before.</summary>
internal static partial class LdapLog
{
    [LoggerMessage(101, LogLevel.Warning, "Directory server {Server} failed: {Reason}")]
    public static partial void ServerFailed(ILogger logger, LdapServer server, string reason);

    [LoggerMessage(102, LogLevel.Information, "Directory server {Server} is connected")]
    public static partial void Connected(ILogger logger, LdapServer server);

    [LoggerMessage(103, LogLevel.Warning, "A value of {Attribute} in the directory entry {Entry} is not a certificate and was skipped")]
    public static partial void ValueSkipped(ILogger logger, string attribute, string entry);

    [LoggerMessage(104, LogLevel.Error, "A directory look-up ended unexpectedly")]
    public static partial void Unexpected(ILogger logger, Exception exception);
}
