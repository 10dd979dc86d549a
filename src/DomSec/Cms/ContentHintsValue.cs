using System.Formats.Asn1;
using System.Text;
using DomSec.Ber;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Cms;

/// <summary>ContentHints ::= SEQUENCE { contentDescription UTF8String (SIZE (1..MAX)) OPTIONAL, contentType ContentType } (RFC 2634 section 2.9).</summary>
internal static class ContentHintsValue
{
    public static ContentHints? TryRead(ReadOnlyMemory<byte> raw)
    {
        var reader = new BerReader(raw);
        BerReader hints = reader.ReadSequence();
        ReadOnlyMemory<byte> description = hints.NextIs(BerTag.Utf8String) || hints.NextIs(BerTag.Utf8String | BerTag.ConstructedBit) ? hints.ReadString(BerTag.Utf8String) : default;
        Oid type = hints.ReadOid();
        hints.RequireEnd();
        reader.Join(hints);
        reader.RequireEnd();
        return reader.Ok ? new ContentHints(type.ToString(), description.IsEmpty ? null : Encoding.UTF8.GetString(description.Span)) : null;
    }

    public static void Write(AsnWriter writer, ContentHints hints)
    {
        using (writer.PushSequence())
        {
            if (hints.Description is { Length: > 0 } description)
            {
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, description);
            }

            writer.WriteObjectIdentifier(hints.ContentType);
        }
    }
}
