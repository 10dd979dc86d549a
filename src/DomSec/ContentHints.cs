namespace DomSec;

/// <summary>What an outer signature tells of the innermost content (RFC 2634 section 2.9).</summary>
/// <param name="ContentType">The innermost content's type, as a dotted object identifier.</param>
/// <param name="Description">Words for people, or null. Everybody on the way reads them, also where the content is encrypted: a subject does not belong here.</param>
public sealed record ContentHints(string ContentType, string? Description = null)
{
    /// <summary>The content is a signed receipt (id-ct-receipt, RFC 2634 section 2.8).</summary>
    public static ContentHints Receipt { get; } = new("1.2.840.113549.1.9.16.1.1");
}
