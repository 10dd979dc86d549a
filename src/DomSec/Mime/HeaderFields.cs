using System.Buffers;
using System.Text;
using MimeKit;

namespace DomSec.Mime;

/// <summary>
/// A header taken apart into fields (RFC 5322 section 2.2). One that keeps to the letter of the grammar, as nearly all do, is split here, without a copy;
/// whatever is odd about another one is left to MimeKit's parser, so that there is one opinion about what is odd. What a value means is MimeKit's to say.
/// </summary>
internal static class HeaderFields
{
    /// <summary>Longer names are odd enough: the longest registered one has 36 characters.</summary>
    private const int MaxNameLength = 64;

    // RFC 5322 section 3.6.8: ftext = %d33-57 / %d59-126, here without those that begin a boundary, an mbox line or a quotation.
    private static readonly SearchValues<byte> _nameOctets = SearchValues.Create("!#$%&'*+.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~-"u8);

    public static IReadOnlyList<HeaderField> Read(ReadOnlyMemory<byte> raw) => TrySplit(raw) ?? Parse(raw);

    /// <summary>The fields as MimeKit's parser finds them.</summary>
    internal static IReadOnlyList<HeaderField> Parse(ReadOnlyMemory<byte> raw)
    {
        HeaderList parsed;
        try
        {
            using var stream = new MemoryStream(raw.ToArray(), writable: false);
            parsed = HeaderList.Load(stream);
        }
        catch (Exception e) when (e is FormatException or IOException or ArgumentException)
        {
            return [];
        }

        var fields = new HeaderField[parsed.Count];
        for (int i = 0; i < fields.Length; i++)
        {
            Header field = parsed[i];
            bool isContent = field.Field.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || field.Id == HeaderId.MimeVersion;

            // MimeKit keeps a line without a colon, its line end included, where a field's name stands.
            bool isStray = field.RawField is [.., (byte)'\n'];
            byte[] octets = isStray ? field.RawField
                : field.RawValue is [.., (byte)'\n'] ? [.. field.RawField, (byte)':', .. field.RawValue]
                : [.. field.RawField, (byte)':', .. field.RawValue, (byte)'\r', (byte)'\n'];
            fields[i] = new HeaderField(octets, isStray ? octets.Length : field.RawField.Length + 1, field.Id, isContent, isStray);
        }

        return fields;
    }

    /// <summary>The fields of a header without anything odd, or null.</summary>
    internal static IReadOnlyList<HeaderField>? TrySplit(ReadOnlyMemory<byte> raw)
    {
        ReadOnlySpan<byte> octets = raw.Span;
        if (octets.IsEmpty || octets[^1] != '\n' || octets.Contains((byte)0))
        {
            return null;
        }

        var fields = new List<HeaderField>(16);
        int at = 0;
        while (at < octets.Length)
        {
            int name = octets[at..].IndexOf((byte)':');
            if (name is < 1 or > MaxNameLength || octets[at] == '-' || octets.Slice(at, name).ContainsAnyExcept(_nameOctets))
            {
                return null;
            }

            int end = EndOfField(octets, at + name + 1);
            if (end < 0)
            {
                return null;
            }

            HeaderId id = IdOf(octets.Slice(at, name), out bool isContent);
            fields.Add(new HeaderField(raw[at..end], name + 1, id, isContent, IsStray: false));
            at = end;
        }

        return fields;
    }

    /// <summary>Where the field ends, its continuation lines included (RFC 5322 section 2.2.3); -1 when a line is odd.</summary>
    private static int EndOfField(ReadOnlySpan<byte> octets, int at)
    {
        while (true)
        {
            int length = octets[at..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = octets.Slice(at, length);
            if (line.IndexOf((byte)'\r') is >= 0 and int stop && stop != length - 1)
            {
                return -1;
            }

            at += length + 1;
            if (at == octets.Length || octets[at] is not ((byte)' ' or (byte)'\t'))
            {
                return at;
            }

            // A line of blanks alone ends the header for some readers (RFC 5322 section 3.2.2 made it obsolete).
            int text = octets[at..].IndexOfAnyExcept(" \t\r"u8);
            if (text < 0 || octets[at + text] == '\n')
            {
                return -1;
            }
        }
    }

    private static HeaderId IdOf(ReadOnlySpan<byte> name, out bool isContent)
    {
        isContent = name.Length >= 8 && Ascii.EqualsIgnoreCase(name[..8], "Content-"u8);
        HeaderId id = name.Length switch
        {
            2 when Ascii.EqualsIgnoreCase(name, "To"u8) => HeaderId.To,
            2 when Ascii.EqualsIgnoreCase(name, "Cc"u8) => HeaderId.Cc,
            4 when Ascii.EqualsIgnoreCase(name, "From"u8) => HeaderId.From,
            6 when Ascii.EqualsIgnoreCase(name, "Sender"u8) => HeaderId.Sender,
            9 when Ascii.EqualsIgnoreCase(name, "Resent-To"u8) => HeaderId.ResentTo,
            9 when Ascii.EqualsIgnoreCase(name, "Resent-Cc"u8) => HeaderId.ResentCc,
            12 when isContent && Ascii.EqualsIgnoreCase(name, "Content-Type"u8) => HeaderId.ContentType,
            12 when Ascii.EqualsIgnoreCase(name, "MIME-Version"u8) => HeaderId.MimeVersion,
            19 when isContent && Ascii.EqualsIgnoreCase(name, "Content-Disposition"u8) => HeaderId.ContentDisposition,
            25 when isContent && Ascii.EqualsIgnoreCase(name, "Content-Transfer-Encoding"u8) => HeaderId.ContentTransferEncoding,
            _ => HeaderId.Unknown,
        };
        isContent |= id == HeaderId.MimeVersion;
        return id;
    }
}
