using DomSec.Ber;

namespace DomSec.Mime;

/// <summary>
/// Takes an entity's octets and finds where its header ends: at the first empty line (RFC 5322 section 2.1). The header is collected up
/// to a limit and handed over; the body goes on to the sink that was given for it.
/// </summary>
internal sealed class HeaderCollector : OctetSink
{
    private readonly Func<EntityHeader, OctetSink> _onHeader;
    private readonly int _maxHeaderBytes;
    private readonly PooledOctets _header = new(2048);
    private OctetSink? _body;
    private int _scanned;
    private bool _firstLineSeen;

    public HeaderCollector(int maxHeaderBytes, Func<EntityHeader, OctetSink> onHeader)
    {
        _maxHeaderBytes = maxHeaderBytes;
        _onHeader = onHeader;
    }

    /// <summary>Whether the header was longer than the limit; then nothing is handed over.</summary>
    public bool IsTooLong { get; private set; }

    public override void Write(ReadOnlySpan<byte> octets)
    {
        if (_body is not null)
        {
            _body.Write(octets);
            return;
        }

        if (IsTooLong)
        {
            return;
        }

        int before = _header.Length;
        _header.Write(octets[..Math.Min(octets.Length, _maxHeaderBytes + 4 - before)]);
        int bodyAt = FindBody();
        if (bodyAt < 0)
        {
            IsTooLong = _header.Length > _maxHeaderBytes;
            return;
        }

        Deliver(_scanned);
        _body!.Write(octets[(bodyAt - before)..]);
    }

    public override void Complete()
    {
        if (_body is null && !IsTooLong)
        {
            // At the end a last line without its line end counts as it stands.
            ReadOnlySpan<byte> header = _header.Span;
            bool isBody = !_firstLineSeen && !IsField(header);
            Deliver(isBody ? 0 : header.Length);
            if (isBody)
            {
                _body!.Write(_header.Span);
            }
        }

        _body?.Complete();
        _header.Dispose();
    }

    /// <summary>The offset of the body, or -1 while the empty line has not come.</summary>
    private int FindBody()
    {
        ReadOnlySpan<byte> header = _header.Span;
        while (true)
        {
            // The line that starts at _scanned is empty when its end follows at once.
            ReadOnlySpan<byte> line = header[_scanned..];
            if (!_firstLineSeen)
            {
                bool isBody = IsBodyAlready(line, out bool decided);
                if (isBody || !decided)
                {
                    return isBody ? 0 : -1;
                }

                _firstLineSeen = true;
            }

            if (line.StartsWith("\n"u8))
            {
                return _scanned + 1;
            }

            if (line.StartsWith("\r\n"u8))
            {
                return _scanned + 2;
            }

            int newline = line.IndexOf((byte)'\n');
            if (newline < 0)
            {
                return -1;
            }

            _scanned += newline + 1;
        }
    }

    /// <summary>
    /// Whether the entity starts with its body: its first line is neither empty nor a header field. RFC 2045 section 5.2 wants at least an
    /// empty line there, but content that was encrypted or signed without any header exists, and must not be lost.
    /// </summary>
    private static bool IsBodyAlready(ReadOnlySpan<byte> line, out bool decided)
    {
        int newline = line.IndexOf((byte)'\n');
        decided = newline >= 0;
        if (newline < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> text = line[..newline].TrimEnd((byte)'\r');
        return !text.IsEmpty && !IsField(text);
    }

    /// <summary>RFC 5322 section 2.2: a name of printable characters, then a colon; an mbox "From " line before the header is let pass.</summary>
    private static bool IsField(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("From "u8) || line.StartsWith(">From "u8))
        {
            return true;
        }

        int colon = line.IndexOf((byte)':');
        return colon > 0 && line[..colon].TrimEnd(" \t"u8).IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;
    }

    private void Deliver(int headerLength) => _body = _onHeader(EntityHeader.Parse(_header.Span[..headerLength].ToArray()));
}
