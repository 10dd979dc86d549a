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

    [LoggerMessage(105, LogLevel.Warning, "Directory alarm {Kind}: {Message}")]
    public static partial void AlarmRaised(ILogger logger, LdapAlarmKind kind, string message);

    [LoggerMessage(106, LogLevel.Information, "Directory alarm {Kind} is over")]
    public static partial void AlarmCleared(ILogger logger, LdapAlarmKind kind);

    [LoggerMessage(107, LogLevel.Information, "The copy of the directory follows {Server}: {Members} members, {Entries} entries")]
    public static partial void Following(ILogger logger, LdapServer server, int members, int entries);

    [LoggerMessage(108, LogLevel.Warning, "Directory server {Server} is no longer followed: {Reason}")]
    public static partial void NoLongerFollowed(ILogger logger, LdapServer server, string reason);

    [LoggerMessage(109, LogLevel.Error, "An observer of directory alarms failed")]
    public static partial void ObserverFailed(ILogger logger, Exception exception);

    [LoggerMessage(110, LogLevel.Information, "The copy of the directory was read from {File}, as of {AsOf}")]
    public static partial void SnapshotRead(ILogger logger, string file, DateTimeOffset asOf);
}
