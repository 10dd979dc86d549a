namespace DomSec;
/// <summary>x</summary>
public readonly struct MailDomain { }
/// <summary>x</summary>
public enum DomainRole { /// <summary>x</summary>
 A }
