using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>What the pull of <see cref="Streaming.CmsDecoder"/> delivers, in the order of the object's octets.</summary>
internal interface ICmsSink
{
    /// <summary>ContentInfo.contentType.</summary>
    void OnContentType(Oid contentType);

    /// <summary>eContentType or EncryptedContentInfo.contentType.</summary>
    void OnInnerContentType(Oid contentType);

    /// <summary>A collected element, with identifier and length octets. The memory stays valid.</summary>
    void OnField(CmsField field, ReadOnlyMemory<byte> raw);

    /// <summary>Content is present (it may be empty).</summary>
    void OnContentBegin();

    /// <summary>The next octets of the content, without any string framing.</summary>
    void OnContent(ReadOnlySpan<byte> octets);

    /// <summary>The content is complete.</summary>
    void OnContentEnd();
}
