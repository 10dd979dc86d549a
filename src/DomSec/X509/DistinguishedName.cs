using System.Globalization;
using System.Text;
using DomSec.Ber;

namespace DomSec.X509;

/// <summary>
/// Name ::= CHOICE { rdnSequence SEQUENCE OF SET OF AttributeTypeAndValue } (RFC 5280 section 4.1.2.4), in the order of its encoding.
/// </summary>
internal sealed class DistinguishedName
{
    /// <summary>SEC-DOS-01: far beyond real names; bounds the comparison of multi-valued RDNs, which is quadratic.</summary>
    private const int MaxAttributes = 128;

    private string? _text;

    private DistinguishedName(ReadOnlyMemory<byte> raw, IReadOnlyList<IReadOnlyList<NameAttribute>> rdns)
    {
        Raw = raw;
        Rdns = rdns;
    }

    /// <summary>The whole SEQUENCE.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>The relative distinguished names; one with several attributes is multi-valued.</summary>
    public IReadOnlyList<IReadOnlyList<NameAttribute>> Rdns { get; }

    public bool IsEmpty => Rdns.Count == 0;

    /// <summary>Every attribute, over all RDNs.</summary>
    public IEnumerable<NameAttribute> Attributes => Rdns.SelectMany(rdn => rdn);

    public static BerStatus TryParse(ReadOnlyMemory<byte> der, out DistinguishedName? name)
    {
        name = null;
        var reader = new BerReader(der);
        BerReader rdnSequence = reader.ReadSequence();
        reader.RequireEnd();
        var rdns = new List<IReadOnlyList<NameAttribute>>();
        int count = 0;
        while (reader.Ok && rdnSequence.HasData)
        {
            BerReader set = rdnSequence.ReadSet();
            IReadOnlyList<NameAttribute> rdn = ReadRdn(ref set);
            count += rdn.Count;
            if (count > MaxAttributes)
            {
                set.Fail(BerStatus.TooLarge);
            }

            rdnSequence.Join(set);
            rdns.Add(rdn);
        }

        reader.Join(rdnSequence);
        if (reader.Ok)
        {
            name = new DistinguishedName(der, rdns);
        }

        return reader.Status;
    }

    /// <summary>Reads what is left as the members of RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue.</summary>
    public static IReadOnlyList<NameAttribute> ReadRdn(ref BerReader set)
    {
        var rdn = new List<NameAttribute>(1);
        do
        {
            BerReader pair = set.ReadSequence();
            Oid type = pair.ReadOid();
            BerElement value = pair.ReadElement();
            pair.RequireEnd();
            set.Join(pair);
            if (rdn.Count == MaxAttributes)
            {
                set.Fail(BerStatus.TooLarge);
            }

            if (set.Ok)
            {
                rdn.Add(new NameAttribute(type, NameStrings.Decode(value), value.Tag, value.Raw));
            }
        }
        while (set.HasData);

        return rdn;
    }

    /// <summary>The attributes of one type, over all RDNs, in the order of their encoding.</summary>
    public IEnumerable<NameAttribute> Values(Oid type) => Attributes.Where(attribute => attribute.Type == type);

    /// <summary>RFC 5280 section 7.1: the same RDNs in the same order, each with the same set of attributes.</summary>
    public bool Equivalent(DistinguishedName other)
    {
        if (Raw.Span.SequenceEqual(other.Raw.Span))
        {
            return true;
        }

        if (Rdns.Count != other.Rdns.Count)
        {
            return false;
        }

        for (int i = 0; i < Rdns.Count; i++)
        {
            if (!SameSet(Rdns[i], other.Rdns[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The string form of RFC 4514, in which nothing a certificate says can forge a log line (SEC-LOG-01).</summary>
    public override string ToString() => _text ??= Format();

    private string Format()
    {
        var text = new StringBuilder();
        for (int i = Rdns.Count - 1; i >= 0; i--) // RFC 4514 section 2.1: from the last to the first
        {
            string separator = i == Rdns.Count - 1 ? "" : ",";
            foreach (NameAttribute attribute in Rdns[i])
            {
                text.Append(separator);
                Append(text, attribute);
                separator = "+";
            }
        }

        return text.ToString();
    }

    private static bool SameSet(IReadOnlyList<NameAttribute> left, IReadOnlyList<NameAttribute> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        var open = new List<NameAttribute>(right);
        foreach (NameAttribute attribute in left)
        {
            int match = open.FindIndex(attribute.Equivalent);
            if (match < 0)
            {
                return false;
            }

            open.RemoveAt(match);
        }

        return true;
    }

    private static void Append(StringBuilder text, NameAttribute attribute)
    {
        string type = attribute.Type.ToString();
        string? keyword = Keyword(type);
        text.Append(keyword ?? type).Append('=');
        if (keyword is null || attribute.Value is null)
        {
            text.Append('#').Append(Convert.ToHexStringLower(attribute.Raw.Span)); // RFC 4514 section 2.4
            return;
        }

        AppendEscaped(text, attribute.Value);
    }

    private static void AppendEscaped(StringBuilder text, string value)
    {
        Span<byte> utf8 = stackalloc byte[4];
        int position = 0;
        foreach (Rune rune in value.EnumerateRunes())
        {
            int next = position + rune.Utf16SequenceLength;
            if (IsUnseen(rune))
            {
                foreach (byte octet in utf8[..rune.EncodeToUtf8(utf8)])
                {
                    text.Append('\\').Append(octet.ToString("x2", CultureInfo.InvariantCulture));
                }
            }
            else
            {
                bool first = position == 0;
                bool escape = rune.Value switch
                {
                    '"' or '+' or ',' or ';' or '<' or '>' or '\\' => true,
                    ' ' => first || next == value.Length,
                    '#' => first,
                    _ => false,
                };
                text.Append(escape ? "\\" : "").Append(rune.ToString());
            }

            position = next;
        }
    }

    /// <summary>Controls, line separators, bidi and zero-width characters: escaped though RFC 4514 would let most of them stand.</summary>
    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned || (rune.Value != ' ' && Rune.IsWhiteSpace(rune));

    /// <summary>RFC 4514 section 3, and the registered descriptors that certificates use.</summary>
    private static string? Keyword(string type) => type switch
    {
        "2.5.4.3" => "CN",
        "2.5.4.4" => "sn",
        "2.5.4.5" => "serialNumber",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "2.5.4.12" => "title",
        "2.5.4.42" => "givenName",
        "2.5.4.97" => "organizationIdentifier",
        "0.9.2342.19200300.100.1.25" => "DC",
        "0.9.2342.19200300.100.1.1" => "UID",
        "1.2.840.113549.1.9.1" => "emailAddress",
        _ => null,
    };
}
