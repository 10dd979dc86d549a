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
    private PooledOctets? _header; // when the header does not come in one piece
    private OctetSink? _body;
    private int _scanned; // where the line starts that may be the empty one
    private int _searched; // no line end before it, from the line's start on: looking again would be quadratic for tiny chunks (SEC-DOS-02)

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

        int before = _header?.Length ?? 0;
        int most = _maxHeaderBytes + 2; // the longest header and its empty line; then the limit falls alike for every chunking
        ReadOnlySpan<byte> header = octets[..Math.Min(octets.Length, most - before)];
        if (_header is not null)
        {
            _header.Write(header);
            header = _header.Span;
        }

        int bodyAt = FindBody(header);
        if (bodyAt < 0 || _scanned > _maxHeaderBytes)
        {
            if (_header is null)
            {
                _header = new PooledOctets(Math.Max(2048, header.Length));
                _header.Write(header);
            }

            IsTooLong = _header.Length == most;
            return;
        }

        Deliver(header[.._scanned], bodyAt);
        _body!.Write(octets[(bodyAt - before)..]);
    }

    public override void Complete()
    {
        IsTooLong |= _body is null && _header?.Length > _maxHeaderBytes;
        if (_body is null && !IsTooLong)
        {
            Deliver(_header is null ? default : _header.Span, _header?.Length ?? 0);
        }

        _body?.Complete();
        _header?.Dispose();
    }

    /// <summary>The offset of the body, or -1 while the empty line has not come.</summary>
    private int FindBody(ReadOnlySpan<byte> header)
    {
        while (true)
        {
            // The line that starts at _scanned is empty when its end follows at once.
            ReadOnlySpan<byte> line = header[_scanned..];
            if (line.StartsWith("\n"u8))
            {
                return _scanned + 1;
            }

            if (line.StartsWith("\r\n"u8))
            {
                return _scanned + 2;
            }

            int newline = header[_searched..].IndexOf((byte)'\n');
            if (newline < 0)
            {
                _searched = header.Length;
                return -1;
            }

            _searched += newline + 1;
            _scanned = _searched;
        }
    }

    private void Deliver(ReadOnlySpan<byte> header, int bodyOffset) => _body = _onHeader(EntityHeader.Parse(header.ToArray(), bodyOffset));
}
