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
            int search = 0;
            int bare = -1;
            while (search < octets.Length)
            {
                int found = octets[search..].IndexOf((byte)'\n');
                if (found < 0)
                {
                    break;
                }

                int at = search + found;
                if (at == 0 ? !_lastWasCarriageReturn : octets[at - 1] != '\r')
                {
                    bare = at;
                    break;
                }

                search = at + 1;
            }

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
}
