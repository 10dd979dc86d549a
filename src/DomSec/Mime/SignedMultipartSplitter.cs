using System.Text;
using DomSec.Ber;

namespace DomSec.Mime;

/// <summary>
/// Takes the body of a multipart/signed apart (RFC 1847 section 2.1) as it streams: the first part octet for octet as received, without
/// the line end that belongs to the delimiter, and the second. Not a MIME parser: it knows one boundary and no headers.
/// </summary>
internal sealed class SignedMultipartSplitter : OctetSink
{
    /// <summary>Octets of a delimiter line after the boundary: "--", blanks, the line end. RFC 5322 section 2.1.1 ends lines at 998.</summary>
    private const int MaxTrailing = 1000;

    private readonly OctetSink _first;
    private readonly OctetSink _second;
    private readonly byte[] _delimiter;
    private readonly PooledOctets _held = new(256);
    private int _part; // 0 preamble, 1 and 2 the parts, 3 a part too many, 4 epilogue
    private bool _lineStart = true;

    public SignedMultipartSplitter(string boundary, OctetSink first, OctetSink second)
    {
        _first = first;
        _second = second;
        _delimiter = Encoding.Latin1.GetBytes("--" + boundary);
    }

    /// <summary>Whether there were exactly two parts (engines differ on a third; RFC 1847 says exactly two).</summary>
    public bool HasTwoParts { get; private set; }

    public override void Write(ReadOnlySpan<byte> octets)
    {
        if (_held.Length == 0)
        {
            Process(octets, final: false);
            return;
        }

        _held.Write(octets);
        byte[] all = _held.ToArray();
        _held.Reset();
        Process(all, final: false);
    }

    public override void Complete()
    {
        byte[] rest = _held.ToArray();
        _held.Reset();
        Process(rest, final: true);
        if (_part is 1 or 2)
        {
            Sink()!.Complete(); // no closing delimiter: truncated
        }

        HasTwoParts = _part == 4 && HasTwoParts;
        _held.Dispose();
    }

    private OctetSink? Sink() => _part switch
    {
        1 => _first,
        2 => _second,
        _ => null,
    };

    private void Process(ReadOnlySpan<byte> octets, bool final)
    {
        int position = 0; // everything before it has been passed on
        int search = 0;
        while (true)
        {
            int lineEnd;
            int line;
            if (_lineStart && search == 0)
            {
                lineEnd = 0;
                line = 0;
            }
            else
            {
                int newline = octets[search..].IndexOf((byte)'\n');
                if (newline < 0)
                {
                    break;
                }

                line = search + newline + 1;
                lineEnd = line >= 2 && octets[line - 2] == '\r' ? line - 2 : line - 1;
            }

            DelimiterMatch match = Match(octets[line..], final, out int length, out bool closes);
            if (match == DelimiterMatch.Undecided)
            {
                Emit(octets[position..Math.Max(position, lineEnd)]);
                Hold(octets[Math.Max(position, lineEnd)..], atLineStart: lineEnd == line);
                return;
            }

            if (match == DelimiterMatch.Yes)
            {
                Emit(octets[position..Math.Max(position, lineEnd)]);
                NextPart(closes);
                position = line + length;
                octets = octets[position..];
                position = 0;
                search = 0;
                _lineStart = true;
                continue;
            }

            _lineStart = false;
            search = line;
            if (search >= octets.Length)
            {
                break;
            }
        }

        // The last line end may belong to a delimiter that is still to come.
        int keep = octets.Length;
        if (!final && keep > position)
        {
            if (octets[^1] == '\n')
            {
                keep -= octets.Length >= 2 && octets[^2] == '\r' ? 2 : 1;
            }
            else if (octets[^1] == '\r')
            {
                keep--;
            }

            keep = Math.Max(keep, position);
        }

        Emit(octets[position..keep]);
        if (keep < octets.Length)
        {
            Hold(octets[keep..], atLineStart: false);
        }
    }

    private void Hold(ReadOnlySpan<byte> octets, bool atLineStart)
    {
        _lineStart = atLineStart;
        _held.Write(octets);
    }

    private void Emit(ReadOnlySpan<byte> octets)
    {
        if (!octets.IsEmpty)
        {
            _lineStart = false;
            Sink()?.Write(octets);
        }
    }

    private void NextPart(bool closes)
    {
        Sink()?.Complete();
        if (_part == 4)
        {
            return;
        }

        if (closes)
        {
            HasTwoParts = _part == 2;
            _part = 4;
            return;
        }

        _part = Math.Min(_part + 1, 3);
    }

    private DelimiterMatch Match(ReadOnlySpan<byte> line, bool final, out int length, out bool closes)
    {
        length = 0;
        closes = false;
        int common = Math.Min(line.Length, _delimiter.Length);
        if (!line[..common].SequenceEqual(_delimiter.AsSpan(0, common)))
        {
            return DelimiterMatch.No;
        }

        // RFC 2046 section 5.1.1: the delimiter line may end in blanks; a longer text that only begins like it is none.
        // The longest such line is bounded, and alike for every chunking: what is undecided is held.
        int end = line[..Math.Min(line.Length, _delimiter.Length + MaxTrailing)].IndexOf((byte)'\n');
        if (end < 0 && line.Length >= _delimiter.Length + MaxTrailing)
        {
            return DelimiterMatch.No;
        }

        if (end < 0 && !final)
        {
            return DelimiterMatch.Undecided;
        }

        if (common < _delimiter.Length)
        {
            return DelimiterMatch.No;
        }

        ReadOnlySpan<byte> rest = line[_delimiter.Length..(end < 0 ? line.Length : end)];
        closes = rest.StartsWith("--"u8);
        if ((closes ? rest[2..] : rest).IndexOfAnyExcept(" \t\r"u8) >= 0)
        {
            return DelimiterMatch.No;
        }

        length = end < 0 ? line.Length : end + 1;
        return DelimiterMatch.Yes;
    }

    private enum DelimiterMatch
    {
        No,
        Yes,
        Undecided,
    }
}
