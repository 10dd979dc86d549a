using System.Globalization;
using DomSec.Ber;

namespace DomSec.Layers;

/// <summary>
/// Digests of canonical content without its last lines: mailing lists and scanners append footers. The digests lag behind by a window, so
/// that they can be looked at before and after each of the last line ends without ever being copied.
/// </summary>
internal sealed class EndTrials : OctetSink
{
    /// <summary>Lines that may have been added, and octets they may have. Footers are shorter; each line costs two looks at every digest.</summary>
    internal const int MaxLines = 64;

    internal const int Window = 8 << 10;

    private readonly RunningDigests _digests;
    private readonly byte[] _tail = new byte[2 * Window];
    private int _length;

    public EndTrials(RunningDigests digests) => _digests = digests;

    public List<(string Explanation, byte[][] Digests)> Results { get; } = [];

    public override void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            if (_length == _tail.Length)
            {
                _digests.Write(_tail.AsSpan(0, Window));
                _tail.AsSpan(Window).CopyTo(_tail);
                _length = Window;
            }

            int take = Math.Min(octets.Length, _tail.Length - _length);
            octets[..take].CopyTo(_tail.AsSpan(_length));
            _length += take;
            octets = octets[take..];
        }
    }

    public override void Complete()
    {
        ReadOnlySpan<byte> tail = _tail.AsSpan(0, _length);
        int start = tail.Length;
        for (int line = 0; line < MaxLines && start > 0; line++)
        {
            start = tail[..start].LastIndexOf("\r\n"u8);
            if (start < 0)
            {
                break;
            }
        }

        int hashed = 0;
        for (int at = Math.Max(start, 0); at < tail.Length;)
        {
            int found = tail[at..].IndexOf("\r\n"u8);
            if (found < 0)
            {
                break;
            }

            at += found;
            Try(tail[at..]);
            at += 2;
            if (at < tail.Length)
            {
                Try(tail[at..]);
            }

            void Try(ReadOnlySpan<byte> added)
            {
                _digests.Write(_tail.AsSpan(hashed, _length - added.Length - hashed));
                hashed = _length - added.Length;
                Results.Add((Explain(added), _digests.Current));
            }
        }

        _digests.Write(tail[hashed..]);
    }

    private static string Explain(ReadOnlySpan<byte> added)
    {
        ReadOnlySpan<byte> text = added.Trim("\r\n"u8);
        return text.IsEmpty
            ? "Line ends were added at the end of the content."
            : string.Create(CultureInfo.InvariantCulture, $"Text was added at the end of the content, as mailing lists do: {text.Count((byte)'\n') + 1} line(s).");
    }
}
