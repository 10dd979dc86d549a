using MimeKit;

namespace DomSec.Mime;

/// <summary>The header of a MIME entity, parsed by MimeKit, with the few questions that layering asks of it.</summary>
internal sealed class EntityHeader
{
    private readonly bool _hasPlainBoundary;

    private EntityHeader(ReadOnlyMemory<byte> raw, HeaderList fields)
    {
        Raw = raw;
        Fields = fields;
        int contentTypes = 0;
        foreach (Header field in fields)
        {
            switch (field.Id)
            {
                case HeaderId.ContentType:
                    contentTypes++;
                    ContentType = ContentType.TryParse(field.RawValue, out ContentType? type) ? type : null;
                    _hasPlainBoundary = BoundaryParameter.IsPlain(field.RawValue, ContentType?.Boundary);
                    break;
                case HeaderId.ContentTransferEncoding:
                    Encoding = MimeKit.Utils.MimeUtils.TryParse(field.Value, out ContentEncoding encoding) ? encoding : ContentEncoding.Default;
                    break;
                case HeaderId.ContentDisposition:
                    FileName = ContentDisposition.TryParse(field.RawValue, out ContentDisposition? disposition) ? disposition.FileName : null;
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

    public HeaderList Fields { get; }

    /// <summary>Whether there is something and none of it could be read as header fields.</summary>
    public bool IsUnreadable => Fields.Count == 0 && !Raw.IsEmpty;

    /// <summary>Whether a line in it is no field.</summary>
    public bool HasStrayLines => Fields.Any(IsStrayLine);

    public ContentType? ContentType { get; }

    public ContentEncoding Encoding { get; }

    /// <summary>Content without lines (RFC 2045 section 6.2): nothing in it may be made canonical.</summary>
    public bool IsBinary => Encoding == ContentEncoding.Binary
        || ((IsPkcs7Mime || IsNamedOctetStream) && Encoding is not (ContentEncoding.Base64 or ContentEncoding.QuotedPrintable));

    public bool IsBase64 => Encoding == ContentEncoding.Base64;

    public bool IsQuotedPrintable => Encoding == ContentEncoding.QuotedPrintable;

    private string? FileName { get; }

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

    public string Boundary => ContentType?.Boundary ?? "";

    public string? SmimeType => ContentType?.Parameters["smime-type"];

    public string? Micalg => ContentType?.Parameters["micalg"];

    public static EntityHeader Parse(ReadOnlyMemory<byte> raw)
    {
        try
        {
            using var stream = new MemoryStream(raw.ToArray(), writable: false);
            return new EntityHeader(raw, HeaderList.Load(stream));
        }
        catch (Exception e) when (e is FormatException or IOException or ArgumentException)
        {
            return new EntityHeader(raw, []);
        }
    }

    /// <summary>Whether this is a line without a colon; MimeKit keeps it, its line end included, where a field's name stands.</summary>
    public static bool IsStrayLine(Header field) => field.RawField is [.., (byte)'\n'];

    /// <summary>Whether a field belongs to the MIME entity and not to the message around it.</summary>
    public static bool IsContentField(Header field) =>
        field.Field.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || field.Id == HeaderId.MimeVersion;
}
