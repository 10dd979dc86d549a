namespace DomSec;

/// <summary>What carried a layer.</summary>
public enum LayerCarrier
{
    /// <summary>application/pkcs7-mime or a variant of it.</summary>
    Pkcs7Mime,

    /// <summary>multipart/signed (RFC 1847).</summary>
    MultipartSigned,

    /// <summary>application/octet-stream with a .p7m or similar name (RFC 8551 section 3.10).</summary>
    OctetStream,

    /// <summary>CMS without MIME around it.</summary>
    Cms,
}
