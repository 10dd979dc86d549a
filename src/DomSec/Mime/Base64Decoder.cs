using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using DomSec.Ber;

namespace DomSec.Mime;

/// <summary>
/// Base64 as mail really carries it (RFC 2045 section 6.8): any line length, characters outside the alphabet skipped, an end without
/// padding accepted, everything after the padding ignored. Chunks of any size give the same octets.
/// </summary>
internal sealed class Base64Decoder : OctetSink
{
    private const int BatchOctets = 12 << 10;
    private const int BatchCharacters = BatchOctets / 3 * 4;

    private static readonly SearchValues<byte> _alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private readonly OctetSink _output;
    private readonly byte[] _quantum = new byte[4];
    private byte[] _decoded = []; // rented while a chunk is decoded
    private int _decodedLength;
    private int _pending;
    private bool _ended;

    public Base64Decoder(OctetSink output) => _output = output;

    public override void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty && !_ended)
        {
            if (!TryWriteLines(ref octets))
            {
                ReadOnlySpan<byte> odd = octets[..Math.Min(octets.Length, BatchCharacters)];
                WriteAny(odd);
                octets = octets[odd.Length..];
            }
        }
    }

    public override void Complete()
    {
        if (!_ended && _pending > 1)
        {
            _decoded = new byte[3];
            Flush();
            PassOn();
        }

        _output.Complete();
    }

    /// <summary>Puts lines of nothing but the alphabet together and decodes them at once; false, and nothing done, when there is anything else in them.</summary>
    private bool TryWriteLines(ref ReadOnlySpan<byte> octets)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BatchCharacters + BatchOctets);
        Span<byte> characters = buffer.AsSpan(0, BatchCharacters);
        Span<byte> decoded = buffer.AsSpan(BatchCharacters, BatchOctets);
        _quantum.AsSpan(0, _pending).CopyTo(characters);
        int count = _pending;
        ReadOnlySpan<byte> rest = octets;
        while (!rest.IsEmpty && count < BatchCharacters)
        {
            int end = rest.IndexOfAny((byte)'\r', (byte)'\n');
            int take = Math.Min(end < 0 ? rest.Length : end, BatchCharacters - count);
            rest[..take].CopyTo(characters[count..]);
            count += take;
            rest = rest[take..];
            int before = rest.Length;
            while (!rest.IsEmpty && rest[0] is (byte)'\r' or (byte)'\n')
            {
                rest = rest[1..];
            }

            if (take == end && end > 0 && before - rest.Length <= 2) // an end of line, and nothing like an empty one behind it
            {
                count += TakeLines(ref rest, characters[count..], end, end + before - rest.Length);
            }
        }

        // The platform skips blanks and stops at padding; then it writes less than every character's worth, and the long way is taken.
        int whole = count & ~3;
        bool plain = Base64.DecodeFromUtf8(characters[..whole], decoded, out _, out int written) == OperationStatus.Done && written == whole / 4 * 3
            && !characters[whole..count].ContainsAnyExcept(_alphabet);
        if (plain)
        {
            _pending = count - whole;
            characters[whole..count].CopyTo(_quantum);
            octets = rest;
            if (written > 0)
            {
                _output.Write(decoded[..written]);
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return plain;
    }

    /// <summary>
    /// Copies lines as long as the one before them, without looking for their ends where they are not expected. What else stands in them is
    /// noticed when they are decoded: nothing but the alphabet gives every character's worth.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int TakeLines(ref ReadOnlySpan<byte> octets, Span<byte> characters, int length, int stride)
    {
        int lines = Math.Min(octets.Length / stride, characters.Length / length);
        int taken = 0;
        for (; taken < lines; taken++)
        {
            ReadOnlySpan<byte> line = octets.Slice(taken * stride, stride);
            if (line[length] is not ((byte)'\r' or (byte)'\n') || line[^1] != '\n')
            {
                break;
            }

            Span<byte> to = characters.Slice(taken * length, length);
            if (length == 64)
            {
                line[..64].CopyTo(to[..64]); // what nearly all of S/MIME has, in one vector
            }
            else
            {
                line[..length].CopyTo(to);
            }
        }

        octets = octets[(taken * stride)..];
        return taken * length;
    }

    private void WriteAny(ReadOnlySpan<byte> octets)
    {
        _decoded = ArrayPool<byte>.Shared.Rent(BatchOctets);
        while (!octets.IsEmpty && !_ended)
        {
            // The platform miscounts what it consumed around blanks, so it gets runs of the alphabet in whole quanta and nothing else.
            ReadOnlySpan<byte> run = _pending == 0 ? octets[..Math.Min(octets.Length, BatchCharacters)] : default;
            int other = run.IndexOfAnyExcept(_alphabet);
            run = run[..((other < 0 ? run.Length : other) & ~3)];
            if (run.IsEmpty)
            {
                OneByOne(ref octets);
                continue;
            }

            if (run.Length / 4 * 3 > _decoded.Length - _decodedLength)
            {
                PassOn();
            }

            Base64.DecodeFromUtf8(run, _decoded.AsSpan(_decodedLength), out _, out int written);
            _decodedLength += written;
            octets = octets[run.Length..];
            while (!octets.IsEmpty && octets[0] is (byte)'\r' or (byte)'\n')
            {
                octets = octets[1..];
            }
        }

        PassOn();
        ArrayPool<byte>.Shared.Return(_decoded);
        _decoded = [];
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

            if (!_alphabet.Contains(character))
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
        if (_decoded.Length - _decodedLength < 3)
        {
            PassOn();
        }

        int characters = _pending;
        _quantum.AsSpan(characters).Fill((byte)'A');
        Base64.DecodeFromUtf8(_quantum, _decoded.AsSpan(_decodedLength), out _, out _);
        _decodedLength += characters - 1;
        _pending = 0;
    }

    private void PassOn()
    {
        if (_decodedLength > 0)
        {
            _output.Write(_decoded.AsSpan(0, _decodedLength));
            _decodedLength = 0;
        }
    }
}
