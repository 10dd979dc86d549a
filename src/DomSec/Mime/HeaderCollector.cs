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
    private int _scanned; // where the line begins that is looked at
    private int _searched; // before it, that line has no end

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
            Deliver(_header.Length);
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
            if (line.StartsWith("\n"u8))
            {
                return _scanned + 1;
            }

            if (line.StartsWith("\r\n"u8))
            {
                return _scanned + 2;
            }

            int from = Math.Max(_scanned, _searched);
            int newline = header[from..].IndexOf((byte)'\n');
            if (newline < 0)
            {
                _searched = header.Length; // SEC-DOS-02: a long line in chunks of one octet is not searched again and again
                return -1;
            }

            _scanned = from + newline + 1;
        }
    }

    private void Deliver(int headerLength) => _body = _onHeader(EntityHeader.Parse(_header.Span[..headerLength].ToArray()));
}
