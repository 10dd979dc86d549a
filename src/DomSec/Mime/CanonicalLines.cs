using System.Numerics;
using System.Runtime.CompilerServices;
using DomSec.Ber;

namespace DomSec.Mime;

/// <summary>Line ends as RFC 8551 section 3.1.1 wants them: every bare LF becomes CRLF; nothing else changes.</summary>
internal sealed class CanonicalLines : OctetSink
{
    private readonly OctetSink _output;
    private bool _lastWasCarriageReturn;

    public CanonicalLines(OctetSink output) => _output = output;

    public override void Write(ReadOnlySpan<byte> octets)
    {
        // Check first: a canonical source goes through untouched, in runs as long as they come.
        while (!octets.IsEmpty)
        {
            int bare = FindBareLineFeed(octets, _lastWasCarriageReturn);
            if (bare < 0)
            {
                _lastWasCarriageReturn = octets[^1] == '\r';
                _output.Write(octets);
                return;
            }

            _output.Write(octets[..bare]);
            _output.Write("\r\n"u8);
            _lastWasCarriageReturn = false;
            octets = octets[(bare + 1)..];
        }
    }

    public override void Complete() => _output.Complete();

    /// <summary>The first line feed without a carriage return before it, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // the first large message of a process is not to run in unoptimised loops
    private static int FindBareLineFeed(ReadOnlySpan<byte> octets, bool afterCarriageReturn)
    {
        if (octets[0] == '\n' && !afterCarriageReturn)
        {
            return 0;
        }

        // A vector of octets beside the vector of those before them.
        int at = 1;
        for (; at <= octets.Length - Vector<byte>.Count; at += Vector<byte>.Count)
        {
            Vector<byte> lineFeeds = Vector.Equals(new Vector<byte>(octets[at..]), new Vector<byte>((byte)'\n'));
            Vector<byte> returns = Vector.Equals(new Vector<byte>(octets[(at - 1)..]), new Vector<byte>((byte)'\r'));
            if (Vector.AndNot(lineFeeds, returns) != Vector<byte>.Zero)
            {
                break;
            }
        }

        for (; at < octets.Length; at++)
        {
            if (octets[at] == '\n' && octets[at - 1] != '\r')
            {
                return at;
            }
        }

        return -1;
    }
}
