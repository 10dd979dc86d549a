using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;

namespace DomSec.Layers;

/// <summary>The associated data of an AuthEnvelopedData (RFC 5083 section 2.2): authAttrs with the SET OF tag.</summary>
internal static class AssociatedData
{
    /// <summary>Empty without attributes; null when they do not cover the content type as they must.</summary>
    public static byte[]? Of(MessageLayer layer, int maxAttributes)
    {
        AttributeSet attributes = AttributeSet.Empty;
        if (!layer.AuthenticatedAttributes.IsEmpty)
        {
            var reader = new BerReader(layer.AuthenticatedAttributes);
            BerElement element = reader.ReadElement();
            if (!reader.Ok || AttributeSet.TryParse(element, maxAttributes, out attributes) != CmsStatus.Ok)
            {
                return null;
            }
        }

        // RFC 5083 section 2.1: present unless the content is id-data. The tag covers the content type by this attribute only:
        // without it, one flipped bit would make CMS of MIME text or text of CMS.
        bool covered = attributes.Count(Oids.ContentType) == 0
            ? layer.InnerContentType == Oids.Data
            : attributes.SingleValue(Oids.ContentType) is { } value && new BerReader(value).ReadOid() == layer.InnerContentType;
        return !covered ? null : layer.AuthenticatedAttributes.IsEmpty ? [] : SignedAttributesEncoding.AsReceived(attributes);
    }
}
