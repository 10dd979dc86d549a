using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using DomSec.Ber;

namespace DomSec.Mime;

/// <summary>Base64 in lines of 64 characters ended by CRLF (RFC 2045 section 6.8 allows 76), pushed on as it comes.</summary>
internal sealed class Base64Encoder : OctetSink
{
    private const int LineOctets = 48;
    private const int LineCharacters = 64;
    private const int LineLength = LineCharacters + 2;

    /// <summary>Lines encoded at once: their characters stay in the first-level cache until they are put into lines.</summary>
    private const int BatchLines = 128;

    private readonly OctetSink _output;
    private readonly PooledOctets? _octets; // an output that can be written into directly
    private readonly byte[] _line = new byte[LineOctets];
    private int _pending;

    public Base64Encoder(OctetSink output)
    {
        _output = output;
        _octets = output as PooledOctets;
    }

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
            Span<byte> last = stackalloc byte[LineLength];
            Base64.EncodeToUtf8(_line.AsSpan(0, _pending), last, out _, out int written);
            "\r\n"u8.CopyTo(last[written..]);
            _output.Write(last[..(written + 2)]);
            _pending = 0;
        }

        _output.Complete();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // the first large message of a process is not to run in unoptimised loops
    private void WriteLines(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
        {
            return;
        }

        const int Characters = BatchLines * LineCharacters;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Characters + (BatchLines * LineLength));
        while (!octets.IsEmpty)
        {
            int lines = Math.Min(BatchLines, octets.Length / LineOctets);
            int length = lines * LineLength;
            Span<byte> characters = buffer.AsSpan(0, Characters);
            Base64.EncodeToUtf8(octets[..(lines * LineOctets)], characters, out _, out _);
            Span<byte> broken = _octets is null ? buffer.AsSpan(Characters) : _octets.GetSpan(length);
            for (int line = 0; line < lines; line++)
            {
                Span<byte> to = broken.Slice(line * LineLength, LineLength);
                characters.Slice(line * LineCharacters, LineCharacters).CopyTo(to);
                to[LineCharacters] = (byte)'\r';
                to[LineCharacters + 1] = (byte)'\n';
            }

            if (_octets is null)
            {
                _output.Write(broken[..length]);
            }
            else
            {
                _octets.Advance(length);
            }

            octets = octets[(lines * LineOctets)..];
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
