using System.Buffers;
using System.Buffers.Text;
using DomSec.Ber;

namespace DomSec.Mime;

/// <summary>Base64 in lines of 64 characters ended by CRLF (RFC 2045 section 6.8 allows 76), pushed on as it comes.</summary>
internal sealed class Base64Encoder : OctetSink
{
    private const int LineOctets = 48;
    private const int LineChars = 66;
    private const int BatchLines = 256;

    private readonly OctetSink _output;
    private readonly byte[] _line = new byte[LineOctets];
    private int _pending;

    public Base64Encoder(OctetSink output) => _output = output;

    public override void Write(ReadOnlySpan<byte> octets)
    {
        if (_pending > 0)
        {
            int take = Math.Min(octets.Length, LineOctets - _pending);
            octets[..take].CopyTo(_line.AsSpan(_pending));
            _pending += take;
            octets = octets[take..];
            if (_pending < LineOctets)
            {
                return;
            }

            _pending = 0;
            WriteLines(_line);
        }

        int whole = octets.Length - (octets.Length % LineOctets);
        WriteLines(octets[..whole]);
        octets[whole..].CopyTo(_line);
        _pending = octets.Length - whole;
    }

    public override void Complete()
    {
        if (_pending > 0)
        {
            Span<byte> last = stackalloc byte[LineChars];
            Base64.EncodeToUtf8(_line.AsSpan(0, _pending), last, out _, out int written);
            "\r\n"u8.CopyTo(last[written..]);
            _output.Write(last[..(written + 2)]);
            _pending = 0;
        }

        _output.Complete();
    }

    private void WriteLines(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
        {
            return;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(BatchLines * LineChars);
        while (!octets.IsEmpty)
        {
            int used = 0;
            for (int line = 0; line < BatchLines && !octets.IsEmpty; line++)
            {
                Base64.EncodeToUtf8(octets[..LineOctets], buffer.AsSpan(used), out _, out int written);
                used += written;
                buffer[used++] = (byte)'\r';
                buffer[used++] = (byte)'\n';
                octets = octets[LineOctets..];
            }

            _output.Write(buffer.AsSpan(0, used));
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
