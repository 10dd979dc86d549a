using DomSec.Ber;

namespace DomSec.Cms.Streaming;

/// <summary>
/// Collects one element whole, chunk by chunk: a definite one by its length, an indefinite one by looking for its end-of-contents with a
/// depth counter. Grows with what is received, never with what is announced (SEC-DOS-05).
/// </summary>
internal sealed class ElementCollector : IDisposable
{
    private readonly PooledOctets _octets = new(256);
    private readonly byte[] _header = new byte[BerHeader.MaxLength];
    private readonly int _limit;
    private int _headerLength;
    private long _remaining; // octets of a definite element still to come; -1 while end-of-contents is looked for
    private int _depth;
    private long _skip; // octets of a definite element inside an indefinite one

    /// <param name="header">The element's identifier and length octets.</param>
    /// <param name="contentLength">Its length, or -1 for the indefinite form.</param>
    /// <param name="limit">The most that may be collected, header included.</param>
    public ElementCollector(ReadOnlySpan<byte> header, long contentLength, int limit)
    {
        _limit = limit;
        _remaining = contentLength;
        _octets.Write(header);
        if (contentLength > limit - header.Length)
        {
            Status = CmsStatus.Limit;
        }
    }

    public CmsStatus Status { get; private set; }

    public bool IsDone => _remaining == 0;

    /// <summary>Takes what belongs to the element and says how many octets that were.</summary>
    public int Take(ReadOnlySpan<byte> octets)
    {
        int take;
        if (_remaining >= 0)
        {
            take = (int)Math.Min(octets.Length, _remaining);
            _remaining -= take;
        }
        else
        {
            // Looked at as far as it may be kept, so that the limit falls alike for every chunking, whatever is wrong behind it.
            int room = Math.Min(octets.Length, _limit - _octets.Length);
            take = ScanIndefinite(octets[..room]);
            if (Status == CmsStatus.Ok && _remaining < 0 && room < octets.Length)
            {
                Status = CmsStatus.Limit;
            }
        }

        if (Status == CmsStatus.Ok)
        {
            _octets.Write(octets[..take]);
        }

        return take;
    }

    public byte[] Finish()
    {
        byte[] raw = _octets.ToArray();
        Dispose();
        return raw;
    }

    public void Dispose() => _octets.Dispose();

    /// <summary>How many of these octets belong to the indefinite element; <see cref="_remaining"/> becomes 0 at its end.</summary>
    private int ScanIndefinite(ReadOnlySpan<byte> octets)
    {
        int position = 0;
        while (position < octets.Length && _remaining < 0)
        {
            if (_skip > 0)
            {
                int skip = (int)Math.Min(_skip, octets.Length - position);
                _skip -= skip;
                position += skip;
                continue;
            }

            int take = Math.Min(octets.Length - position, _header.Length - _headerLength);
            octets.Slice(position, take).CopyTo(_header.AsSpan(_headerLength));
            BerStatus status = BerHeader.TryRead(_header.AsSpan(0, _headerLength + take), out BerHeader header);
            if (status == BerStatus.Truncated && position + take == octets.Length)
            {
                _headerLength += take;
                return octets.Length;
            }

            position += header.HeaderLength - _headerLength;
            _headerLength = 0;
            Status = status != BerStatus.Ok ? CmsStatus.Malformed : OnHeader(header);
            if (Status != CmsStatus.Ok)
            {
                return 0;
            }
        }

        return position;
    }

    private CmsStatus OnHeader(in BerHeader header)
    {
        if (header.Tag == BerTag.EndOfContents)
        {
            if (header.ContentLength != 0 || header.HeaderLength != 2)
            {
                return CmsStatus.Malformed;
            }

            if (_depth-- == 0)
            {
                _remaining = 0;
            }

            return CmsStatus.Ok;
        }

        if (!header.IsIndefinite)
        {
            _skip = header.ContentLength;
            return CmsStatus.Ok;
        }

        return ++_depth >= BerReader.MaxDepth ? CmsStatus.Limit : CmsStatus.Ok;
    }
}
