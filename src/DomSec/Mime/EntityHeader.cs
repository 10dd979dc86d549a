using System.Runtime.InteropServices;
using System.Text;
using MimeKit;

namespace DomSec.Mime;

/// <summary>The header of a MIME entity, parsed by MimeKit, with the few questions that layering asks of it.</summary>
internal sealed class EntityHeader
{
    private readonly bool _hasPlainBoundary;
    private readonly ReadOnlyMemory<byte>? _disposition;

    private EntityHeader(ReadOnlyMemory<byte> raw, IReadOnlyList<HeaderField> fields)
    {
        Raw = raw;
        Fields = fields;
        int contentTypes = 0;
        for (int i = 0; i < fields.Count; i++)
        {
            HeaderField field = fields[i];
            switch (field.Id)
            {
                case HeaderId.ContentType:
                    contentTypes++;
                    ContentType = ContentTypes.Read(field.Value);
                    _hasPlainBoundary = BoundaryParameter.IsPlain(field.Value.Span, ContentType?.Boundary);
                    break;
                case HeaderId.ContentTransferEncoding:
                    Encoding = EncodingOf(field);
                    break;
                case HeaderId.ContentDisposition:
                    _disposition = field.Value;
                    break;
                default:
                    break;
            }
        }

        if (contentTypes > 1)
        {
            // SEC-WRP-02: with two Content-Type fields parsers differ; nothing in it is taken for a security layer.
            ContentType = null;
        }
    }

    /// <summary>The header as received, without the empty line.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    public IReadOnlyList<HeaderField> Fields { get; }

    /// <summary>Where the body starts in what the header was found in, when it was found in something.</summary>
    public int BodyOffset { get; private init; }

    /// <summary>Whether there is something and none of it could be read as header fields.</summary>
    public bool IsUnreadable => Fields.Count == 0 && !Raw.IsEmpty;

    /// <summary>Whether a line in it is no field.</summary>
    public bool HasStrayLines => Fields.Any(line => line.IsStray);

    public ContentType? ContentType { get; }

    public ContentEncoding Encoding { get; }

    /// <summary>Content without lines (RFC 2045 section 6.2): nothing in it may be made canonical.</summary>
    public bool IsBinary => Encoding == ContentEncoding.Binary
        || ((IsPkcs7Mime || MayHoldCms) && Encoding is not (ContentEncoding.Base64 or ContentEncoding.QuotedPrintable));

    public bool IsBase64 => Encoding == ContentEncoding.Base64;

    public bool IsQuotedPrintable => Encoding == ContentEncoding.QuotedPrintable;

    private string? FileName => _disposition is { } value && ContentDisposition.TryParse(ToArray(value), out ContentDisposition? disposition) ? disposition.FileName : null;

    /// <summary>application/pkcs7-mime under any of its names (RFC 8551 section 3.10 and what is met in the wild).</summary>
    public bool IsPkcs7Mime => ContentType is { } type
        && (type.IsMimeType("application", "pkcs7-mime") || type.IsMimeType("application", "x-pkcs7-mime"));

    public bool IsPkcs7Signature => ContentType is { } type
        && (type.IsMimeType("application", "pkcs7-signature") || type.IsMimeType("application", "x-pkcs7-signature"));

    public bool IsOctetStream => ContentType is { } type && type.IsMimeType("application", "octet-stream");

    /// <summary>Media types that are not application/pkcs7-mime and that CMS is met in: RFC 7193, a signature's type around a whole object, no name or another.</summary>
    public bool MayHoldCms => IsOctetStream || IsPkcs7Signature || (ContentType is { } type
        && (type.IsMimeType("application", "cms") || type.IsMimeType("application", "pkcs7") || type.IsMimeType("application", "x-pkcs7")));

    /// <summary>A TNEF stream (MS-OXTNEF), by its registered type, its older one, or Outlook's name for it.</summary>
    public bool IsTnef => ContentType is { } type
        && (type.IsMimeType("application", "ms-tnef") || type.IsMimeType("application", "vnd.ms-tnef")
            || (IsOctetStream && string.Equals(FileName ?? type.Name, "winmail.dat", StringComparison.OrdinalIgnoreCase)));

    /// <summary>application/octet-stream with a telling name (RFC 8551 section 3.10).</summary>
    public bool IsNamedOctetStream => IsOctetStream && (FileName ?? ContentType!.Name) is { } name
        && (name.EndsWith(".p7m", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".p7s", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".p7c", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".p7z", StringComparison.OrdinalIgnoreCase));

    /// <summary>multipart/signed of the S/MIME kind; a missing protocol parameter is tolerated, another protocol is not ours.</summary>
    public bool IsMultipartSigned => ContentType is { } type && type.IsMimeType("multipart", "signed") && _hasPlainBoundary
        && (type.Parameters["protocol"] is not { } protocol
            || protocol.Equals("application/pkcs7-signature", StringComparison.OrdinalIgnoreCase)
            || protocol.Equals("application/x-pkcs7-signature", StringComparison.OrdinalIgnoreCase));

    public bool IsMultipartOrMessage => ContentType is { } type && (type.IsMimeType("multipart", "*") || type.IsMimeType("message", "*"));

    /// <summary>A message in a message (RFC 2046 section 5.2.1), as RFC 8551 section 3.1 wraps one to protect its header.</summary>
    public bool IsMessage => ContentType is { } type && type.IsMimeType("message", "rfc822");

    public string Boundary => ContentType?.Boundary ?? "";

    public string? SmimeType => ContentType?.Parameters["smime-type"];

    public string? Micalg => ContentType?.Parameters["micalg"];

    public static EntityHeader Parse(ReadOnlyMemory<byte> raw, int bodyOffset = 0) => new(raw, HeaderFields.Read(raw)) { BodyOffset = bodyOffset };

    private static ContentEncoding EncodingOf(in HeaderField field)
    {
        // The five of RFC 2045 section 6.1 plainly written, as nearly always.
        ReadOnlySpan<byte> value = field.Value.Span.TrimStart((byte)' ').TrimEnd("\r\n"u8);
        if (Ascii.EqualsIgnoreCase(value, "base64"u8))
        {
            return ContentEncoding.Base64;
        }

        if (Ascii.EqualsIgnoreCase(value, "7bit"u8))
        {
            return ContentEncoding.SevenBit;
        }

        if (Ascii.EqualsIgnoreCase(value, "quoted-printable"u8))
        {
            return ContentEncoding.QuotedPrintable;
        }

        string text = Header.TryParse(ToArray(field.Octets), out Header? header) ? header.Value : "";
        return MimeKit.Utils.MimeUtils.TryParse(text, out ContentEncoding encoding) ? encoding : ContentEncoding.Default;
    }

    private static byte[] ToArray(ReadOnlyMemory<byte> octets) =>
        MemoryMarshal.TryGetArray(octets, out ArraySegment<byte> segment) && segment.Count == segment.Array!.Length ? segment.Array : octets.ToArray();
}
