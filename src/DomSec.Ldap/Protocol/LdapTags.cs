using System.Formats.Asn1;

namespace DomSec.Ldap.Protocol;

/// <summary>The tags of RFC 4511 appendix B that this client writes or reads.</summary>
internal static class LdapTags
{
    public static readonly Asn1Tag BindRequest = Application(0);
    public static readonly Asn1Tag BindResponse = Application(1);
    public static readonly Asn1Tag UnbindRequest = new(TagClass.Application, 2);
    public static readonly Asn1Tag SearchRequest = Application(3);
    public static readonly Asn1Tag SearchResultEntry = Application(4);
    public static readonly Asn1Tag SearchResultDone = Application(5);
    public static readonly Asn1Tag AbandonRequest = new(TagClass.Application, 16);
    public static readonly Asn1Tag SearchResultReference = Application(19);
    public static readonly Asn1Tag ExtendedRequest = Application(23);
    public static readonly Asn1Tag ExtendedResponse = Application(24);

    public static readonly Asn1Tag IntermediateResponse = Application(25);

    public static readonly Asn1Tag Controls = Context(0, isConstructed: true);
    public static readonly Asn1Tag Referral = Context(3, isConstructed: true);
    public static readonly Asn1Tag ServerSaslCredentials = Context(7);
    public static readonly Asn1Tag ResponseName = Context(10);
    public static readonly Asn1Tag ResponseValue = Context(11);

    public static Asn1Tag Context(int number, bool isConstructed = false) => new(TagClass.ContextSpecific, number, isConstructed);

    private static Asn1Tag Application(int number) => new(TagClass.Application, number, isConstructed: true);
}
