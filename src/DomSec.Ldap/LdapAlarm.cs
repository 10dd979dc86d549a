namespace DomSec.Ldap;

/// <summary>An alarm that begins or ends.</summary>
/// <param name="Kind">Which.</param>
/// <param name="IsRaised">True when it begins, false when it is over.</param>
/// <param name="Message">The cause, one line for people.</param>
/// <param name="Time">When.</param>
public sealed record LdapAlarm(LdapAlarmKind Kind, bool IsRaised, string Message, DateTimeOffset Time);
