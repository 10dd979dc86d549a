namespace DomSec.Signing.MailList;

/// <summary>What RFC 3183 section 5 tells apart: a signedData layer, an envelopedData layer, and everything else, which is the original content.</summary>
internal enum PlanLayerKind
{
    /// <summary>SignedData with signers or, as the empty signature layer of section 3, without; RFC 1847's multipart/signed is one as well.</summary>
    Signature,

    /// <summary>SignedData around a receipt (RFC 2634 section 2.8).</summary>
    Receipt,

    /// <summary>EnvelopedData and, DS-MLA-16, AuthEnvelopedData, which did not exist in 2001.</summary>
    Encryption,

    /// <summary>CompressedData: a layer that is looked through when it could be opened, and original content when not.</summary>
    Compression,

    /// <summary>The original content: no security layer, or one of a type that nobody here opens.</summary>
    Content,
}
