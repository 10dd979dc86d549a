using DomSec.Ber;
using DomSec.Crypto;
using DomSec.Layers;
using DomSec.Mime;

namespace DomSec.Confidentiality;

/// <summary>Writes the message that was inside an opened layer, under the outer message's own header fields.</summary>
internal static class DecryptedMessageWriter
{
    public static void Write(OctetSink output, EntityHeader? outerHeader, MessageLayer layer)
    {
        ReadOnlyMemory<byte> plaintext = layer.Plaintext!.Memory;
        if (outerHeader is not null)
        {
            SecureEntity.WriteOuterFields(output, outerHeader);
        }
        else if (layer.InnerContentType == Oids.Data)
        {
            output.Write(plaintext.Span); // bare CMS: no field of a message around it could be contradicted
            return;
        }

        if (layer.InnerContentType != Oids.Data)
        {
            WriteCms(output, layer.InnerContentType, plaintext);
            return;
        }

        // Only content fields come from inside: a From of the decrypted entity's own would stand beside the message's (SEC-WRP-02).
        var collector = new HeaderCollector(int.MaxValue - 8, header =>
        {
            if (header.IsUnreadable || header.HasStrayLines)
            {
                // Text that was encrypted without a header (openssl cms -encrypt does that): all of it is content.
                SecureEntity.WriteContentHeader(output, EntityHeader.Parse(default));
                output.Write(plaintext.Span);
                return new Discard();
            }

            SecureEntity.WriteContentHeader(output, header);
            return output;
        });
        collector.Write(plaintext.Span);
        collector.Complete();
    }

    /// <summary>Whether the content is what its content type says: anybody may have encrypted anything.</summary>
    public static bool CanWrite(MessageLayer layer)
    {
        if (layer.InnerContentType == Oids.Data)
        {
            return true;
        }

        var reader = new BerReader(layer.Plaintext!.Memory);
        reader.ReadElement(BerTag.Sequence);
        reader.RequireEnd();
        return reader.Ok && SmimeType(TypeOf(layer.InnerContentType, layer.Plaintext.Memory)) is not null;
    }

    /// <summary>CMS nested without MIME (DS-ENC-11): a MIME entity is put around it, octets untouched.</summary>
    private static void WriteCms(OctetSink output, Oid type, ReadOnlyMemory<byte> content)
    {
        SecureEntity.WritePkcs7Header(output, SmimeType(TypeOf(type, content))!);
        var encoder = new Base64Encoder(output);
        if (type != Oids.ContentInfo)
        {
            byte[] oid = type.ToElement();
            long inside = (long)DerHeader.LengthOf(content.Length) + content.Length;
            DerHeader.WriteTo(encoder, BerTag.Sequence, oid.Length + inside);
            encoder.Write(oid);
            DerHeader.WriteTo(encoder, BerTag.Context(0), content.Length);
        }

        encoder.Write(content.Span);
        encoder.Complete();
    }

    /// <summary>The type of the CMS object: X.400 style content is a ContentInfo, which names its own.</summary>
    private static Oid TypeOf(Oid type, ReadOnlyMemory<byte> content) => type == Oids.ContentInfo ? new BerReader(content).ReadSequence().ReadOid() : type;

    private static string? SmimeType(Oid type) =>
        type == Oids.SignedData ? "signed-data"
        : type == Oids.EnvelopedData ? "enveloped-data"
        : type == Oids.AuthEnvelopedData ? "authEnveloped-data"
        : type == Oids.CompressedData ? "compressed-data"
        : null;

    private sealed class Discard : OctetSink
    {
        public override void Write(ReadOnlySpan<byte> octets)
        {
        }
    }
}
