using System.Buffers;
using DomSec.Ber;
using MimeKit;
using MimeKit.Encodings;

namespace DomSec.Mime;

/// <summary>Undoes a Content-Transfer-Encoding (RFC 2045 section 6) on the way to a sink.</summary>
internal static class TransferDecoder
{
    public static OctetSink For(ContentEncoding encoding, OctetSink output) => encoding switch
    {
        ContentEncoding.Base64 => new Base64Decoder(output),
        ContentEncoding.QuotedPrintable => new MimeKitDecoder(new QuotedPrintableDecoder(), output),
        ContentEncoding.UUEncode => new MimeKitDecoder(new UUDecoder(), output, atOnce: 1), // what MimeKit reads from a malformed line depends on where a chunk ends
        _ => output,
    };

    public static OctetSink For(EntityHeader header, OctetSink output) => For(header.Encoding, output);

    private sealed class MimeKitDecoder(IMimeDecoder decoder, OctetSink output, int atOnce = int.MaxValue) : OctetSink
    {
        public override void Write(ReadOnlySpan<byte> octets)
        {
            byte[] input = octets.ToArray();
            byte[] decoded = ArrayPool<byte>.Shared.Rent(decoder.EstimateOutputLength(Math.Min(atOnce, input.Length)));
            int at = 0;
            while (at < input.Length)
            {
                int count = Math.Min(atOnce, input.Length - at);
                int length = decoder.Decode(input, at, count, decoded);
                output.Write(decoded.AsSpan(0, length));
                at += count;
            }

            ArrayPool<byte>.Shared.Return(decoded);
        }

        public override void Complete() => output.Complete();
    }
}
