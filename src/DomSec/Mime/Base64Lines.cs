using System.Buffers;
using DomSec.Ber;

namespace DomSec.Mime;

/// <summary>
/// Drops lines of prose from a base64 body: the footers that mailing lists append and the notices that scanners put in (CMS-BER-10). Base64
/// has neither words with blanks between them nor punctuation; single stray characters are left to the decoder, which passes over them
/// (RFC 2045 section 6.8).
/// </summary>
internal sealed class Base64Lines : OctetSink
{
    /// <summary>RFC 5322 section 2.1.1: a line of text has at most 998 characters; a longer one is base64 written in one line.</summary>
    private const int MaxProse = 998;

    /// <summary>RFC 2045 section 6.8: 76 characters and the end of the line.</summary>
    private const int UsualLine = 78;

    private static readonly SearchValues<byte> _punctuation = SearchValues.Create("-_*.:;,@<>()'\"#|~"u8);

    private static readonly SearchValues<byte> _suspects = SearchValues.Create("-_*.:;,@<>()'\"#|~ \t"u8);

    private readonly OctetSink _output;
    private readonly Action<string> _onProse;
    private byte[] _line = new byte[UsualLine]; // what a chunk's end cut in two
    private int _length;
    private bool _isLong; // the line goes on, and it is passed on as it comes

    public Base64Lines(OctetSink output, Action<string> onProse)
    {
        _output = output;
        _onProse = onProse;
    }

    public override void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            if (_length == 0 && !_isLong)
            {
                PassWholeLines(ref octets);
            }

            int newline = octets.IndexOf((byte)'\n');
            ReadOnlySpan<byte> piece = newline < 0 ? octets : octets[..(newline + 1)];
            octets = octets[piece.Length..];
            if (!_isLong && piece.Length > MaxProse - _length)
            {
                _isLong = true;
                _output.Write(_line.AsSpan(0, _length));
                _length = 0;
            }

            if (_isLong)
            {
                _output.Write(piece);
                _isLong = newline < 0;
                continue;
            }

            if (piece.Length > _line.Length - _length)
            {
                Array.Resize(ref _line, MaxProse);
            }

            piece.CopyTo(_line.AsSpan(_length));
            _length += piece.Length;
            if (newline >= 0)
            {
                EndLine();
            }
        }
    }

    public override void Complete()
    {
        EndLine();
        _output.Complete();
    }

    /// <summary>Whole lines in one piece, as far as nothing in them can be prose. What was looked at is passed on or is one line: linear, whatever comes.</summary>
    private void PassWholeLines(ref ReadOnlySpan<byte> octets)
    {
        int suspect = octets.IndexOfAny(_suspects);
        int end = (suspect < 0 ? octets : octets[..suspect]).LastIndexOf((byte)'\n') + 1;
        if (end > 0)
        {
            _output.Write(octets[..end]);
            octets = octets[end..];
        }
    }

    private void EndLine()
    {
        ReadOnlySpan<byte> line = _line.AsSpan(0, _length);
        ReadOnlySpan<byte> words = line.Trim(" \t\r\n"u8);
        if (words.IndexOfAny(_punctuation) >= 0 || words.IndexOfAny(" \t"u8) >= 0)
        {
            _onProse("Lines of text stand in the base64 body; they are passed over.");
        }
        else
        {
            _output.Write(line);
        }

        _length = 0;
    }
}
