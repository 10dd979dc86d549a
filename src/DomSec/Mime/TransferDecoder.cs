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

    /// <summary>
    /// For a part that must be CMS: the label counts when it names an encoding, and otherwise the first octet tells DER or BER from base64
    /// and PEM, whose Content-Transfer-Encoding went missing on the way (CMS-BER-10).
    /// </summary>
    public static OctetSink ForCms(ContentEncoding encoding, OctetSink output) =>
        encoding is ContentEncoding.Base64 or ContentEncoding.QuotedPrintable or ContentEncoding.UUEncode ? For(encoding, output) : new SniffingDecoder(output);

    private sealed class SniffingDecoder(OctetSink output) : OctetSink
    {
        private OctetSink? _decoder;

        public override void Write(ReadOnlySpan<byte> octets)
        {
            if (_decoder is null)
            {
                octets = octets.TrimStart("\r\n"u8);
                if (octets.IsEmpty)
                {
                    return;
                }

                _decoder = octets[0] switch
                {
                    BerTag.Sequence => output,
                    (byte)'-' => new PemDecoder(output),
                    _ => new Base64Decoder(output),
                };
            }

            _decoder.Write(octets);
        }

        public override void Complete() => (_decoder ?? output).Complete();
    }

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
