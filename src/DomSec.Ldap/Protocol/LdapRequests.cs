using System.Formats.Asn1;
using System.Text;

namespace DomSec.Ldap.Protocol;

/// <summary>Writes the requests of RFC 4511: bind, unbind, search, abandon, extended. There are none that change a directory.</summary>
internal static class LdapRequests
{
    public const string PagedResultsOid = "1.2.840.113556.1.4.319";
    public const string StartTlsOid = "1.3.6.1.4.1.1466.20037";
    public const string WhoAmIOid = "1.3.6.1.4.1.4203.1.11.3";
    public const string NoticeOfDisconnectionOid = "1.3.6.1.4.1.1466.20036";

    /// <summary>The controls and the message of LDAP Content Synchronization (RFC 4533 section 2).</summary>
    public const string SyncRequestOid = "1.3.6.1.4.1.4203.1.9.1.1";
    public const string SyncStateOid = "1.3.6.1.4.1.4203.1.9.1.2";
    public const string SyncDoneOid = "1.3.6.1.4.1.4203.1.9.1.3";
    public const string SyncInfoOid = "1.3.6.1.4.1.4203.1.9.1.4";

    private const int RefreshAndPersist = 3;
    private const int Version = 3;
    private static readonly Asn1Tag Simple = LdapTags.Context(0);
    private static readonly Asn1Tag Sasl = LdapTags.Context(3, isConstructed: true);
    private static readonly Asn1Tag RequestName = LdapTags.Context(0);

    /// <summary>RFC 4511 section 4.2. BindRequest ::= [APPLICATION 0] SEQUENCE { version INTEGER, name LDAPDN, authentication CHOICE { simple [0] OCTET STRING, sasl [3] SaslCredentials } }.</summary>
    /// <exception cref="LdapFaultException">A name without a password, which a server would take for anonymous.</exception>
    public static byte[] SimpleBind(int id, string name, ReadOnlySpan<byte> password)
    {
        // RFC 4513 section 5.1.2: an unauthenticated bind succeeds and proves nothing; clients refuse it.
        if (name.Length > 0 && password.IsEmpty)
        {
            throw new LdapFaultException("the password is empty: a server would take that for an anonymous bind");
        }

        AsnWriter writer = Begin(id);
        writer.PushSequence(LdapTags.BindRequest);
        writer.WriteInteger(Version);
        WriteText(writer, name);
        writer.WriteOctetString(password, Simple);
        writer.PopSequence(LdapTags.BindRequest);
        return End(writer);
    }

    /// <summary>SASL EXTERNAL (RFC 4422 appendix A): who we are was shown by TLS or by the local socket.</summary>
    public static byte[] ExternalBind(int id)
    {
        AsnWriter writer = Begin(id);
        writer.PushSequence(LdapTags.BindRequest);
        writer.WriteInteger(Version);
        WriteText(writer, "");
        writer.PushSequence(Sasl);
        WriteText(writer, "EXTERNAL");

        // An empty initial response, not a missing one: without it the server asks for one and never gets it.
        writer.WriteOctetString([]);
        writer.PopSequence(Sasl);
        writer.PopSequence(LdapTags.BindRequest);
        return End(writer);
    }

    public static byte[] Unbind(int id)
    {
        AsnWriter writer = Begin(id);
        writer.WriteNull(LdapTags.UnbindRequest);
        return End(writer);
    }

    public static byte[] Abandon(int id, int abandoned)
    {
        AsnWriter writer = Begin(id);
        writer.WriteInteger(abandoned, LdapTags.AbandonRequest);
        return End(writer);
    }

    public static byte[] Extended(int id, string oid)
    {
        AsnWriter writer = Begin(id);
        writer.PushSequence(LdapTags.ExtendedRequest);
        writer.WriteOctetString(Encoding.ASCII.GetBytes(oid), RequestName);
        writer.PopSequence(LdapTags.ExtendedRequest);
        return End(writer);
    }

    /// <summary>RFC 4511 section 4.5.1, with the paged results control of RFC 2696 if there are pages.</summary>
    public static byte[] Search(int id, LdapSearch search, ReadOnlySpan<byte> cookie)
    {
        AsnWriter writer = Begin(id);
        WriteSearch(writer, search);
        if (search.PageSize > 0)
        {
            WritePage(writer, search.PageSize, cookie);
        }

        return End(writer);
    }

    /// <summary>
    /// RFC 4533 section 2.2. syncRequestValue ::= SEQUENCE { mode ENUMERATED { refreshOnly (1), refreshAndPersist (3) }, cookie syncCookie OPTIONAL, reloadHint BOOLEAN DEFAULT FALSE };
    /// critical, since an ordinary answer would end and tell nothing of changes.
    /// </summary>
    public static byte[] Sync(int id, LdapSearch search, ReadOnlySpan<byte> cookie)
    {
        AsnWriter writer = Begin(id);
        WriteSearch(writer, search);
        var value = new AsnWriter(AsnEncodingRules.BER);
        value.PushSequence();
        WriteEnumerated(value, RefreshAndPersist);
        if (!cookie.IsEmpty)
        {
            value.WriteOctetString(cookie);
        }

        value.PopSequence();
        WriteControl(writer, SyncRequestOid, value.Encode());
        return End(writer);
    }

    private static void WriteSearch(AsnWriter writer, LdapSearch search)
    {
        writer.PushSequence(LdapTags.SearchRequest);
        WriteText(writer, search.Base);
        WriteEnumerated(writer, (int)search.Scope);
        WriteEnumerated(writer, 0); // neverDerefAliases
        writer.WriteInteger(search.SizeLimit);
        writer.WriteInteger(search.TimeLimitSeconds);
        writer.WriteBoolean(false); // typesOnly
        writer.WriteEncodedValue(search.Filter.Span);
        writer.PushSequence();
        foreach (string attribute in search.Attributes)
        {
            WriteText(writer, attribute);
        }

        writer.PopSequence();
        writer.PopSequence(LdapTags.SearchRequest);
    }

    // realSearchControlValue ::= SEQUENCE { size INTEGER, cookie OCTET STRING }; critical, since half of the entries are no answer.
    private static void WritePage(AsnWriter writer, int size, ReadOnlySpan<byte> cookie)
    {
        var value = new AsnWriter(AsnEncodingRules.BER);
        value.PushSequence();
        value.WriteInteger(size);
        value.WriteOctetString(cookie);
        value.PopSequence();
        WriteControl(writer, PagedResultsOid, value.Encode());
    }

    private static void WriteControl(AsnWriter writer, string oid, byte[] value)
    {
        writer.PushSequence(LdapTags.Controls);
        writer.PushSequence();
        WriteText(writer, oid);
        writer.WriteBoolean(true);
        writer.WriteOctetString(value);
        writer.PopSequence();
        writer.PopSequence(LdapTags.Controls);
    }

    private static AsnWriter Begin(int id)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        writer.PushSequence();
        writer.WriteInteger(id);
        return writer;
    }

    private static byte[] End(AsnWriter writer)
    {
        writer.PopSequence();
        byte[] message = writer.Encode();
        writer.Reset(); // wipes its buffer, which may hold a password
        return message;
    }

    private static void WriteText(AsnWriter writer, string text) => writer.WriteOctetString(Encoding.UTF8.GetBytes(text));

    private static void WriteEnumerated(AsnWriter writer, int value) => writer.WriteEncodedValue([0x0A, 1, (byte)value]);
}
