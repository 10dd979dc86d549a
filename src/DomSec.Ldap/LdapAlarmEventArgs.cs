namespace DomSec.Ldap;

/// <summary>Brings an alarm to observers of <see cref="LdapReplica.Alarmed"/>.</summary>
/// <param name="alarm">The alarm.</param>
public sealed class LdapAlarmEventArgs(LdapAlarm alarm) : EventArgs
{
    /// <summary>The alarm.</summary>
    public LdapAlarm Alarm { get; } = alarm;
}
