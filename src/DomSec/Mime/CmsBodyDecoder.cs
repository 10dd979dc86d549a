using DomSec.Ber;
using MimeKit;

namespace DomSec.Mime;

/// <summary>
/// Undoes the transfer encoding of a body that must be CMS (CMS-BER-10). Relays and gateways lose, change and invent
/// Content-Transfer-Encoding fields, so the first octets decide and the label only where they do not: a SEQUENCE starts with the octet
/// 30, in base64 with "M" and a letter from A to I (RFC 5652 section 3), and nothing else can.
/// </summary>
internal sealed class CmsBodyDecoder : OctetSink
{
    /// <summary>Enough for "-----BEGIN ", for "begin 644 " and for the header of a SEQUENCE with its first element's tag.</summary>
    private const int Sample = 16;

    private readonly ContentEncoding _label;
    private readonly OctetSink _output;
    private readonly Action<string> _onOddity;
    private readonly byte[] _start = new byte[Sample];
    private int _startLength;
    private OctetSink? _decoder;

    /// <param name="header">The entity's header; its Content-Transfer-Encoding is the label.</param>
    /// <param name="output">Takes the object's octets.</param>
    /// <param name="onOddity">Told in one sentence what the label does not say.</param>
    public CmsBodyDecoder(EntityHeader header, OctetSink output, Action<string> onOddity)
    {
        _label = header.Encoding;
        _output = output;
        _onOddity = onOddity;
    }

    public override void Write(ReadOnlySpan<byte> octets)
    {
        while (_decoder is null)
        {
            if (_startLength == 0)
            {
                octets = octets.TrimStart(" \t\r\n"u8);
            }

            if (octets.IsEmpty)
            {
                return;
            }

            int take = Math.Min(octets.Length, Sample - _startLength);
            octets[..take].CopyTo(_start.AsSpan(_startLength));
            _startLength += take;
            octets = octets[take..];
            if (_startLength == Sample)
            {
                Decide();
            }
        }

        _decoder.Write(octets);
    }

    public override void Complete()
    {
        if (_decoder is null)
        {
            Decide();
        }

        _decoder!.Complete();
    }

    /// <summary>Whether these octets start a SEQUENCE whose first element is an OBJECT IDENTIFIER, or may: no text does.</summary>
    internal static bool IsBinary(ReadOnlySpan<byte> start) =>
        start.Length >= 2 && start[0] == BerTag.Sequence
        && (start[1] >= 0x80 || (start.Length >= 3 && start[2] == BerTag.ObjectIdentifier));

    private void Decide()
    {
        ReadOnlySpan<byte> start = _start.AsSpan(0, _startLength);
        bool base64 = start.Length >= 2 && start[0] == 'M' && start[1] is >= (byte)'A' and <= (byte)'I';
        if (start.StartsWith("-----BEGIN"u8))
        {
            _onOddity("The body is PEM.");
            _decoder = new PemDecoder(_output);
        }
        else if (IsBinary(start))
        {
            Expect(_label is ContentEncoding.Binary or ContentEncoding.EightBit, "The body is binary, whatever Content-Transfer-Encoding says.");
            _decoder = _output;
        }
        else if (_label == ContentEncoding.UUEncode || start.StartsWith("begin "u8))
        {
            Expect(_label == ContentEncoding.UUEncode, "The body is uuencoded, which Content-Transfer-Encoding does not say.");
            _decoder = TransferDecoder.For(ContentEncoding.UUEncode, _output);
        }
        else if (_label == ContentEncoding.QuotedPrintable && base64)
        {
            // Base64 that a relay took for text and encoded once more; what was only mislabelled passes the first step unchanged.
            _onOddity("The body is base64 under the label quoted-printable.");
            _decoder = TransferDecoder.For(ContentEncoding.QuotedPrintable, new Base64Lines(new Base64Decoder(_output), _onOddity));
        }
        else if (_label == ContentEncoding.QuotedPrintable || (start.Length >= 4 && start[0] == '0' && start[1] == '=' && IsHex(start[2]) && IsHex(start[3])))
        {
            Expect(_label == ContentEncoding.QuotedPrintable, "The body is quoted-printable, which Content-Transfer-Encoding does not say.");
            _decoder = TransferDecoder.For(ContentEncoding.QuotedPrintable, _output);
        }
        else
        {
            Expect(_label == ContentEncoding.Base64, "The body is base64, which Content-Transfer-Encoding does not say.");
            _decoder = new Base64Lines(new Base64Decoder(_output), _onOddity);
        }

        _decoder.Write(start);
    }

    private static bool IsHex(byte octet) => octet is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'A' and <= (byte)'F') or (>= (byte)'a' and <= (byte)'f');

    private void Expect(bool labelled, string oddity)
    {
        if (!labelled && _startLength > 0)
        {
            _onOddity(oddity);
        }
    }
}
