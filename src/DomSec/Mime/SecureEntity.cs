using System.Text;
using DomSec.Ber;
using MimeKit;

namespace DomSec.Mime;

/// <summary>Writes the headers around what DomSec produces: the message's own fields outside, its content fields inside.</summary>
internal static class SecureEntity
{
    private static ReadOnlySpan<byte> EmptyLine => "\r\n"u8;

    /// <summary>The new message's header: every field of the old one as it was, but for those that described its content (RFC 8551 section 3.1).</summary>
    public static void WriteMessageHeader(OctetSink output, EntityHeader original, string smimeType, HeaderEdits? edits = null)
    {
        WriteFields(output, original, content: false, edits);
        output.Write("MIME-Version: 1.0\r\n"u8);
        WritePkcs7Header(output, smimeType);
    }

    /// <summary>The header of an application/pkcs7-mime entity and the empty line (RFC 8551 sections 3.2.1 and 3.2.2).</summary>
    public static void WritePkcs7Header(OctetSink output, string smimeType)
    {
        Span<byte> label = stackalloc byte[32];
        output.Write("Content-Type: application/pkcs7-mime; smime-type="u8);
        output.Write(label[..Encoding.ASCII.GetBytes(smimeType, label)]);
        output.Write("; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=smime.p7m\r\n\r\n"u8);
    }

    /// <summary>The original content's own header and the empty line; what RFC 2045 section 5.2 implies is said.</summary>
    public static void WriteContentHeader(OctetSink output, EntityHeader original)
    {
        if (!WriteFields(output, original, content: true))
        {
            output.Write("Content-Type: text/plain; charset=us-ascii\r\n"u8);
        }

        output.Write(EmptyLine);
    }

    /// <summary>The message's own fields around a decrypted entity, whose header follows in the entity itself.</summary>
    public static void WriteOuterFields(OctetSink output, EntityHeader original, HeaderEdits? edits = null)
    {
        WriteFields(output, original, content: false, edits);
        output.Write("MIME-Version: 1.0\r\n"u8);
    }

    /// <summary>The message's own fields alone.</summary>
    public static void WriteMessageFields(OctetSink output, EntityHeader original, HeaderEdits edits) => WriteFields(output, original, content: false, edits);

    /// <summary>Fields as received, octet for octet but for canonical line ends; whether any was written.</summary>
    private static bool WriteFields(OctetSink output, EntityHeader original, bool content, HeaderEdits? edits = null)
    {
        edits = edits is { Names.Count: > 0 } ? edits : null;
        HashSet<string>? done = edits is null ? null : new(StringComparer.OrdinalIgnoreCase);
        var lines = new CanonicalLines(output);
        bool any = false;
        IReadOnlyList<HeaderField> fields = original.Fields;
        for (int i = 0; i < fields.Count; i++)
        {
            HeaderField field = fields[i];
            if (field.IsContent != content || (content && field.Id == HeaderId.MimeVersion))
            {
                continue;
            }

            any = true;
            if (edits?.Find(field.Name) is not { } others)
            {
                lines.Write(field.Octets.Span);
            }
            else if (done!.Add(field.Name))
            {
                WriteAll(lines, others);
            }
        }

        for (int i = 0; i < edits?.Names.Count; i++)
        {
            if (done!.Add(edits.Names[i]))
            {
                WriteAll(lines, edits.Find(edits.Names[i])!);
            }
        }

        return any;
    }

    private static void WriteAll(CanonicalLines lines, IReadOnlyList<ReadOnlyMemory<byte>> fields)
    {
        foreach (ReadOnlyMemory<byte> field in fields)
        {
            lines.Write(field.Span);
        }
    }
}
