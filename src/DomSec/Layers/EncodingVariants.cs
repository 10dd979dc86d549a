using DomSec.Ber;
using DomSec.Crypto;
using DomSec.Mime;

namespace DomSec.Layers;

/// <summary>A single part whose transfer encoding a relay renewed: base64 in lines of another length, or an encoding where there was none.</summary>
internal static class EncodingVariants
{
    /// <summary>What writers of base64 use: RFC 2045's limit, PEM's, and two that are met.</summary>
    private static readonly int[] _widths = [76, 64, 72, 60];

    public static IEnumerable<ContentVariant> For(EntityHeader header, IReadOnlyList<DigestAlgorithm> algorithms)
    {
        if (header.IsBase64)
        {
            foreach (int width in _widths)
            {
                string explanation = $"The base64 body was broken into other lines; it was signed in lines of {width}.";
                yield return ContentVariant.OfBody(algorithms, header.Raw.Span, output => new Rewrapped(output, width), explanation, explanation);
            }
        }

        if (header.IsBase64 || header.IsQuotedPrintable)
        {
            foreach (string original in new[] { "8bit", "7bit" })
            {
                if (HeaderVariants.WithTransferEncoding(header.Raw.Span, original) is { } raw)
                {
                    string explanation = $"The body was encoded for transfer on its way; it was signed as {original}.";
                    yield return ContentVariant.OfBody(algorithms, raw, output => TransferDecoder.For(header, new CanonicalLines(output)), explanation, explanation);
                }
            }
        }
    }

    /// <summary>Base64 characters in lines of a width; the line ends that came are dropped.</summary>
    private sealed class Rewrapped(OctetSink output, int width) : OctetSink
    {
        private int _column;

        public override void Write(ReadOnlySpan<byte> octets)
        {
            while (!octets.IsEmpty)
            {
                if (octets[0] is (byte)'\r' or (byte)'\n')
                {
                    octets = octets[1..];
                    continue;
                }

                if (_column == width)
                {
                    output.Write("\r\n"u8);
                    _column = 0;
                }

                int take = Math.Min(octets.Length, width - _column);
                int end = octets[..take].IndexOfAny((byte)'\r', (byte)'\n');
                take = end < 0 ? take : end;
                output.Write(octets[..take]);
                _column += take;
                octets = octets[take..];
            }
        }
    }
}
