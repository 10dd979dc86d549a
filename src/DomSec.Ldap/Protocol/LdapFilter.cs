using System.Formats.Asn1;
using System.Text;

namespace DomSec.Ldap.Protocol;

/// <summary>
/// Turns the text of a filter (RFC 4515) into the BER of RFC 4511 section 4.5.1.7. Values have to be escaped in the text
/// (<see cref="Providers.LdapQuery.Escape"/>); an octet that should have been and was not makes the whole filter an error.
/// </summary>
/// <remarks>Extensible matches are not read; nothing here asks for them.</remarks>
internal static class LdapFilter
{
    /// <summary>Filters come from the configuration; the limit keeps a slip from becoming a burden for the server.</summary>
    private const int MaxDepth = 16;

    private static readonly Asn1Tag And = LdapTags.Context(0, isConstructed: true);
    private static readonly Asn1Tag Or = LdapTags.Context(1, isConstructed: true);
    private static readonly Asn1Tag Not = LdapTags.Context(2, isConstructed: true);
    private static readonly Asn1Tag Equality = LdapTags.Context(3, isConstructed: true);
    private static readonly Asn1Tag Substrings = LdapTags.Context(4, isConstructed: true);
    private static readonly Asn1Tag GreaterOrEqual = LdapTags.Context(5, isConstructed: true);
    private static readonly Asn1Tag LessOrEqual = LdapTags.Context(6, isConstructed: true);
    private static readonly Asn1Tag Present = LdapTags.Context(7);
    private static readonly Asn1Tag Approximate = LdapTags.Context(8, isConstructed: true);

    /// <summary>Encodes a filter.</summary>
    /// <exception cref="FormatException">The text is not a filter; the message says where.</exception>
    public static ReadOnlyMemory<byte> Encode(string text)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        var open = new Stack<(Asn1Tag Tag, int Items)>();
        int at = 0;
        do
        {
            if (at < text.Length && text[at] == ')' && open.Count > 0)
            {
                (Asn1Tag tag, int items) = open.Pop();
                if (items == 0 || (tag == Not && items != 1))
                {
                    throw Wrong(text, at);
                }

                writer.PopSequence(tag);
                at++;
                continue;
            }

            if (at >= text.Length || text[at] != '(')
            {
                throw Wrong(text, at);
            }

            at++;
            if (open.Count > 0)
            {
                (Asn1Tag tag, int items) = open.Pop();
                open.Push((tag, items + 1));
            }

            if (at < text.Length && text[at] is '&' or '|' or '!')
            {
                Asn1Tag tag = text[at] switch { '&' => And, '|' => Or, _ => Not };
                if (open.Count == MaxDepth)
                {
                    throw Wrong(text, at);
                }

                open.Push((tag, 0));
                writer.PushSequence(tag);
                at++;
            }
            else
            {
                int close = text.IndexOf(')', at);
                WriteItem(writer, text, at, close);
                at = close + 1;
            }
        }
        while (open.Count > 0);

        return at == text.Length ? writer.Encode() : throw Wrong(text, at);
    }

    private static void WriteItem(AsnWriter writer, string text, int start, int close)
    {
        int equals = close < 0 ? -1 : text.IndexOf('=', start, close - start);
        if (equals <= start)
        {
            throw Wrong(text, start);
        }

        Asn1Tag tag = text[equals - 1] switch { '>' => GreaterOrEqual, '<' => LessOrEqual, '~' => Approximate, _ => Equality };
        string attribute = text[start..(tag == Equality ? equals : equals - 1)];
        if (attribute.Length == 0 || attribute.AsSpan().IndexOfAnyExcept(AttributeCharacters) >= 0)
        {
            throw Wrong(text, start);
        }

        string value = text[(equals + 1)..close];
        byte[] name = Encoding.ASCII.GetBytes(attribute);
        if (tag == Equality && value == "*")
        {
            writer.WriteOctetString(name, Present);
            return;
        }

        if (tag == Equality && value.Contains('*', StringComparison.Ordinal))
        {
            WriteSubstrings(writer, name, value, text, equals + 1);
            return;
        }

        writer.PushSequence(tag);
        writer.WriteOctetString(name);
        writer.WriteOctetString(Unescape(value, text, equals + 1));
        writer.PopSequence(tag);
    }

    private static void WriteSubstrings(AsnWriter writer, byte[] name, string value, string text, int at)
    {
        string[] parts = value.Split('*');
        writer.PushSequence(Substrings);
        writer.WriteOctetString(name);
        writer.PushSequence();
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length == 0)
            {
                continue;
            }

            int kind = i == 0 ? 0 : i == parts.Length - 1 ? 2 : 1;
            writer.WriteOctetString(Unescape(parts[i], text, at), LdapTags.Context(kind));
        }

        writer.PopSequence();
        writer.PopSequence(Substrings);
    }

    private const string AttributeCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.;";

    // RFC 4515 section 3: valueencoding; NUL, '(', ')', '*' and '\' stand as a backslash and two hexadecimal digits.
    private static byte[] Unescape(string value, string text, int at)
    {
        var octets = new MemoryStream();
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (c is '(' or '*' or '\0' or > '~')
            {
                throw Wrong(text, at + i);
            }

            if (c != '\\')
            {
                octets.WriteByte((byte)c);
                continue;
            }

            if (i + 2 >= value.Length || !char.IsAsciiHexDigit(value[i + 1]) || !char.IsAsciiHexDigit(value[i + 2]))
            {
                throw Wrong(text, at + i);
            }

            octets.WriteByte(Convert.FromHexString(value.AsSpan(i + 1, 2))[0]);
            i += 2;
        }

        return octets.ToArray();
    }

    private static FormatException Wrong(string text, int at) =>
        new($"'{LdapResult.Printable(text)}' is not an LDAP filter (RFC 4515): look at character {at + 1}, and escape what is a value.");
}
