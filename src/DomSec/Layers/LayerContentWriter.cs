using DomSec.Ber;
using DomSec.Crypto;
using DomSec.Mime;

namespace DomSec.Layers;

/// <summary>
/// The content of a layer as a MIME entity. What is one goes through octet for octet; CMS nested without MIME (DS-ENC-11) gets a MIME header, and its own
/// octets stay as well.
/// </summary>
internal static class LayerContentWriter
{
    /// <summary>Whether the content is what its content type says: anybody may have encrypted anything.</summary>
    public static bool CanWrite(MessageLayer layer)
    {
        if (layer.InnerContentType == Oids.Data)
        {
            return true;
        }

        bool isWhole;
        if (layer.Facts is { } facts)
        {
            isWhole = facts.IsOneSequence;
        }
        else
        {
            var reader = new BerReader(layer.Plaintext!.Memory);
            reader.ReadElement(BerTag.Sequence);
            reader.RequireEnd();
            isWhole = reader.Ok;
        }

        return isWhole && SmimeType(TypeOf(layer)) is not null;
    }

    /// <summary>CMS nested without MIME in an encrypted layer: a MIME entity is put around it, octets untouched.</summary>
    public static Base64Encoder Cms(OctetSink output, MessageLayer layer)
    {
        Oid type = layer.InnerContentType;
        long length = layer.Facts?.Length ?? layer.Plaintext!.Length;
        SecureEntity.WritePkcs7Header(output, SmimeType(TypeOf(layer))!);
        var encoder = new Base64Encoder(output);
        if (type != Oids.ContentInfo)
        {
            byte[] oid = type.ToElement();
            DerHeader.WriteTo(encoder, BerTag.Sequence, oid.Length + DerHeader.LengthOf(length) + length);
            encoder.Write(oid);
            DerHeader.WriteTo(encoder, BerTag.Context(0), length);
        }

        return encoder;
    }

    /// <summary>The same for CMS nested in a signed layer, whose length is known only at its end: the ContentInfo around it is of indefinite length.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="type">The nested object's content type: eContentType, or for X.400 style content the one that its ContentInfo names.</param>
    /// <param name="isContentInfo">Whether it is a ContentInfo already.</param>
    public static OctetSink CmsOfUnknownLength(OctetSink output, Oid type, bool isContentInfo)
    {
        SecureEntity.WritePkcs7Header(output, SmimeType(type)!);
        var encoder = new Base64Encoder(output);
        return isContentInfo ? encoder : new IndefiniteContentInfo(encoder, type);
    }

    /// <summary>The smime-type of a content type that DomSec puts into MIME, or null.</summary>
    public static string? SmimeType(Oid type) =>
        type == Oids.SignedData ? "signed-data"
        : type == Oids.EnvelopedData ? "enveloped-data"
        : type == Oids.AuthEnvelopedData ? "authEnveloped-data"
        : type == Oids.CompressedData ? "compressed-data"
        : null;

    /// <summary>The type of the CMS object: X.400 style content is a ContentInfo, which names its own.</summary>
    private static Oid TypeOf(MessageLayer layer)
    {
        if (layer.InnerContentType != Oids.ContentInfo)
        {
            return layer.InnerContentType;
        }

        ReadOnlyMemory<byte> start = layer.Facts?.Start ?? layer.Plaintext!.Memory;
        return BerHeader.TryRead(start.Span, out BerHeader header) == BerStatus.Ok ? new BerReader(start[header.HeaderLength..]).ReadOid() : default;
    }

    private sealed class IndefiniteContentInfo(Base64Encoder encoder, Oid type) : OctetSink
    {
        private bool _started;

        public override void Write(ReadOnlySpan<byte> octets)
        {
            if (!_started)
            {
                _started = true;
                encoder.Write([BerTag.Sequence, 0x80]);
                type.WriteTo(encoder);
                encoder.Write([BerTag.Context(0), 0x80]);
            }

            encoder.Write(octets);
        }

        public override void Complete()
        {
            encoder.Write([0x00, 0x00, 0x00, 0x00]);
            encoder.Complete();
        }
    }
}
