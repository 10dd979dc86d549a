using DomSec.Ber;

namespace DomSec.Cms.Streaming;

/// <summary>Finds where one BER element ends in octets that are pushed and not kept. A depth counter and no stack: any nesting is followed.</summary>
internal sealed class ElementEnd
{
    private readonly byte[] _header = new byte[BerHeader.MaxLength];
    private int _headerLength;
    private long _skip; // octets of a definite element's contents still to pass
    private int _open; // indefinite elements around

    /// <summary>Whether the element ended.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether octets followed its end.</summary>
    public bool HasRest { get; private set; }

    /// <summary>Whether it cannot be followed: a bad header, or an end where nothing is open.</summary>
    public bool IsBroken { get; private set; }

    public void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty && !IsBroken)
        {
            if (IsDone)
            {
                HasRest = true;
                return;
            }

            if (_skip > 0)
            {
                int skip = (int)Math.Min(_skip, octets.Length);
                octets = octets[skip..];
                _skip -= skip;
                IsDone = _skip == 0 && _open == 0;
                continue;
            }

            int take = Math.Min(octets.Length, _header.Length - _headerLength);
            octets[..take].CopyTo(_header.AsSpan(_headerLength));
            BerStatus status = BerHeader.TryRead(_header.AsSpan(0, _headerLength + take), out BerHeader header);
            if (status == BerStatus.Truncated && take == octets.Length)
            {
                _headerLength += take;
                return;
            }

            IsBroken = status != BerStatus.Ok;
            if (!IsBroken)
            {
                octets = octets[(header.HeaderLength - _headerLength)..];
                _headerLength = 0;
                OnHeader(header);
            }
        }
    }

    private void OnHeader(in BerHeader header)
    {
        if (header.Tag == BerTag.EndOfContents)
        {
            // X.690 section 8.1.5: two octets, and only where an indefinite length is open.
            IsBroken = header.ContentLength != 0 || header.HeaderLength != 2 || _open == 0;
            _open -= IsBroken ? 0 : 1;
            IsDone = !IsBroken && _open == 0;
            return;
        }

        if (header.IsIndefinite)
        {
            IsBroken = _open == int.MaxValue;
            _open += IsBroken ? 0 : 1;
            return;
        }

        _skip = header.ContentLength;
        IsDone = _skip == 0 && _open == 0;
    }
}
