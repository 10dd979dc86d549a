using System.Text;
using MimeKit;

namespace DomSec.Mime;

/// <summary>
/// The header fields that a cryptographic payload carries: under RFC 9788 in its own header, under RFC 8551 section 3.1 in that of the message it wraps. Facts;
/// whether anything signed them is the judge's question.
/// </summary>
internal sealed class PayloadHeaders
{
    private PayloadHeaders(HeaderProtectionLevel level, bool isCipher, bool hasLegacyDisplay, IReadOnlyList<HeaderField> fields, IReadOnlyList<HeaderField> outer)
    {
        Level = level;
        IsCipher = isCipher;
        HasLegacyDisplay = hasLegacyDisplay;
        Fields = fields;
        Outer = outer;
    }

    /// <summary><see cref="HeaderProtectionLevel.Rfc9788"/> or <see cref="HeaderProtectionLevel.Rfc8551"/>.</summary>
    public HeaderProtectionLevel Level { get; }

    /// <summary>hp="cipher": the sender says that it encrypted, and what it let stand outside.</summary>
    public bool IsCipher { get; }

    /// <summary>Whether the payload itself, as text, begins with a legacy display element (RFC 9788 section 2.1.2): decoration, never data (HP-07).</summary>
    public bool HasLegacyDisplay { get; }

    /// <summary>The protected fields.</summary>
    public IReadOnlyList<HeaderField> Fields { get; }

    /// <summary>The outer fields as the sender let them stand (HP-Outer).</summary>
    public IReadOnlyList<HeaderField> Outer { get; }

    /// <summary>The value of the hp parameter, or null.</summary>
    public static string? ModeOf(EntityHeader header) => header.ContentType?.Parameters["hp"];

    /// <summary>What the payload carries, or null.</summary>
    /// <param name="payload">The payload root's header. The hp parameter counts nowhere else (HP-06).</param>
    /// <param name="wrapped">The header of the message that the payload is, or null.</param>
    public static PayloadHeaders? Read(EntityHeader payload, EntityHeader? wrapped)
    {
        string? mode = ModeOf(payload);
        bool isCipher = string.Equals(mode, "cipher", StringComparison.OrdinalIgnoreCase);
        if (isCipher || string.Equals(mode, "clear", StringComparison.OrdinalIgnoreCase))
        {
            HeaderField[] fields = [.. payload.Fields.Where(field => ProtectableFields.IsProtectable(field))];
            HeaderField[] outer = isCipher ? [.. payload.Fields.Where(field => field.IsNamed(ProtectableFields.Outer)).Select(Inner).OfType<HeaderField>()] : [];
            return new PayloadHeaders(HeaderProtectionLevel.Rfc9788, isCipher, string.Equals(payload.ContentType?.Parameters["hp-legacy-display"], "1", StringComparison.Ordinal), fields, outer);
        }

        // RFC 9788 section 4.10.1: a wrapped message has no hp of its own and is not itself signed or encrypted, which the walk would have followed.
        return mode is null && wrapped is { IsUnreadable: false, IsPkcs7Mime: false, IsMultipartSigned: false } && ModeOf(wrapped) is null && wrapped.Fields.Any(field => field.Id == HeaderId.From)
            ? new PayloadHeaders(HeaderProtectionLevel.Rfc8551, isCipher: false, hasLegacyDisplay: false, [.. wrapped.Fields.Where(field => ProtectableFields.IsProtectable(field))], [])
            : null;
    }

    /// <summary>The field that an HP-Outer field holds, or null when it holds none.</summary>
    private static HeaderField? Inner(HeaderField outer)
    {
        ReadOnlyMemory<byte> octets = outer.Value[..];
        int start = octets.Span.IndexOfAnyExcept(" \t\r\n"u8);
        int colon = start < 0 ? -1 : octets.Span[start..].IndexOf((byte)':');
        if (colon < 1 || !IsName(octets.Span.Slice(start, colon).TrimEnd(" \t"u8)))
        {
            return null;
        }

        bool isFrom = Ascii.EqualsIgnoreCase(octets.Span.Slice(start, colon), "From"u8);
        return new HeaderField(octets[start..], colon + 1, isFrom ? HeaderId.From : HeaderId.Unknown, IsContent: false, IsStray: false);
    }

    private static bool IsName(ReadOnlySpan<byte> name) => name.Length > 0 && !name.ContainsAnyExceptInRange((byte)'!', (byte)'~');
}
