using System.Formats.Asn1;
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

        if (layer.InnerContentType != Oids.Data)
        {
            // CMS nested without MIME (DS-ENC-11): a MIME entity is put around it, octets untouched.
            SecureEntity.WritePkcs7Header(output, layer.InnerContentType == Oids.SignedData ? "signed-data" : "enveloped-data");
            var encoder = new Base64Encoder(output);
            encoder.Write(ContentInfo(layer.InnerContentType, plaintext.Span));
            encoder.Complete();
            return;
        }

        // Only content fields come from inside: a From of the decrypted entity's own would stand beside the message's (SEC-WRP-02).
        var collector = new HeaderCollector(int.MaxValue - 8, header =>
        {
            SecureEntity.WriteContentHeader(output, header);
            return output;
        });
        collector.Write(plaintext.Span);
        collector.Complete();
    }

    private static byte[] ContentInfo(Oid type, ReadOnlySpan<byte> content)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            type.WriteTo(writer);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                writer.WriteEncodedValue(content);
            }
        }

        return writer.Encode();
    }
}
