using System.Numerics;
using System.Runtime.CompilerServices;
using DomSec.Ber;

namespace DomSec.Mime;

/// <summary>Line ends as RFC 8551 section 3.1.1 wants them: every bare LF becomes CRLF; nothing else changes.</summary>
internal sealed class CanonicalLines : OctetSink
{
    private const int Unrolled = 4;

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

        // Vectors of octets beside those before them, some at once.
        var lineFeed = new Vector<byte>((byte)'\n');
        var carriageReturn = new Vector<byte>((byte)'\r');
        int size = Vector<byte>.Count;
        int at = 1;
        for (; at <= octets.Length - (Unrolled * size); at += Unrolled * size)
        {
            ReadOnlySpan<byte> part = octets.Slice(at - 1, (Unrolled * size) + 1);
            Vector<byte> bare = Bare(part, lineFeed, carriageReturn) | Bare(part[size..], lineFeed, carriageReturn)
                | Bare(part[(2 * size)..], lineFeed, carriageReturn) | Bare(part[(3 * size)..], lineFeed, carriageReturn);
            if (bare != Vector<byte>.Zero)
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

    /// <summary>Where line feeds are in the octets but the first that have no carriage return before them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<byte> Bare(ReadOnlySpan<byte> octets, Vector<byte> lineFeed, Vector<byte> carriageReturn) =>
        Vector.AndNot(Vector.Equals(new Vector<byte>(octets[1..]), lineFeed), Vector.Equals(new Vector<byte>(octets), carriageReturn));
}
