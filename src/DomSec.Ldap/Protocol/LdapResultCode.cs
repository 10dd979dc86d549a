namespace DomSec.Ldap.Protocol;

/// <summary>The result codes of RFC 4511 appendix A that are told apart. All others mean that there is no answer.</summary>
internal static class LdapResultCode
{
    public const int Success = 0;
    public const int ProtocolError = 2;
    public const int TimeLimitExceeded = 3;
    public const int SizeLimitExceeded = 4;
    public const int AdminLimitExceeded = 11;
    public const int Referral = 10;
    public const int ConfidentialityRequired = 13;
    public const int NoSuchObject = 32;
    public const int InappropriateAuthentication = 48;
    public const int InvalidCredentials = 49;
    public const int InsufficientAccessRights = 50;
    public const int Busy = 51;
    public const int Unavailable = 52;
    public const int UnwillingToPerform = 53;

    /// <summary>Of LDAP Content Synchronization (RFC 4533 section 2.6): the cookie is of no more use, begin anew.</summary>
    public const int SyncRefreshRequired = 4096;

    /// <summary>A critical control is not known, or not allowed here.</summary>
    public const int UnavailableCriticalExtension = 12;

    /// <summary>The code as people look it up.</summary>
    public static string Describe(int code) => code switch
    {
        ProtocolError => "protocol error (2)",
        TimeLimitExceeded => "time limit exceeded (3)",
        SizeLimitExceeded => "size limit exceeded (4)",
        Referral => "referral (10), which is not followed",
        AdminLimitExceeded => "administrative limit exceeded (11)",
        ConfidentialityRequired => "confidentiality required (13)",
        NoSuchObject => "no such object (32)",
        InappropriateAuthentication => "inappropriate authentication (48)",
        InvalidCredentials => "invalid credentials (49)",
        InsufficientAccessRights => "insufficient access rights (50)",
        Busy => "busy (51)",
        Unavailable => "unavailable (52)",
        UnavailableCriticalExtension => "unavailable critical extension (12)",
        SyncRefreshRequired => "synchronization refresh required (4096)",
        UnwillingToPerform => "unwilling to perform (53)",
        _ => $"result code {code}",
    };
}
