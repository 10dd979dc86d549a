using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>A SET OF Attribute as it stood in a message, whatever its tag there.</summary>
internal sealed class AttributeSet
{
    public static readonly AttributeSet Empty = new([], default);

    private AttributeSet(IReadOnlyList<CmsAttribute> attributes, BerElement element)
    {
        Attributes = attributes;
        Element = element;
    }

    public IReadOnlyList<CmsAttribute> Attributes { get; }

    /// <summary>The element as received, with its own tag.</summary>
    public BerElement Element { get; }

    public static CmsStatus TryParse(in BerElement element, int maxAttributes, out AttributeSet set)
    {
        set = Empty;
        var attributes = new List<CmsAttribute>(Math.Min(maxAttributes, 8));
        var reader = new BerReader(element.Content);
        while (reader.HasData)
        {
            if (attributes.Count == maxAttributes)
            {
                return CmsStatus.Limit;
            }

            BerElement raw = reader.ReadElement(BerTag.Sequence);
            var attribute = new BerReader(raw.Content);
            Oid type = attribute.ReadOid();
            BerReader valueSet = attribute.ReadSet();
            attribute.RequireEnd();
            IReadOnlyList<ReadOnlyMemory<byte>> values = ReadValues(ref valueSet);

            attribute.Join(valueSet);
            reader.Join(attribute);
            if (reader.Ok)
            {
                attributes.Add(new CmsAttribute(type, raw.Raw, values));
            }
        }

        if (!reader.Ok)
        {
            return CmsFault.From(reader.Status, "").Status;
        }

        set = new AttributeSet(attributes, element);
        return CmsStatus.Ok;
    }

    /// <summary>The only attribute of a type; null when there is none or more than one.</summary>
    public CmsAttribute? Single(Oid type)
    {
        CmsAttribute? found = null;
        for (int i = 0; i < Attributes.Count; i++)
        {
            CmsAttribute attribute = Attributes[i];
            if (attribute.Type == type)
            {
                if (found is not null)
                {
                    return null;
                }

                found = attribute;
            }
        }

        return found;
    }

    public int Count(Oid type)
    {
        int count = 0;
        for (int i = 0; i < Attributes.Count; i++)
        {
            CmsAttribute attribute = Attributes[i];
            count += attribute.Type == type ? 1 : 0;
        }

        return count;
    }

    /// <summary>The only value of the only attribute of a type; null otherwise.</summary>
    public ReadOnlyMemory<byte>? SingleValue(Oid type) => Single(type) is { Values.Count: 1 } attribute ? attribute.Values[0] : (ReadOnlyMemory<byte>?)null; // a bare null would become empty memory

    private static IReadOnlyList<ReadOnlyMemory<byte>> ReadValues(ref BerReader set)
    {
        if (!set.HasData)
        {
            return [];
        }

        ReadOnlyMemory<byte> first = set.ReadElement().Raw;
        if (!set.HasData)
        {
            return new[] { first }; // as nearly always
        }

        var values = new List<ReadOnlyMemory<byte>> { first };
        while (set.HasData)
        {
            values.Add(set.ReadElement().Raw);
        }

        return values;
    }
}
