using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Cms;

/// <summary>ContentHints ::= SEQUENCE { contentDescription UTF8String OPTIONAL, contentType ContentType } (RFC 2634 section 2.9).</summary>
internal static class ContentHintsAttribute
{
    /// <summary>The whole attribute, in DER. No description: outside encryption it would give away what is inside (ESS-HNT-01).</summary>
    public static byte[] Encode(Oid contentType)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Oids.ContentHint.WriteTo(writer);
            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                contentType.WriteTo(writer);
            }
        }

        return writer.Encode();
    }
}
