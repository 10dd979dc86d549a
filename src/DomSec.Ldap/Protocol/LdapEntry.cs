using System.Formats.Asn1;

namespace DomSec.Ldap.Protocol;

/// <summary>
/// <code>
/// SearchResultEntry ::= [APPLICATION 4] SEQUENCE { objectName LDAPDN, attributes PartialAttributeList }
/// PartialAttribute ::= SEQUENCE { type AttributeDescription, vals SET OF value AttributeValue }
/// </code>
/// RFC 4511 section 4.5.2.
/// </summary>
internal sealed class LdapEntry
{
    private LdapEntry(string name, List<(string Description, byte[][] Values)> attributes)
    {
        Name = name;
        Attributes = attributes;
    }

    /// <summary>The distinguished name as the server wrote it.</summary>
    public string Name { get; }

    public IReadOnlyList<(string Description, byte[][] Values)> Attributes { get; }

    public static LdapEntry Parse(ReadOnlySpan<byte> body)
    {
        var reader = new LdapReader(body);
        string name = reader.ReadText();
        LdapReader list = reader.ReadConstructed(Asn1Tag.Sequence);
        reader.ExpectEnd();
        var attributes = new List<(string, byte[][])>();
        while (list.HasData)
        {
            LdapReader attribute = list.ReadConstructed(Asn1Tag.Sequence);
            string description = attribute.ReadText();
            LdapReader set = attribute.ReadConstructed(Asn1Tag.SetOf);
            attribute.ExpectEnd();
            var values = new List<byte[]>();
            while (set.HasData)
            {
                values.Add(set.ReadOctets());
            }

            attributes.Add((description, [.. values]));
        }

        return new LdapEntry(name, attributes);
    }

    /// <summary>
    /// The values of an attribute, whatever options it came with: RFC 4523 section 4 asks for <c>;binary</c>, some servers leave it out, and a
    /// search without it is answered with it. Names are compared in any case.
    /// </summary>
    public IEnumerable<byte[]> Values(string attribute)
    {
        string wanted = BaseName(attribute);
        return Attributes.Where(each => BaseName(each.Description).Equals(wanted, StringComparison.OrdinalIgnoreCase)).SelectMany(each => each.Values);
    }

    private static string BaseName(string description)
    {
        int options = description.IndexOf(';', StringComparison.Ordinal);
        return options < 0 ? description : description[..options];
    }
}
