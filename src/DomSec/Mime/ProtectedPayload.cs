using System.Text;
using DomSec.Ber;
using MimeKit;

namespace DomSec.Mime;

/// <summary>
/// The header of a cryptographic payload that is made here (RFC 9788 section 5.2): copies of the message's fields, HP-Outer when it will be encrypted, and
/// the content's own fields with the hp parameter.
/// </summary>
internal sealed class ProtectedPayload
{
    private readonly EntityHeader _original;
    private readonly byte[] _contentType;
    private readonly List<HeaderField> _copied;
    private readonly List<HeaderField> _outside = [];
    private readonly bool _isCipher;

    private ProtectedPayload(EntityHeader original, byte[] contentType, bool isCipher)
    {
        _original = original;
        _contentType = contentType;
        _isCipher = isCipher;
        _copied = new List<HeaderField>(original.Fields.Count);
        _copied.AddRange(original.Fields.Where(field => ProtectableFields.IsCopied(field)));
    }

    /// <summary>How the fields stand around the encryption; empty without one.</summary>
    public HeaderEdits Edits { get; } = new();

    /// <summary>The plan, or null when the content's type is written in a way that cannot be marked.</summary>
    /// <param name="original">The message's header.</param>
    /// <param name="policy">What stands outside an encryption; null when there will be none.</param>
    public static ProtectedPayload? Create(EntityHeader original, IHeaderConfidentialityPolicy? policy)
    {
        if (Mark(original, policy is null ? "clear" : "cipher") is not { } contentType)
        {
            return null;
        }

        var payload = new ProtectedPayload(original, contentType, policy is not null);
        if (policy is not null)
        {
            var copied = new FieldsByName(payload._copied);
            payload._outside.EnsureCapacity(payload._copied.Count);
            foreach (string name in copied.Names)
            {
                payload.Conceal(copied[name], name, policy);
            }
        }

        return payload;
    }

    /// <summary>Writes the payload's header and the empty line.</summary>
    public void WriteTo(OctetSink output)
    {
        var lines = new CanonicalLines(output);
        foreach (HeaderField field in _copied)
        {
            lines.Write(field.Octets.Span);
        }

        if (_isCipher)
        {
            foreach (HeaderField field in _outside)
            {
                // RFC 9788 section 2.2: the field as it stands outside; one that is left out there has no line.
                lines.Write("HP-Outer: "u8);
                lines.Write(field.Octets.Span);
            }
        }

        foreach (HeaderField field in _original.Fields)
        {
            if (field.IsContent && field.Id is not (HeaderId.MimeVersion or HeaderId.ContentType))
            {
                lines.Write(field.Octets.Span);
            }
        }

        lines.Write(_contentType);
        output.Write("\r\n"u8);
    }

    private void Conceal(IReadOnlyList<HeaderField> fields, string name, IHeaderConfidentialityPolicy policy)
    {
        int first = _outside.Count;
        for (int i = 0; i < fields.Count; i++)
        {
            if (FieldConcealment.Outside(fields[i], policy) is { } outside)
            {
                _outside.Add(outside);
            }
        }

        // Most are left as they are: then the very octets are the same.
        bool isKept = _outside.Count - first == fields.Count;
        for (int i = 0; isKept && i < fields.Count; i++)
        {
            isKept = FieldText.Same(fields[i].Value.Span, _outside[first + i].Value.Span);
        }

        if (!isKept)
        {
            Edits.Set(name, _outside.GetRange(first, _outside.Count - first));
        }
    }

    /// <summary>The Content-Type field with the parameter; null when that cannot be done without changing what the field says.</summary>
    private static byte[]? Mark(EntityHeader header, string mode)
    {
        HeaderField[] types = [.. header.Fields.Where(field => field.Id == HeaderId.ContentType)];
        if (types.Length == 0)
        {
            return Encoding.ASCII.GetBytes($"Content-Type: text/plain; charset=us-ascii; hp=\"{mode}\"\r\n");
        }

        if (types.Length > 1 || header.ContentType is not { } type)
        {
            return null;
        }

        // Octets as received but for what is added, so that nothing else about the content changes.
        ReadOnlySpan<byte> field = types[0].Octets.Span.TrimEnd("; \t\r\n"u8);
        byte[] marked = [.. field, .. ";\r\n hp=\""u8, .. Encoding.ASCII.GetBytes(mode), .. "\"\r\n"u8];
        if (type.Parameters["hp"] is null && SaysTheSame(marked.AsMemory(types[0].ValueAt), type, type.Parameters.Count + 1, mode))
        {
            return marked;
        }

        return ContentType.TryParse(types[0].Value.ToArray(), out ContentType? copy) ? Rewrite(copy, type, mode) : null;
    }

    /// <summary>An hp parameter that a stranger wrote, or a field that ends in a comment: the parameters are written anew.</summary>
    private static byte[]? Rewrite(ContentType copy, ContentType type, string mode)
    {
        copy.Parameters.Remove("hp");
        copy.Parameters.Add("hp", mode);
        FormatOptions format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        byte[] text = Encoding.UTF8.GetBytes(copy.ToString(format, Encoding.UTF8, encode: true).TrimEnd('\r', '\n') + "\r\n");
        return SaysTheSame(text.AsMemory("Content-Type:".Length), type, copy.Parameters.Count, mode) ? text : null;
    }

    private static bool SaysTheSame(ReadOnlyMemory<byte> value, ContentType type, int parameters, string mode) =>
        ContentType.TryParse(value.ToArray(), out ContentType? read)
        && read.MimeType.Equals(type.MimeType, StringComparison.OrdinalIgnoreCase)
        && read.Parameters.Count == parameters
        && string.Equals(read.Parameters["hp"], mode, StringComparison.Ordinal)
        && string.Equals(read.Boundary, type.Boundary, StringComparison.Ordinal)
        && string.Equals(read.Charset, type.Charset, StringComparison.Ordinal);
}
