using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Layers;

/// <summary>Digests of content with one alteration undone.</summary>
internal sealed class ContentVariant : OctetSink
{
    private readonly RunningDigests _digests;
    private readonly OctetSink _pipeline;
    private readonly string _explanation;
    private readonly string? _withLineEnd;
    private readonly EndTrials? _ends;

    private ContentVariant(RunningDigests digests, OctetSink pipeline, string explanation, string? withLineEnd = null, EndTrials? ends = null)
    {
        _digests = digests;
        _pipeline = pipeline;
        _explanation = explanation;
        _withLineEnd = withLineEnd;
        _ends = ends;
    }

    /// <summary>Whether it takes content with canonical line ends, and not as it came.</summary>
    public bool IsCanonical { get; private init; } = true;

    /// <summary>Whether it takes the body alone, its header being in it already.</summary>
    public bool IsBody { get; private init; }

    public List<(string Explanation, byte[][] Digests)> Results { get; } = [];

    public static ContentVariant AsReceived(IReadOnlyList<DigestAlgorithm> algorithms)
    {
        var digests = new RunningDigests(algorithms);
        return new ContentVariant(digests, digests, "The content was signed with the line ends it came with, not with CRLF.") { IsCanonical = false };
    }

    public static ContentVariant LineFeeds(IReadOnlyList<DigestAlgorithm> algorithms)
    {
        var digests = new RunningDigests(algorithms);
        return new ContentVariant(
            digests, new BareLineFeeds(digests), "The content was signed with line feeds alone, not with CRLF.", "The content was signed with line feeds alone, and with one more at its end.") { IsCanonical = false };
    }

    public static ContentVariant Ends(IReadOnlyList<DigestAlgorithm> algorithms)
    {
        var digests = new RunningDigests(algorithms);
        var ends = new EndTrials(digests);
        return new ContentVariant(digests, ends, "", "A line end was removed at the end of the content.", ends);
    }

    public static ContentVariant Stripped(IReadOnlyList<DigestAlgorithm> algorithms)
    {
        var digests = new RunningDigests(algorithms);
        return new ContentVariant(digests, new StrippedLines(digests), "Blanks were added at line ends.");
    }

    /// <summary>The body in another form behind a header in another form.</summary>
    public static ContentVariant OfBody(IReadOnlyList<DigestAlgorithm> algorithms, ReadOnlySpan<byte> header, Func<OctetSink, OctetSink> pipeline, string explanation, string? withLineEnd = null)
    {
        var digests = new RunningDigests(algorithms);
        digests.Write(header);
        digests.Write("\r\n"u8);
        return new ContentVariant(digests, pipeline(digests), explanation, withLineEnd) { IsBody = true };
    }

    public override void Write(ReadOnlySpan<byte> octets) => _pipeline.Write(octets);

    public override void Complete()
    {
        _pipeline.Complete();
        if (_ends is not null)
        {
            Results.AddRange(_ends.Results);
        }
        else
        {
            Results.Add((_explanation, _digests.Current));
        }

        if (_withLineEnd is not null)
        {
            _digests.Write(_pipeline is BareLineFeeds ? "\n"u8 : "\r\n"u8);
            Results.Add((_withLineEnd, _digests.Current));
        }

        _digests.Dispose();
    }

    /// <summary>Drops the carriage return of every CRLF.</summary>
    private sealed class BareLineFeeds(OctetSink output) : OctetSink
    {
        private bool _held;

        public override void Write(ReadOnlySpan<byte> octets)
        {
            while (!octets.IsEmpty)
            {
                if (_held)
                {
                    _held = false;
                    if (octets[0] != '\n')
                    {
                        output.Write("\r"u8);
                    }
                }

                int cr = octets.IndexOf((byte)'\r');
                output.Write(cr < 0 ? octets : octets[..cr]);
                _held = cr >= 0;
                octets = cr < 0 ? default : octets[(cr + 1)..];
            }
        }

        public override void Complete()
        {
            if (_held)
            {
                output.Write("\r"u8);
            }
        }
    }

    /// <summary>Drops blanks in front of line ends. Holds back no more than <see cref="MaxBlanks"/> of them; a longer run is content.</summary>
    private sealed class StrippedLines(OctetSink output) : OctetSink
    {
        private const int MaxBlanks = 1024;

        private readonly byte[] _blanks = new byte[MaxBlanks];
        private int _length;

        public override void Write(ReadOnlySpan<byte> octets)
        {
            while (!octets.IsEmpty)
            {
                int blank = octets.IndexOfAny((byte)' ', (byte)'\t');
                ReadOnlySpan<byte> text = blank < 0 ? octets : octets[..blank];
                if (!text.IsEmpty)
                {
                    if (text[0] is not ((byte)'\r' or (byte)'\n'))
                    {
                        output.Write(_blanks.AsSpan(0, _length));
                    }

                    _length = 0;
                    output.Write(text);
                    octets = octets[text.Length..];
                    continue;
                }

                if (_length == MaxBlanks)
                {
                    output.Write(_blanks);
                    _length = 0;
                }

                _blanks[_length++] = octets[0];
                octets = octets[1..];
            }
        }
    }
}
