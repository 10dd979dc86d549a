using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Layers;

/// <summary>Which layer a content type makes (SM-MIM-06: the type decides, never a label), and which of them are only named.</summary>
internal static class LayerKinds
{
    /// <summary>The layer that a ContentInfo of this type is, as far as its type alone can tell.</summary>
    public static LayerKind Of(Oid contentType) =>
        contentType == Oids.SignedData ? LayerKind.Signed
        : contentType == Oids.EnvelopedData ? LayerKind.Enveloped
        : contentType == Oids.AuthEnvelopedData ? LayerKind.AuthEnveloped
        : contentType == Oids.CompressedData ? LayerKind.Compressed
        : contentType == Oids.DigestedData ? LayerKind.Digested
        : contentType == Oids.EncryptedData ? LayerKind.EncryptedData
        : contentType == Oids.AuthenticatedData ? LayerKind.Authenticated
        : contentType == Oids.SignedAndEnvelopedData ? LayerKind.SignedAndEnveloped
        : contentType == Oids.TstInfo ? LayerKind.TimeStamp
        : LayerKind.Opaque;

    /// <summary>Whether CMS of this type is taken apart, nested without MIME or not.</summary>
    public static bool IsRead(Oid contentType) => Of(contentType) is LayerKind.Signed or LayerKind.Enveloped or LayerKind.AuthEnveloped or LayerKind.Compressed;
}
