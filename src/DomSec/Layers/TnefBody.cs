using DomSec.Ber;
using DomSec.Mime;

namespace DomSec.Layers;

/// <summary>A message whose root is a TNEF stream: kept up to a limit, and what it wraps is read in its place.</summary>
internal sealed class TnefBody : OctetSink
{
    private readonly PooledOctets _tnef = new(16 << 10);
    private readonly int _limit;
    private readonly Func<byte[]?, bool, bool, OctetSink> _open;
    private readonly OctetSink _decoder;
    private bool _isTooLong;

    /// <param name="header">The entity's header.</param>
    /// <param name="limit">Most octets that are kept.</param>
    /// <param name="open">Given what was wrapped, or null, whether the limit was reached and whether there is other content beside it; takes the octets.</param>
    public TnefBody(EntityHeader header, int limit, Func<byte[]?, bool, bool, OctetSink> open)
    {
        _limit = limit;
        _open = open;
        _decoder = TransferDecoder.For(header, new Kept(this));
    }

    public override void Write(ReadOnlySpan<byte> octets) => _decoder.Write(octets);

    public override void Complete()
    {
        _decoder.Complete();
        bool isBesideContent = false;
        byte[]? wrapped = _isTooLong ? null : TnefEnvelope.Open(_tnef.Memory, out isBesideContent);
        _tnef.Dispose();
        OctetSink sink = _open(wrapped, _isTooLong, isBesideContent);
        sink.Write(wrapped);
        sink.Complete();
    }

    private sealed class Kept(TnefBody body) : OctetSink
    {
        public override void Write(ReadOnlySpan<byte> octets)
        {
            if (octets.Length > body._limit - body._tnef.Length)
            {
                body._isTooLong = true;
                return;
            }

            body._tnef.Write(octets);
        }
    }
}
