using System.Buffers;
using System.Buffers.Text;
using DomSec.Ber;

namespace DomSec.Mime;

/// <summary>
/// Base64 as mail really carries it (RFC 2045 section 6.8): any line length, characters outside the alphabet skipped, an end without
/// padding accepted, everything after the padding ignored. Chunks of any size give the same octets.
/// </summary>
internal sealed class Base64Decoder : OctetSink
{
    private const int BatchChars = 16 << 10;

    private readonly OctetSink _output;
    private readonly byte[] _quantum = new byte[4];
    private int _pending;
    private bool _ended;

    public Base64Decoder(OctetSink output) => _output = output;

    public override void Write(ReadOnlySpan<byte> octets)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BatchChars);
        while (!octets.IsEmpty && !_ended)
        {
            if (_pending == 0)
            {
                ReadOnlySpan<byte> batch = octets[..Math.Min(octets.Length, BatchChars)];
                Base64.DecodeFromUtf8(batch, buffer, out int consumed, out int written, isFinalBlock: false);
                if (consumed > 0)
                {
                    _output.Write(buffer.AsSpan(0, written));
                    octets = octets[consumed..];
                    continue;
                }
            }

            OneByOne(ref octets);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    public override void Complete()
    {
        if (!_ended && _pending > 1)
        {
            Flush();
        }

        _output.Complete();
    }

    /// <summary>Takes characters until a quantum is complete: at a chunk's end, at padding, and around characters that do not belong.</summary>
    private void OneByOne(ref ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            byte character = octets[0];
            octets = octets[1..];
            if (character == '=')
            {
                if (_pending > 1)
                {
                    Flush();
                    _ended = true;
                    return;
                }

                continue;
            }

            if (!char.IsAsciiLetterOrDigit((char)character) && character is not ((byte)'+' or (byte)'/'))
            {
                continue;
            }

            _quantum[_pending++] = character;
            if (_pending == 4)
            {
                Flush();
                return;
            }
        }
    }

    private void Flush()
    {
        int characters = _pending;
        _quantum.AsSpan(characters).Fill((byte)'A');
        Span<byte> decoded = stackalloc byte[3];
        Base64.DecodeFromUtf8(_quantum, decoded, out _, out _);
        _output.Write(decoded[..(characters - 1)]);
        _pending = 0;
    }
}
